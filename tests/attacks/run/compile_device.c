/* allowed: exited(0), forbidden-call(mknod), forbidden-call(mknodat) | class: set-up faults | without: seccomp,root,landlock,capabilities | box: compile */
#include "../attack.h"

#include <fcntl.h>
#include <sys/stat.h>

/* Devices of the host: what was there, and what can be made. */
int main(void)
{
	static const char *const names[] = {"/dev/mem", "/dev/kmsg", "/dev/fuse", "/dev/zero",
		"/dev/random", "/dev/tty", "/dev/ptmx"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (open(names[i], O_RDONLY | O_CLOEXEC | O_NOCTTY) >= 0)
			reached();
	}
	held();
}
