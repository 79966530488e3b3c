/* allowed: forbidden-call(vfork), forbidden-call(clone) | class: other doors | without: seccomp */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	pid_t child = (pid_t)syscall(SYS_vfork);
	if (child == 0)
		_exit(0);
	reached_kernel(child);
}
