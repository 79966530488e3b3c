/* allowed: forbidden-call(quotactl) | class: other doors | without: seccomp */
#include "../attack.h"

/* Quotas of a file system. */
int main(void)
{
	reached_kernel(syscall(SYS_quotactl, 0x800001, NULL, 0, NULL));
}
