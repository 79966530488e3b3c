/* allowed: forbidden-call(socket) | class: other doors | without: seccomp */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	reached_kernel(syscall(SYS_socket, 40, 1, 0));
}
