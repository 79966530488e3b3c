/*
 * test_store_crash.c - a grader is killed at a hundred random moments, with one store for all: what
 * it had acknowledged is there each time, whole, and nothing is graded twice.
 *
 * The moments come from a seed: after so many acknowledgements, and then so many microseconds.
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
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "store_fixture.h"

#define KILLS     100
#define ACKED_MAX 4000

struct random {
	uint64_t state;
};

static unsigned draw(struct random *random, unsigned below)
{
	random->state = random->state * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (unsigned)(random->state >> 33) % below;
}

static void acknowledge(int out, const char *id, bool graded)
{
	struct fixture_acked acked = {.graded = graded};
	memcpy(acked.id, id, sizeof acked.id);
	if (write(out, &acked, sizeof acked) != sizeof acked)
		_exit(3);
}

static void add_one(struct assay_store *store, int out, struct random *random)
{
	struct assay_attempt attempt;
	struct assay_error err;
	char text[64];
	snprintf(text, sizeof text, "int x = %u;\n", draw(random, 20));
	if (fixture_add(store, text, &attempt, &err) != 0) {
		dprintf(2, "%s\n", err.text);
		_exit(4);
	}
	acknowledge(out, attempt.id, false);
	assay_attempt_release(&attempt);
}

static void grade_one(struct assay_store *store, int out)
{
	struct assay_attempt attempt;
	struct assay_submission submission;
	struct assay_error err;
	bool found;
	int status = assay_store_lease(store, NULL, 600, &attempt, &submission, &found, &err);
	if (status == 0 && !found)
		return;
	if (status == 0)
		status = assay_store_finish(store, attempt.id, "{}", "accepted", 1, 1, &err);
	if (status != 0) {
		dprintf(2, "%s\n", err.text);
		_exit(5);
	}
	acknowledge(out, attempt.id, true);
	assay_attempt_release(&attempt);
	assay_submission_release(&submission);
}

/* The grader that is killed: works until then. */
static void work(const char *path, int out, struct random random)
{
	struct assay_error err;
	for (;;) {
		struct assay_store *store;
		if (assay_store_open(path, &store, &err) != 0) {
			dprintf(2, "%s\n", err.text);
			_exit(6);
		}
		for (unsigned i = draw(&random, 12) + 1; i > 0; i--) {
			if (draw(&random, 3) == 0)
				grade_one(store, out);
			else
				add_one(store, out, &random);
		}
		assay_store_close(store);
	}
}

/* Starts one, kills it, and adds what it has acknowledged. */
static void kill_one(
	const char *path, struct random *random, struct fixture_acked *acked, size_t *count)
{
	int pipes[2];
	unsigned acknowledgements = draw(random, 12);
	const struct timespec pause = {.tv_nsec = 1000 * (long)draw(random, 4000)};
	struct random own = {.state = random->state};
	assert_int_equal(pipe(pipes), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		close(pipes[0]);
		work(path, pipes[1], own);
	}
	close(pipes[1]);
	for (unsigned i = 0; i < acknowledgements; i++)
		assert_int_equal(read(pipes[0], &acked[(*count)++], sizeof *acked), sizeof *acked);
	nanosleep(&pause, NULL);
	assert_int_equal(kill(child, SIGKILL), 0);
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	while (read(pipes[0], &acked[*count], sizeof *acked) == sizeof *acked) {
		(*count)++;
		assert_true(*count < ACKED_MAX - 20);
	}
	close(pipes[0]);
}

/* What the dead held and what they never came to is graded now, without waiting for leases. */
static void resume_all(const char *path)
{
	struct assay_store *store;
	struct assay_error err;
	struct assay_attempt attempt, *list;
	struct assay_submission submission;
	const struct assay_attempt_filter ungraded = {.ungraded_only = true};
	bool found;
	size_t count, resumed = 0;
	assert_int_equal(assay_store_open(path, &store, &err), 0);
	while (assay_store_lease(store, NULL, 600, &attempt, &submission, &found, &err) == 0 &&
		found) {
		assert_int_equal(
			assay_store_finish(store, attempt.id, "{}", "accepted", 1, 1, &err), 0);
		assay_attempt_release(&attempt);
		assay_submission_release(&submission);
		resumed++;
	}
	assert_int_equal(assay_store_list(store, &ungraded, &list, &count, &err), 0);
	assert_int_equal(count, 0);
	assert_true(resumed > 0);
	assay_attempts_free(list, count);
	assay_store_close(store);
	fixture_check_store(path, NULL, 0);
}

static void survives_kills(void **state)
{
	(void)state;
	struct random random = {.state = 20261124};
	char *folder = fixture_folder();
	char *path = fixture_path(folder, "assay.db");
	struct fixture_acked *acked = calloc(ACKED_MAX, sizeof *acked);
	size_t count = 0, graded = 0;
	assert_non_null(acked);
	for (unsigned i = 0; i < KILLS; i++) {
		size_t before = count;
		kill_one(path, &random, acked, &count);
		/* What is new each time; all of it at the end. */
		fixture_check_store(path, acked + before, count - before);
	}
	fixture_check_store(path, acked, count);
	resume_all(path);
	for (size_t i = 0; i < count; i++)
		graded += acked[i].graded;
	assert_true(count > KILLS && graded > KILLS / 4);
	free(acked);
	free(path);
	fixture_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(survives_kills)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
