/* allowed: exited(0), forbidden-call(ioctl) | class: the terminal | without: seccomp */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	char c = 'x';
	for (int fd = 0; fd < 3; fd++) {
		/* The kernel looks at 32 bits of the request only: high bits hide it from a rule
		 * on 64. */
		errno = 0;
		if (syscall(SYS_ioctl, fd, 0x5412UL | 1UL << 40, &c) == 0 || errno != ENOTTY)
			reached();
	}
	/* A pipe answers ENOTTY, as the filter does; the aim is a call that the kernel saw. */
	errno = 0;
	int queued;
	if (syscall(SYS_ioctl, 0, 0x541bUL, &queued) == 0)
		reached();
	held();
}
