/* allowed: forbidden-call(futex_waitv) | class: other doors | without: seccomp */
#include "../attack.h"

/* Waits on many words, shared ones too. */
int main(void)
{
	reached_kernel(syscall(SYS_futex_waitv, NULL, 0, 0, NULL, 0));
}
