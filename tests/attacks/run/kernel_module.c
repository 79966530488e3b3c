/* allowed: forbidden-call(finit_module) | class: other doors | without: - | because: a kernel that is built without it answers as our filter would */
#include "../attack.h"

/* A module into the kernel. */
int main(void)
{
	reached_kernel(syscall(SYS_finit_module, 0, "", 0));
}
