/* allowed: forbidden-call(tkill) | class: neighbours | without: seccomp */
#include "../attack.h"

#include <signal.h>

/* Signals a thread by its number alone, whosever it is. */
int main(void)
{
	reached_kernel(syscall(SYS_tkill, getppid(), SIGCONT));
}
