/*
 * docket.c - owns the order of store and grading, so that no attempt is lost and none is graded
 * twice. Must not print.
 */
#include "docket.h"

#include <stdlib.h>
#include <string.h>

#include <assay/cleanup.h>

#include "../report/report.h"

/* Longer than any grading takes. A dead owner's lease is free at once all the same. */
#define LEASE_SECONDS 3600u
#define AHEAD_MAX     100000u

void assay_docket_init(struct assay_docket *docket, struct assay_store *store)
{
	docket->store = store;
	pthread_mutex_init(&docket->lock, NULL);
}

void assay_docket_release(struct assay_docket *docket)
{
	pthread_mutex_destroy(&docket->lock);
}

static int copy_text(char **ret_copy, const char *text, struct assay_error *err)
{
	char *copy = strdup(text != NULL ? text : "");
	if (copy == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	free(*ret_copy);
	*ret_copy = copy;
	return 0;
}

static int fill_attempt(struct assay_attempt *attempt, const struct assay_challenge *challenge,
	const struct assay_submission *submission, const struct assay_entry *entry,
	struct assay_error *err)
{
	memcpy(attempt->challenge_id, challenge->id, sizeof attempt->challenge_id);
	memcpy(attempt->challenge_version, challenge->version, sizeof attempt->challenge_version);
	memcpy(attempt->challenge_digest, challenge->digest, sizeof attempt->challenge_digest);
	memcpy(attempt->submission_digest, submission->digest, sizeof attempt->submission_digest);
	attempt->seed = entry->seed;
	attempt->late = entry->late;
	int status = copy_text(&attempt->submission_name, submission->name, err);
	if (status == 0)
		status = copy_text(&attempt->challenge_directory, challenge->directory, err);
	if (status == 0)
		status = copy_text(&attempt->candidate, entry->candidate, err);
	if (status == 0)
		status = copy_text(&attempt->round, entry->round, err);
	return status;
}

int assay_docket_add(struct assay_docket *docket, const struct assay_challenge *challenge,
	const struct assay_submission *submission, const struct assay_entry *entry,
	struct assay_attempt *ret_attempt, struct assay_error *err)
{
	ASSAY_AUTO(assay_attempt_release) struct assay_attempt attempt;
	assay_attempt_init(&attempt);
	int status = fill_attempt(&attempt, challenge, submission, entry, err);
	if (status != 0)
		return status;
	unsigned ahead = entry->ahead < AHEAD_MAX ? (unsigned)entry->ahead : AHEAD_MAX;
	pthread_mutex_lock(&docket->lock);
	status = assay_store_add_leased(
		docket->store, &attempt, submission, (ahead + 1) * LEASE_SECONDS, err);
	pthread_mutex_unlock(&docket->lock);
	if (status != 0)
		return status;
	*ret_attempt = attempt;
	assay_attempt_init(&attempt);
	return 0;
}

int assay_docket_lease(struct assay_docket *docket, const char *id,
	struct assay_attempt *ret_attempt, struct assay_submission *ret_submission, bool *ret_found,
	struct assay_error *err)
{
	pthread_mutex_lock(&docket->lock);
	int status = assay_store_lease(
		docket->store, id, LEASE_SECONDS, ret_attempt, ret_submission, ret_found, err);
	pthread_mutex_unlock(&docket->lock);
	return status;
}

void assay_docket_give_back(struct assay_docket *docket, const char *id)
{
	/* A failure here changes nothing: the lease of a dead process is free anyway. */
	pthread_mutex_lock(&docket->lock);
	assay_store_release_lease(docket->store, id, NULL);
	pthread_mutex_unlock(&docket->lock);
}

static int grade_hidden(const struct assay_lanes *lanes, const struct assay_challenge *challenge,
	const struct assay_submission *submission, const struct assay_entry *entry,
	const struct assay_progress *progress, struct assay_result *ret_result,
	struct assay_error *err)
{
	const struct assay_grade_options options = {
		.seed = entry->seed,
		.selection = ASSAY_SELECT_ALL,
		.progress = progress,
	};
	struct assay_result result;
	int status = assay_grade_submission(lanes, challenge, submission, &options, &result, err);
	if (status != 0)
		return status;
	result.late = entry->late;
	status = copy_text(&result.candidate, entry->candidate, err);
	if (status != 0)
		assay_result_release(&result);
	else
		*ret_result = result;
	return status;
}

static int store_result(
	struct assay_docket *docket, const struct assay_result *result, struct assay_error *err)
{
	struct assay_json *tree = NULL;
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes text = {0};
	int status = assay_result_to_json(result, true, &tree, err);
	if (status == 0)
		status = assay_json_print(tree, false, &text, err);
	assay_json_free(tree);
	if (status != 0)
		return status;
	pthread_mutex_lock(&docket->lock);
	status = assay_store_finish(docket->store, result->attempt_id, text.data,
		assay_verdict_name(result->verdict), result->millipoints, result->max_millipoints,
		err);
	pthread_mutex_unlock(&docket->lock);
	return status;
}

int assay_docket_grade(struct assay_docket *docket, const struct assay_lanes *lanes,
	const struct assay_challenge *challenge, const struct assay_attempt *attempt,
	const struct assay_submission *submission, const struct assay_progress *progress,
	struct assay_result *ret_result, struct assay_error *err)
{
	const struct assay_entry entry = {
		.round = attempt->round,
		.candidate = attempt->candidate,
		.seed = attempt->seed,
		.late = attempt->late,
	};
	struct assay_result result;
	int status = grade_hidden(lanes, challenge, submission, &entry, progress, &result, err);
	if (status != 0) {
		assay_docket_give_back(docket, attempt->id);
		return status;
	}
	memcpy(result.attempt_id, attempt->id, sizeof result.attempt_id);
	status = store_result(docket, &result, err);
	if (status != 0) {
		assay_docket_give_back(docket, attempt->id);
		assay_result_release(&result);
		return status;
	}
	*ret_result = result;
	return 0;
}

int assay_docket_grade_unstored(const struct assay_lanes *lanes,
	const struct assay_challenge *challenge, const struct assay_submission *submission,
	const struct assay_entry *entry, const struct assay_progress *progress,
	struct assay_result *ret_result, struct assay_error *err)
{
	return grade_hidden(lanes, challenge, submission, entry, progress, ret_result, err);
}
