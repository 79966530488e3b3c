/*
 * batch.h - many submissions graded side by side: what `grade` does between its options and its
 * report.
 */
#ifndef ASSAY_RUNNER_CLI_BATCH_H
#define ASSAY_RUNNER_CLI_BATCH_H

#include <stdbool.h>

#include <assay/challenge.h>
#include <assay/error.h>
#include <assay/result.h>
#include <assay/sandbox.h>

#include "../build/submission.h"
#include "../store/store.h"
#include "bar.h"
#include "docket.h"

#define ASSAY_BATCH_CHALLENGES_MAX 64 /* different ones in one batch */

struct assay_batch_options {
	const char *challenge_id; /* or NULL: each folder's own session */
	const char *candidate;    /* or NULL */
	bool seed_given;
	uint64_t seed;
	const struct assay_bar *bar; /* what the challenges must be */
	enum assay_level minimum;
	uint64_t jobs; /* 0: as many as there are CPUs */
	int cancel_fd;
};

/* A challenge of the batch and the seed of its hidden tests. */
struct assay_batch_challenge {
	struct assay_challenge challenge;
	uint64_t seed;
};

/* One submission: a result, or the error that there is instead. */
struct assay_batch_row {
	const char *path;
	const struct assay_batch_challenge *challenge;
	struct assay_submission submission;
	struct assay_attempt attempt; /* stored and leased to us; zeroed without a store */
	struct assay_result result;
	struct assay_error error; /* code 0: the result is there */
};

struct assay_batch {
	struct assay_batch_row *rows;
	size_t row_count;
	struct assay_batch_challenge *challenges[ASSAY_BATCH_CHALLENGES_MAX];
	size_t challenge_count;
	struct assay_docket docket;
};

/*
 * Reads, stores and grades every path. One that fails is a row with an error and stops no other.
 * Errors: only what stops all of them (the named challenge, the sandbox, memory).
 */
int assay_batch_run(struct assay_store *store, const struct assay_batch_options *options,
	const char *const *paths, size_t count, struct assay_batch *ret_batch,
	struct assay_error *err);
void assay_batch_release(struct assay_batch *batch); /* accepts the zeroed */

#endif
