/*
 * Right, but heavy: each key has a node of its own from malloc(), with a link in both directions, a
 * copy of the limits and some statistics. It takes nearly three times the reference's memory.
 */
#include "bucket.h"

#include <stdlib.h>

struct node {
	struct node *next, *previous;
	uint64_t key;
	uint64_t burst, refill, period_ns;
	uint64_t level; /* in 1/period_ns of a token */
	uint64_t last_ns;
	uint64_t calls;
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
	node->level = limiter->burst * limiter->period_ns;
	node->last_ns = now_ns;
	node->burst = limiter->burst;
	node->refill = limiter->refill;
	node->period_ns = limiter->period_ns;
	if (*head != NULL)
		(*head)->previous = node;
	node->next = *head;
	*head = node;
	return node;
}

uint64_t limiter_take(struct limiter *limiter, uint64_t key, uint64_t cost, uint64_t now_ns)
{
	if (cost > limiter->burst)
		return LIMITER_NEVER;
	struct node *node = find(limiter, key, now_ns);
	uint64_t full = limiter->burst * limiter->period_ns;
	if (now_ns > node->last_ns) {
		uint64_t elapsed = now_ns - node->last_ns;
		if (elapsed > (full - node->level) / limiter->refill)
			node->level = full;
		else
			node->level += elapsed * limiter->refill;
		node->last_ns = now_ns;
	}
	uint64_t need = cost * limiter->period_ns;
	node->calls++;
	if (node->level >= need) {
		node->level -= need;
		return LIMITER_ALLOWED;
	}
	return node->last_ns - now_ns + (need - node->level - 1) / limiter->refill + 1;
}
