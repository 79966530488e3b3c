/*
 * test_store_memory.c - every allocation fails in its turn: the store says so, loses nothing, and
 * works on once there is memory again.
 *
 * SQLite's allocations fail in every build; ours too, but where a sanitizer owns malloc.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include <cmocka.h>

#include "store_fixture.h"

static struct {
	bool armed, once, struck;
	unsigned n, count;
	sqlite3_mem_methods real;
} memory;

static bool strikes(void)
{
	if (!memory.armed)
		return false;
	memory.count++;
	bool now = memory.once ? memory.count == memory.n : memory.count >= memory.n;
	memory.struck = memory.struck || now;
	return now;
}

#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) ||                               \
	__has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define OWN_MALLOC false

static void *fail_malloc(int size)
{
	return strikes() ? NULL : memory.real.xMalloc(size);
}

static void *fail_realloc(void *old, int size)
{
	return strikes() ? NULL : memory.real.xRealloc(old, size);
}

static void install(void)
{
	sqlite3_mem_methods methods;
	sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory.real);
	methods = memory.real;
	methods.xMalloc = fail_malloc;
	methods.xRealloc = fail_realloc;
	if (sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) != SQLITE_OK)
		abort();
}
#else
#define OWN_MALLOC true

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static void *refuse(void)
{
	errno = ENOMEM;
	return NULL;
}

void *malloc(size_t size)
{
	return strikes() ? refuse() : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return strikes() ? refuse() : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return strikes() ? refuse() : __libc_realloc(old, size);
}

static void install(void)
{
}
#endif

struct fixture {
	struct store_place place;
	struct assay_attempt attempt;
	struct assay_submission submission;
	struct fixture_acked acked[4];
	size_t count;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	assert_non_null(fixture);
	store_place_init(&fixture->place);
	fixture_submission(&fixture->submission, "int x;\n");
	memcpy(fixture->attempt.challenge_id, "token-bucket", sizeof "token-bucket");
	memset(fixture->attempt.challenge_digest, 'a', ASSAY_DIGEST_SIZE - 1);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	assay_submission_release(&fixture->submission);
	store_place_release(&fixture->place);
	free(fixture);
	return 0;
}

static void acknowledge(struct fixture *fixture, const char *id, bool graded)
{
	struct fixture_acked *acked = &fixture->acked[fixture->count++];
	*acked = (struct fixture_acked){.graded = graded};
	memcpy(acked->id, id, sizeof acked->id);
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
	status = assay_store_finish(store, attempt.id, "{}", "accepted", 1, 1, &fixture->place.err);
	if (status == 0)
		acknowledge(fixture, attempt.id, true);
	assay_attempt_release(&attempt);
	assay_submission_release(&submission);
	return status;
}

static int list_all(struct assay_store *store, struct assay_error *err)
{
	struct assay_attempt *list;
	size_t count;
	const struct assay_attempt_filter all = {.limit = 3};
	int status = assay_store_list(store, &all, &list, &count, err);
	if (status == 0)
		assay_attempts_free(list, count);
	return status;
}

static int keep_session(struct assay_store *store, struct assay_error *err)
{
	char directory[] = "/home/ada";
	struct assay_session session = {.directory = directory}, read;
	bool found = false;
	memset(session.challenge_digest, 'b', ASSAY_DIGEST_SIZE - 1);
	int status = assay_store_add_session(store, &session, err);
	if (status == 0)
		status = assay_store_find_session(store, directory, &read, &found, err);
	if (status == 0 && found)
		assay_session_release(&read);
	return status;
}

static int add_one(struct fixture *fixture, struct assay_store *store)
{
	int status = assay_store_add_attempt(
		store, &fixture->attempt, &fixture->submission, &fixture->place.err);
	if (status == 0)
		acknowledge(fixture, fixture->attempt.id, false);
	return status;
}

/* A chain that could not be read is no chain that does not hold. */
static int verify(struct assay_store *store, struct assay_error *err)
{
	uint64_t rows, bad_row = 0;
	int status = assay_store_verify_timeline(store, &rows, &bad_row, err);
	assert_int_equal(bad_row, 0);
	return status;
}

/* One of everything. The first failure is handed back; the rest is tried all the same. */
static int do_everything(struct fixture *fixture, struct assay_store *store)
{
	uint64_t seed;
	const int results[] = {
		add_one(fixture, store),
		assay_store_seed(store, "aa", &seed, &fixture->place.err),
		keep_session(store, &fixture->place.err),
		grade_one(fixture, store),
		list_all(store, &fixture->place.err),
		verify(store, &fixture->place.err),
	};
	for (size_t i = 0; i < sizeof results / sizeof results[0]; i++) {
		if (results[i] != 0)
			return results[i];
	}
	return 0;
}

/* Opens the store and does everything, then the same once more with memory, by the same handle. */
static int run(struct fixture *fixture, unsigned n, bool once)
{
	struct assay_store *store = NULL;
	memory.n = n;
	memory.once = once;
	memory.count = 0;
	memory.struck = false;
	fixture->count = 0;
	memory.armed = true;
	int status = assay_store_open(fixture->place.path, &store, &fixture->place.err);
	if (status == 0)
		status = do_everything(fixture, store);
	memory.armed = false;
	if (store != NULL) {
		int again = do_everything(fixture, store);
		if (again != 0)
			print_error(
				"with memory again, after %u: %s\n", n, fixture->place.err.text);
		assert_int_equal(again, 0);
	}
	assay_store_close(store);
	return status;
}

static void fail_in_turn(struct fixture *fixture, bool once)
{
	unsigned n = 1, failed = 0;
	for (;; n += 1 + n / 30) {
		fixture->place.err = (struct assay_error){0};
		int status = run(fixture, n, once);
		bool struck = memory.struck;
		if (status != 0 && status != ASSAY_ERR_SYSTEM)
			print_error("%u: %s\n", n, fixture->place.err.text);
		assert_true(status == 0 || status == ASSAY_ERR_SYSTEM);
		assert_true(status == 0 || struck);
		failed += status != 0;
		fixture_check_store(fixture->place.path, fixture->acked, fixture->count);
		if (!struck)
			break;
		if (n % 2 == 0)
			unlink(fixture->place.path);
	}
	assert_true(failed > 20);
}

static void survives_one_failure(void **state)
{
	fail_in_turn(*state, true);
}

static void survives_a_lack_of_memory(void **state)
{
	fail_in_turn(*state, false);
}

/* Intake allocates by malloc alone, so this one bites where no sanitizer owns it. */
static void intake_survives_too(void **state)
{
	struct fixture *fixture = *state;
	static const char *const editable[] = {"a.c", "b.c", NULL};
	struct assay_challenge challenge;
	fixture_challenge(&challenge, editable);
	for (const char *name = "abcdefgh"; *name != '\0'; name++) {
		const char file[] = {*name, '.', 'c', '\0'};
		free(fixture_file(fixture->place.folder, file, "int x;\n", 7));
	}
	unsigned failed = 0;
	memory.struck = true;
	for (memory.n = 1; memory.struck; memory.n++) {
		struct assay_submission submission;
		memory.once = memory.n % 2 == 0;
		memory.count = 0;
		memory.struck = false;
		memory.armed = true;
		int status = assay_submission_read(
			&challenge, fixture->place.folder, &submission, &fixture->place.err);
		memory.armed = false;
		assert_true(status == 0 || status == ASSAY_ERR_SYSTEM);
		failed += status != 0;
		if (status == 0)
			assay_submission_release(&submission);
	}
	assert_true(failed > 10 || !OWN_MALLOC);
	fixture_challenge_release(&challenge);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(survives_one_failure),
		TEST(survives_a_lack_of_memory),
		TEST(intake_survives_too),
	};
	install();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
