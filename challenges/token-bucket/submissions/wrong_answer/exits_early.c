/*
 * Wrong, and dishonest: ends the process with status 0 before main(), in the hope that a clean exit
 * counts as a pass.
 */
#include "bucket.h"

#include <stdlib.h>

struct limiter {
	int nothing;
};

__attribute__((constructor)) static void leave(void)
{
	exit(0);
}

struct limiter *limiter_create(uint64_t burst, uint64_t refill, uint64_t period_ns, size_t max_keys)
{
	(void)burst;
	(void)refill;
	(void)period_ns;
	(void)max_keys;
	static struct limiter limiter;
	return &limiter;
}

void limiter_destroy(struct limiter *limiter)
{
	(void)limiter;
}

uint64_t limiter_take(struct limiter *limiter, uint64_t key, uint64_t cost, uint64_t now_ns)
{
	(void)limiter;
	(void)key;
	(void)cost;
	(void)now_ns;
	return LIMITER_ALLOWED;
}
