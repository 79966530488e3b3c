/* allowed: forbidden-call(socket) | class: state across runs | without: seccomp | box: compile */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	reached_kernel(syscall(SYS_socket, 1, 1, 0));
}
