/* allowed: memory-limit, exited(0)@below-full | class: memory evasion | without: cgroup,rlimits */
#include "../attack.h"

/* By the oldest way to memory. */
int main(void)
{
	for (int i = 0; i < 64; i++) {
		char *memory = sbrk(1 << 20);
		if (memory == (void *)-1)
			held();
		memset(memory, 1, 1 << 20);
	}
	reached();
}
