/* allowed: memory-limit, exited(0)@below-full, signalled(6)@below-full | class: memory evasion | without: cgroup,rlimits */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	for (int i = 0; i < 96; i++) {
		char *block = malloc(1 << 20);
		if (block == NULL)
			held();
		memset(block, i + 1, 1 << 20);
	}
	reached();
}
