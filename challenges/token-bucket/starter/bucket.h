/*
 * bucket.h - a token bucket rate limiter: one bucket a key. Given; statement.md has the rules.
 */
#ifndef BUCKET_H
#define BUCKET_H

#include <stddef.h>
#include <stdint.h>

#define LIMITER_ALLOWED UINT64_C(0)
#define LIMITER_NEVER   UINT64_MAX

struct limiter; /* yours, defined in bucket.c */

/*
 * Makes a limiter whose buckets hold at most `burst` tokens and gain `refill` tokens every
 * `period_ns`, evenly and without end. At most `max_keys` different keys will be used.
 * Returns NULL when there is no memory.
 *
 * 1 <= burst <= 1,000,000      1 <= refill <= 1,000,000
 * 1 <= period_ns <= 3.6e12     1 <= max_keys <= 1,000,000
 */
struct limiter *limiter_create(
	uint64_t burst, uint64_t refill, uint64_t period_ns, size_t max_keys);

void limiter_destroy(struct limiter *limiter);

/*
 * Takes `cost` tokens from the bucket of `key` at the time `now_ns`.
 * Returns LIMITER_ALLOWED when it did; LIMITER_NEVER when no waiting would help (cost > burst);
 * else it takes nothing and returns how many nanoseconds to wait.
 *
 * 1 <= cost <= 2,000,000       0 <= now_ns <= 4e18       key: any value
 */
uint64_t limiter_take(struct limiter *limiter, uint64_t key, uint64_t cost, uint64_t now_ns);

#endif
