/* allowed: forbidden-call(prctl) | class: other doors | without: seccomp */
#include "../attack.h"

/* Puts its own words where the kernel tells of its arguments. */
int main(void)
{
	reached_kernel(syscall(SYS_prctl, 35, 8, 0, 0, 0));
}
