/*
 * test_store_race.c - many processes, one store: no attempt is leased twice or graded twice, and
 * what a dead process held is free at once.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../runner/store/store_internal.h"
#include "store_fixture.h"

#define GRADERS  5
#define ATTEMPTS 40

static struct assay_store *open_store(struct store_place *fixture)
{
	struct assay_store *store = NULL;
	assert_int_equal(assay_store_open(fixture->path, &store, &fixture->err), 0);
	return store;
}

static void add(struct store_place *fixture, unsigned count)
{
	struct assay_store *store = open_store(fixture);
	for (unsigned i = 0; i < count; i++) {
		struct assay_attempt attempt;
		assert_int_equal(fixture_add(store, "x", &attempt, &fixture->err), 0);
		assay_attempt_release(&attempt);
	}
	assay_store_close(store);
}

static int64_t count(struct store_place *fixture, const char *sql)
{
	struct assay_store *store = open_store(fixture);
	int64_t number = -1;
	assert_int_equal(assay_db_number(&store->db, sql, &number, &fixture->err), 0);
	assay_store_close(store);
	return number;
}

/* Leases the oldest; its id, or false. */
static bool lease(struct assay_store *store, const char *wanted, unsigned seconds,
	char ret_id[ASSAY_UUID_SIZE], struct assay_error *err)
{
	struct assay_attempt attempt;
	struct assay_submission submission;
	bool found = false;
	if (assay_store_lease(store, wanted, seconds, &attempt, &submission, &found, err) != 0 ||
		!found)
		return false;
	memcpy(ret_id, attempt.id, ASSAY_UUID_SIZE);
	assay_attempt_release(&attempt);
	assay_submission_release(&submission);
	return true;
}

/* Grades whatever it gets until there is none; every third it gives back. Writes each id that it
 * has graded, a record that pipes keep whole. */
static int grade_all(struct store_place *fixture, int out)
{
	struct assay_store *store;
	char id[ASSAY_UUID_SIZE];
	unsigned turn = 0;
	fixture->err.code = 0;
	if (assay_store_open(fixture->path, &store, &fixture->err) != 0)
		return 1;
	while (lease(store, NULL, 600, id, &fixture->err)) {
		int status;
		if (++turn % 3 == 0) {
			status = assay_store_release_lease(store, id, &fixture->err);
		} else {
			status = assay_store_finish(
				store, id, "{}", "accepted", 1, 1, &fixture->err);
			if (status == 0 && write(out, id, sizeof id) != sizeof id)
				return 2;
		}
		if (status != 0)
			return 3;
	}
	assay_store_close(store);
	return fixture->err.code == 0 ? 0 : 4;
}

static void grades_each_once(void **state)
{
	struct store_place *fixture = *state;
	pid_t children[GRADERS];
	int pipes[2];
	add(fixture, ATTEMPTS);
	assert_int_equal(pipe(pipes), 0);
	for (size_t i = 0; i < GRADERS; i++) {
		children[i] = fork();
		assert_true(children[i] >= 0);
		if (children[i] == 0) {
			int status = grade_all(fixture, pipes[1]);
			if (status != 0)
				dprintf(2, "%d: %s\n", status, fixture->err.text);
			_exit(status);
		}
	}
	for (size_t i = 0; i < GRADERS; i++) {
		int status;
		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_int_equal(status, 0);
	}
	close(pipes[1]);
	char seen[ATTEMPTS][ASSAY_UUID_SIZE], id[ASSAY_UUID_SIZE];
	size_t graded = 0;
	while (read(pipes[0], id, sizeof id) == sizeof id) {
		assert_true(graded < ATTEMPTS);
		for (size_t i = 0; i < graded; i++)
			assert_string_not_equal(seen[i], id);
		memcpy(seen[graded++], id, sizeof id);
	}
	close(pipes[0]);
	assert_true(graded >= ATTEMPTS / 2);
	assert_int_equal(
		count(fixture, "SELECT COUNT(*) FROM attempt WHERE state = 'graded'"), graded);
	assert_int_equal(
		count(fixture, "SELECT COUNT(*) FROM timeline WHERE kind = 'grade'"), graded);
	assert_int_equal(count(fixture, "SELECT COUNT(*) FROM attempt WHERE state = 'leased'"), 0);
}

/* A child that leases and then waits to be killed. */
static pid_t start_holder(struct store_place *fixture, char ret_id[ASSAY_UUID_SIZE])
{
	int pipes[2];
	assert_int_equal(pipe(pipes), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct assay_store *store;
		if (assay_store_open(fixture->path, &store, &fixture->err) != 0 ||
			!lease(store, NULL, 600, ret_id, &fixture->err) ||
			write(pipes[1], ret_id, ASSAY_UUID_SIZE) != ASSAY_UUID_SIZE)
			_exit(1);
		for (;;)
			pause();
	}
	close(pipes[1]);
	assert_int_equal(read(pipes[0], ret_id, ASSAY_UUID_SIZE), ASSAY_UUID_SIZE);
	close(pipes[0]);
	return child;
}

static void frees_what_the_dead_held(void **state)
{
	struct store_place *fixture = *state;
	char held[ASSAY_UUID_SIZE], id[ASSAY_UUID_SIZE];
	add(fixture, 1);
	pid_t child = start_holder(fixture, held);
	struct assay_store *store = open_store(fixture);
	assert_false(lease(store, NULL, 600, id, &fixture->err));
	assert_false(lease(store, held, 600, id, &fixture->err));
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_true(lease(store, NULL, 600, id, &fixture->err));
	assert_string_equal(id, held);
	assert_int_equal(assay_store_finish(store, id, "{}", "accepted", 1, 1, &fixture->err), 0);
	assay_store_close(store);
}

/* A lease that has run out is taken by another; its first owner then changes nothing any more. */
static void refuses_the_slow(void **state)
{
	struct store_place *fixture = *state;
	char id[ASSAY_UUID_SIZE], again[ASSAY_UUID_SIZE];
	add(fixture, 2);
	struct assay_store *slow = open_store(fixture), *quick = open_store(fixture);
	assert_true(lease(slow, NULL, 0, id, &fixture->err));
	assert_true(lease(quick, NULL, 600, again, &fixture->err));
	assert_string_equal(again, id);
	assert_int_equal(
		assay_store_finish(slow, id, "{\"slow\": 1}", "wrong-answer", 0, 1, &fixture->err),
		ASSAY_ERR_STORE);
	assert_non_null(strstr(fixture->err.text, "was lost"));
	assert_int_equal(assay_store_release_lease(slow, id, &fixture->err), 0);
	assert_int_equal(assay_store_finish(quick, id, "{}", "accepted", 1, 1, &fixture->err), 0);
	struct assay_attempt attempt;
	assert_int_equal(assay_store_get(slow, id, &attempt, NULL, &fixture->err), 0);
	assert_string_equal(attempt.verdict, "accepted");
	assert_string_equal(attempt.result, "{}");
	assay_attempt_release(&attempt);
	/* Run out but taken by nobody: the owner may still finish. */
	assert_true(lease(slow, NULL, 0, id, &fixture->err));
	assert_int_equal(
		assay_store_finish(slow, id, "{}", "wrong-answer", 0, 1, &fixture->err), 0);
	assay_store_close(slow);
	assay_store_close(quick);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, store_place_make, store_place_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(grades_each_once),
		TEST(frees_what_the_dead_held),
		TEST(refuses_the_slow),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
