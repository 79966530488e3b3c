/*
 * small_challenge.h - a challenge of a few lines in a temporary folder, for tests of the stages
 * that build and run.
 */
#ifndef ASSAY_TESTS_SMALL_CHALLENGE_H
#define ASSAY_TESTS_SMALL_CHALLENGE_H

#include <assay/challenge.h>

#include "../../runner/build/submission.h"

/* A folder of its own below $TMPDIR; also set as XDG_CACHE_HOME's parent. */
const char *small_challenge_folder(void);
/* Writes a file below it, with its folders. */
void small_challenge_write(const char *path, const char *text);

/* `sum`: int sum(int a, int b) in sum.c, with sum.h and a driver of `sum A B`. */
void small_challenge_function(struct assay_challenge *ret_challenge);
/* `pick`: one table, one index in index.sql. */
void small_challenge_sql(struct assay_challenge *ret_challenge);

/* A submission of the one editable file. Release it. */
void small_challenge_submit(const struct assay_challenge *challenge, const char *text,
	struct assay_submission *ret_submission);

#endif
