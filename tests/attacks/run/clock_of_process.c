/* allowed: exited(0) | class: neighbours | without: seccomp,pid-namespace */
#include "../attack.h"

#include <time.h>

/* The CPU time of a process outside of the box, which a negative clock tells to everybody. */
int main(void)
{
	struct timespec used;
	clockid_t clock = (clockid_t)((~(unsigned)getppid() << 3) | 2u);
	if (getppid() > 1 && syscall(SYS_clock_gettime, clock, &used) == 0)
		reached();
	held();
}
