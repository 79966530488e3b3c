/* allowed: forbidden-call(mmap) | class: memory evasion | without: seccomp */
#include "../attack.h"

#include <sys/mman.h>

/* Huge pages come from a pool of the host that no group is charged for. */
int main(void)
{
	reached_kernel((long)mmap(NULL, 2 << 20, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0));
}
