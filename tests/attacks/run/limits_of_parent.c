/* allowed: forbidden-call(prlimit64) | class: neighbours | without: seccomp */
#include "../attack.h"

/* Reads the limits of another process, and by that whether it is there. */
int main(void)
{
	unsigned long limits[2];
	reached_kernel(syscall(SYS_prlimit64, getppid(), 7, NULL, limits));
}
