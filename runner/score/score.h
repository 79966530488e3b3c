/*
 * score.h - from judged items to points and the submission's verdict. Pure.
 */
#ifndef ASSAY_RUNNER_SCORE_H
#define ASSAY_RUNNER_SCORE_H

#include <assay/challenge.h>
#include <assay/error.h>
#include <assay/result.h>

/*
 * Fills groups, points and the verdict of a result whose items are judged. The verdict is that of
 * the first failing test in group order; any internal-error means internal-error and no points.
 * Groups of which no test was selected are left out. A result without items must come with the
 * verdict compile-error or internal-error; then every group is there, with nothing earned.
 * Errors: ASSAY_ERR_INTERNAL (no item, an unknown group, a figure that was not measured).
 */
int assay_score_result(const struct assay_challenge *challenge, struct assay_result *result,
	struct assay_error *err);

#endif
