/* allowed: forbidden-call(memfd_create) | class: other doors | without: seccomp */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	reached_kernel(syscall(SYS_memfd_create, "left", 0));
}
