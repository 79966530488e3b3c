/* allowed: forbidden-call(ioperm) | class: other doors | without: - | because: a kernel that is built without it answers as our filter would */
#include "../attack.h"

/* Ports of the hardware; the range is wrong on purpose. */
int main(void)
{
	reached_kernel(syscall(SYS_ioperm, 0x10000, 1, 1));
}
