/* allowed: signalled(9) | class: forged cause | without: - | because: as forge_kill */
#include "../attack.h"

#include <signal.h>

/* Ends as who was killed for its memory does, with output that says so. */
int main(void)
{
	static const char text[] = "Out of memory: Killed process\nmemory-limit\n";
	write(2, text, sizeof text - 1);
	return kill(getpid(), SIGKILL);
}
