/* allowed: forbidden-call(ioprio_set) | class: other doors | without: seccomp */
#include "../attack.h"

/* Goes before others at the disk. */
int main(void)
{
	reached_kernel(syscall(SYS_ioprio_set, 1, 0, 1 << 13));
}
