/* allowed: forbidden-call(ptrace) | class: other doors | without: seccomp */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	reached_kernel(syscall(SYS_ptrace, 16, getppid(), 0, 0));
}
