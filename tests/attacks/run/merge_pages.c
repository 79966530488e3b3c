/* allowed: exited(0) | class: state across runs | without: seccomp */
#include "../attack.h"

#include <sys/mman.h>

/* Pages that are merged with equal ones of other processes tell by the time of a write who has them. */
int main(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (madvise(page, 4096, MADV_MERGEABLE) == 0)
		reached();
	held();
}
