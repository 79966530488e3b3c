/* allowed: forbidden-call(fanotify_init) | class: other doors | without: seccomp */
#include "../attack.h"

/* Watches whole file systems. */
int main(void)
{
	reached_kernel(syscall(SYS_fanotify_init, 0, 0));
}
