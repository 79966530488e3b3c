/* allowed: forbidden-call(prctl) | class: other doors | without: seccomp */
#include "../attack.h"

/* Keeps capabilities over a change of user. */
int main(void)
{
	reached_kernel(syscall(SYS_prctl, 8, 0, 0, 0, 0));
}
