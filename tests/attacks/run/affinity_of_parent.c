/* allowed: forbidden-call(sched_getaffinity) | class: neighbours | without: seccomp */
#include "../attack.h"

/* Asks for the processors of another process, and by that whether it is there. */
int main(void)
{
	unsigned long mask[16];
	reached_kernel(syscall(SYS_sched_getaffinity, getppid(), sizeof mask, mask));
}
