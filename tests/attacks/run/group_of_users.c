/* allowed: forbidden-call(setgroups) | class: other doors | without: seccomp */
#include "../attack.h"

/* Other groups. */
int main(void)
{
	reached_kernel(syscall(SYS_setgroups, 0, NULL));
}
