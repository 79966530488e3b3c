/* allowed: forbidden-call(inotify_init1) | class: other doors | without: seccomp */
#include "../attack.h"

/* Hears what others do with files. */
int main(void)
{
	reached_kernel(syscall(SYS_inotify_init1, 0));
}
