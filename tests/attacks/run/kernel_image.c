/* allowed: forbidden-call(kexec_load) | class: other doors | without: - | because: a kernel that is built without it answers as our filter would */
#include "../attack.h"

/* Another kernel in place of this one. */
int main(void)
{
	reached_kernel(syscall(SYS_kexec_load, 0, 0, NULL, 0));
}
