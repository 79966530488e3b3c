/* allowed: forbidden-call(pidfd_open) | class: other doors | without: seccomp */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	int pidfd = (int)syscall(SYS_pidfd_open, 1, 0);
	reached_kernel(pidfd < 0 ? -1 : syscall(SYS_pidfd_getfd, pidfd, 0, 0));
}
