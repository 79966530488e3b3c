/* allowed: forbidden-call(rt_sigqueueinfo) | class: neighbours | without: seccomp */
#include "../attack.h"

#include <signal.h>

/* Sends a signal with a forged sender. */
int main(void)
{
	siginfo_t info = {.si_signo = SIGTERM, .si_code = SI_QUEUE};
	reached_kernel(syscall(SYS_rt_sigqueueinfo, getppid(), SIGTERM, &info));
}
