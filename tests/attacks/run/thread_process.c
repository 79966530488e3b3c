/* allowed: forbidden-call(clone) | class: leftovers | without: seccomp | box: threads */
#include "../attack.h"

/* A process that shares all memory, but is no thread and may outlive its maker. */
int main(void)
{
	long child = syscall(SYS_clone, 0x100 | 0x4000 | 17, NULL, NULL, NULL, 0);
	if (child == 0)
		_exit(0);
	reached_kernel(child);
}
