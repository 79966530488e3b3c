/* allowed: signalled(31) | class: other doors | without: - | because: a kernel without x32 says ENOSYS as well */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	/* getpid by the x32 table; a kernel without x32 says ENOSYS. */
	reached_kernel(syscall(0x40000000 + 39) == -1 && errno == ENOSYS ? -1 : 0);
}
