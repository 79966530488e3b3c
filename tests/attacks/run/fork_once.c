/* allowed: forbidden-call(clone), forbidden-call(fork) | class: other doors | without: seccomp */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	pid_t child = fork();
	if (child == 0)
		_exit(0);
	reached_kernel(child);
}
