/*
 * test_store_faults.c - every write fails in its turn, or is the last thing that a process does:
 * the store says so, and keeps what it had acknowledged.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "fault_vfs.h"
#include "store_fixture.h"

#define ACKED_MAX 16
#define TURNS_MAX 400

struct fixture {
	struct store_place place;
	struct fixture_acked acked[ACKED_MAX];
	size_t count;
	int out; /* acknowledgements of a child that will be killed, or -1 */
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	assert_non_null(fixture);
	store_place_init(&fixture->place);
	fixture->out = -1;
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	store_place_release(&fixture->place);
	free(fixture);
	return 0;
}

static void acknowledge(struct fixture *fixture, const char *id, bool graded)
{
	assert_true(fixture->count < ACKED_MAX);
	struct fixture_acked *acked = &fixture->acked[fixture->count++];
	*acked = (struct fixture_acked){.graded = graded};
	memcpy(acked->id, id, sizeof acked->id);
	if (fixture->out >= 0 && write(fixture->out, acked, sizeof *acked) != sizeof *acked)
		_exit(2);
}

static int add_one(struct fixture *fixture, struct assay_store *store)
{
	struct assay_attempt attempt;
	int status = fixture_add(store, "int x;\n", &attempt, &fixture->place.err);
	if (status == 0)
		acknowledge(fixture, attempt.id, false);
	assay_attempt_release(&attempt);
	return status;
}

static int grade_one(struct fixture *fixture, struct assay_store *store)
{
	struct assay_attempt attempt;
	struct assay_submission submission;
	bool found = false;
	int status = assay_store_lease(
		store, NULL, 600, &attempt, &submission, &found, &fixture->place.err);
	if (status != 0 || !found)
		return status;
	status = assay_store_finish(
		store, attempt.id, "{\"x\": 1}", "accepted", 1, 1, &fixture->place.err);
	if (status == 0)
		acknowledge(fixture, attempt.id, true);
	assay_attempt_release(&attempt);
	assay_submission_release(&submission);
	return status;
}

/* One of everything that writes, from opening to closing. The first failure is handed back; the
 * rest is tried all the same. */
static int do_everything(struct fixture *fixture)
{
	struct assay_store *store;
	uint64_t seed;
	int status = assay_store_open(fixture->place.path, &store, &fixture->place.err);
	if (status != 0)
		return status;
	int results[] = {
		add_one(fixture, store),
		assay_store_seed(store, "aa", &seed, &fixture->place.err),
		add_one(fixture, store),
		grade_one(fixture, store),
		assay_store_event(store, "x", "save", "{}", &fixture->place.err),
		grade_one(fixture, store),
	};
	assay_store_close(store);
	for (size_t i = 0; status == 0 && i < sizeof results / sizeof results[0]; i++)
		status = results[i];
	return status;
}

/* Fails the first write, then the second, ... until everything is done without meeting the fault.
 */
static void fail_in_turn(struct fixture *fixture, enum fault_kind kind)
{
	unsigned n = 1, failed = 0;
	for (;; n++) {
		assert_true(n < TURNS_MAX);
		fixture->count = 0;
		fault_vfs_arm(kind, n);
		fixture->place.err = (struct assay_error){0};
		int status = do_everything(fixture);
		int struck = fault_vfs_disarm();
		assert_true(status == 0 || status == ASSAY_ERR_SYSTEM);
		if (status != 0) {
			failed++;
			assert_true(struck);
			assert_non_null(strstr(fixture->place.err.text, fixture->place.path));
		}
		fixture_check_store(fixture->place.path, fixture->acked, fixture->count);
		if (!struck)
			break;
		/* Every other time from nothing, so that making the tables is walked as well. */
		if (n % 2 == 0)
			assert_int_equal(unlink(fixture->place.path), 0);
	}
	assert_true(failed > 10);
}

static void keeps_all_on_a_full_disk(void **state)
{
	fail_in_turn(*state, FAULT_FULL);
}

static void keeps_all_on_a_broken_disk(void **state)
{
	fail_in_turn(*state, FAULT_IO);
}

static void keeps_all_after_one_fault(void **state)
{
	fail_in_turn(*state, FAULT_ONCE);
}

/* The same in a child that dies at the n-th write; half of it is on disk. */
static void keeps_all_when_killed_while_writing(void **state)
{
	struct fixture *fixture = *state;
	int status = 0;
	for (unsigned n = 1; status == 0 || WIFSIGNALED(status); n++) {
		int pipes[2];
		assert_true(n < TURNS_MAX);
		assert_int_equal(pipe(pipes), 0);
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			fixture->out = pipes[1];
			fault_vfs_arm(FAULT_KILL, n);
			int code = do_everything(fixture);
			_exit(code == 0 && !fault_vfs_disarm() ? 10 : 1);
		}
		close(pipes[1]);
		assert_int_equal(waitpid(child, &status, 0), child);
		fixture->count = 0;
		while (read(pipes[0], &fixture->acked[fixture->count], sizeof *fixture->acked) ==
			sizeof *fixture->acked)
			fixture->count++;
		close(pipes[0]);
		fixture_check_store(fixture->place.path, fixture->acked, fixture->count);
		if (n % 2 == 0)
			assert_int_equal(unlink(fixture->place.path), 0);
	}
	assert_int_equal(WEXITSTATUS(status), 10);
}

/* Fills the store in a child whose files may not grow past `limit` bytes, until it is refused. */
static int fill_up(struct fixture *fixture, rlim_t limit)
{
	const struct rlimit limits = {limit, limit};
	struct assay_store *store;
	char large[60000];
	signal(SIGXFSZ, SIG_IGN);
	if (setrlimit(RLIMIT_FSIZE, &limits) != 0 ||
		assay_store_open(fixture->place.path, &store, &fixture->place.err) != 0)
		return 1;
	for (unsigned i = 0; i < 100; i++) {
		struct assay_attempt attempt;
		memset(large, 'a' + (int)(i % 26), sizeof large - 1);
		large[sizeof large - 1] = '\0';
		large[0] = (char)('0' + i / 26);
		int status = fixture_add(store, large, &attempt, &fixture->place.err);
		if (status == 0)
			acknowledge(fixture, attempt.id, false);
		assay_attempt_release(&attempt);
		if (status != 0) {
			/* What was stored can still be read. */
			struct assay_attempt *list = NULL;
			size_t count = 0;
			const struct assay_attempt_filter all = {0};
			bool right = status == ASSAY_ERR_SYSTEM &&
				     assay_store_list(store, &all, &list, &count, NULL) == 0 &&
				     count == fixture->count;
			assay_attempts_free(list, count);
			assay_store_close(store);
			dprintf(2, "after %u: %s\n", i, fixture->place.err.text);
			return right ? 0 : 2;
		}
		if (fixture->count == ACKED_MAX)
			return 3;
	}
	return 4;
}

static void keeps_all_when_files_may_not_grow(void **state)
{
	struct fixture *fixture = *state;
	int pipes[2], status;
	assert_int_equal(pipe(pipes), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		fixture->out = pipes[1];
		_exit(fill_up(fixture, 500000));
	}
	close(pipes[1]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	while (read(pipes[0], &fixture->acked[fixture->count], sizeof *fixture->acked) ==
		sizeof *fixture->acked)
		fixture->count++;
	close(pipes[0]);
	assert_true(fixture->count > 2);
	fixture_check_store(fixture->place.path, fixture->acked, fixture->count);
	/* With room again, it goes on. */
	struct assay_store *store;
	assert_int_equal(assay_store_open(fixture->place.path, &store, &fixture->place.err), 0);
	assert_int_equal(add_one(fixture, store), 0);
	assay_store_close(store);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(keeps_all_on_a_full_disk),
		TEST(keeps_all_on_a_broken_disk),
		TEST(keeps_all_after_one_fault),
		TEST(keeps_all_when_killed_while_writing),
		TEST(keeps_all_when_files_may_not_grow),
	};
	fault_vfs_install();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
