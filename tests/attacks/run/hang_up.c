/* allowed: forbidden-call(vhangup) | class: the terminal | without: seccomp */
#include "../attack.h"

/* Takes the terminal from everybody. */
int main(void)
{
	reached_kernel(syscall(SYS_vhangup));
}
