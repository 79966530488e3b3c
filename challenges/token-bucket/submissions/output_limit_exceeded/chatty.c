/*
 * Too loud: a line for debugging was left in, and a million calls write a million of them.
 */
#include "bucket.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct bucket {
	uint64_t key;
	uint64_t level; /* units held, plus one; 0 marks a free slot */
	uint64_t last_ns;
};

struct limiter {
	uint64_t capacity; /* units of a full bucket */
	uint64_t refill;   /* units that a nanosecond adds */
	uint64_t period_ns;
	uint64_t burst;
	size_t slots;
	struct bucket *buckets;
};

struct limiter *limiter_create(uint64_t burst, uint64_t refill, uint64_t period_ns, size_t max_keys)
{
	struct limiter *limiter = malloc(sizeof *limiter);
	if (limiter == NULL)
		return NULL;
	*limiter = (struct limiter){.capacity = burst * period_ns,
		.refill = refill,
		.period_ns = period_ns,
		.burst = burst,
		.slots = max_keys + max_keys / 2 + 1};
	limiter->buckets = calloc(limiter->slots, sizeof *limiter->buckets);
	if (limiter->buckets == NULL) {
		free(limiter);
		return NULL;
	}
	return limiter;
}

void limiter_destroy(struct limiter *limiter)
{
	if (limiter == NULL)
		return;
	free(limiter->buckets);
	free(limiter);
}

/* Every bit of the key moves the upper 32 bits of the result. */
static uint64_t mix(uint64_t x)
{
	x = (x ^ (x >> 32)) * UINT64_C(0xd6e8feb86659fd93);
	x = (x ^ (x >> 32)) * UINT64_C(0xd6e8feb86659fd93);
	return x ^ (x >> 32);
}

/* The bucket of `key`: a full one when it was not there. One slot is always free. */
static struct bucket *find(struct limiter *limiter, uint64_t key, uint64_t now_ns)
{
	size_t slot = (size_t)(((mix(key) >> 32) * limiter->slots) >> 32);
	for (;;) {
		struct bucket *bucket = &limiter->buckets[slot];
		if (bucket->level == 0) {
			*bucket = (struct bucket){
				.key = key, .level = limiter->capacity + 1, .last_ns = now_ns};
			return bucket;
		}
		if (bucket->key == key)
			return bucket;
		if (++slot == limiter->slots)
			slot = 0;
	}
}

uint64_t limiter_take(struct limiter *limiter, uint64_t key, uint64_t cost, uint64_t now_ns)
{
	if (cost > limiter->burst)
		return LIMITER_NEVER;
	struct bucket *bucket = find(limiter, key, now_ns);
	uint64_t level = bucket->level - 1;
	if (now_ns > bucket->last_ns) {
		/* Compare by division first: elapsed * refill may not fit, a full bucket always
		 * does. */
		uint64_t elapsed = now_ns - bucket->last_ns;
		uint64_t missing = limiter->capacity - level;
		if (elapsed > missing / limiter->refill)
			level = limiter->capacity;
		else
			level += elapsed * limiter->refill;
		bucket->last_ns = now_ns;
	}
	uint64_t need = cost * limiter->period_ns;
	uint64_t wait = LIMITER_ALLOWED;
	if (level >= need)
		level -= need;
	else
		wait = bucket->last_ns - now_ns + (need - level - 1) / limiter->refill + 1;
	printf("key %" PRIu64 " at %" PRIu64 ": level %" PRIu64 "\n", key, now_ns, level);
	bucket->level = level + 1;
	return wait;
}
