/*
 * plan.h - from a challenge and a seed to the list of tests. Pure but for reading which static
 * tests lie in data/.
 */
#ifndef ASSAY_RUNNER_PLAN_H
#define ASSAY_RUNNER_PLAN_H

#include <assay/challenge.h>
#include <assay/error.h>

enum assay_selection {
	ASSAY_SELECT_SAMPLE = 1,
	ASSAY_SELECT_HIDDEN = 2,
	ASSAY_SELECT_ALL = 3,
};

/* One test to run: either files in the challenge's folder, or a generator with a seed. */
struct assay_case {
	size_t group;                 /* index in challenge->groups */
	char name[ASSAY_ID_SIZE + 8]; /* unique in its group */
	const char *behaviour;        /* borrowed from the challenge, or `own_behaviour` */
	char *own_behaviour;          /* from NAME.desc; NULL without one */
	char *input_path;             /* relative to the folder; NULL when generated */
	char *answer_path;            /* relative to the folder; NULL when the reference answers */
	const struct assay_generate *generate; /* borrowed; NULL when static */
	uint64_t seed; /* of the generator: from the round's seed, group and name */
};

struct assay_plan {
	size_t count;
	struct assay_case *cases; /* in group order, then by name */
};

/* Errors: ASSAY_ERR_CHALLENGE (a hidden group without a test, .in without .ans, too many). */
int assay_plan_make(const struct assay_challenge *challenge, uint64_t seed,
	enum assay_selection selection, struct assay_plan *ret_plan, struct assay_error *err);
void assay_plan_release(struct assay_plan *plan);

#endif
