/*
 * cache.c - an LRU cache with a time to live. Yours to finish.
 *
 * What is here compiles, stores and finds. It searches an array, throws out whatever is oldest, and
 * takes no notice of time, nor of an allocation that fails.
 */
#include "cache.h"

#include <string.h>

struct entry {
	uint64_t key;
	size_t size;
	unsigned char *value;
};

struct cache {
	struct allocator allocator;
	size_t capacity;
	uint64_t ttl_ns;
	size_t count;
	struct entry *entries;
};

struct cache *cache_create(size_t capacity, uint64_t ttl_ns, const struct allocator *allocator)
{
	struct cache *cache = allocator->alloc(allocator->context, sizeof *cache);
	cache->allocator = *allocator;
	cache->capacity = capacity;
	cache->ttl_ns = ttl_ns;
	cache->count = 0;
	cache->entries = allocator->alloc(allocator->context, capacity * sizeof *cache->entries);
	return cache;
}

static void remove_entry(struct cache *cache, size_t index)
{
	cache->allocator.free(cache->allocator.context, cache->entries[index].value);
	cache->count--;
	memmove(&cache->entries[index], &cache->entries[index + 1],
		(cache->count - index) * sizeof *cache->entries);
}

void cache_destroy(struct cache *cache)
{
	while (cache->count > 0)
		remove_entry(cache, cache->count - 1);
	struct allocator allocator = cache->allocator;
	allocator.free(allocator.context, cache->entries);
	allocator.free(allocator.context, cache);
}

static size_t find(const struct cache *cache, uint64_t key)
{
	size_t index = 0;
	while (index < cache->count && cache->entries[index].key != key)
		index++;
	return index;
}

bool cache_put(struct cache *cache, uint64_t key, const void *value, size_t size, uint64_t now_ns)
{
	(void)now_ns;
	cache_delete(cache, key, now_ns);
	if (cache->count == cache->capacity)
		remove_entry(cache, 0);
	struct entry *entry = &cache->entries[cache->count++];
	entry->key = key;
	entry->size = size;
	entry->value = cache->allocator.alloc(cache->allocator.context, size + 1);
	memcpy(entry->value, value, size);
	return true;
}

const void *cache_get(struct cache *cache, uint64_t key, uint64_t now_ns, size_t *ret_size)
{
	(void)now_ns;
	size_t index = find(cache, key);
	if (index == cache->count)
		return NULL;
	*ret_size = cache->entries[index].size;
	return cache->entries[index].value;
}

bool cache_delete(struct cache *cache, uint64_t key, uint64_t now_ns)
{
	(void)now_ns;
	size_t index = find(cache, key);
	if (index == cache->count)
		return false;
	remove_entry(cache, index);
	return true;
}

size_t cache_size(struct cache *cache, uint64_t now_ns)
{
	(void)now_ns;
	return cache->count;
}
