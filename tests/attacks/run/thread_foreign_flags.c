/* allowed: forbidden-call(clone) | class: other doors | without: seccomp | box: threads */
#include "../attack.h"

/* A thread's flags and one more: a namespace of its own. */
int main(void)
{
	const unsigned long thread = 0x3d0f00, user_namespace = 0x10000000;
	reached_kernel(syscall(SYS_clone, thread | user_namespace, NULL, NULL, NULL, 0));
}
