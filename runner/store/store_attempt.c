/*
 * store_attempt.c - owns attempts and their files on disk: adding, finding, listing. What was added
 * is never changed, but for its state and its result (store_lease.c).
 */
#include "store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <assay/cleanup.h>

#include "store_internal.h"

#define PREFIX_DIGITS_MIN 4
#define AMBIGUOUS_SHOWN   8
#define PATH_BYTES_MAX    4096

static const char *const state_names[] = {
	[ASSAY_ATTEMPT_QUEUED] = "queued",
	[ASSAY_ATTEMPT_LEASED] = "leased",
	[ASSAY_ATTEMPT_GRADED] = "graded",
};
#define STATE_COUNT (sizeof state_names / sizeof state_names[0])

const char *assay_attempt_state_name(enum assay_attempt_state state)
{
	return state_names[state];
}

void assay_attempt_init(struct assay_attempt *attempt)
{
	*attempt = (struct assay_attempt){0};
}

void assay_attempt_release(struct assay_attempt *attempt)
{
	free(attempt->submission_name);
	free(attempt->challenge_directory);
	free(attempt->candidate);
	free(attempt->round);
	free(attempt->result);
	assay_attempt_init(attempt);
}

void assay_attempts_free(struct assay_attempt *attempts, size_t count)
{
	for (size_t i = 0; attempts != NULL && i < count; i++)
		assay_attempt_release(&attempts[i]);
	free(attempts);
}

static int add_files(struct assay_store *store, const struct assay_submission *submission,
	struct assay_error *err)
{
	struct assay_query query;
	int status = 0;
	for (size_t i = 0; status == 0 && i < submission->file_count; i++) {
		const struct assay_submission_file *file = &submission->files[i];
		assay_query_begin(&query, &store->db, ASSAY_SQL_ADD_BLOB);
		assay_query_put_text(&query, file->digest);
		assay_query_put_number(&query, file->size);
		assay_query_put_bytes(&query, file->data, file->size);
		status = assay_query_run(&query, NULL, err);
	}
	if (status != 0)
		return status;
	assay_query_begin(&query, &store->db, ASSAY_SQL_ADD_TREE);
	assay_query_put_text(&query, submission->digest);
	assay_query_put_number(&query, submission->file_count);
	status = assay_query_run(&query, NULL, err);
	for (size_t i = 0; status == 0 && i < submission->file_count; i++) {
		assay_query_begin(&query, &store->db, ASSAY_SQL_ADD_TREE_FILE);
		assay_query_put_text(&query, submission->digest);
		assay_query_put_number(&query, i);
		assay_query_put_text(&query, submission->files[i].path);
		assay_query_put_text(&query, submission->files[i].digest);
		status = assay_query_run(&query, NULL, err);
	}
	return status;
}

static int add_row(
	struct assay_store *store, const struct assay_attempt *attempt, struct assay_error *err)
{
	struct assay_query query;
	assay_query_begin(&query, &store->db, ASSAY_SQL_ADD_ATTEMPT);
	assay_query_put_text(&query, attempt->id);
	assay_query_put_text(&query, attempt->challenge_id);
	assay_query_put_text(&query, attempt->challenge_version);
	assay_query_put_text(&query, attempt->challenge_digest);
	assay_query_put_text(&query, attempt->submission_digest);
	assay_query_put_text(&query, attempt->submission_name);
	assay_query_put_text(&query, attempt->candidate);
	assay_query_put_text(&query, attempt->round == NULL ? "practice" : attempt->round);
	assay_query_put_number(&query, attempt->seed);
	assay_query_put_number(&query, attempt->late ? 1 : 0);
	assay_query_put_number(&query, attempt->created_ns);
	assay_query_put_text(
		&query, attempt->challenge_directory == NULL ? "" : attempt->challenge_directory);
	return assay_query_run(&query, NULL, err);
}

/* Inside the transaction; leased unless `seconds` is 0. */
static int add_all(struct assay_store *store, const struct assay_attempt *attempt,
	const struct assay_submission *submission, unsigned seconds, struct assay_error *err)
{
	char detail[ASSAY_DIGEST_SIZE + 32];
	snprintf(detail, sizeof detail, "{\"submission\": \"%s\"}", attempt->submission_digest);
	int status = add_files(store, submission, err);
	if (status == 0)
		status = add_row(store, attempt, err);
	if (status == 0)
		status = assay_store_append_event(store, attempt->id, "submit", detail, err);
	if (status == 0 && seconds > 0)
		status = assay_store_take_new(store, attempt->id, seconds, err);
	return status;
}

static int add(struct assay_store *store, struct assay_attempt *attempt,
	const struct assay_submission *submission, unsigned seconds, struct assay_error *err)
{
	if (!assay_store_is_digest(submission->digest))
		return assay_error_set(
			err, ASSAY_ERR_INTERNAL, "an attempt without the digest of its submission");
	if (attempt->seed > INT64_MAX)
		return assay_error_set(err, ASSAY_ERR_USAGE,
			"seed %" PRIu64 ": expected at most %" PRId64, attempt->seed, INT64_MAX);
	attempt->created_ns = assay_wall_ns();
	assay_uuid_make(&store->uuids, attempt->created_ns, attempt->id);
	memcpy(attempt->submission_digest, submission->digest, sizeof attempt->submission_digest);
	attempt->state = seconds > 0 ? ASSAY_ATTEMPT_LEASED : ASSAY_ATTEMPT_QUEUED;

	int status = assay_db_begin(&store->db, err);
	if (status == 0)
		status = assay_db_end(
			&store->db, add_all(store, attempt, submission, seconds, err), err);
	if (status != 0) {
		attempt->id[0] = '\0';
		assay_error_wrap(err, "while storing the attempt");
	} else if (seconds > 0) {
		assay_store_remember_new(store, attempt->id);
	}
	return status;
}

int assay_store_add_attempt(struct assay_store *store, struct assay_attempt *attempt,
	const struct assay_submission *submission, struct assay_error *err)
{
	return add(store, attempt, submission, 0, err);
}

int assay_store_add_leased(struct assay_store *store, struct assay_attempt *attempt,
	const struct assay_submission *submission, unsigned seconds, struct assay_error *err)
{
	return add(store, attempt, submission, seconds, err);
}

static int read_state(struct assay_query *query, int column, enum assay_attempt_state *ret_state)
{
	const char *text = assay_query_text(query, column);
	for (size_t i = 0; i < STATE_COUNT; i++) {
		if (strcmp(text, state_names[i]) == 0) {
			*ret_state = (enum assay_attempt_state)i;
			return 0;
		}
	}
	return SQLITE_CORRUPT;
}

int assay_store_read_attempt(struct assay_query *query, bool with_result,
	struct assay_attempt *ret_attempt, struct assay_error *err)
{
	struct assay_attempt attempt;
	assay_attempt_init(&attempt);
	assay_query_copy(query, 0, attempt.id, sizeof attempt.id);
	assay_query_copy(query, 1, attempt.challenge_id, sizeof attempt.challenge_id);
	assay_query_copy(query, 2, attempt.challenge_version, sizeof attempt.challenge_version);
	assay_query_copy(query, 3, attempt.challenge_digest, sizeof attempt.challenge_digest);
	assay_query_copy(query, 4, attempt.submission_digest, sizeof attempt.submission_digest);
	attempt.submission_name = assay_query_steal(query, 5);
	attempt.candidate = assay_query_steal(query, 6);
	attempt.round = assay_query_steal(query, 7);
	attempt.seed = assay_query_number(query, 8);
	attempt.late = assay_query_number(query, 9) != 0;
	if (read_state(query, 10, &attempt.state) != 0)
		assay_query_fail(query, SQLITE_CORRUPT);
	attempt.created_ns = assay_query_number(query, 11);
	attempt.graded_ns = assay_query_number(query, 12);
	assay_query_copy(query, 13, attempt.verdict, sizeof attempt.verdict);
	attempt.millipoints = assay_query_number(query, 14);
	attempt.max_millipoints = assay_query_number(query, 15);
	attempt.challenge_directory = assay_query_steal(query, 16);
	if (with_result && !assay_query_is_null(query, 17))
		attempt.result = assay_query_steal(query, 17);
	int status = assay_query_check(query, err);
	if (status != 0)
		assay_attempt_release(&attempt);
	else
		*ret_attempt = attempt;
	return status;
}

int assay_store_load_attempt(struct assay_store *store, const char *id,
	struct assay_attempt *ret_attempt, struct assay_error *err)
{
	struct assay_query query;
	assay_query_begin(&query, &store->db, ASSAY_SQL_GET_ATTEMPT);
	assay_query_put_text(&query, id);
	int status = assay_query_step(&query, err);
	if (status == 0)
		status = assay_error_set(err, ASSAY_ERR_NOT_FOUND, "no attempt '%s'", id);
	else if (status > 0)
		status = assay_store_read_attempt(&query, true, ret_attempt, err);
	assay_query_end(&query);
	return status;
}

/* One stored file, copied and held against its digest. */
static int read_file(
	struct assay_query *query, struct assay_submission *submission, struct assay_error *err)
{
	size_t size;
	const void *data = assay_query_bytes(query, 3, &size);
	const char *path = assay_query_text(query, 1);
	const char *digest = assay_query_text(query, 4);
	if (size > ASSAY_SUBMISSION_FILE_MAX || size != assay_query_number(query, 2) ||
		strlen(path) > PATH_BYTES_MAX)
		assay_query_fail(query, SQLITE_CORRUPT);
	int status = assay_query_check(query, err);
	if (status == 0)
		status = assay_submission_add_file(submission, path, data, size, err);
	if (status == 0 &&
		strcmp(submission->files[submission->file_count - 1].digest, digest) != 0)
		status = assay_db_fail(query->db, SQLITE_CORRUPT, err);
	return status;
}

static int read_files(
	struct assay_query *query, struct assay_submission *submission, struct assay_error *err)
{
	uint64_t count = 0;
	int status;
	while ((status = assay_query_step(query, err)) > 0) {
		if (count == 0) {
			count = assay_query_number(query, 0);
			if (count == 0 || count > ASSAY_FILES_MAX)
				return assay_db_fail(query->db, SQLITE_CORRUPT, err);
			status = assay_submission_begin(submission, count, err);
		}
		if (status >= 0 && submission->file_count == count)
			return assay_db_fail(query->db, SQLITE_CORRUPT, err);
		if (status >= 0)
			status = read_file(query, submission, err);
		if (status < 0)
			return status;
	}
	if (status == 0 && (submission->file_count != count || count == 0))
		return assay_db_fail(query->db, SQLITE_CORRUPT, err);
	return status;
}

static int load_files(struct assay_store *store, const struct assay_attempt *attempt,
	struct assay_submission *submission, struct assay_error *err)
{
	struct assay_query query;
	assay_query_begin(&query, &store->db, ASSAY_SQL_GET_TREE_FILES);
	assay_query_put_text(&query, attempt->submission_digest);
	int status = read_files(&query, submission, err);
	assay_query_end(&query);
	if (status == 0)
		status = assay_submission_seal(submission, err);
	if (status == 0 && strcmp(submission->digest, attempt->submission_digest) != 0)
		status = assay_db_fail(&store->db, SQLITE_CORRUPT, err);
	if (status != 0)
		return status;
	submission->name = strdup(attempt->submission_name == NULL ? "" : attempt->submission_name);
	return submission->name == NULL ? assay_db_fail(&store->db, SQLITE_NOMEM, err) : 0;
}

int assay_store_load_submission(struct assay_store *store, const struct assay_attempt *attempt,
	struct assay_submission *ret_submission, struct assay_error *err)
{
	ASSAY_AUTO(assay_submission_release) struct assay_submission submission = {0};
	int status = load_files(store, attempt, &submission, err);
	if (status != 0) {
		assay_error_wrap(err, "while reading the files of attempt %s", attempt->id);
		return status;
	}
	*ret_submission = submission;
	assay_submission_init(&submission);
	return 0;
}

/* The digits of a prefix in lower case without dashes; false when there is another character. */
static bool read_digits(const char *prefix, char ret_digits[33], unsigned *ret_count)
{
	unsigned count = 0;
	for (; *prefix != '\0'; prefix++) {
		char c = *prefix;
		if (c == '-')
			continue;
		if (c >= 'A' && c <= 'F')
			c = (char)(c - 'A' + 'a');
		if (count == 32 || !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return false;
		ret_digits[count++] = c;
	}
	ret_digits[count] = '\0';
	*ret_count = count;
	return true;
}

/* Reads what a prefix may mean; the message lists the attempts when they are several. */
static int choose(struct assay_query *query, const char *prefix, char ret_id[ASSAY_UUID_SIZE],
	struct assay_error *err)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes list = {0};
	char id[ASSAY_UUID_SIZE] = "";
	unsigned count = 0;
	int status;
	while ((status = assay_query_step(query, err)) > 0) {
		assay_query_copy(query, 0, id, sizeof id);
		if (++count <= AMBIGUOUS_SHOWN)
			assay_bytes_printf(&list, "%s%s (%s)", count > 1 ? ", " : "", id,
				assay_query_text(query, 1));
	}
	if (status == 0)
		status = assay_query_check(query, err);
	if (status != 0)
		return status;
	if (count == 0)
		return assay_error_set(
			err, ASSAY_ERR_NOT_FOUND, "no attempt's id begins with '%s'", prefix);
	if (count > 1)
		return assay_error_set(err, ASSAY_ERR_USAGE,
			"'%s' is the beginning of several attempts' ids, newest first: %s%s",
			prefix, assay_bytes_text(&list),
			count > AMBIGUOUS_SHOWN ? ", and more" : "");
	memcpy(ret_id, id, sizeof id);
	return 0;
}

int assay_store_resolve(struct assay_store *store, const char *prefix, char ret_id[ASSAY_UUID_SIZE],
	struct assay_error *err)
{
	char digits[33], from[ASSAY_UUID_SIZE], to[ASSAY_UUID_SIZE + 1];
	unsigned count;
	if (!read_digits(prefix, digits, &count))
		return assay_error_set(err, ASSAY_ERR_USAGE,
			"'%s' is not an attempt's id: expected hexadecimal digits", prefix);
	if (count < PREFIX_DIGITS_MIN)
		return assay_error_set(err, ASSAY_ERR_USAGE,
			"'%s' is too short for an attempt's id: give at least %d digits", prefix,
			PREFIX_DIGITS_MIN);
	/* 'g' follows every digit and the dash, so the range holds what begins with the prefix. */
	unsigned length = assay_uuid_format(digits, count, from);
	memcpy(to, from, length);
	memcpy(to + length, "g", 2);
	struct assay_query query;
	assay_query_begin(&query, &store->db, ASSAY_SQL_FIND_PREFIX);
	assay_query_put_text(&query, from);
	assay_query_put_text(&query, to);
	assay_query_put_number(&query, AMBIGUOUS_SHOWN + 1);
	int status = choose(&query, prefix, ret_id, err);
	assay_query_end(&query);
	return status;
}

int assay_store_get(struct assay_store *store, const char *prefix,
	struct assay_attempt *ret_attempt, struct assay_submission *ret_submission,
	struct assay_error *err)
{
	char id[ASSAY_UUID_SIZE];
	ASSAY_AUTO(assay_attempt_release) struct assay_attempt attempt = {0};
	int status = assay_store_resolve(store, prefix, id, err);
	if (status == 0)
		status = assay_store_load_attempt(store, id, &attempt, err);
	if (status == 0 && ret_submission != NULL)
		status = assay_store_load_submission(store, &attempt, ret_submission, err);
	if (status != 0)
		return status;
	*ret_attempt = attempt;
	assay_attempt_init(&attempt);
	return 0;
}
