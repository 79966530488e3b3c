/* allowed: forbidden-call(fcntl) | class: state across runs | without: seccomp */
#include "../attack.h"

/* Pages of pipes are counted for a user. */
int main(void)
{
	reached_kernel(syscall(SYS_fcntl, 1, 1031, 1 << 20));
}
