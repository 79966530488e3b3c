/* cache.c - see cache.h. */
#include "cache.h"

#include <stdint.h>
#include <string.h>

/* Parcels of the same whole kilograms cost the same. */
static struct parcel make_key(const struct parcel *parcel)
{
	struct parcel key = *parcel;
	key.grams = (parcel->grams + 999) / 1000;
	return key;
}

static uint32_t mix(uint32_t hash, const char *text)
{
	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * 16777619u;
	return hash;
}

static struct cache_entry *find_slot(struct cache *cache, const struct parcel *key)
{
	uint32_t hash = mix(mix(2166136261u, key->country), key->post);
	hash = (hash ^ (uint32_t)key->grams ^ (key->express ? 0x8000u : 0)) * 16777619u;
	return &cache->entries[(hash >> 16) % CACHE_SLOTS];
}

static bool same_key(const struct parcel *a, const struct parcel *b)
{
	return strcmp(a->country, b->country) == 0 && strcmp(a->post, b->post) == 0 &&
	       a->grams == b->grams && a->express == b->express;
}

const struct cache_entry *cache_find(struct cache *cache, const struct parcel *parcel)
{
	struct parcel key = make_key(parcel);
	struct cache_entry *entry = find_slot(cache, &key);
	if (!same_key(&entry->parcel, &key))
		return NULL;
	cache->hits++;
	return entry;
}

/* Empties the parcel's slot and gives it the parcel's key. */
static struct cache_entry *take_slot(struct cache *cache, const struct parcel *parcel)
{
	struct parcel key = make_key(parcel);
	struct cache_entry *entry = find_slot(cache, &key);
	reply_release(entry->refusal);
	*entry = (struct cache_entry){.parcel = key};
	return entry;
}

void cache_put_offer(struct cache *cache, const struct parcel *parcel, const struct offer *offer)
{
	take_slot(cache, parcel)->offer = *offer;
}

void cache_put_refusal(struct cache *cache, const struct parcel *parcel, struct reply *refusal)
{
	take_slot(cache, parcel)->refusal = refusal;
}

void cache_clear(struct cache *cache)
{
	for (unsigned i = 0; i < CACHE_SLOTS; i++)
		reply_release(cache->entries[i].refusal);
	memset(cache, 0, sizeof *cache);
}
