/*
 * cache.h - a cache that forgets: the least recently used entry, and whatever is too old. Given;
 * statement.md has the rules.
 */
#ifndef CACHE_H
#define CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where all memory comes from. `alloc` returns NULL when there is none; what it returns holds
 * anything. `free` takes what `alloc` returned, once, and never NULL. */
struct allocator {
	void *(*alloc)(void *context, size_t size);
	void (*free)(void *context, void *memory);
	void *context;
};

struct cache; /* yours, defined in cache.c */

/*
 * Makes an empty cache of at most `capacity` entries (1 to 100,000), each of which expires `ttl_ns`
 * (1 to 1e18) after it was put. The allocator's three fields are copied; its context outlives the
 * cache. Returns NULL, and leaves no memory allocated, when an allocation fails.
 */
struct cache *cache_create(size_t capacity, uint64_t ttl_ns, const struct allocator *allocator);

/* Frees everything. */
void cache_destroy(struct cache *cache);

/* now_ns: 0 to 4e18; for one cache it never decreases from call to call. */

/* Stores a copy of `size` bytes (0 to 4,096); `value` is never memory of the cache. Returns false,
 * with no effect, when an allocation fails. */
bool cache_put(struct cache *cache, uint64_t key, const void *value, size_t size, uint64_t now_ns);

/* The value of `key`, never NULL even when it is empty, and its size; it stays valid until the next
 * call for this cache. NULL, and *ret_size is left alone, when there is no such entry. */
const void *cache_get(struct cache *cache, uint64_t key, uint64_t now_ns, size_t *ret_size);

/* True when there was such an entry. */
bool cache_delete(struct cache *cache, uint64_t key, uint64_t now_ns);

/* How many entries there are. */
size_t cache_size(struct cache *cache, uint64_t now_ns);

#endif
