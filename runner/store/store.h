/*
 * store.h - attempts, sessions and the timeline on disk: the only door to SQLite (with the folder).
 *
 * One header of a dozen functions over portable SQL; today's back end is one SQLite file, WAL,
 * $XDG_DATA_HOME/assay/assay.db. An attempt is on disk before it is graded. A handle is used by
 * one thread at a time; several processes may share the file.
 */
#ifndef ASSAY_RUNNER_STORE_H
#define ASSAY_RUNNER_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include <assay/bytes.h>
#include <assay/challenge.h>
#include <assay/error.h>

#include "../build/submission.h"

#define ASSAY_UUID_SIZE 37

struct assay_store;

/* Opens or creates; migrates an older schema. NULL path: the user's own. Errors: ASSAY_ERR_STORE
 * naming the file (newer version, corrupt, locked), ASSAY_ERR_SYSTEM (read-only home, full disk).
 */
int assay_store_open(const char *path, struct assay_store **ret_store, struct assay_error *err);
void assay_store_close(struct assay_store *store); /* NULL allowed */

enum assay_attempt_state {
	ASSAY_ATTEMPT_QUEUED = 0,
	ASSAY_ATTEMPT_LEASED,
	ASSAY_ATTEMPT_GRADED,
};
const char *assay_attempt_state_name(enum assay_attempt_state state);

struct assay_attempt {
	char id[ASSAY_UUID_SIZE]; /* UUIDv7: random, time-ordered */
	char challenge_id[ASSAY_ID_SIZE];
	char challenge_version[ASSAY_ID_SIZE];
	char challenge_digest[ASSAY_DIGEST_SIZE];
	char submission_digest[ASSAY_DIGEST_SIZE];
	char *submission_name;
	char *challenge_directory; /* where the challenge lay, absolute; "" when unknown */
	char *candidate;           /* "" when unknown */
	char *round;               /* "practice", or the name of a round */
	uint64_t seed;
	bool late;
	enum assay_attempt_state state;
	uint64_t created_ns; /* wall clock */
	uint64_t graded_ns;  /* 0 until graded */
	/* Copied out of the result for listings; empty and 0 until graded. */
	char verdict[32];
	uint64_t millipoints, max_millipoints;
	/* The owner's document assay.result/1; NULL until graded. After a fault of ours the attempt
	 * is queued again, with the verdict internal-error and that document. */
	char *result;
};
void assay_attempt_init(struct assay_attempt *attempt);
void assay_attempt_release(struct assay_attempt *attempt);
void assay_attempts_free(struct assay_attempt *attempts, size_t count);

/* Stores an attempt with its files and the `submit` event in one transaction, queued, and on disk
 * when it returns; fills id, created_ns, submission_digest and state. The seed is below 2^63. */
int assay_store_add_attempt(struct assay_store *store, struct assay_attempt *attempt,
	const struct assay_submission *submission, struct assay_error *err);

/* As assay_store_add_attempt(), and in the same transaction leased to this handle for `seconds`: no
 * other process can take it in between. */
int assay_store_add_leased(struct assay_store *store, struct assay_attempt *attempt,
	const struct assay_submission *submission, unsigned seconds, struct assay_error *err);

/* Leases a queued attempt (or one whose lease has run out, or whose owner is a dead process of this
 * machine) to this handle for `seconds`. `id` may be a prefix, as in assay_store_get(). NULL id:
 * the oldest that this handle has not leased and given back before, nor failed to lease, so that a
 * loop ends. ret_found false: none is free, or it is graded. Closing the handle gives back what it still holds. */
int assay_store_lease(struct assay_store *store, const char *id, unsigned seconds,
	struct assay_attempt *ret_attempt, struct assay_submission *ret_submission, bool *ret_found,
	struct assay_error *err);
/* Gives an attempt that this handle has leased back to the queue, ungraded; `id` is the whole one.
 * 0 as well when the lease has been lost: somebody else has it then. */
int assay_store_release_lease(struct assay_store *store, const char *id, struct assay_error *err);
/* Stores the result of an attempt leased by this handle and the `grade` event in one transaction;
 * `id` is the whole one. The verdict internal-error is no grade: its document is kept, and the
 * attempt is queued again. ASSAY_ERR_STORE when the lease was lost: nothing is stored. */
int assay_store_finish(struct assay_store *store, const char *id, const char *result_json,
	const char *verdict, uint64_t millipoints, uint64_t max_millipoints,
	struct assay_error *err);

/* The attempt with this id or unique prefix of at least 4 characters. NOT_FOUND, or USAGE listing
 * the candidates when ambiguous. Dashes and upper case do not matter. With a submission unless
 * NULL. */
int assay_store_get(struct assay_store *store, const char *prefix,
	struct assay_attempt *ret_attempt, struct assay_submission *ret_submission,
	struct assay_error *err);

struct assay_attempt_filter {
	const char *challenge_id; /* or NULL */
	bool ungraded_only;
	unsigned limit; /* 0: all */
};
/* Newest first. Results are not loaded. */
int assay_store_list(struct assay_store *store, const struct assay_attempt_filter *filter,
	struct assay_attempt **ret_attempts, size_t *ret_count, struct assay_error *err);

/* A session: a folder in which a challenge was started, with its clock. */
struct assay_session {
	char id[ASSAY_UUID_SIZE];
	char challenge_id[ASSAY_ID_SIZE];
	char challenge_digest[ASSAY_DIGEST_SIZE];
	char *directory;           /* absolute */
	char *challenge_directory; /* where the challenge lay, absolute; "" when unknown */
	uint64_t seed;
	uint64_t started_ns; /* wall clock */
	uint64_t minutes;    /* 0: no clock */
};
void assay_session_release(struct assay_session *session);
/* Fills id and started_ns; adds the `start` event in the same transaction. */
int assay_store_add_session(
	struct assay_store *store, struct assay_session *session, struct assay_error *err);
/* The newest session of a folder. ret_found false when there is none. */
int assay_store_find_session(struct assay_store *store, const char *directory,
	struct assay_session *ret_session, bool *ret_found, struct assay_error *err);

/* Appends a row to the timeline. `subject` is an attempt's or session's id; `kind` is one of save,
 * build, sample-run, hint, break (start, submit and grade come with what they tell of, see above);
 * `detail` is a JSON object of at most 64 KiB, NULL for an empty one. */
int assay_store_event(struct assay_store *store, const char *subject, const char *kind,
	const char *detail, struct assay_error *err);
/* Checks the hash chain. ret_bad_row is 0 when it holds, else the first row that does not, counted
 * from 1; one past the last when an attempt or a grade has no row. */
int assay_store_verify_timeline(struct assay_store *store, uint64_t *ret_rows,
	uint64_t *ret_bad_row, struct assay_error *err);

/* The seed of a challenge in a round, derived from the issuer's secret and the challenge's digest.
 * The secret is $ASSAY_SECRET, or the one in the store, made at first use. The store may be NULL
 * where $ASSAY_SECRET is set; ASSAY_ERR_USAGE where neither is there. */
int assay_store_seed(struct assay_store *store, const char *challenge_digest, uint64_t *ret_seed,
	struct assay_error *err);

#endif
