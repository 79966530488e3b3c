/* allowed: forbidden-call(timer_create) | class: other doors | without: seccomp */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	struct {
		long value;
		int signal, notify;
		long rest[6];
	} event = {0, 9, 0, {0}};
	int timer;
	reached_kernel(syscall(SYS_timer_create, 1, &event, &timer));
}
