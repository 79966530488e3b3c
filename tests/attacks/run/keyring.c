/* allowed: forbidden-call(add_key) | class: other doors | without: seccomp */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	reached_kernel(syscall(SYS_add_key, "user", "assay-attack", "left", 4, -3));
}
