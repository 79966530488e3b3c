/* allowed: forbidden-call(swapon) | class: other doors | without: seccomp */
#include "../attack.h"

/* Swap from a file; there is none of that name. */
int main(void)
{
	reached_kernel(syscall(SYS_swapon, "", 0));
}
