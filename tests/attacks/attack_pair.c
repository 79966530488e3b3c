/*
 * attack_pair.c - owns the attacks in which one box tries to tell another something: both at once in
 * two sandboxes, and one after the other in one, always from the same memory file.
 */
#include "suite.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include <assay/cleanup.h>

struct half {
	const struct attack_suite *suite;
	struct assay_sandbox *sandbox;
	const struct attack *attack;
	const char *role;
	int program;
	struct attack_sight sight;
};

static void *run_half(void *data)
{
	struct half *half = data;
	assay_attack_box(
		half->suite, half->sandbox, half->attack, half->role, half->program, &half->sight);
	return NULL;
}

/* What of the two is to be told: what is not permitted before what is. */
static bool is_worse(const struct half *half, const struct attack_sight *told)
{
	if (told->text[0] == '\0' || half->sight.reached)
		return true;
	return !half->sight.ran ||
	       !assay_attack_permits(half->attack, half->sight.text, half->suite->level);
}

static void sum_up(const struct half halves[2], struct attack_sight *ret_sight)
{
	for (size_t i = 0; i < 2; i++) {
		bool reached = ret_sight->reached;
		if (is_worse(&halves[i], ret_sight))
			*ret_sight = halves[i].sight;
		ret_sight->reached = ret_sight->reached || reached;
	}
}

void assay_attack_pair(const struct attack_suite *suite, struct assay_sandbox *const sandboxes[2],
	const struct attack *attack, struct attack_sight *ret_sight)
{
	ASSAY_AUTO_FD int program = assay_attack_program(attack);
	struct half halves[] = {
		{suite, sandboxes[0], attack, "speak", program, {0}},
		{suite, sandboxes[1], attack, "hear", program, {0}},
	};
	*ret_sight = (struct attack_sight){0};
	pthread_t other;
	if (pthread_create(&other, NULL, run_half, &halves[0]) != 0)
		assay_attack_die("pthread_create");
	run_half(&halves[1]);
	pthread_join(other, NULL);
	sum_up(halves, ret_sight);
	if (ret_sight->reached || !ret_sight->ran)
		return;
	halves[1].sandbox = sandboxes[0];
	run_half(&halves[0]);
	run_half(&halves[1]);
	sum_up(halves, ret_sight);
}
