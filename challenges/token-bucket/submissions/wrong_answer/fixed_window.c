/*
 * Wrong: a counter that starts anew with each window of the clock. Just before and just after the
 * edge of a window it lets twice the burst through.
 */
#include "bucket.h"

#include <stdlib.h>

struct node {
	struct node *next;
	uint64_t key;
	uint64_t window;
	uint64_t used;
};

struct limiter {
	uint64_t burst, refill, period_ns;
	size_t slots; /* a power of two */
	struct node **heads;
};

struct limiter *limiter_create(uint64_t burst, uint64_t refill, uint64_t period_ns, size_t max_keys)
{
	struct limiter *limiter = calloc(1, sizeof *limiter);
	if (limiter == NULL)
		return NULL;
	limiter->burst = burst;
	limiter->refill = refill;
	limiter->period_ns = period_ns;
	limiter->slots = 2;
	while (limiter->slots < max_keys)
		limiter->slots *= 2;
	limiter->heads = calloc(limiter->slots, sizeof(struct node *));
	if (limiter->heads == NULL) {
		free(limiter);
		return NULL;
	}
	return limiter;
}

void limiter_destroy(struct limiter *limiter)
{
	for (size_t i = 0; i < limiter->slots; i++) {
		while (limiter->heads[i] != NULL) {
			struct node *node = limiter->heads[i];
			limiter->heads[i] = node->next;
			free(node);
		}
	}
	free(limiter->heads);
	free(limiter);
}

static struct node *find(struct limiter *limiter, uint64_t key, uint64_t now_ns)
{
	uint64_t hash = (key ^ (key >> 31)) * UINT64_C(0x9fb21c651e98df25);
	struct node **head = &limiter->heads[(hash ^ (hash >> 35)) & (limiter->slots - 1)];
	for (struct node *node = *head; node != NULL; node = node->next) {
		if (node->key == key)
			return node;
	}
	struct node *node = calloc(1, sizeof *node);
	if (node == NULL)
		abort();
	node->key = key;
	(void)now_ns;
	node->next = *head;
	*head = node;
	return node;
}

uint64_t limiter_take(struct limiter *limiter, uint64_t key, uint64_t cost, uint64_t now_ns)
{
	if (cost > limiter->burst)
		return LIMITER_NEVER;
	/* As long as a whole burst takes to come back. */
	uint64_t window_ns = limiter->burst * limiter->period_ns / limiter->refill;
	if (window_ns == 0)
		window_ns = 1;
	struct node *node = find(limiter, key, now_ns);
	if (now_ns / window_ns > node->window) {
		node->window = now_ns / window_ns;
		node->used = 0;
	}
	if (node->used + cost <= limiter->burst) {
		node->used += cost;
		return LIMITER_ALLOWED;
	}
	return (node->window + 1) * window_ns - now_ns;
}
