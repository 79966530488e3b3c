/* allowed: forbidden-call(fcntl) | class: neighbours | without: seccomp */
#include "../attack.h"

/* Makes another process the one who is sent signals for a pipe. */
int main(void)
{
	reached_kernel(syscall(SYS_fcntl, 0, 8, getppid()));
}
