/*
 * driver.c - turns a script into calls of the cache, and is its allocator.
 *
 *   cache CAPACITY TTL_NS             a new cache, when there is none: ready, or no memory
 *   put KEY VALUE NOW_NS              stored, or no memory
 *   get KEY NOW_NS                    value VALUE, or absent
 *   delete KEY NOW_NS                 deleted, or absent
 *   size NOW_NS                       N
 *   destroy                           N blocks left
 *   drop                              destroy, and does not look at what is left: dropped
 *   puts KEY STEP COUNT SIZE NOW_NS TICK_NS   COUNT times put, of SIZE bytes: stored N
 *   gets KEY STEP COUNT NOW_NS TICK_NS        COUNT times get: found N sum SUM
 *   churn SEED COUNT KEYS SIZE NOW_NS TICK_NS COUNT times get of one of so many keys, drawn by
 *                                     chance, and put where it is absent: found N sum SUM
 *   create-failing CAPACITY TTL_NS    cache_create with the 1st, 2nd, ... allocation failing, when
 *                                     there is no cache: sound, or what is wrong
 *   put-failing KEY VALUE NOW_NS K    get, then put with the K-th allocation and all after it
 *                                     failing; where that failed, checks that nothing changed and
 *                                     puts again: sound, or what is wrong
 *
 * Memory that the allocator hands out is filled with 0xCD; what is freed is filled with 0xDD and
 * kept back for a while, so that using it is noticed. Freeing what is not a block ends the process.
 */
#include <assay/driver.h>

#include "cache.h"

#define VALUE_MAX   4096
#define BLOCK_MAGIC UINT64_C(0x626c6f636b20796f)
#define KEPT_BACK   64
#define KEPT_SIZE   (16u << 10) /* larger blocks are freed at once */

struct block {
	uint64_t magic;
	size_t size;
	unsigned char memory[];
};

struct heap {
	size_t live;
	size_t count;   /* of allocations since the last time it was set to 0 */
	size_t fail_at; /* this one and those after it fail; 0: none does */
	size_t next;
	struct block *kept[KEPT_BACK];
};

static void *heap_alloc(void *context, size_t size)
{
	struct heap *heap = context;
	heap->count++;
	if (heap->fail_at != 0 && heap->count >= heap->fail_at)
		return NULL;
	if (size > SIZE_MAX / 2)
		return NULL;
	struct block *block = malloc(sizeof *block + size);
	if (block == NULL)
		return NULL;
	block->magic = BLOCK_MAGIC;
	block->size = size;
	memset(block->memory, 0xCD, size);
	heap->live++;
	return block->memory;
}

static void heap_free(void *context, void *memory)
{
	struct heap *heap = context;
	struct block *block = memory == NULL ? NULL : (struct block *)memory - 1;
	if (block == NULL || block->magic != BLOCK_MAGIC) {
		fprintf(stderr, "free of %s\n",
			memory == NULL ? "NULL" : "what is not, or no longer, a block");
		abort();
	}
	block->magic = 0;
	heap->live--;
	memset(block->memory, 0xDD, block->size);
	if (block->size > KEPT_SIZE) {
		free(block);
		return;
	}
	free(heap->kept[heap->next]);
	heap->kept[heap->next] = block;
	heap->next = (heap->next + 1) % KEPT_BACK;
}

struct driver {
	struct heap heap;
	struct allocator allocator;
	struct cache *cache;
	uint64_t version; /* makes every stored value another */
};

static void create(struct driver *driver, const struct assay_operation *operation)
{
	driver->heap.count = 0;
	driver->cache = cache_create(
		(size_t)assay_u64(operation, 1), assay_u64(operation, 2), &driver->allocator);
	if (driver->cache == NULL) {
		assay_answer("no memory");
		exit(assay_driver_end()); /* the answers that are missing say the rest */
	}
	assay_answer(driver->heap.count > 0 ? "ready" : "ready, but not by the allocator");
}

static void destroy(struct driver *driver)
{
	cache_destroy(driver->cache);
	driver->cache = NULL;
	assay_answer("%zu blocks left", driver->heap.live);
	driver->heap.live = 0;
}

static void drop(struct driver *driver)
{
	cache_destroy(driver->cache);
	driver->cache = NULL;
	driver->heap.live = 0;
	assay_answer("dropped");
}

static void get(struct driver *driver, const struct assay_operation *operation)
{
	size_t size = 0;
	const char *value =
		cache_get(driver->cache, assay_u64(operation, 1), assay_u64(operation, 2), &size);
	if (value == NULL) {
		assay_answer("absent");
		return;
	}
	assay_answer_bytes("value ", 6);
	assay_answer_word(value, size);
	assay_answer_end();
}

static uint64_t mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

static bool put_made(struct driver *driver, uint64_t key, size_t size, uint64_t now_ns)
{
	unsigned char value[VALUE_MAX];
	if (size > sizeof value)
		assay_driver_fail("a value of %zu bytes, expected at most %d", size, VALUE_MAX);
	uint64_t word = mix(key + driver->version++);
	for (size_t i = 0; i < size; i++)
		value[i] = (unsigned char)(word >> (i % 8 * 8));
	return cache_put(driver->cache, key, value, size, now_ns);
}

/* Adds what was found to a sum in which order matters. */
static void add(uint64_t *sum, const unsigned char *value, size_t size)
{
	for (size_t i = 0; i < size; i++)
		*sum = (*sum ^ value[i]) * UINT64_C(0x100000001b3);
	*sum += size + 1;
}

static void puts_many(struct driver *driver, const struct assay_operation *operation)
{
	uint64_t count = assay_u64(operation, 3);
	uint64_t stored = 0;
	for (uint64_t i = 0; i < count; i++)
		stored += put_made(driver, assay_u64(operation, 1) + i * assay_u64(operation, 2),
			(size_t)assay_u64(operation, 4),
			assay_u64(operation, 5) + i * assay_u64(operation, 6));
	assay_answer("stored %llu", (unsigned long long)stored);
}

static void gets_many(struct driver *driver, const struct assay_operation *operation)
{
	uint64_t count = assay_u64(operation, 3);
	uint64_t found = 0;
	uint64_t sum = 0;
	for (uint64_t i = 0; i < count; i++) {
		size_t size = 0;
		const void *value = cache_get(driver->cache,
			assay_u64(operation, 1) + i * assay_u64(operation, 2),
			assay_u64(operation, 4) + i * assay_u64(operation, 5), &size);
		if (value == NULL)
			continue;
		found++;
		add(&sum, value, size);
	}
	assay_answer("found %llu sum %llu", (unsigned long long)found, (unsigned long long)sum);
}

static void churn(struct driver *driver, const struct assay_operation *operation)
{
	uint64_t count = assay_u64(operation, 2);
	uint64_t keys = assay_u64(operation, 3);
	uint64_t now_ns = assay_u64(operation, 5);
	uint64_t found = 0;
	uint64_t sum = 0;
	for (uint64_t i = 0; i < count; i++) {
		uint64_t key = mix(mix(assay_u64(operation, 1) + i) % keys);
		size_t size = 0;
		const void *value = cache_get(driver->cache, key, now_ns, &size);
		if (value != NULL) {
			found++;
			add(&sum, value, size);
		} else if (!put_made(driver, key, (size_t)assay_u64(operation, 4), now_ns)) {
			sum++;
		}
		now_ns += assay_u64(operation, 6);
	}
	assay_answer("found %llu sum %llu", (unsigned long long)found, (unsigned long long)sum);
}

static void create_failing(struct driver *driver, const struct assay_operation *operation)
{
	struct heap *heap = &driver->heap;
	for (size_t k = 1;; k++) {
		heap->live = 0;
		heap->count = 0;
		heap->fail_at = k;
		struct cache *cache = cache_create((size_t)assay_u64(operation, 1),
			assay_u64(operation, 2), &driver->allocator);
		bool failed = heap->count >= k;
		heap->fail_at = 0;
		if (cache != NULL)
			cache_destroy(cache);
		if (cache == NULL && !failed) {
			assay_answer("failed without need");
			return;
		}
		if (heap->live != 0) {
			assay_answer("%zu blocks left after failure %zu", heap->live, k);
			return;
		}
		if (!failed || k > 1000)
			break;
	}
	assay_answer("sound");
}

static bool holds(
	struct driver *driver, uint64_t key, uint64_t now_ns, const char *value, size_t size)
{
	size_t got_size = 0;
	const char *got = cache_get(driver->cache, key, now_ns, &got_size);
	if (got == NULL || value == NULL)
		return got == value;
	return got_size == size && memcmp(got, value, size) == 0;
}

static void put_failing(struct driver *driver, const struct assay_operation *operation)
{
	uint64_t key = assay_u64(operation, 1);
	const char *value = assay_text(operation, 2);
	size_t size = operation->sizes[2];
	uint64_t now_ns = assay_u64(operation, 3);
	char old[VALUE_MAX];
	size_t old_size = 0;
	const char *before = cache_get(driver->cache, key, now_ns, &old_size);
	if (before != NULL && old_size <= sizeof old)
		before = memcpy(old, before, old_size);
	size_t entries = cache_size(driver->cache, now_ns);
	driver->heap.count = 0;
	driver->heap.fail_at = (size_t)assay_u64(operation, 4);
	bool stored = cache_put(driver->cache, key, value, size, now_ns);
	bool failed = driver->heap.count >= driver->heap.fail_at;
	driver->heap.fail_at = 0;
	if (stored)
		assay_answer(holds(driver, key, now_ns, value, size) ? "sound" : "not stored");
	else if (!failed)
		assay_answer("failed without need");
	else if (cache_size(driver->cache, now_ns) != entries)
		assay_answer("an entry is gone");
	else if (!holds(driver, key, now_ns, before, old_size))
		assay_answer("the old value is gone");
	else if (!cache_put(driver->cache, key, value, size, now_ns))
		assay_answer("fails for good");
	else
		assay_answer(holds(driver, key, now_ns, value, size) ? "sound" : "not stored");
}

/* One operation on the cache that is there. */
static void run(struct driver *driver, const struct assay_operation *operation)
{
	if (assay_is(operation, "put", 3))
		assay_answer(
			cache_put(driver->cache, assay_u64(operation, 1), assay_text(operation, 2),
				operation->sizes[2], assay_u64(operation, 3))
				? "stored"
				: "no memory");
	else if (assay_is(operation, "get", 2))
		get(driver, operation);
	else if (assay_is(operation, "delete", 2))
		assay_answer(cache_delete(driver->cache, assay_u64(operation, 1),
				     assay_u64(operation, 2))
				     ? "deleted"
				     : "absent");
	else if (assay_is(operation, "size", 1))
		assay_answer("%zu", cache_size(driver->cache, assay_u64(operation, 1)));
	else if (assay_is(operation, "destroy", 0))
		destroy(driver);
	else if (assay_is(operation, "drop", 0))
		drop(driver);
	else if (assay_is(operation, "puts", 6))
		puts_many(driver, operation);
	else if (assay_is(operation, "gets", 5))
		gets_many(driver, operation);
	else if (assay_is(operation, "churn", 6))
		churn(driver, operation);
	else if (assay_is(operation, "put-failing", 4))
		put_failing(driver, operation);
	else
		assay_driver_fail("'%s' is not an operation here", operation->words[0]);
}

int main(void)
{
	static struct assay_operation operation;
	static struct driver driver;
	driver.allocator =
		(struct allocator){.alloc = heap_alloc, .free = heap_free, .context = &driver.heap};
	while (assay_next(&operation)) {
		if (driver.cache != NULL)
			run(&driver, &operation);
		else if (assay_is(&operation, "cache", 2))
			create(&driver, &operation);
		else if (assay_is(&operation, "create-failing", 2))
			create_failing(&driver, &operation);
		else
			assay_driver_fail("'%s' without a cache", operation.words[0]);
	}
	return assay_driver_end();
}
