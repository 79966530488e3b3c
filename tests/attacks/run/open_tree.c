/* allowed: forbidden-call(open_tree) | class: other doors | without: seccomp */
#include "../attack.h"

/* A copy of a mount as a descriptor. */
int main(void)
{
	reached_kernel(syscall(SYS_open_tree, -100, "/", 1));
}
