/*
 * store_internal.h - the handle, and what the files of the store share. Not for other folders.
 */
#ifndef ASSAY_RUNNER_STORE_INTERNAL_H
#define ASSAY_RUNNER_STORE_INTERNAL_H

#include "db.h"
#include "owner.h"
#include "query.h"
#include "store.h"
#include "uuid.h"

/* A lease that this handle has taken. Those given back are remembered as well: a loop over "the
 * oldest" must not meet the same failure for ever. */
struct assay_store_held {
	char id[ASSAY_UUID_SIZE];
	uint64_t epoch;
	bool given_back;
};

struct assay_store {
	struct assay_db db;
	struct assay_uuid_clock uuids;
	char owner[ASSAY_OWNER_SIZE];
	struct assay_store_held *held;
	size_t held_count;
};

/* Each runs inside the caller's transaction. */
int assay_store_append_event(struct assay_store *store, const char *subject, const char *kind,
	const char *detail, struct assay_error *err);
int assay_store_load_attempt(struct assay_store *store, const char *id,
	struct assay_attempt *ret_attempt, struct assay_error *err);
int assay_store_load_submission(struct assay_store *store, const struct assay_attempt *attempt,
	struct assay_submission *ret_submission, struct assay_error *err);
/* The whole id of an attempt from a unique prefix. */
int assay_store_resolve(struct assay_store *store, const char *prefix, char ret_id[ASSAY_UUID_SIZE],
	struct assay_error *err);
/* Leases an attempt that this transaction has added; the second, once it is committed, cannot fail. */
int assay_store_take_new(
	struct assay_store *store, const char *id, unsigned seconds, struct assay_error *err);
void assay_store_remember_new(struct assay_store *store, const char *id);
/* Fills the columns of an attempt from a row of the list or of the single attempt. */
int assay_store_read_attempt(struct assay_query *query, bool with_result,
	struct assay_attempt *ret_attempt, struct assay_error *err);

/* Whether a text is a SHA-256 in lower-case hexadecimal, as the store's details quote it. */
bool assay_store_is_digest(const char *text);

#endif
