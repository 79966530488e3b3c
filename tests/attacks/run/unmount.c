/* allowed: forbidden-call(umount2) | class: other doors | without: seccomp */
#include "../attack.h"

/* Takes a mount away from over what it hides. */
int main(void)
{
	reached_kernel(syscall(SYS_umount2, "/", 2));
}
