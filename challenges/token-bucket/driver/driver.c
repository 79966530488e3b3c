/*
 * driver.c - turns a script into calls of the rate limiter.
 *
 *   limiter BURST REFILL PERIOD_NS MAX_KEYS      a new limiter in place of the one before: ready
 *   take KEY COST NOW_NS                         one call: allowed, never, or wait NS
 *   flood KEY STEP COUNT COST NOW_NS TICK_NS     COUNT calls; the i-th (from 0) has the key
 *                                                KEY + i * STEP and the time NOW_NS + i * TICK_NS
 *   scatter KEY STEP COUNT COST NOW_NS TICK_NS   the same, the keys scattered over all 64 bits
 *
 * A flood and a scatter answer once: how many calls were allowed, how many were not, and the sum of
 * the waits (modulo 2^64).
 */
#include <assay/driver.h>

#include "bucket.h"

static uint64_t scatter_key(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

static struct limiter *renew(struct limiter *limiter, const struct assay_operation *operation)
{
	if (limiter != NULL)
		limiter_destroy(limiter);
	limiter = limiter_create(assay_u64(operation, 1), assay_u64(operation, 2),
		assay_u64(operation, 3), (size_t)assay_u64(operation, 4));
	if (limiter == NULL) {
		assay_answer("no memory");
		exit(assay_driver_end()); /* the answers that are missing say the rest */
	}
	assay_answer("ready");
	return limiter;
}

static void take(struct limiter *limiter, const struct assay_operation *operation)
{
	uint64_t wait = limiter_take(
		limiter, assay_u64(operation, 1), assay_u64(operation, 2), assay_u64(operation, 3));
	if (wait == LIMITER_ALLOWED)
		assay_answer("allowed");
	else if (wait == LIMITER_NEVER)
		assay_answer("never");
	else
		assay_answer("wait %llu", (unsigned long long)wait);
}

static void flood(struct limiter *limiter, const struct assay_operation *operation, bool scattered)
{
	uint64_t key = assay_u64(operation, 1);
	uint64_t step = assay_u64(operation, 2);
	uint64_t count = assay_u64(operation, 3);
	uint64_t cost = assay_u64(operation, 4);
	uint64_t now_ns = assay_u64(operation, 5);
	uint64_t tick_ns = assay_u64(operation, 6);
	uint64_t allowed = 0;
	uint64_t waits = 0;
	for (uint64_t i = 0; i < count; i++) {
		uint64_t at = key + i * step;
		uint64_t wait = limiter_take(
			limiter, scattered ? scatter_key(at) : at, cost, now_ns + i * tick_ns);
		allowed += wait == LIMITER_ALLOWED;
		waits += wait;
	}
	assay_answer("allowed %llu refused %llu waits %llu", (unsigned long long)allowed,
		(unsigned long long)(count - allowed), (unsigned long long)waits);
}

int main(void)
{
	static struct assay_operation operation;
	struct limiter *limiter = NULL;
	while (assay_next(&operation)) {
		if (assay_is(&operation, "limiter", 4))
			limiter = renew(limiter, &operation);
		else if (limiter == NULL)
			assay_driver_fail("'%s' without a limiter", operation.words[0]);
		else if (assay_is(&operation, "take", 3))
			take(limiter, &operation);
		else if (assay_is(&operation, "flood", 6))
			flood(limiter, &operation, false);
		else if (assay_is(&operation, "scatter", 6))
			flood(limiter, &operation, true);
		else
			assay_driver_fail("'%s' is not an operation", operation.words[0]);
	}
	if (limiter != NULL)
		limiter_destroy(limiter);
	return assay_driver_end();
}
