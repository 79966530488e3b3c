/* allowed: forbidden-call(set_mempolicy) | class: other doors | without: seccomp */
#include "../attack.h"

/* Chooses the node that its memory comes from. */
int main(void)
{
	unsigned long mask = 1;
	reached_kernel(syscall(SYS_set_mempolicy, 1, &mask, 64));
}
