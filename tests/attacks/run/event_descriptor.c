/* allowed: forbidden-call(eventfd2) | class: other doors | without: seccomp */
#include "../attack.h"

/* A descriptor of its own. */
int main(void)
{
	reached_kernel(syscall(SYS_eventfd2, 0, 0));
}
