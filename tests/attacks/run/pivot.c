/* allowed: forbidden-call(pivot_root) | class: other doors | without: seccomp */
#include "../attack.h"

/* Goes back to the root that was. */
int main(void)
{
	reached_kernel(syscall(SYS_pivot_root, ".", "."));
}
