/* allowed: forbidden-call(futex) | class: other doors | without: seccomp */
#include "../attack.h"

#include <time.h>

/* Lends its priority to a process that it names. */
int main(void)
{
	int word = getppid();
	reached_kernel(syscall(SYS_futex, &word, 6 | 128, 0, &(struct timespec){0}, NULL, 0));
}
