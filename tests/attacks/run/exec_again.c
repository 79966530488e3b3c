/* allowed: forbidden-call(execve), forbidden-call(execveat) | class: exit means pass | without: seccomp,root,landlock */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	char *arguments[] = {"sh", "-c", "echo reached", NULL};
	char *environment[] = {NULL};
	execve("/bin/sh", arguments, environment);
	held();
}
