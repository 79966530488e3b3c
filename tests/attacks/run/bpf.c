/* allowed: forbidden-call(bpf) | class: other doors | without: seccomp */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	char attributes[128] = {0};
	reached_kernel(syscall(SYS_bpf, 0, attributes, sizeof attributes));
}
