/* allowed: forbidden-call(acct) | class: other doors | without: seccomp */
#include "../attack.h"

/* Writes of every process into a file. */
int main(void)
{
	reached_kernel(syscall(SYS_acct, NULL));
}
