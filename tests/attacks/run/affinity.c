/* allowed: forbidden-call(sched_setaffinity) | class: other doors | without: seccomp */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	unsigned long mask = 1;
	reached_kernel(syscall(SYS_sched_setaffinity, 0, sizeof mask, &mask));
}
