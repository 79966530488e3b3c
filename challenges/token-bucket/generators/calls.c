/*
 * calls.c - makes scripts for the rate limiter.
 *
 * calls KIND SIZE SEED. It keeps a limiter of its own, so that calls can be placed on the very
 * nanosecond at which a token comes back, and one beside it.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEYS      8
#define SECOND    UINT64_C(1000000000)
#define TEN_YEARS (UINT64_C(3652) * 86400 * SECOND)
#define LAST_TIME UINT64_C(4000000000000000000)

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

struct bucket {
	uint64_t key;
	uint64_t level; /* in 1/period of a token */
	uint64_t last;
};

struct model {
	uint64_t burst, refill, period;
	struct bucket buckets[KEYS];
};

static void start(struct model *model, uint64_t burst, uint64_t refill, uint64_t period)
{
	*model = (struct model){.burst = burst, .refill = refill, .period = period};
	for (size_t i = 0; i < KEYS; i++) {
		model->buckets[i].key = next_random();
		model->buckets[i].level = burst * period;
	}
	printf("limiter %" PRIu64 " %" PRIu64 " %" PRIu64 " 1000\n", burst, refill, period);
}

/* Prints one call and makes it; returns the wait, 0 when allowed. */
static uint64_t take(struct model *model, size_t which, uint64_t cost, uint64_t now)
{
	struct bucket *bucket = &model->buckets[which];
	printf("take %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", bucket->key, cost, now);
	if (cost > model->burst)
		return 0;
	if (now > bucket->last) {
		uint64_t elapsed = now - bucket->last;
		uint64_t missing = model->burst * model->period - bucket->level;
		bucket->level +=
			elapsed > missing / model->refill ? missing : elapsed * model->refill;
		bucket->last = now;
	}
	uint64_t need = cost * model->period;
	if (bucket->level < need)
		return bucket->last - now + (need - bucket->level - 1) / model->refill + 1;
	bucket->level -= need;
	return 0;
}

/* Takes all that is left at `now` and then asks at the boundary: one nanosecond early, on it. */
static uint64_t probe(struct model *model, size_t which, uint64_t cost, uint64_t now)
{
	uint64_t wait = 0;
	for (uint64_t i = 0; i <= model->burst / cost + 1 && wait == 0; i++)
		wait = take(model, which, cost, now);
	if (wait > 1)
		take(model, which, cost, now + wait - 1);
	take(model, which, cost, now + wait);
	return now + wait;
}

/* Bursts and boundaries with small numbers. */
static void make_burst(uint64_t size)
{
	static const uint64_t periods[] = {SECOND, SECOND / 10, 60 * SECOND, 1000, 7};
	for (size_t p = 0; p < sizeof periods / sizeof periods[0]; p++) {
		struct model model;
		start(&model, pick(2, 12), pick(1, 6), periods[p]);
		uint64_t now = periods[p] * pick(3, 1000) - 1;
		for (uint64_t i = 0; i < size; i++) {
			size_t which = (size_t)pick(0, 2);
			if (i % 8 == 0)
				now = probe(&model, which, pick(1, model.burst), now);
			else
				take(&model, which, pick(1, 3), now);
			now += pick(0, periods[p] / model.refill / 2);
		}
		take(&model, 0, model.burst + 1, now);
		take(&model, 3, model.burst, now);
	}
}

/* Very many small steps, periods that no refill divides, and the greatest numbers allowed. */
static void make_exact(uint64_t size)
{
	static const uint64_t refills[] = {3, 7, 999, 1009, 999983};
	static const uint64_t bursts[] = {5, 40, 1000, 1000000, 1000000};
	for (size_t p = 0; p < sizeof refills / sizeof refills[0]; p++) {
		struct model model;
		uint64_t period = p < 3 ? SECOND + 2 * pick(1, 5000) + 1
					: 3600 * SECOND - 2 * pick(1, 5000) - 1;
		start(&model, bursts[p], refills[p], period);
		uint64_t now = pick(1, SECOND);
		take(&model, 0, bursts[p], now);
		for (uint64_t i = 0; i < size; i++) {
			uint64_t cost = pick(1, bursts[p] / 2 + 1);
			uint64_t wait = take(&model, 0, cost, now);
			now += wait > 3 ? wait / pick(2, 5) : pick(1, 9);
		}
		printf("flood %" PRIu64 " 0 %" PRIu64 " 1 %" PRIu64 " %" PRIu64 "\n",
			model.buckets[1].key, size * 50, now, period / refills[p] / 1000 + 1);
	}
}

/* An idle time from `low` on for which elapsed * refill, modulo 2^64, is smaller than `less`. */
static uint64_t wrapping(uint64_t low, uint64_t refill, uint64_t less)
{
	for (;;) {
		uint64_t elapsed = low + pick(0, low / 8);
		if (elapsed * refill < less)
			return elapsed;
	}
}

static void make_idle(uint64_t size)
{
	for (uint64_t i = 0; i < size; i++) {
		struct model model;
		uint64_t refill = pick(100000, 1000000);
		start(&model, pick(100000, 1000000), refill, pick(1000, 3600) * SECOND);
		uint64_t now = pick(1, SECOND);
		uint64_t half = model.burst * model.period / 2;
		take(&model, 0, model.burst, now);
		take(&model, 1, model.burst - 1, now + 1);
		take(&model, 2, model.burst, now + 2);
		now += wrapping(TEN_YEARS, refill, half);
		take(&model, 0, model.burst, now);
		take(&model, 0, 1, now);
		now += wrapping(TEN_YEARS / 16, refill, half);
		take(&model, 1, model.burst, now);
		probe(&model, 1, model.burst / 3, now);
		take(&model, 2, model.burst, LAST_TIME / 64 * 63);
		probe(&model, 2, model.burst / 2, LAST_TIME / 64 * 63);
		take(&model, 0, 1, LAST_TIME);
	}
}

static void make_back(uint64_t size)
{
	for (uint64_t part = 0; part < 4; part++) {
		struct model model;
		uint64_t period = part < 2 ? SECOND : 10 * SECOND + pick(1, 99);
		start(&model, pick(2, 9), pick(1, 4), period);
		uint64_t front = period * pick(100, 200);
		for (uint64_t i = 0; i < size; i++) {
			size_t which = (size_t)pick(0, 1);
			uint64_t back = next_random() % 4 == 0 ? pick(1, period * 2) : 0;
			uint64_t wait = take(&model, which, pick(1, model.burst), front - back);
			/* The wait counts from the caller's time: not a nanosecond early. */
			if (back != 0 && wait > 1) {
				take(&model, which, 1, front - back + wait - 1);
				take(&model, which, model.burst, front - back);
			}
			front += pick(0, period / model.refill);
		}
		probe(&model, 0, model.burst, front);
		take(&model, 0, 1, 0);
		take(&model, 0, model.burst + 1, front + 50 * period);
		take(&model, 0, model.burst, front + 1);
		take(&model, 5, 1, 0);
		take(&model, 5, model.burst, 0);
		take(&model, 5, model.burst, front);
	}
}

static void make_keys(uint64_t size)
{
	struct model model;
	start(&model, pick(3, 9), pick(1, 3), SECOND);
	static const uint64_t edges[KEYS] = {0, UINT64_MAX, 1, UINT64_MAX - 1, UINT64_C(1) << 63,
		UINT64_C(1) << 32, UINT32_MAX, UINT64_C(0x8000000080000000)};
	for (size_t i = 0; i < KEYS; i++)
		model.buckets[i].key = edges[i];
	uint64_t now = pick(SECOND, 9 * SECOND);
	for (uint64_t i = 0; i < size; i++) {
		now += pick(0, SECOND / 9);
		for (size_t which = 0; which < KEYS; which++)
			take(&model, which, pick(1, 2), now);
	}
	probe(&model, 0, 1, now);
	probe(&model, 1, 1, now);
	for (uint64_t bit = 0; bit < 56; bit += 7) {
		uint64_t key = next_random() >> 40;
		for (int round = 0; round < 3; round++, now += SECOND)
			printf("flood %" PRIu64 " %" PRIu64 " 60 2 %" PRIu64 " %" PRIu64 "\n", key,
				UINT64_C(1) << bit, now, pick(0, SECOND / 100));
	}
}

/* Floods of many keys; the second one meets all of them again. */
static void print_flood(const char *name, uint64_t step, uint64_t size)
{
	uint64_t burst = pick(4, 20);
	uint64_t key = next_random();
	uint64_t now = pick(1, SECOND);
	printf("limiter %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", burst, pick(1, 9),
		3600 * SECOND - pick(1, 999), size);
	printf("%s %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " 1\n", name, key,
		step, size, burst / 2 + 1, now);
	printf("%s %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", name,
		key, step, size, burst / 2, now + pick(1, SECOND), pick(1000, 100000));
}

static void make_strides(uint64_t size)
{
	print_flood("flood", UINT64_C(1) << pick(28, 36), size);
	print_flood("flood", 1, size / 10);
}

static void make_scattered(uint64_t size)
{
	print_flood("scatter", 1, size);
}

static const struct {
	const char *name;
	void (*make)(uint64_t size);
} kinds[] = {
	{"burst", make_burst},
	{"exact", make_exact},
	{"idle", make_idle},
	{"back", make_back},
	{"keys", make_keys},
	{"strides", make_strides},
	{"scattered", make_scattered},
};

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: calls KIND SIZE SEED\n");
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
	fprintf(stderr, "calls: no such kind '%s'\n", argv[1]);
	return 2;
}
