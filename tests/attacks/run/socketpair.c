/* allowed: forbidden-call(socketpair) | class: other doors | without: seccomp */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	int pair[2];
	reached_kernel(syscall(SYS_socketpair, 1, 1, 0, pair));
}
