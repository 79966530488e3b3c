/* allowed: forbidden-call(setpriority) | class: other doors | without: seccomp */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	reached_kernel(syscall(SYS_setpriority, 0, 0, -20));
}
