/*
 * Right, another way: keeps for each bucket how many units are missing rather than held, in a dense
 * array of buckets with an index of 32-bit numbers beside it.
 */
#include "bucket.h"

#include <stdlib.h>

struct bucket {
	uint64_t key;
	uint64_t missing;
	uint64_t last_ns;
};

struct limiter {
	uint64_t burst, refill, period_ns;
	uint32_t mask;
	uint32_t count;
	uint32_t *index; /* number of a bucket, from 1; 0 is free */
	struct bucket *buckets;
};

struct limiter *limiter_create(uint64_t burst, uint64_t refill, uint64_t period_ns, size_t max_keys)
{
	struct limiter *limiter = calloc(1, sizeof *limiter);
	if (limiter == NULL)
		return NULL;
	limiter->burst = burst;
	limiter->refill = refill;
	limiter->period_ns = period_ns;
	size_t slots = 4;
	while (slots < max_keys + max_keys / 2)
		slots *= 2;
	limiter->mask = (uint32_t)(slots - 1);
	limiter->index = calloc(slots, sizeof *limiter->index);
	limiter->buckets = malloc(max_keys * sizeof *limiter->buckets);
	if (limiter->index == NULL || limiter->buckets == NULL) {
		limiter_destroy(limiter);
		return NULL;
	}
	return limiter;
}

void limiter_destroy(struct limiter *limiter)
{
	if (limiter == NULL)
		return;
	free(limiter->index);
	free(limiter->buckets);
	free(limiter);
}

static struct bucket *find(struct limiter *limiter, uint64_t key, uint64_t now_ns)
{
	uint64_t hash = (key ^ (key >> 29)) * UINT64_C(0xbf58476d1ce4e5b9);
	hash = (hash ^ (hash >> 32)) * UINT64_C(0x94d049bb133111eb);
	uint32_t slot = (uint32_t)(hash >> 32) & limiter->mask;
	while (limiter->index[slot] != 0) {
		struct bucket *bucket = &limiter->buckets[limiter->index[slot] - 1];
		if (bucket->key == key)
			return bucket;
		slot = (slot + 1) & limiter->mask;
	}
	struct bucket *bucket = &limiter->buckets[limiter->count++];
	limiter->index[slot] = limiter->count;
	*bucket = (struct bucket){.key = key, .last_ns = now_ns};
	return bucket;
}

uint64_t limiter_take(struct limiter *limiter, uint64_t key, uint64_t cost, uint64_t now_ns)
{
	if (cost > limiter->burst)
		return LIMITER_NEVER;
	struct bucket *bucket = find(limiter, key, now_ns);
	uint64_t back = 0;
	if (now_ns < bucket->last_ns) {
		back = bucket->last_ns - now_ns;
	} else {
		uint64_t elapsed = now_ns - bucket->last_ns;
		if (elapsed >= bucket->missing / limiter->refill + 1)
			bucket->missing = 0;
		else if (elapsed * limiter->refill >= bucket->missing)
			bucket->missing = 0;
		else
			bucket->missing -= elapsed * limiter->refill;
		bucket->last_ns = now_ns;
	}
	/* The most that may be missing for this call to pass. */
	uint64_t room = (limiter->burst - cost) * limiter->period_ns;
	if (bucket->missing <= room) {
		bucket->missing += cost * limiter->period_ns;
		return LIMITER_ALLOWED;
	}
	uint64_t excess = bucket->missing - room;
	return back + excess / limiter->refill + (excess % limiter->refill != 0);
}
