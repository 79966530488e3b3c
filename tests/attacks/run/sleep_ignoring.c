/* allowed: wall-limit | class: time evasion | without: wall-clock | aim: exited(7) */
#include "../attack.h"

#include <signal.h>

/* Ignores whatever can be ignored, and closes what it could be told by. */
int main(void)
{
	for (int number = 1; number < 65; number++)
		signal(number, SIG_IGN);
	for (int fd = 0; fd < 3; fd++)
		close(fd);
	sleep(4);
	_exit(7);
}
