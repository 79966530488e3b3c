/* allowed: forbidden-call(open_by_handle_at) | class: other doors | without: seccomp */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	char handle[16] = {8, 0, 0, 0, 1, 0, 0, 0};
	reached_kernel(syscall(SYS_open_by_handle_at, 0, handle, 0));
}
