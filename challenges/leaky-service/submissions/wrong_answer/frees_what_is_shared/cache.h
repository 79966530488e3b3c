/*
 * cache.h - what the tariff answered lately: offers, and refusals, which are asked for again and
 * again. Of fixed size; a new answer takes the slot of an older one.
 */
#ifndef CACHE_H
#define CACHE_H

#include "reply.h"
#include "tariff.h"

#define CACHE_SLOTS 128

struct cache_entry {
	struct parcel parcel;  /* whole kilograms; country[0] is NUL in an empty slot */
	struct offer offer;    /* where refusal is NULL */
	struct reply *refusal; /* the cache's own reference */
};

struct cache {
	struct cache_entry entries[CACHE_SLOTS];
	unsigned long hits;
};

/* The entry, borrowed until the next cache_put..., or NULL. */
const struct cache_entry *cache_find(struct cache *cache, const struct parcel *parcel);

void cache_put_offer(struct cache *cache, const struct parcel *parcel, const struct offer *offer);

/* Takes over the caller's reference to the refusal. */
void cache_put_refusal(struct cache *cache, const struct parcel *parcel, struct reply *refusal);

void cache_clear(struct cache *cache);

#endif
