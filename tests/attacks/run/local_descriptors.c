/* allowed: forbidden-call(modify_ldt) | class: other doors | without: seccomp */
#include "../attack.h"

/* Segments: the way into 16 and 32-bit code. */
int main(void)
{
	char room[64];
	reached_kernel(syscall(SYS_modify_ldt, 0, room, sizeof room));
}
