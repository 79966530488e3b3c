/* allowed: forbidden-call(unshare) | class: other doors | without: seccomp | box: compile */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	reached_kernel(syscall(SYS_unshare, 0x10000000));
}
