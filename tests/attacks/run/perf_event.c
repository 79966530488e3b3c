/* allowed: forbidden-call(perf_event_open) | class: other doors | without: seccomp */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	char attributes[128] = {0};
	reached_kernel(syscall(SYS_perf_event_open, attributes, 0, -1, -1, 0));
}
