/* allowed: exited(0) | class: set-up faults | without: root,landlock | box: compile */
#include "../attack.h"
#include <fcntl.h>

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	/* A compiler changed by one candidate would compile for the next. As an ordinary user the
	 * file modes hold too, so the aim is a folder that anybody may write to on a host: /tmp. */
	static const char *const names[] = {"/usr/bin/assay-attack", "/usr/lib/assay-attack",
		"/usr/include/assay-attack", "/tmp/assay-attack", "/assay-attack"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (open(names[i], O_CREAT | O_WRONLY, 0600) >= 0) {
			unlink(names[i]);
			reached();
		}
	}
	held();
}
