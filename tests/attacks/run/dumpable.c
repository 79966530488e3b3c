/* allowed: forbidden-call(prctl) | class: other doors | without: seccomp */
#include "../attack.h"

/* Lets others of its user look into it. */
int main(void)
{
	reached_kernel(syscall(SYS_prctl, 4, 1, 0, 0, 0));
}
