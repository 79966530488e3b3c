/* allowed: memory-limit, exited(0)@below-full | class: memory evasion | without: cgroup,rlimits */
#include "../attack.h"

#include <sys/mman.h>

#define SPAN (1UL << 21)

/* Reading untouched memory takes a page table for each 2 MiB and no page: the kernel's own memory,
 * which no resource limit counts. */
int main(void)
{
	const size_t count = 24000;
	volatile char *memory = mmap(
		NULL, count * SPAN, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED)
		held();
	madvise((void *)memory, count * SPAN, MADV_NOHUGEPAGE);
	int sum = 0;
	for (size_t i = 0; i < count; i++)
		sum += memory[i * SPAN];
	if (sum == 0)
		reached();
	held();
}
