/*
 * Wrong: when a key is put again, its slot gets the new value and nobody frees the old one.
 */
#include "cache.h"

#include <string.h>

#define NONE UINT32_MAX

enum order {
	BY_USE,
	BY_AGE,
	ORDERS,
};

struct slot {
	uint64_t key;
	uint64_t expires_ns;
	unsigned char *value;
	uint32_t size;
	uint32_t chain; /* next in the bucket, or next free slot */
	uint32_t previous[ORDERS], next[ORDERS];
};

struct cache {
	struct allocator allocator;
	uint64_t ttl_ns;
	uint32_t capacity, count, mask;
	uint32_t free_slot;
	uint32_t first[ORDERS], last[ORDERS];
	uint32_t *buckets;
	struct slot *slots;
};

static void *take(const struct allocator *allocator, size_t size)
{
	return allocator->alloc(allocator->context, size);
}

static void give(const struct allocator *allocator, void *memory)
{
	if (memory != NULL)
		allocator->free(allocator->context, memory);
}

struct cache *cache_create(size_t capacity, uint64_t ttl_ns, const struct allocator *allocator)
{
	struct cache *cache = take(allocator, sizeof *cache);
	if (cache == NULL)
		return NULL;
	uint32_t buckets = 2;
	while (buckets < capacity + capacity / 2)
		buckets *= 2;
	*cache = (struct cache){.allocator = *allocator,
		.ttl_ns = ttl_ns,
		.capacity = (uint32_t)capacity,
		.mask = buckets - 1,
		.first = {NONE, NONE},
		.last = {NONE, NONE}};
	cache->buckets = take(allocator, buckets * sizeof *cache->buckets);
	cache->slots = take(allocator, capacity * sizeof *cache->slots);
	if (cache->buckets == NULL || cache->slots == NULL) {
		give(allocator, cache->buckets);
		give(allocator, cache->slots);
		give(allocator, cache);
		return NULL;
	}
	for (uint32_t i = 0; i < buckets; i++)
		cache->buckets[i] = NONE;
	for (uint32_t i = 0; i < cache->capacity; i++)
		cache->slots[i].chain = i + 1 < cache->capacity ? i + 1 : NONE;
	return cache;
}

static void take_out(struct cache *cache, uint32_t number, enum order order)
{
	struct slot *slot = &cache->slots[number];
	if (slot->previous[order] == NONE)
		cache->first[order] = slot->next[order];
	else
		cache->slots[slot->previous[order]].next[order] = slot->next[order];
	if (slot->next[order] == NONE)
		cache->last[order] = slot->previous[order];
	else
		cache->slots[slot->next[order]].previous[order] = slot->previous[order];
}

static void put_last(struct cache *cache, uint32_t number, enum order order)
{
	struct slot *slot = &cache->slots[number];
	slot->next[order] = NONE;
	slot->previous[order] = cache->last[order];
	if (slot->previous[order] == NONE)
		cache->first[order] = number;
	else
		cache->slots[slot->previous[order]].next[order] = number;
	cache->last[order] = number;
}

static uint32_t *bucket_of(struct cache *cache, uint64_t key)
{
	uint64_t hash = (key ^ (key >> 33)) * UINT64_C(0xff51afd7ed558ccd);
	return &cache->buckets[(uint32_t)(hash >> 32) & cache->mask];
}

static uint32_t find(struct cache *cache, uint64_t key)
{
	uint32_t number = *bucket_of(cache, key);
	while (number != NONE && cache->slots[number].key != key)
		number = cache->slots[number].chain;
	return number;
}

static void drop(struct cache *cache, uint32_t number)
{
	struct slot *slot = &cache->slots[number];
	uint32_t *at = bucket_of(cache, slot->key);
	while (*at != number)
		at = &cache->slots[*at].chain;
	*at = slot->chain;
	take_out(cache, number, BY_USE);
	take_out(cache, number, BY_AGE);
	give(&cache->allocator, slot->value);
	slot->chain = cache->free_slot;
	cache->free_slot = number;
	cache->count--;
}

static void expire(struct cache *cache, uint64_t now_ns)
{
	while (cache->count > 0 && cache->slots[cache->first[BY_AGE]].expires_ns <= now_ns)
		drop(cache, cache->first[BY_AGE]);
}

void cache_destroy(struct cache *cache)
{
	while (cache->count > 0)
		drop(cache, cache->first[BY_AGE]);
	struct allocator allocator = cache->allocator;
	give(&allocator, cache->slots);
	give(&allocator, cache->buckets);
	give(&allocator, cache);
}

bool cache_put(struct cache *cache, uint64_t key, const void *value, size_t size, uint64_t now_ns)
{
	expire(cache, now_ns);
	unsigned char *copy = take(&cache->allocator, size > 0 ? size : 1);
	if (copy == NULL)
		return false;
	memcpy(copy, value, size);
	uint32_t number = find(cache, key);
	if (number != NONE) {
		cache->slots[number].value = NULL; /* the new one comes in its place */
		drop(cache, number);
	} else if (cache->count == cache->capacity)
		drop(cache, cache->first[BY_USE]);
	number = cache->free_slot;
	struct slot *slot = &cache->slots[number];
	cache->free_slot = slot->chain;
	slot->key = key;
	slot->expires_ns = now_ns + cache->ttl_ns;
	slot->value = copy;
	slot->size = (uint32_t)size;
	uint32_t *bucket = bucket_of(cache, key);
	slot->chain = *bucket;
	*bucket = number;
	put_last(cache, number, BY_USE);
	put_last(cache, number, BY_AGE);
	cache->count++;
	return true;
}

const void *cache_get(struct cache *cache, uint64_t key, uint64_t now_ns, size_t *ret_size)
{
	expire(cache, now_ns);
	uint32_t number = find(cache, key);
	if (number == NONE)
		return NULL;
	take_out(cache, number, BY_USE);
	put_last(cache, number, BY_USE);
	*ret_size = cache->slots[number].size;
	return cache->slots[number].value;
}

bool cache_delete(struct cache *cache, uint64_t key, uint64_t now_ns)
{
	expire(cache, now_ns);
	uint32_t number = find(cache, key);
	if (number == NONE)
		return false;
	drop(cache, number);
	return true;
}

size_t cache_size(struct cache *cache, uint64_t now_ns)
{
	expire(cache, now_ns);
	return cache->count;
}
