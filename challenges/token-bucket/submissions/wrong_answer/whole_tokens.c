/*
 * Wrong: adds whole tokens and sets the time to now, so that the part of a token that was under way
 * is lost at each call. Whoever calls often enough never gets one.
 */
#include "bucket.h"

#include <stdlib.h>

struct node {
	struct node *next;
	uint64_t key;
	uint64_t tokens;
	uint64_t last_ns;
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
	node->tokens = limiter->burst;
	node->last_ns = now_ns;
	node->next = *head;
	*head = node;
	return node;
}

uint64_t limiter_take(struct limiter *limiter, uint64_t key, uint64_t cost, uint64_t now_ns)
{
	if (cost > limiter->burst)
		return LIMITER_NEVER;
	struct node *node = find(limiter, key, now_ns);
	if (now_ns > node->last_ns) {
		uint64_t elapsed = now_ns - node->last_ns;
		if (elapsed / limiter->period_ns >= limiter->burst / limiter->refill + 1)
			node->tokens = limiter->burst;
		else
			node->tokens += elapsed * limiter->refill / limiter->period_ns;
		if (node->tokens > limiter->burst)
			node->tokens = limiter->burst;
		node->last_ns = now_ns;
	}
	if (node->tokens >= cost) {
		node->tokens -= cost;
		return LIMITER_ALLOWED;
	}
	uint64_t need = (cost - node->tokens) * limiter->period_ns;
	return node->last_ns - now_ns + (need - 1) / limiter->refill + 1;
}
