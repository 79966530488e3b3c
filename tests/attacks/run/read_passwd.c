/* allowed: exited(0) | class: reading the oracle | without: seccomp,root,landlock */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	char block[256];
	int fd = (int)syscall(SYS_openat, -100, "/etc/passwd", 0, 0);
	if (fd >= 0 && read(fd, block, sizeof block) > 0)
		reached();
	held();
}
