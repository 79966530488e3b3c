/* allowed: forbidden-call(setfsuid) | class: other doors | without: seccomp */
#include "../attack.h"

/* Another user for files alone. */
int main(void)
{
	reached_kernel(syscall(SYS_setfsuid, 0));
}
