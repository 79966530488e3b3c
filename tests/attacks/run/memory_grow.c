/* allowed: memory-limit, exited(0)@below-full | class: memory evasion | without: cgroup,rlimits */
#include "../attack.h"

#include <sys/mman.h>

/* Shared memory without a name, moved as it grows. */
int main(void)
{
	size_t size = 1 << 20;
	char *memory =
		mmap(NULL, 64 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	for (; memory != MAP_FAILED && size <= 64 << 20; size += 1 << 20)
		memset(memory + size - (1 << 20), 1, 1 << 20);
	if (memory == MAP_FAILED ||
		mremap(memory, 64 << 20, 128 << 20, MREMAP_MAYMOVE) == MAP_FAILED)
		held();
	reached();
}
