/* allowed: exited(0) | class: reading the oracle | without: seccomp,root,landlock */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	static const char *const names[] = {
		"/proc/self/environ", "/proc/1/environ", "/proc/self/maps"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		char block[256];
		int fd = (int)syscall(SYS_openat, -100, names[i], 0, 0);
		if (fd >= 0 && read(fd, block, sizeof block) >= 0)
			reached();
	}
	held();
}
