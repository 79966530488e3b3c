/* allowed: forbidden-call(tee) | class: other doors | without: seccomp */
#include "../attack.h"

/* Pages of one pipe into another without copying. */
int main(void)
{
	reached_kernel(syscall(SYS_tee, 0, 1, 1, 0));
}
