/* allowed: memory-limit, exited(0)@below-full | class: memory evasion | without: cgroup,rlimits,seccomp */
#include "../attack.h"
#include <sys/mman.h>

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	char *block =
		mmap(NULL, 96 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (block == MAP_FAILED)
		held();
	memset(block, 1, 96 << 20);
	reached();
}
