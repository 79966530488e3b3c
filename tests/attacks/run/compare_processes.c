/* allowed: forbidden-call(kcmp) | class: neighbours | without: seccomp */
#include "../attack.h"

/* Asks what two processes share. */
int main(void)
{
	reached_kernel(syscall(SYS_kcmp, getpid(), getppid(), 0, 0, 0));
}
