/* allowed: forbidden-call(mount_setattr) | class: other doors | without: seccomp */
#include "../attack.h"

/* Makes what is read-only writable. */
int main(void)
{
	unsigned long attributes[4] = {0, 1};
	reached_kernel(syscall(SYS_mount_setattr, -100, "/", 0, attributes, 32));
}
