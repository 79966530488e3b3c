/* allowed: forbidden-call(sched_setattr) | class: other doors | without: seccomp */
#include "../attack.h"

/* Asks for a deadline of its own, before everybody else. */
int main(void)
{
	unsigned attributes[12] = {48, 6};
	reached_kernel(syscall(SYS_sched_setattr, 0, attributes, 0));
}
