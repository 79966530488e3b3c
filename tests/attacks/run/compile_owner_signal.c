/* allowed: exited(0) | class: neighbours | without: seccomp,landlock,pid-namespace | box: compile */
#include "../attack.h"

#include <fcntl.h>
#include <signal.h>

/* kill(2) is refused where there is no pid namespace; the owner of a pipe is sent signals as well. */
int main(void)
{
	int ends[2];
	if (getppid() <= 1 || pipe(ends) != 0)
		held();
	/* SIGURG, which a process ignores that does not wait for it. */
	if (fcntl(ends[0], F_SETOWN, getppid()) == 0 && fcntl(ends[0], F_SETSIG, SIGURG) == 0 &&
		fcntl(ends[0], F_GETOWN) == getppid() &&
		fcntl(ends[0], F_SETFL, O_ASYNC | O_NONBLOCK) == 0 && write(ends[1], "x", 1) == 1)
		reached();
	held();
}
