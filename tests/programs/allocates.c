/*
 * allocates.c - asks for 4 GiB and writes to every page, block after block, so that a box without a
 * limit of its own meets the machine's slowly. Exit status 3: memory was refused; 0: it had it all.
 */
#include <stdlib.h>
#include <string.h>

#define BLOCK  (1 << 20)
#define BLOCKS 4096

int main(void)
{
	for (int i = 0; i < BLOCKS; i++) {
		char *block = malloc(BLOCK);
		if (block == NULL)
			return 3;
		memset(block, 1, BLOCK);
	}
	return 0;
}
