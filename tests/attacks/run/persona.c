/* allowed: forbidden-call(personality) | class: other doors | without: seccomp */
#include "../attack.h"

/* The layout of memory as older programs had it, all of it executable. */
int main(void)
{
	reached_kernel(syscall(SYS_personality, 0x0400000));
}
