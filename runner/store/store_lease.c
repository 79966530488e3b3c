/*
 * store_lease.c - owns who may grade an attempt, and that it is graded once.
 *
 * A lease names its owner, when it runs out, and an epoch that grows with each taking: what is
 * written under an older epoch is refused, so that a grader which was too slow changes nothing.
 */
#include "store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <assay/cleanup.h>

#include "store_internal.h"

static struct assay_store_held *find_held(struct assay_store *store, const char *id)
{
	for (size_t i = 0; i < store->held_count; i++) {
		if (strcmp(store->held[i].id, id) == 0)
			return &store->held[i];
	}
	return NULL;
}

/* Makes sure that a lease which is about to be taken can be remembered. */
static struct assay_store_held *reserve_held(struct assay_store *store, const char *id)
{
	struct assay_store_held *held = find_held(store, id);
	if (held != NULL)
		return held;
	size_t size;
	if (__builtin_mul_overflow(store->held_count + 1, sizeof *held, &size))
		return NULL;
	held = realloc(store->held, size);
	if (held == NULL)
		return NULL;
	store->held = held;
	return &held[store->held_count];
}

static void remember(struct assay_store *store, const char *id, uint64_t epoch, bool given_back)
{
	struct assay_store_held *held = reserve_held(store, id);
	if (held == NULL)
		return;
	if (held == &store->held[store->held_count])
		store->held_count++;
	*held = (struct assay_store_held){.epoch = epoch, .given_back = given_back};
	memcpy(held->id, id, sizeof held->id);
}

struct candidate {
	char id[ASSAY_UUID_SIZE];
	uint64_t epoch;
	bool found;
};

/* Whether the row may be leased: queued, run out, or its owner gone. */
static bool is_free(const struct assay_store *store, struct assay_query *query, uint64_t now_ns)
{
	return strcmp(assay_query_text(query, 1), "queued") == 0 ||
	       assay_query_number(query, 3) <= now_ns ||
	       assay_owner_gone(assay_query_text(query, 2), store->owner);
}

static int find_candidate(struct assay_store *store, const char *id,
	struct candidate *ret_candidate, struct assay_error *err)
{
	struct assay_query query;
	uint64_t now_ns = assay_wall_ns();
	assay_query_begin(&query, &store->db,
		id == NULL ? ASSAY_SQL_LEASE_CANDIDATES : ASSAY_SQL_LEASE_CANDIDATE);
	if (id != NULL)
		assay_query_put_text(&query, id);
	int status;
	while ((status = assay_query_step(&query, err)) > 0) {
		struct candidate candidate = {.found = true};
		assay_query_copy(&query, 0, candidate.id, sizeof candidate.id);
		candidate.epoch = assay_query_number(&query, 4);
		const struct assay_store_held *held = find_held(store, candidate.id);
		if (id == NULL && held != NULL && held->given_back)
			continue;
		if (is_free(store, &query, now_ns)) {
			*ret_candidate = candidate;
			break;
		}
	}
	if (status >= 0)
		status = assay_query_check(&query, err);
	assay_query_end(&query);
	return status;
}

static int take(struct assay_store *store, const struct candidate *candidate, unsigned seconds,
	struct assay_error *err)
{
	struct assay_query query;
	uint64_t changes = 0;
	assay_query_begin(&query, &store->db, ASSAY_SQL_LEASE_TAKE);
	assay_query_put_text(&query, store->owner);
	assay_query_put_number(&query, assay_wall_ns() + seconds * UINT64_C(1000000000));
	assay_query_put_text(&query, candidate->id);
	assay_query_put_number(&query, candidate->epoch);
	int status = assay_query_run(&query, &changes, err);
	if (status == 0 && changes != 1)
		status = assay_error_set(err, ASSAY_ERR_INTERNAL,
			"attempt %s changed under the lock", candidate->id);
	return status;
}

int assay_store_take_new(
	struct assay_store *store, const char *id, unsigned seconds, struct assay_error *err)
{
	struct candidate candidate = {.found = true};
	memcpy(candidate.id, id, sizeof candidate.id);
	if (reserve_held(store, id) == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	return take(store, &candidate, seconds, err);
}

void assay_store_remember_new(struct assay_store *store, const char *id)
{
	remember(store, id, 1, false);
}

/* Inside the transaction: finds, takes, and reads what was taken. */
static int lease_one(struct assay_store *store, const char *id, unsigned seconds,
	struct candidate *ret_candidate, struct assay_attempt *attempt,
	struct assay_submission *submission, struct assay_error *err)
{
	int status = find_candidate(store, id, ret_candidate, err);
	if (status != 0 || !ret_candidate->found)
		return status;
	if (reserve_held(store, ret_candidate->id) == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	status = take(store, ret_candidate, seconds, err);
	if (status == 0)
		status = assay_store_load_attempt(store, ret_candidate->id, attempt, err);
	if (status == 0)
		status = assay_store_load_submission(store, attempt, submission, err);
	return status;
}

int assay_store_lease(struct assay_store *store, const char *id, unsigned seconds,
	struct assay_attempt *ret_attempt, struct assay_submission *ret_submission, bool *ret_found,
	struct assay_error *err)
{
	char whole[ASSAY_UUID_SIZE];
	struct candidate candidate = {0};
	ASSAY_AUTO(assay_attempt_release) struct assay_attempt attempt = {0};
	ASSAY_AUTO(assay_submission_release) struct assay_submission submission = {0};
	int status = id == NULL ? 0 : assay_store_resolve(store, id, whole, err);
	if (status == 0)
		status = assay_db_begin(&store->db, err);
	if (status == 0)
		status = assay_db_end(&store->db,
			lease_one(store, id == NULL ? NULL : whole, seconds, &candidate, &attempt,
				&submission, err),
			err);
	if (status != 0) {
		/* Else one that cannot be read would keep all that came after it from being graded. */
		if (id == NULL && candidate.found && find_held(store, candidate.id) == NULL)
			remember(store, candidate.id, candidate.epoch, true);
		assay_error_wrap(err, "while leasing an attempt");
		return status;
	}
	*ret_found = candidate.found;
	if (!candidate.found)
		return 0;
	/* There is room: it was reserved before the lease was taken. */
	remember(store, candidate.id, candidate.epoch + 1, false);
	*ret_attempt = attempt;
	*ret_submission = submission;
	assay_attempt_init(&attempt);
	assay_submission_init(&submission);
	return 0;
}

/* NULL, and the error ASSAY_ERR_STORE, when this handle has no such lease. */
static struct assay_store_held *find_own(
	struct assay_store *store, const char *id, struct assay_error *err)
{
	struct assay_store_held *held = find_held(store, id);
	if (held != NULL && !held->given_back)
		return held;
	assay_error_set(err, ASSAY_ERR_STORE, "attempt %s is not leased by this process", id);
	return NULL;
}

int assay_store_release_lease(struct assay_store *store, const char *id, struct assay_error *err)
{
	struct assay_store_held *held = find_own(store, id, err);
	if (held == NULL)
		return ASSAY_ERR_STORE;
	struct assay_query query;
	assay_query_begin(&query, &store->db, ASSAY_SQL_LEASE_RELEASE);
	assay_query_put_text(&query, id);
	assay_query_put_number(&query, held->epoch);
	int status = assay_query_run(&query, NULL, err);
	if (status == 0)
		held->given_back = true;
	return status;
}

/* A fault of ours is no grade: the document is kept, and the attempt queued again. */
#define FAULT "internal-error"

struct outcome {
	const char *id;
	uint64_t epoch;
	const char *document;
	const char *verdict;
	uint64_t millipoints, max_millipoints;
};

static int put_outcome(struct assay_store *store, const struct outcome *outcome, uint64_t *changes,
	struct assay_error *err)
{
	bool fault = strcmp(outcome->verdict, FAULT) == 0;
	struct assay_query query;
	assay_query_begin(&query, &store->db, ASSAY_SQL_FINISH_ATTEMPT);
	assay_query_put_text(&query,
		assay_attempt_state_name(fault ? ASSAY_ATTEMPT_QUEUED : ASSAY_ATTEMPT_GRADED));
	assay_query_put_number(&query, fault ? 0 : assay_wall_ns());
	assay_query_put_text(&query, outcome->verdict);
	assay_query_put_number(&query, fault ? 0 : outcome->millipoints);
	assay_query_put_number(&query, fault ? 0 : outcome->max_millipoints);
	assay_query_put_text(&query, outcome->id);
	assay_query_put_number(&query, outcome->epoch);
	return assay_query_run(&query, changes, err);
}

static int put_document(
	struct assay_store *store, const struct outcome *outcome, struct assay_error *err)
{
	struct assay_query query;
	assay_query_begin(&query, &store->db, ASSAY_SQL_PUT_RESULT);
	assay_query_put_text(&query, outcome->id);
	assay_query_put_text(&query, outcome->document);
	return assay_query_run(&query, NULL, err);
}

static int finish_all(
	struct assay_store *store, const struct outcome *outcome, struct assay_error *err)
{
	uint64_t changes = 0;
	char detail[160];
	snprintf(detail, sizeof detail,
		"{\"verdict\": \"%s\", \"millipoints\": %" PRIu64 ", \"max_millipoints\": %" PRIu64
		"}",
		outcome->verdict, outcome->millipoints, outcome->max_millipoints);
	int status = put_outcome(store, outcome, &changes, err);
	if (status == 0 && changes != 1)
		return assay_error_set(err, ASSAY_ERR_STORE,
			"the lease of attempt %s was lost: it ran out and another process took it; "
			"this result is not stored",
			outcome->id);
	if (status == 0)
		status = put_document(store, outcome, err);
	if (status == 0)
		status = assay_store_append_event(store, outcome->id, "grade", detail, err);
	return status;
}

int assay_store_finish(struct assay_store *store, const char *id, const char *result_json,
	const char *verdict, uint64_t millipoints, uint64_t max_millipoints,
	struct assay_error *err)
{
	struct assay_store_held *held = find_own(store, id, err);
	if (held == NULL)
		return ASSAY_ERR_STORE;
	size_t length = strlen(verdict);
	if (length == 0 || length >= sizeof((struct assay_attempt *)0)->verdict ||
		verdict[strspn(verdict, "abcdefghijklmnopqrstuvwxyz-")] != '\0')
		return assay_error_set(err, ASSAY_ERR_INTERNAL, "no verdict: '%s'", verdict);
	const struct outcome outcome = {
		id, held->epoch, result_json, verdict, millipoints, max_millipoints};
	int status = assay_db_begin(&store->db, err);
	if (status == 0)
		status = assay_db_end(&store->db, finish_all(store, &outcome, err), err);
	if (status == 0)
		held->given_back = true;
	else
		assay_error_wrap(err, "while storing the result");
	return status;
}
