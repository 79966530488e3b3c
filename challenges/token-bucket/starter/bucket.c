/*
 * bucket.c - a token bucket rate limiter. Yours to finish.
 *
 * What is here compiles and lets a burst through. It has one bucket for all keys, forgets parts of
 * a token at each call, and has not heard of clocks that go back.
 */
#include "bucket.h"

#include <stdlib.h>

struct limiter {
	uint64_t burst, refill, period_ns;
	uint64_t tokens;
	uint64_t last_ns;
};

struct limiter *limiter_create(uint64_t burst, uint64_t refill, uint64_t period_ns, size_t max_keys)
{
	struct limiter *limiter = calloc(1, sizeof *limiter);
	if (limiter == NULL)
		return NULL;
	limiter->burst = burst;
	limiter->refill = refill;
	limiter->period_ns = period_ns;
	limiter->tokens = burst;
	(void)max_keys;
	return limiter;
}

void limiter_destroy(struct limiter *limiter)
{
	free(limiter);
}

uint64_t limiter_take(struct limiter *limiter, uint64_t key, uint64_t cost, uint64_t now_ns)
{
	(void)key;
	limiter->tokens += (now_ns - limiter->last_ns) * limiter->refill / limiter->period_ns;
	if (limiter->tokens > limiter->burst)
		limiter->tokens = limiter->burst;
	limiter->last_ns = now_ns;
	if (limiter->tokens >= cost) {
		limiter->tokens -= cost;
		return LIMITER_ALLOWED;
	}
	return limiter->period_ns / limiter->refill;
}
