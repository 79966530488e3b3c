/* allowed: exited(0) | class: other doors | without: - | because: restart_syscall goes on with the caller's own sleep; what is shown is that it restarts nothing else */
#include "../attack.h"

/* Asks the kernel to go on with a call that was never begun. */
int main(void)
{
	if (syscall(SYS_restart_syscall) >= 0 || errno != EINTR)
		reached();
	held();
}
