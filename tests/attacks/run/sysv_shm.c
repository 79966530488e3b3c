/* allowed: forbidden-call(shmget) | class: other doors | without: seccomp */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	reached_kernel(syscall(SYS_shmget, 0x61737361, 4096L, 01600));
}
