/*
 * test_store_timeline.c - the chain of hashes: it holds, and it finds what was tampered with.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include <cmocka.h>

#include "store_fixture.h"

/* Rows 1 to 5: start, submit, save, grade, sample-run. */
static void fill(struct assay_store *store, struct assay_error *err)
{
	struct assay_attempt attempt, leased;
	struct assay_submission submission;
	char directory[] = "/home/ada/bucket";
	struct assay_session session = {.directory = directory, .minutes = 45};
	bool found;
	memset(session.challenge_digest, 'c', ASSAY_DIGEST_SIZE - 1);
	assert_int_equal(assay_store_add_session(store, &session, err), 0);
	assert_int_equal(fixture_add(store, "x", &attempt, err), 0);
	assert_int_equal(assay_store_event(store, session.id, "save", "{\"n\": 1}", err), 0);
	assert_int_equal(assay_store_lease(store, NULL, 60, &leased, &submission, &found, err), 0);
	assert_int_equal(assay_store_finish(store, attempt.id, "{}", "wrong-answer", 1, 2, err), 0);
	assert_int_equal(assay_store_event(store, session.id, "sample-run", NULL, err), 0);
	assay_submission_release(&submission);
	assay_attempt_release(&leased);
	assay_attempt_release(&attempt);
}

static int set_up(void **state)
{
	store_place_make(state);
	struct store_place *fixture = *state;
	struct assay_store *store;
	assert_int_equal(assay_store_open(fixture->path, &store, &fixture->err), 0);
	fill(store, &fixture->err);
	assay_store_close(store);
	return 0;
}

static void expect_bad_row(struct store_place *fixture, uint64_t rows, uint64_t bad)
{
	struct assay_store *store;
	uint64_t got_rows = 99, got_bad = 99;
	assert_int_equal(assay_store_open(fixture->path, &store, &fixture->err), 0);
	assert_int_equal(assay_store_verify_timeline(store, &got_rows, &got_bad, &fixture->err), 0);
	assert_int_equal(got_rows, rows);
	assert_int_equal(got_bad, bad);
	assay_store_close(store);
}

static void holds(void **state)
{
	struct store_place *fixture = *state;
	expect_bad_row(fixture, 5, 0);
}

static int run_sql(const char *path, const char *sql)
{
	sqlite3 *raw;
	assert_int_equal(sqlite3_open(path, &raw), SQLITE_OK);
	int code = sqlite3_exec(raw, sql, NULL, NULL, NULL);
	assert_int_equal(sqlite3_close(raw), SQLITE_OK);
	return code;
}

static void refuses_to_be_changed(void **state)
{
	struct store_place *fixture = *state;
	assert_int_equal(
		run_sql(fixture->path, "UPDATE timeline SET wall_ns = 1"), SQLITE_CONSTRAINT);
	assert_int_equal(run_sql(fixture->path, "DELETE FROM timeline WHERE sequence = 5"),
		SQLITE_CONSTRAINT);
	expect_bad_row(fixture, 5, 0);
}

/* Each with the triggers taken away first, as somebody who can write the file would. */
static void finds_what_was_changed(void **state)
{
	struct store_place *fixture = *state;
	static const struct {
		const char *sql;
		uint64_t rows, bad;
	} cases[] = {
		{"UPDATE timeline SET wall_ns = wall_ns + 1 WHERE sequence = 3", 5, 3},
		{"UPDATE timeline SET monotonic_ns = 0 WHERE sequence = 1", 5, 1},
		{"UPDATE timeline SET kind = 'break' WHERE sequence = 5", 5, 5},
		{"UPDATE timeline SET detail = '{}' WHERE sequence = 4", 5, 4},
		{"UPDATE timeline SET subject = 'x' WHERE sequence = 2", 5, 2},
		{"UPDATE timeline SET hash = previous_hash WHERE sequence = 2", 5, 2},
		{"UPDATE timeline SET previous_hash = hash WHERE sequence = 3", 5, 3},
		{"DELETE FROM timeline WHERE sequence = 3", 4, 3},
		{"DELETE FROM timeline WHERE sequence = 1", 4, 1},
		/* The end is cut off: the grade has no row any more. */
		{"DELETE FROM timeline WHERE sequence > 3", 3, 4},
		{"DELETE FROM timeline", 0, 1},
		/* Swapped, and closed up again after a row was taken out. */
		{"UPDATE timeline SET sequence = 9 WHERE sequence = 2;"
		 "UPDATE timeline SET sequence = 2 WHERE sequence = 3;"
		 "UPDATE timeline SET sequence = 3 WHERE sequence = 9",
			5, 2},
		{"DELETE FROM timeline WHERE sequence = 3;"
		 "UPDATE timeline SET sequence = 3 WHERE sequence = 4;"
		 "UPDATE timeline SET sequence = 4 WHERE sequence = 5",
			4, 3},
		{"INSERT INTO timeline SELECT 6, subject, kind, wall_ns, monotonic_ns, detail, "
		 "hash, hash FROM timeline WHERE sequence = 5",
			6, 6},
		/* A field's end moved into the next: the hash frames its parts. */
		{"UPDATE timeline SET subject = subject || kind, kind = '' WHERE sequence = 2", 5,
			2},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(store_place_remove(state), 0);
		assert_int_equal(set_up(state), 0);
		fixture = *state;
		assert_int_equal(run_sql(fixture->path, "DROP TRIGGER timeline_keeps_rows;"
							"DROP TRIGGER timeline_keeps_content"),
			SQLITE_OK);
		assert_int_equal(run_sql(fixture->path, cases[i].sql), SQLITE_OK);
		expect_bad_row(fixture, cases[i].rows, cases[i].bad);
	}
}

static void refuses_events_that_it_does_not_know(void **state)
{
	struct store_place *fixture = *state;
	struct assay_store *store;
	char *large = malloc((64u << 10) + 3);
	assert_non_null(large);
	memset(large, ' ', (64u << 10) + 2);
	large[0] = '{';
	large[(64u << 10) + 1] = '}';
	large[(64u << 10) + 2] = '\0';
	const struct {
		const char *kind, *detail;
	} cases[] = {{"party", "{}"}, {"save", "[]"}, {"save", ""}, {"save", large}};
	assert_int_equal(assay_store_open(fixture->path, &store, &fixture->err), 0);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_int_equal(assay_store_event(
					 store, "x", cases[i].kind, cases[i].detail, &fixture->err),
			ASSAY_ERR_INTERNAL);
	assay_store_close(store);
	free(large);
	expect_bad_row(fixture, 5, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, store_place_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(holds),
		TEST(refuses_to_be_changed),
		TEST(finds_what_was_changed),
		TEST(refuses_events_that_it_does_not_know),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
