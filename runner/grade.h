/*
 * grade.h - the line from a submission to a result: the one place that calls the stages in order.
 *
 * A library call with a progress sink and cancellation; stores nothing and prints nothing.
 */
#ifndef ASSAY_RUNNER_GRADE_H
#define ASSAY_RUNNER_GRADE_H

#include <assay/challenge.h>
#include <assay/error.h>
#include <assay/result.h>

#include "build/submission.h"
#include "challenge/plan.h"
#include "run/run.h"

struct assay_grade_options {
	uint64_t seed;
	enum assay_selection selection;
	const struct assay_progress *progress; /* or NULL */
};

/*
 * Grades one submission. Candidates' mistakes are results; returns an error only where there can
 * be no result at all (CHALLENGE, TOOLCHAIN, SANDBOX, SYSTEM, CANCELLED).
 */
int assay_grade_submission(const struct assay_lanes *lanes, const struct assay_challenge *challenge,
	const struct assay_submission *submission, const struct assay_grade_options *options,
	struct assay_result *ret_result, struct assay_error *err);

#endif
