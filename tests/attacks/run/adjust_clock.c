/* allowed: forbidden-call(adjtimex) | class: other doors | without: seccomp */
#include "../attack.h"

/* The speed of the clock of the host; asking only. */
int main(void)
{
	long room[64] = {0};
	reached_kernel(syscall(SYS_adjtimex, room));
}
