/* allowed: forbidden-call(ptrace) | class: neighbours | without: seccomp | box: compile */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	reached_kernel(syscall(SYS_ptrace, 16, 1, 0, 0));
}
