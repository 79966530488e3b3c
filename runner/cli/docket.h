/*
 * docket.h - an attempt's way through the store: stored before it is graded, leased while it is,
 * finished or given back. Several threads may share a docket.
 */
#ifndef ASSAY_RUNNER_CLI_DOCKET_H
#define ASSAY_RUNNER_CLI_DOCKET_H

#include <pthread.h>
#include <stdbool.h>

#include <assay/challenge.h>
#include <assay/error.h>
#include <assay/result.h>

#include "../build/submission.h"
#include "../grade.h"
#include "../store/store.h"

#define ASSAY_ROUND_PRACTICE "practice" /* what `submit` stores */
#define ASSAY_ROUND_GRADE    "grade"    /* what `grade` stores */

struct assay_docket {
	struct assay_store *store; /* borrowed; NULL: nothing is stored */
	pthread_mutex_t lock;      /* a store is used by one thread at a time */
};
void assay_docket_init(struct assay_docket *docket, struct assay_store *store);
void assay_docket_release(struct assay_docket *docket);

/* What is known of an attempt beside its files. */
struct assay_entry {
	const char *round;
	const char *candidate; /* or NULL */
	uint64_t seed;
	bool late;
	size_t ahead; /* how many of ours may be graded before it: it is leased the longer */
};

/* Stores an attempt with its files, leased to us from the first moment on: no other process can
 * take it before it is graded, given back, or its owner is gone. */
int assay_docket_add(struct assay_docket *docket, const struct assay_challenge *challenge,
	const struct assay_submission *submission, const struct assay_entry *entry,
	struct assay_attempt *ret_attempt, struct assay_error *err);

/* Gets a queued attempt with its files; ret_found false when another process has it. */
int assay_docket_lease(struct assay_docket *docket, const char *id,
	struct assay_attempt *ret_attempt, struct assay_submission *ret_submission, bool *ret_found,
	struct assay_error *err);

/* Gives a leased attempt back to the queue; nothing when it is leased no longer. */
void assay_docket_give_back(struct assay_docket *docket, const char *id);

/*
 * Grades a leased attempt and stores the result. What cannot be graded goes back to the queue: an
 * error, or a result whose verdict is internal-error (the store sees to that).
 */
int assay_docket_grade(struct assay_docket *docket, const struct assay_lanes *lanes,
	const struct assay_challenge *challenge, const struct assay_attempt *attempt,
	const struct assay_submission *submission, const struct assay_progress *progress,
	struct assay_result *ret_result, struct assay_error *err);

/* Grades without a store. */
int assay_docket_grade_unstored(const struct assay_lanes *lanes,
	const struct assay_challenge *challenge, const struct assay_submission *submission,
	const struct assay_entry *entry, const struct assay_progress *progress,
	struct assay_result *ret_result, struct assay_error *err);

#endif
