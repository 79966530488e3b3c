/*
 * test_store.c - attempts, leases, sessions and seeds of one process.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../runner/store/store_internal.h"
#include "store_fixture.h"

struct fixture {
	struct store_place place;
	struct assay_store *store;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	assert_non_null(fixture);
	store_place_init(&fixture->place);
	assert_int_equal(
		assay_store_open(fixture->place.path, &fixture->store, &fixture->place.err), 0);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	assay_store_close(fixture->store);
	store_place_release(&fixture->place);
	free(fixture);
	return 0;
}

static void reopen(struct fixture *fixture)
{
	assay_store_close(fixture->store);
	assert_int_equal(
		assay_store_open(fixture->place.path, &fixture->store, &fixture->place.err), 0);
}

static void keeps_an_attempt_with_its_files(void **state)
{
	struct fixture *fixture = *state;
	struct assay_attempt attempt, read;
	struct assay_submission submission;
	assert_int_equal(fixture_add(fixture->store, "int x;\n", &attempt, &fixture->place.err), 0);
	assert_int_equal(strlen(attempt.id), 36);
	assert_int_equal(attempt.id[14], '7');
	reopen(fixture);
	assert_int_equal(assay_store_get(fixture->store, attempt.id, &read, &submission,
				 &fixture->place.err),
		0);
	assert_string_equal(read.id, attempt.id);
	assert_string_equal(read.challenge_id, "token-bucket");
	assert_string_equal(read.challenge_version, "1.0.0");
	assert_string_equal(read.challenge_digest, attempt.challenge_digest);
	assert_string_equal(read.submission_digest, attempt.submission_digest);
	assert_string_equal(read.submission_name, "mine");
	assert_string_equal(read.candidate, "ada");
	assert_string_equal(read.round, "practice");
	assert_int_equal(read.seed, 42);
	assert_false(read.late);
	assert_int_equal(read.state, ASSAY_ATTEMPT_QUEUED);
	assert_int_equal(read.created_ns, attempt.created_ns);
	assert_int_equal(read.graded_ns, 0);
	assert_string_equal(read.verdict, "");
	assert_null(read.result);
	assert_int_equal(submission.file_count, 1);
	assert_string_equal(submission.name, "mine");
	assert_string_equal(submission.files[0].path, "bucket.c");
	assert_string_equal(submission.files[0].data, "int x;\n");
	assert_string_equal(submission.digest, attempt.submission_digest);
	assay_submission_release(&submission);
	assay_attempt_release(&read);
	assay_attempt_release(&attempt);
}

static void refuses_what_it_cannot_keep(void **state)
{
	struct fixture *fixture = *state;
	struct assay_attempt attempt = {.seed = UINT64_C(1) << 63};
	struct assay_submission submission;
	fixture_submission(&submission, "int x;\n");
	assert_int_equal(
		assay_store_add_attempt(fixture->store, &attempt, &submission, &fixture->place.err),
		ASSAY_ERR_USAGE);
	attempt.seed = 1;
	submission.digest[0] = 'X';
	assert_int_equal(
		assay_store_add_attempt(fixture->store, &attempt, &submission, &fixture->place.err),
		ASSAY_ERR_INTERNAL);
	assay_submission_release(&submission);
	struct assay_attempt *list = NULL;
	size_t count = 1;
	const struct assay_attempt_filter all = {0};
	assert_int_equal(
		assay_store_list(fixture->store, &all, &list, &count, &fixture->place.err), 0);
	assert_int_equal(count, 0);
	assay_attempts_free(list, count);
}

static void finds_by_prefix(void **state)
{
	struct fixture *fixture = *state;
	struct assay_attempt first, second, read;
	assert_int_equal(fixture_add(fixture->store, "1", &first, &fixture->place.err), 0);
	assert_int_equal(fixture_add(fixture->store, "2", &second, &fixture->place.err), 0);
	/* Without dashes and in upper case, as far as the two differ. */
	char prefix[ASSAY_UUID_SIZE];
	size_t size = 0, shared = 0;
	while (first.id[shared] == second.id[shared])
		shared++;
	for (size_t i = 0; i <= shared; i++) {
		char c = second.id[i];
		if (c != '-')
			prefix[size++] = (char)(c >= 'a' ? c - 'a' + 'A' : c);
	}
	prefix[size] = '\0';
	assert_int_equal(
		assay_store_get(fixture->store, prefix, &read, NULL, &fixture->place.err), 0);
	assert_string_equal(read.id, second.id);
	assay_attempt_release(&read);

	memcpy(prefix, first.id, 4);
	prefix[4] = '\0';
	assert_int_equal(assay_store_get(fixture->store, prefix, &read, NULL, &fixture->place.err),
		ASSAY_ERR_USAGE);
	const char *at = strstr(fixture->place.err.text, second.id);
	assert_non_null(at);
	assert_non_null(strstr(at, first.id));
	static const struct {
		const char *prefix, *words;
		int code;
	} cases[] = {
		{"012", "'012' is too short", ASSAY_ERR_USAGE},
		{"0-1-2-", "too short", ASSAY_ERR_USAGE},
		{"", "too short", ASSAY_ERR_USAGE},
		{"wxyz", "not an attempt's id", ASSAY_ERR_USAGE},
		{"0123' OR 1", "not an attempt's id", ASSAY_ERR_USAGE},
		{"000000000000000000000000000000000", "not an attempt's id", ASSAY_ERR_USAGE},
		{"ffff", "no attempt's id begins with 'ffff'", ASSAY_ERR_NOT_FOUND},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(assay_store_get(fixture->store, cases[i].prefix, &read, NULL,
					 &fixture->place.err),
			cases[i].code);
		assert_non_null(strstr(fixture->place.err.text, cases[i].words));
	}
	assay_attempt_release(&first);
	assay_attempt_release(&second);
}

static void lists_newest_first(void **state)
{
	struct fixture *fixture = *state;
	char ids[5][ASSAY_UUID_SIZE];
	for (size_t i = 0; i < 5; i++) {
		struct assay_attempt attempt;
		assert_int_equal(
			fixture_add(fixture->store, "same text", &attempt, &fixture->place.err), 0);
		memcpy(ids[i], attempt.id, sizeof ids[i]);
		assay_attempt_release(&attempt);
	}
	const struct {
		struct assay_attempt_filter filter;
		size_t count;
	} cases[] = {
		{{0}, 5},
		{{.limit = 2}, 2},
		{{.challenge_id = "token-bucket", .limit = 9}, 5},
		{{.challenge_id = "other"}, 0},
		{{.ungraded_only = true}, 5},
		{{.ungraded_only = true, .challenge_id = "token-bucket"}, 5},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct assay_attempt *list;
		size_t count;
		assert_int_equal(assay_store_list(fixture->store, &cases[i].filter, &list, &count,
					 &fixture->place.err),
			0);
		assert_int_equal(count, cases[i].count);
		for (size_t j = 0; j < count; j++)
			assert_string_equal(list[j].id, ids[4 - j]);
		assay_attempts_free(list, count);
	}
}

/* The one attempt of the fixture, leased. */
static void lease_one(struct fixture *fixture, char ret_id[ASSAY_UUID_SIZE])
{
	struct assay_attempt attempt;
	struct assay_submission submission;
	bool found = false;
	assert_int_equal(assay_store_lease(fixture->store, NULL, 60, &attempt, &submission, &found,
				 &fixture->place.err),
		0);
	assert_true(found);
	assert_int_equal(attempt.state, ASSAY_ATTEMPT_LEASED);
	assert_int_equal(submission.file_count, 1);
	memcpy(ret_id, attempt.id, ASSAY_UUID_SIZE);
	assay_attempt_release(&attempt);
	assay_submission_release(&submission);
}

static bool can_lease(struct fixture *fixture, const char *id)
{
	struct assay_attempt attempt;
	struct assay_submission submission;
	bool found = false;
	assert_int_equal(assay_store_lease(fixture->store, id, 60, &attempt, &submission, &found,
				 &fixture->place.err),
		0);
	if (found) {
		assay_attempt_release(&attempt);
		assay_submission_release(&submission);
	}
	return found;
}

/* Another grader that looks at this moment finds nothing to take. */
static void adds_leased_from_the_first_moment(void **state)
{
	struct fixture *fixture = *state;
	struct assay_attempt attempt;
	struct assay_store *own = fixture->store, *other = NULL;
	assert_int_equal(fixture_add_leased(own, "1", 60, &attempt, &fixture->place.err), 0);
	assert_int_equal(attempt.state, ASSAY_ATTEMPT_LEASED);
	assert_int_equal(assay_store_open(fixture->place.path, &other, &fixture->place.err), 0);
	fixture->store = other;
	assert_false(can_lease(fixture, NULL));
	assert_false(can_lease(fixture, attempt.id));
	fixture->store = own;
	assert_int_equal(
		assay_store_finish(own, attempt.id, "{}", "accepted", 1, 1, &fixture->place.err),
		0);
	assay_attempt_release(&attempt);
	/* What was not graded goes back to the queue with the handle. */
	assert_int_equal(fixture_add_leased(own, "2", 60, &attempt, &fixture->place.err), 0);
	assay_store_close(own);
	fixture->store = other;
	assert_true(can_lease(fixture, NULL));
	assert_false(can_lease(fixture, NULL));
	assay_attempt_release(&attempt);
}

static void grades_once(void **state)
{
	struct fixture *fixture = *state;
	struct assay_attempt attempt;
	char id[ASSAY_UUID_SIZE];
	assert_int_equal(fixture_add(fixture->store, "1", &attempt, &fixture->place.err), 0);
	assay_attempt_release(&attempt);
	lease_one(fixture, id);
	assert_false(can_lease(fixture, id));
	assert_false(can_lease(fixture, NULL));
	assert_int_equal(assay_store_finish(fixture->store, id, "{}", "accepted", 100000, 100000,
				 &fixture->place.err),
		0);
	assert_int_equal(assay_store_finish(fixture->store, id, "{}", "wrong-answer", 0, 100000,
				 &fixture->place.err),
		ASSAY_ERR_STORE);
	assert_int_equal(assay_store_release_lease(fixture->store, id, &fixture->place.err),
		ASSAY_ERR_STORE);
	assert_false(can_lease(fixture, id));
	assert_int_equal(
		assay_store_get(fixture->store, id, &attempt, NULL, &fixture->place.err), 0);
	assert_int_equal(attempt.state, ASSAY_ATTEMPT_GRADED);
	assert_string_equal(attempt.verdict, "accepted");
	assert_int_equal(attempt.millipoints, 100000);
	assert_int_equal(attempt.max_millipoints, 100000);
	assert_string_equal(attempt.result, "{}");
	assert_true(attempt.graded_ns >= attempt.created_ns);
	assay_attempt_release(&attempt);
}

static void gives_back(void **state)
{
	struct fixture *fixture = *state;
	struct assay_attempt attempt;
	char id[ASSAY_UUID_SIZE];
	assert_int_equal(fixture_add(fixture->store, "1", &attempt, &fixture->place.err), 0);
	assay_attempt_release(&attempt);
	lease_one(fixture, id);
	assert_int_equal(assay_store_release_lease(fixture->store, id, &fixture->place.err), 0);
	/* A loop over the oldest does not meet it again; asked for by name it is there. */
	assert_false(can_lease(fixture, NULL));
	id[13] = '\0';
	assert_true(can_lease(fixture, id));
	/* Closing gives back what is held. */
	reopen(fixture);
	lease_one(fixture, id);
	assert_int_equal(assay_store_finish(fixture->store, id, "{\"x\": 1}", "internal-error", 7,
				 9, &fixture->place.err),
		0);
	assert_false(can_lease(fixture, NULL));
	assert_int_equal(
		assay_store_get(fixture->store, id, &attempt, NULL, &fixture->place.err), 0);
	assert_int_equal(attempt.state, ASSAY_ATTEMPT_QUEUED);
	assert_string_equal(attempt.verdict, "internal-error");
	assert_string_equal(attempt.result, "{\"x\": 1}");
	assert_int_equal(attempt.millipoints, 0);
	assert_int_equal(attempt.graded_ns, 0);
	assay_attempt_release(&attempt);
	reopen(fixture);
	lease_one(fixture, id);
	assert_int_equal(
		assay_store_finish(fixture->store, id, "{}", "accepted", 9, 9, &fixture->place.err),
		0);
	assert_int_equal(
		assay_store_get(fixture->store, id, &attempt, NULL, &fixture->place.err), 0);
	assert_int_equal(attempt.state, ASSAY_ATTEMPT_GRADED);
	assert_string_equal(attempt.result, "{}");
	assay_attempt_release(&attempt);
}

/* One attempt whose files are damaged keeps no other from being graded. */
static void passes_over_what_it_cannot_read(void **state)
{
	struct fixture *fixture = *state;
	struct assay_attempt damaged, whole;
	struct assay_submission submission;
	char id[ASSAY_UUID_SIZE];
	bool found = false;
	assert_int_equal(fixture_add(fixture->store, "1", &damaged, &fixture->place.err), 0);
	assert_int_equal(fixture_add(fixture->store, "2", &whole, &fixture->place.err), 0);
	assert_int_equal(
		assay_db_execute(&fixture->store->db,
			"UPDATE blob SET data = x'33' WHERE data = x'31'", &fixture->place.err),
		0);
	assert_int_equal(assay_store_lease(fixture->store, NULL, 60, &damaged, &submission, &found,
				 &fixture->place.err),
		ASSAY_ERR_STORE);
	lease_one(fixture, id);
	assert_string_equal(id, whole.id);
	assert_false(can_lease(fixture, NULL));
	/* It is still there, ungraded, and says so when it is asked for. */
	assert_int_equal(assay_store_lease(fixture->store, damaged.id, 60, &damaged, &submission,
				 &found, &fixture->place.err),
		ASSAY_ERR_STORE);
	assay_attempt_release(&damaged);
	assay_attempt_release(&whole);
}

static void keeps_sessions(void **state)
{
	struct fixture *fixture = *state;
	char directory[] = "/home/ada/token bucket";
	struct assay_session session = {
		.challenge_id = "token-bucket", .directory = directory, .seed = 7, .minutes = 45};
	struct assay_session read;
	bool found = true;
	memset(session.challenge_digest, 'b', ASSAY_DIGEST_SIZE - 1);
	assert_int_equal(assay_store_find_session(
				 fixture->store, directory, &read, &found, &fixture->place.err),
		0);
	assert_false(found);
	assert_int_equal(assay_store_add_session(fixture->store, &session, &fixture->place.err), 0);
	session.minutes = 30;
	assert_int_equal(assay_store_add_session(fixture->store, &session, &fixture->place.err), 0);
	assert_int_equal(assay_store_find_session(
				 fixture->store, directory, &read, &found, &fixture->place.err),
		0);
	assert_true(found);
	assert_string_equal(read.id, session.id);
	assert_string_equal(read.directory, directory);
	assert_string_equal(read.challenge_id, "token-bucket");
	assert_string_equal(read.challenge_digest, session.challenge_digest);
	assert_int_equal(read.minutes, 30);
	assert_int_equal(read.seed, 7);
	assert_int_equal(read.started_ns, session.started_ns);
	assay_session_release(&read);
	char relative[] = "home";
	session.directory = relative;
	assert_int_equal(assay_store_add_session(fixture->store, &session, &fixture->place.err),
		ASSAY_ERR_INTERNAL);
}

static void derives_seeds(void **state)
{
	struct fixture *fixture = *state;
	uint64_t first, again, other;
	unsetenv("ASSAY_SECRET");
	assert_int_equal(assay_store_seed(fixture->store, "aa", &first, &fixture->place.err), 0);
	reopen(fixture);
	assert_int_equal(assay_store_seed(fixture->store, "aa", &again, &fixture->place.err), 0);
	assert_int_equal(assay_store_seed(fixture->store, "bb", &other, &fixture->place.err), 0);
	assert_true(first == again);
	assert_true(first != other);
	assert_true(first <= INT64_MAX);
	assert_int_equal(
		assay_store_seed(NULL, "aa", &other, &fixture->place.err), ASSAY_ERR_USAGE);
	setenv("ASSAY_SECRET", "of the round", 1);
	assert_int_equal(assay_store_seed(fixture->store, "aa", &again, &fixture->place.err), 0);
	assert_int_equal(assay_store_seed(NULL, "aa", &other, &fixture->place.err), 0);
	assert_true(again == other);
	assert_true(first != again);
	unsetenv("ASSAY_SECRET");
}

/* However many attempts there are: rows are found by an index and come out in its order. */
static void reads_through_indexes(void **state)
{
	struct fixture *fixture = *state;
	for (int i = ASSAY_SQL_GET_TREE_FILES; i <= ASSAY_SQL_LEASE_CANDIDATE; i++) {
		struct assay_bytes sql = {0};
		sqlite3_stmt *plan;
		assay_bytes_printf(
			&sql, "EXPLAIN QUERY PLAN %s", assay_sql_text((enum assay_sql)i));
		assert_int_equal(
			sqlite3_prepare_v2(fixture->store->db.handle, sql.data, -1, &plan, NULL),
			SQLITE_OK);
		unsigned steps = 0;
		for (; sqlite3_step(plan) == SQLITE_ROW; steps++) {
			const char *step = (const char *)sqlite3_column_text(plan, 3);
			if (strstr(step, " INDEX ") == NULL || strstr(step, "B-TREE") != NULL)
				print_error("%s: %s\n", sql.data, step);
			assert_non_null(strstr(step, " INDEX "));
			assert_null(strstr(step, "B-TREE"));
		}
		assert_true(steps > 0);
		sqlite3_finalize(plan);
		assay_bytes_release(&sql);
	}
}

static void is_set_up_to_lose_nothing(void **state)
{
	struct fixture *fixture = *state;
	static const struct {
		const char *sql;
		int64_t number;
	} cases[] = {
		{"PRAGMA synchronous", 2},
		{"PRAGMA foreign_keys", 1},
		{"PRAGMA trusted_schema", 0},
		{"PRAGMA user_version", 1},
		{"SELECT journal_mode = 'wal' FROM pragma_journal_mode", 1},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int64_t number = -1;
		assert_int_equal(assay_db_number(&fixture->store->db, cases[i].sql, &number,
					 &fixture->place.err),
			0);
		assert_int_equal(number, cases[i].number);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(keeps_an_attempt_with_its_files),
		TEST(refuses_what_it_cannot_keep),
		TEST(finds_by_prefix),
		TEST(lists_newest_first),
		TEST(adds_leased_from_the_first_moment),
		TEST(grades_once),
		TEST(gives_back),
		TEST(passes_over_what_it_cannot_read),
		TEST(keeps_sessions),
		TEST(derives_seeds),
		TEST(reads_through_indexes),
		TEST(is_set_up_to_lose_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
