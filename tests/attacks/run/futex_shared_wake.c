/* allowed: forbidden-call(futex) | class: state across runs | without: seccomp */
#include "../attack.h"

/* Wakes who waits on the same page in another process. */
int main(void)
{
	static int word;
	reached_kernel(syscall(SYS_futex, &word, 1, 1, NULL, NULL, 0));
}
