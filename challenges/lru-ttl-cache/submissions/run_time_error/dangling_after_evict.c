/*
 * Crashes: eviction takes the entry off both lists and frees it, but leaves it in the chain of its
 * hash bucket, where the next search walks into freed memory.
 */
#include "cache.h"

#include <string.h>

struct link {
	struct link *previous, *next;
};

struct entry {
	struct link use; /* first, so that a link of the list by use is the entry */
	struct link age;
	struct entry *chain;
	uint64_t key;
	uint64_t expires_ns;
	size_t size;
	unsigned char value[];
};

struct cache {
	struct allocator allocator;
	size_t capacity;
	uint64_t ttl_ns;
	size_t count;
	struct link use; /* from the least to the most recently used */
	struct link age; /* from the oldest to the youngest */
	size_t mask;
	struct entry *buckets[];
};

struct cache *cache_create(size_t capacity, uint64_t ttl_ns, const struct allocator *allocator)
{
	size_t buckets = 1;
	while (buckets < capacity)
		buckets *= 2;
	struct cache *cache = allocator->alloc(
		allocator->context, sizeof *cache + buckets * sizeof cache->buckets[0]);
	if (cache == NULL)
		return NULL;
	cache->allocator = *allocator;
	cache->capacity = capacity;
	cache->ttl_ns = ttl_ns;
	cache->count = 0;
	cache->use.previous = cache->use.next = &cache->use;
	cache->age.previous = cache->age.next = &cache->age;
	cache->mask = buckets - 1;
	for (size_t i = 0; i < buckets; i++)
		cache->buckets[i] = NULL;
	return cache;
}

static struct entry *by_use(struct link *link)
{
	return (struct entry *)link;
}

static struct entry *by_age(struct link *link)
{
	return (struct entry *)((char *)link - offsetof(struct entry, age));
}

static void unlink_link(struct link *link)
{
	link->previous->next = link->next;
	link->next->previous = link->previous;
}

static void append(struct link *list, struct link *link)
{
	link->previous = list->previous;
	link->next = list;
	list->previous->next = link;
	list->previous = link;
}

/* Where the pointer to the entry of `key` is, or would be. */
static struct entry **locate(struct cache *cache, uint64_t key)
{
	uint64_t hash = (key ^ (key >> 32)) * UINT64_C(0x9e3779b97f4a7c15);
	struct entry **at = &cache->buckets[(hash >> 32 ^ hash >> 47) & cache->mask];
	while (*at != NULL && (*at)->key != key)
		at = &(*at)->chain;
	return at;
}

static void remove_at(struct cache *cache, struct entry **at)
{
	struct entry *entry = *at;
	*at = entry->chain;
	unlink_link(&entry->use);
	unlink_link(&entry->age);
	cache->count--;
	cache->allocator.free(cache->allocator.context, entry);
}

static void evict(struct cache *cache, struct entry *entry)
{
	unlink_link(&entry->use);
	unlink_link(&entry->age);
	cache->count--;
	cache->allocator.free(cache->allocator.context, entry);
}

static void expire(struct cache *cache, uint64_t now_ns)
{
	while (cache->age.next != &cache->age && by_age(cache->age.next)->expires_ns <= now_ns)
		remove_at(cache, locate(cache, by_age(cache->age.next)->key));
}

void cache_destroy(struct cache *cache)
{
	while (cache->use.next != &cache->use)
		remove_at(cache, locate(cache, by_use(cache->use.next)->key));
	struct allocator allocator = cache->allocator;
	allocator.free(allocator.context, cache);
}

bool cache_put(struct cache *cache, uint64_t key, const void *value, size_t size, uint64_t now_ns)
{
	expire(cache, now_ns);
	/* All that can fail comes first. */
	struct entry *entry =
		cache->allocator.alloc(cache->allocator.context, sizeof *entry + size);
	if (entry == NULL)
		return false;
	entry->key = key;
	entry->expires_ns = now_ns + cache->ttl_ns;
	entry->size = size;
	memcpy(entry->value, value, size);

	struct entry **at = locate(cache, key);
	if (*at != NULL)
		remove_at(cache, at);
	else if (cache->count == cache->capacity)
		evict(cache, by_use(cache->use.next));
	at = locate(cache, key); /* the chain may have changed */
	entry->chain = NULL;
	*at = entry;
	append(&cache->use, &entry->use);
	append(&cache->age, &entry->age);
	cache->count++;
	return true;
}

const void *cache_get(struct cache *cache, uint64_t key, uint64_t now_ns, size_t *ret_size)
{
	expire(cache, now_ns);
	struct entry *entry = *locate(cache, key);
	if (entry == NULL)
		return NULL;
	unlink_link(&entry->use);
	append(&cache->use, &entry->use);
	*ret_size = entry->size;
	return entry->value;
}

bool cache_delete(struct cache *cache, uint64_t key, uint64_t now_ns)
{
	expire(cache, now_ns);
	struct entry **at = locate(cache, key);
	if (*at == NULL)
		return false;
	remove_at(cache, at);
	return true;
}

size_t cache_size(struct cache *cache, uint64_t now_ns)
{
	expire(cache, now_ns);
	return cache->count;
}
