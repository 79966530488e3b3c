/* allowed: exited(0) | class: compiler as reader | without: root,landlock | box: compile */
#include "../attack.h"
#include <fcntl.h>

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	static const char *const names[] = {"/etc/passwd", "/etc/hostname", "/root/.profile",
		"/home", "/proc/self/status", "/sys/kernel", "/dev/vda", "/usr/local/bin",
		"/usr/share/doc"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (open(names[i], O_RDONLY) >= 0)
			reached();
	}
	held();
}
