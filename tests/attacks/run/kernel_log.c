/* allowed: forbidden-call(syslog) | class: other doors | without: seccomp */
#include "../attack.h"

/* The addresses and names in the log of the kernel. */
int main(void)
{
	reached_kernel(syscall(SYS_syslog, 10, NULL, 0));
}
