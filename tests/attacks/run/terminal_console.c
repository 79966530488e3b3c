/* allowed: forbidden-call(ioctl) | class: the terminal | without: seccomp */
#include "../attack.h"

/* TIOCLINUX: pastes what was selected on the console. */
int main(void)
{
	reached_kernel(syscall(SYS_ioctl, 0, 0x541C, "\003"));
}
