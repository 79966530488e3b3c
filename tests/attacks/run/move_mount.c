/* allowed: forbidden-call(move_mount) | class: other doors | without: seccomp */
#include "../attack.h"

/* Puts a mount elsewhere. */
int main(void)
{
	reached_kernel(syscall(SYS_move_mount, -100, "/", -100, "/", 0));
}
