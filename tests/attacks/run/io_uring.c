/* allowed: forbidden-call(io_uring_setup) | class: other doors | without: seccomp */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	char parameters[120] = {0};
	reached_kernel(syscall(SYS_io_uring_setup, 8, parameters));
}
