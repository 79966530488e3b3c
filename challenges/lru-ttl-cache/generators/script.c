/*
 * script.c - makes scripts for the cache.
 *
 * script KIND SIZE SEED. It remembers when each key was put, so that a call can be placed just
 * before an entry expires, on that nanosecond, and after it.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEYS      12
#define LONG_TTL  UINT64_C(1000000000000000000)
#define VALUE_MAX 4096

static uint64_t state;

static uint64_t next_random(void)
{
	uint64_t x = state += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

/* A number from low to high, both included. */
static uint64_t pick(uint64_t low, uint64_t high)
{
	return low + next_random() % (high - low + 1);
}

struct script {
	uint64_t capacity, ttl, now;
	uint64_t keys[KEYS];
	uint64_t put_at[KEYS];
	uint64_t values; /* put so far, so that each is another */
};

static void start(struct script *script, uint64_t capacity, uint64_t ttl)
{
	static const uint64_t edges[] = {0, UINT64_MAX, UINT64_C(1) << 32, UINT64_C(1) << 63};
	*script = (struct script){.capacity = capacity, .ttl = ttl, .now = pick(0, 1000)};
	for (size_t i = 0; i < KEYS; i++)
		script->keys[i] = i < sizeof edges / sizeof edges[0] ? edges[i] : pick(1, 99) << i;
	printf("cache %" PRIu64 " %" PRIu64 "\n", capacity, ttl);
}

static void put(struct script *script, size_t which)
{
	printf("put %" PRIu64 " v%" PRIu64 " %" PRIu64 "\n", script->keys[which], ++script->values,
		script->now);
	script->put_at[which] = script->now;
}

static void get(const struct script *script, size_t which)
{
	printf("get %" PRIu64 " %" PRIu64 "\n", script->keys[which], script->now);
}

static void get_all(const struct script *script)
{
	for (size_t i = 0; i < KEYS; i++)
		get(script, i);
	printf("size %" PRIu64 "\n", script->now);
}

/* Use decides who goes. With `steps` time passes too. */
static void wander(struct script *script, uint64_t size, uint64_t step)
{
	for (uint64_t i = 0; i < size; i++) {
		size_t which = (size_t)pick(0, KEYS - 1);
		switch (pick(0, 9)) {
		case 0:
			printf("delete %" PRIu64 " %" PRIu64 "\n", script->keys[which],
				script->now);
			break;
		case 1:
			printf("size %" PRIu64 "\n", script->now);
			break;
		case 2:
		case 3:
		case 4:
		case 5:
			put(script, which);
			break;
		default:
			get(script, which);
			break;
		}
		script->now += pick(0, step);
	}
	get_all(script);
}

/* Fills the cache, uses some of it, and then makes every entry go in turn. */
static void rotate(struct script *script)
{
	size_t capacity = (size_t)script->capacity;
	for (size_t i = 0; i < capacity; i++)
		put(script, i);
	for (size_t i = 0; i < 3; i++)
		get(script, (size_t)pick(0, capacity - 1));
	put(script, (size_t)pick(0, capacity - 1));
	for (size_t i = capacity; i < KEYS; i++) {
		put(script, i);
		get(script, (size_t)pick(0, i));
	}
	get_all(script);
}

static void make_recency(uint64_t size)
{
	static const uint64_t capacities[] = {1, 2, 3, 5, 8, 11};
	for (size_t c = 0; c < sizeof capacities / sizeof capacities[0]; c++) {
		struct script script;
		start(&script, capacities[c], LONG_TTL);
		rotate(&script);
		wander(&script, size, 3);
		printf("drop\n");
	}
}

/* Around the expiry of one key that is used all the time, in a cache that is not full. */
static void approach(struct script *script, size_t which)
{
	script->now += script->ttl;
	put(script, which);
	for (int i = 0; i < 3; i++) {
		uint64_t end = script->put_at[which] + script->ttl;
		script->now += pick(0, (end - script->now) / 3);
		get(script, which);
	}
	script->now = script->put_at[which] + script->ttl - 1;
	get(script, which);
	if (pick(0, 1) == 0)
		put(script, which); /* starts anew */
	script->now++;
	get(script, which);
	printf("size %" PRIu64 "\n", script->now);
	script->now = script->put_at[which] + script->ttl;
	printf("delete %" PRIu64 " %" PRIu64 "\n", script->keys[which], script->now);
}

/* A full cache in which one entry is due, and it is the one used last: nobody else goes. */
static void make_room(struct script *script)
{
	size_t capacity = (size_t)script->capacity;
	script->now += script->ttl;
	put(script, 0);
	script->now += script->ttl / 2;
	for (size_t i = 1; i < capacity; i++)
		put(script, i);
	get(script, 0);
	script->now = script->put_at[0] + script->ttl;
	put(script, capacity);
	for (size_t i = 0; i <= capacity; i++)
		get(script, i);
	printf("size %" PRIu64 "\n", script->now);
}

static void make_expiry(uint64_t size)
{
	for (uint64_t capacity = 2; capacity <= 9; capacity += 2) {
		struct script script;
		start(&script, capacity, pick(40, 400));
		for (size_t i = 0; i < KEYS; i++)
			approach(&script, i);
		make_room(&script);
		wander(&script, size, script.ttl / 8);
		wander(&script, size, script.ttl / 3);
		make_room(&script);
		printf("drop\n");
	}
	struct script script;
	start(&script, 3, LONG_TTL);
	approach(&script, 0);
	printf("drop\n");
}

static void print_value(uint64_t size)
{
	if (size == 0)
		putchar('%');
	for (uint64_t i = 0; i < size; i++) {
		unsigned byte = (unsigned)next_random() & 0xff;
		if (byte > 0x20 && byte < 0x7f && byte != '%')
			putchar((int)byte);
		else
			printf("%%%02X", byte);
	}
}

/* From here on calls are at even distances and the TTL is odd: nothing depends on the nanosecond
 * of expiry, which has a group of its own. */
static void make_values(uint64_t size)
{
	static const uint64_t sizes[] = {0, 1, 7, 8, 9, 63, 500, VALUE_MAX - 1, VALUE_MAX};
	for (int round = 0; round < 3; round++) {
		struct script script;
		start(&script, pick(2, 6), 1001);
		for (uint64_t i = 0; i < size; i++) {
			size_t which = (size_t)pick(0, 5);
			printf("put %" PRIu64 " ", script.keys[which]);
			print_value(i % 3 == 0
					    ? pick(0, 40)
					    : sizes[pick(0, sizeof sizes / sizeof sizes[0] - 1)]);
			printf(" %" PRIu64 "\n", script.now);
			get(&script, pick(0, 3) == 0 ? (size_t)pick(0, 5) : which);
			if (pick(0, 5) == 0)
				printf("delete %" PRIu64 " %" PRIu64 "\n", script.keys[pick(0, 5)],
					script.now);
			script.now += pick(0, 60) * 2;
		}
		printf("puts 7 0 200 %" PRIu64 " %" PRIu64 " 0\n", pick(1, 90), script.now);
		printf("destroy\n");
	}
}

static void make_failure(uint64_t size)
{
	for (uint64_t capacity = 1; capacity <= 7; capacity += 2) {
		printf("create-failing %" PRIu64 " 100\n", capacity * pick(1, 900));
		struct script script;
		start(&script, capacity, 101);
		rotate(&script);
		for (uint64_t i = 0; i < size; i++) {
			size_t which = (size_t)pick(0, KEYS - 1);
			if (i % 3 == 0)
				put(&script, which);
			else
				printf("put-failing %" PRIu64 " w%" PRIu64 " %" PRIu64 " %d\n",
					script.keys[which], ++script.values, script.now,
					next_random() % 4 == 0 ? 2 : 1);
			if (i % 5 == 0)
				get(&script, (size_t)pick(0, KEYS - 1));
			script.now += pick(0, 12) * 2;
		}
		get_all(&script);
		printf("destroy\n");
	}
}

/* A large cache in which nothing expires: each miss makes the least recently used entry go. */
static void make_churn(uint64_t size)
{
	uint64_t keys = size + size / 2 + pick(0, size / 8);
	printf("cache %" PRIu64 " %" PRIu64 "\n", size, LONG_TTL);
	printf("puts 0 4294967296 %" PRIu64 " 20 0 1\n", size);
	printf("churn %" PRIu64 " %" PRIu64 " %" PRIu64 " 24 %" PRIu64 " 1\n", pick(1, 1000000),
		size * 4, keys, size);
	printf("size %" PRIu64 "\ndrop\n", size * 9);
}

/* A large cache in which entries come and expire all the time, and at the end all at once. */
static void make_flow(uint64_t size)
{
	uint64_t ttl = size + 1;
	printf("cache %" PRIu64 " %" PRIu64 "\n", size, ttl);
	uint64_t now = pick(1, 1000);
	for (uint64_t part = 0; part < 4; part++) {
		uint64_t key = pick(0, size / 8);
		printf("puts %" PRIu64 " 1 %" PRIu64 " 16 %" PRIu64 " 2\n", key, size / 2, now);
		now += size;
		printf("gets %" PRIu64 " 1 %" PRIu64 " %" PRIu64 " 2\n", key, size / 4, now);
		now += size / 4 * 2;
		printf("size %" PRIu64 "\n", now);
	}
	printf("puts %" PRIu64 " 1 %" PRIu64 " 16 %" PRIu64 " 0\n", size * 8, size, now);
	printf("size %" PRIu64 "\n", now + ttl - 1);
	printf("size %" PRIu64 "\ndrop\n", now + ttl + 1);
}

static const struct {
	const char *name;
	void (*make)(uint64_t size);
} kinds[] = {
	{"recency", make_recency},
	{"expiry", make_expiry},
	{"values", make_values},
	{"failure", make_failure},
	{"churn", make_churn},
	{"flow", make_flow},
};

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: script KIND SIZE SEED\n");
		return 2;
	}
	uint64_t size = strtoull(argv[2], NULL, 10);
	state = strtoull(argv[3], NULL, 10);
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (strcmp(argv[1], kinds[i].name) == 0) {
			kinds[i].make(size);
			return 0;
		}
	}
	fprintf(stderr, "script: no such kind '%s'\n", argv[1]);
	return 2;
}
