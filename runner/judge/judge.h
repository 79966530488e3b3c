/*
 * judge.h - from observations to verdicts. Pure: no clock, no file, no process.
 */
#ifndef ASSAY_RUNNER_JUDGE_H
#define ASSAY_RUNNER_JUDGE_H

#include <stdbool.h>

#include <assay/bytes.h>
#include <assay/challenge.h>
#include <assay/error.h>
#include <assay/result.h>

#include "../run/run.h"

/* The outcome of a comparison. `where` names the first difference: for the owner, and for the
 * candidate of a sample. */
struct assay_difference {
	bool equal;
	bool cut_short;                   /* what was got is right, as far as it goes */
	size_t expected_count, got_count; /* lines or tokens of each */
	struct assay_bytes where; /* "line 7: expected `allow`, got `deny`", made safe and cut */
};
void assay_difference_release(struct assay_difference *difference);

/* Compares by the challenge's mode; ASSAY_COMPARE_CHECKER is not for this function. */
int assay_compare_answers(const struct assay_challenge *challenge,
	const struct assay_bytes *expected, const struct assay_bytes *got,
	struct assay_difference *ret_difference, struct assay_error *err);

/* What a checker said, where the challenge has one. */
struct assay_checked {
	bool used;
	bool accepted;
	const char *message; /* borrowed, for the owner */
	bool failed;         /* the checker itself failed, and `message` says how */
};

/*
 * Judges one test. Fills verdict, messages, figures and, for samples, the texts to show.
 * The message never holds hidden data; the reveal_message may.
 */
int assay_judge_case(const struct assay_challenge *challenge, const struct assay_case *test,
	const struct assay_material *material, const struct assay_run *run,
	const struct assay_checked *checked, struct assay_item *ret_item, struct assay_error *err);

#endif
