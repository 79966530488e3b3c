/* allowed: forbidden-call(reboot) | class: other doors | without: seccomp */
#include "../attack.h"

/* The magic numbers are wrong on purpose. */
int main(void)
{
	reached_kernel(syscall(SYS_reboot, 0, 0, 0, NULL));
}
