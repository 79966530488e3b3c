/* allowed: memory-limit, signalled(11) | class: memory evasion | without: - | because: the stack limit of the host ends it as well */
#include "../attack.h"

static int descend(int depth)
{
	volatile char frame[1 << 20];
	for (size_t i = 0; i < sizeof frame; i += 4096)
		frame[i] = (char)depth;
	return depth == 0 ? 0 : descend(depth - 1) + frame[depth];
}

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	(void)descend(96);
	reached();
}
