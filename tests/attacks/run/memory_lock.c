/* allowed: forbidden-call(mlockall) | class: memory evasion | without: seccomp */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	reached_kernel(syscall(SYS_mlockall, 3));
}
