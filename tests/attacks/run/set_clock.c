/* allowed: forbidden-call(clock_settime) | class: other doors | without: seccomp */
#include "../attack.h"

/* The clock of the host; the time is wrong on purpose. */
int main(void)
{
	long time[2] = {0, -1};
	reached_kernel(syscall(SYS_clock_settime, 0, time));
}
