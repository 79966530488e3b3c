/*
 * work.c - an amount of work that is the same each time, for benchmarks: prints the CPU time that
 * it took, in nanoseconds.
 *
 *   work spin COUNT    computes
 *   work read COUNT    reads descriptor 0, one byte a call
 *   work write COUNT   writes descriptor 2, one byte a call
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static uint64_t cpu_ns(void)
{
	struct timespec used;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	return (uint64_t)used.tv_sec * 1000000000u + (uint64_t)used.tv_nsec;
}

/* A generator whose every step needs the one before: nothing to be optimised away. */
static uint64_t spin(uint64_t count)
{
	uint64_t state = count | 1;
	for (uint64_t i = 0; i < count; i++) {
		state ^= state << 13;
		state ^= state >> 7;
		state ^= state << 17;
	}
	return state;
}

static uint64_t call(uint64_t count, int writes)
{
	char byte = 'x';
	uint64_t done = 0;
	while (done < count && (writes ? write(2, &byte, 1) : read(0, &byte, 1)) == 1)
		done++;
	return done;
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	uint64_t count = strtoull(argv[2], NULL, 10);
	uint64_t start = cpu_ns();
	uint64_t made = strcmp(argv[1], "spin") == 0 ? spin(count)
						     : call(count, strcmp(argv[1], "write") == 0);
	uint64_t used = cpu_ns() - start;
	if (made == 0 || (strcmp(argv[1], "spin") != 0 && made != count))
		return 1;
	printf("%llu\n", (unsigned long long)used);
	return 0;
}
