/*
 * store_fixture.c - owns the places and the attempts that the tests of the store use.
 */
#include "store_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include <cmocka.h>

void store_place_init(struct store_place *place)
{
	*place = (struct store_place){.folder = fixture_folder()};
	place->path = fixture_path(place->folder, "assay.db");
}

void store_place_release(struct store_place *place)
{
	fixture_remove(place->folder);
	free(place->path);
}

int store_place_make(void **state)
{
	struct store_place *place = malloc(sizeof *place);
	assert_non_null(place);
	store_place_init(place);
	*state = place;
	return 0;
}

int store_place_remove(void **state)
{
	store_place_release(*state);
	free(*state);
	return 0;
}

int fixture_add_leased(struct assay_store *store, const char *text, unsigned seconds,
	struct assay_attempt *attempt, struct assay_error *err)
{
	struct assay_submission submission;
	fixture_submission(&submission, text);
	assay_attempt_init(attempt);
	memcpy(attempt->challenge_id, "token-bucket", sizeof "token-bucket");
	memcpy(attempt->challenge_version, "1.0.0", sizeof "1.0.0");
	memset(attempt->challenge_digest, 'a', ASSAY_DIGEST_SIZE - 1);
	attempt->submission_name = strdup("mine");
	attempt->candidate = strdup("ada");
	attempt->round = strdup("practice");
	attempt->seed = 42;
	int status = seconds > 0 ? assay_store_add_leased(store, attempt, &submission, seconds, err)
				 : assay_store_add_attempt(store, attempt, &submission, err);
	assay_submission_release(&submission);
	return status;
}

int fixture_add(struct assay_store *store, const char *text, struct assay_attempt *attempt,
	struct assay_error *err)
{
	return fixture_add_leased(store, text, 0, attempt, err);
}

/* A question with one number or text as its answer. */
static void expect_answer(const char *path, const char *sql, const char *answer)
{
	sqlite3 *raw;
	sqlite3_stmt *statement;
	assert_int_equal(sqlite3_open(path, &raw), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(raw, sql, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	assert_string_equal((const char *)sqlite3_column_text(statement, 0), answer);
	sqlite3_finalize(statement);
	assert_int_equal(sqlite3_close(raw), SQLITE_OK);
}

static void check_attempt(
	struct assay_store *store, const struct fixture_acked *acked, struct assay_error *err)
{
	struct assay_attempt attempt;
	struct assay_submission submission;
	int status = assay_store_get(store, acked->id, &attempt, &submission, err);
	if (status != 0)
		print_error("%s\n", err->text);
	assert_int_equal(status, 0);
	assert_int_equal(submission.file_count, 1);
	assert_string_equal(submission.digest, attempt.submission_digest);
	assert_int_equal(attempt.state == ASSAY_ATTEMPT_GRADED, attempt.result != NULL);
	if (acked->graded)
		assert_int_equal(attempt.state, ASSAY_ATTEMPT_GRADED);
	assay_attempt_release(&attempt);
	assay_submission_release(&submission);
}

void fixture_check_store(const char *path, const struct fixture_acked *acked, size_t count)
{
	struct assay_store *store;
	struct assay_error err;
	uint64_t rows, bad_row;
	int status = assay_store_open(path, &store, &err);
	if (status != 0)
		print_error("%s\n", err.text);
	assert_int_equal(status, 0);
	for (size_t i = 0; i < count; i++)
		check_attempt(store, &acked[i], &err);
	assert_int_equal(assay_store_verify_timeline(store, &rows, &bad_row, &err), 0);
	assert_int_equal(bad_row, 0);
	assay_store_close(store);
	expect_answer(path, "PRAGMA integrity_check", "ok");
	expect_answer(path, "SELECT COUNT(*) FROM pragma_foreign_key_check", "0");
	expect_answer(path,
		"SELECT COUNT(*) FROM (SELECT subject FROM timeline WHERE kind = 'grade' "
		"GROUP BY subject HAVING COUNT(*) > 1)",
		"0");
}
