/* allowed: memory-limit, signalled(11)@below-full, signalled(9)@below-full, internal-error@below-full | class: memory evasion | without: cgroup,rlimits */
#include "../attack.h"

static volatile char block[96 << 20];

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	for (size_t i = 0; i < sizeof block; i += 4096)
		block[i] = 1;
	reached();
}
