/* floods.c - writes 10 GiB on standard output. */
#include <string.h>
#include <unistd.h>

#define BLOCKS 163840

static char block[65536];

int main(void)
{
	memset(block, 'x', sizeof block);
	for (int i = 0; i < BLOCKS; i++) {
		if (write(1, block, sizeof block) < 0)
			return 3;
	}
	return 0;
}
