/* allowed: exited(0) | class: exit means pass | without: seccomp,root,landlock */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	/* The one permitted exec is known by its scalars; a path beside them reaches for another
	 * program, and only the empty root (or Landlock) is there to refuse it. */
	char *arguments[] = {"sh", "-c", "echo reached", NULL};
	char *environment[] = {NULL};
	for (int fd = 0; fd < 256; fd++)
		syscall(SYS_execveat, 200, "/bin/sh", arguments, environment, 0x1000);
	held();
}
