/* allowed: cpu-limit | class: time evasion | without: cpu-clock,rlimits | cpu-ms: 100 */
#include "../attack.h"

#include <time.h>

/* Closes all that it could be told by, and works on. */
int main(void)
{
	for (int fd = 0; fd < 16; fd++) {
		if (fd != STDOUT_FILENO)
			close(fd);
	}
	while (clock() < CLOCKS_PER_SEC)
		;
	reached();
}
