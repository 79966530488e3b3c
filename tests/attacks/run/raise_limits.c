/* allowed: forbidden-call(prlimit64) | class: other doors | without: seccomp */
#include "../attack.h"
#include <sys/resource.h>

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	struct rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};
	reached_kernel(syscall(SYS_prlimit64, 0, 7, &unlimited, 0));
}
