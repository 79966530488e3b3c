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
 */
int assay_score_result(const struct assay_challenge *challenge, struct assay_result *result,
	struct assay_error *err);

#endif
