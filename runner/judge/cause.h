/*
 * cause.h - why a test ended as it did: from evidence to a cause, from a cause to words.
 */
#ifndef ASSAY_RUNNER_CAUSE_H
#define ASSAY_RUNNER_CAUSE_H

#include <stdbool.h>

#include "judge.h"

/* One row of the table in cause.c each. */
enum assay_cause {
	ASSAY_CAUSE_NONE = 0, /* accepted */
	ASSAY_CAUSE_FAULT,    /* ours */
	ASSAY_CAUSE_CALL,     /* a refused system call */
	ASSAY_CAUSE_REFUSED,  /* sql: a refused action */
	ASSAY_CAUSE_MEMORY,
	ASSAY_CAUSE_OUTPUT,
	ASSAY_CAUSE_CPU,
	ASSAY_CAUSE_STARVED, /* the wall limit, while it waited for a CPU */
	ASSAY_CAUSE_WALL,
	ASSAY_CAUSE_SQL, /* sql: the candidate's SQL failed */
	ASSAY_CAUSE_SIGNAL,
	ASSAY_CAUSE_EXIT,
	ASSAY_CAUSE_CUT_SHORT, /* right as far as it goes */
	ASSAY_CAUSE_ANSWER,
	ASSAY_CAUSE_CHECKER,       /* the challenge's checker rejected it */
	ASSAY_CAUSE_CHECKER_FAULT, /* the checker failed: the challenge's fault */
};

/* What is known of one finished test. All borrowed. */
struct assay_evidence {
	const struct assay_challenge *challenge;
	bool sample;
	const struct assay_limits_spec *limits;
	const struct assay_run *run;
	const struct assay_checked *checked;       /* NULL without a checker's word */
	const struct assay_difference *difference; /* NULL where nothing was compared */
};

/* The cause by what happened while it ran; NONE when it ended by itself with status 0, so that
 * its answers count. */
enum assay_cause assay_cause_of_run(const struct assay_evidence *evidence);
/* The cause by its answers; for a run whose cause is NONE. */
enum assay_cause assay_cause_of_answers(const struct assay_evidence *evidence);

enum assay_verdict assay_cause_verdict(enum assay_cause cause);

/*
 * Why, in words. `message` is for the candidate: of a hidden test it holds nothing that the
 * candidate's program could choose freely, such as an exit status, since it has read the hidden
 * input. `reveal` is for the owner and holds what was measured and compared.
 */
void assay_cause_explain(enum assay_cause cause, const struct assay_evidence *evidence,
	struct assay_bytes *message, struct assay_bytes *reveal);

#endif
