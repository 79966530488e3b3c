/*
 * test_store_open.c - where the store lies, who may read it, how an older one is brought up, and
 * what is said of a file that cannot be used: nothing is ever deleted or changed then.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../runner/store/schema.h"
#include "../../runner/store/store_internal.h"
#include "store_fixture.h"

static struct assay_store *open_store(struct store_place *fixture)
{
	struct assay_store *store = NULL;
	int status = assay_store_open(fixture->path, &store, &fixture->err);
	if (status != 0)
		print_error("%s\n", fixture->err.text);
	assert_int_equal(status, 0);
	return store;
}

static void expect_refusal(struct store_place *fixture, int code, const char *words)
{
	struct assay_store *store = NULL;
	fixture->err = (struct assay_error){0};
	assert_int_equal(assay_store_open(fixture->path, &store, &fixture->err), code);
	assert_null(store);
	if (strstr(fixture->err.text, words) == NULL)
		print_error("%s\n", fixture->err.text);
	assert_non_null(strstr(fixture->err.text, words));
	assert_non_null(strstr(fixture->err.text, fixture->path));
}

static void run_sql(const char *path, const char *sql)
{
	sqlite3 *raw;
	assert_int_equal(sqlite3_open(path, &raw), SQLITE_OK);
	assert_int_equal(sqlite3_exec(raw, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(raw), SQLITE_OK);
}

static struct assay_bytes read_file(const char *path)
{
	struct assay_bytes bytes = {0};
	struct assay_error err;
	assert_int_equal(assay_file_read(AT_FDCWD, path, 16u << 20, &bytes, &err), 0);
	return bytes;
}

static unsigned mode_of(const char *path)
{
	struct stat status;
	assert_int_equal(stat(path, &status), 0);
	return status.st_mode & 07777;
}

/* Opens the user's own store and wants it in `folder`/assay, for the user alone. */
static void expect_own(struct store_place *fixture, const char *folder)
{
	struct assay_store *store = NULL;
	struct assay_attempt attempt;
	char *own = fixture_path(folder, "assay");
	char *file = fixture_path(own, "assay.db");
	char *log = fixture_path(own, "assay.db-wal");
	assert_int_equal(assay_store_open(NULL, &store, &fixture->err), 0);
	assert_int_equal(fixture_add(store, "x", &attempt, &fixture->err), 0);
	assay_attempt_release(&attempt);
	assert_int_equal(mode_of(own), 0700);
	assert_int_equal(mode_of(file), 0600);
	assert_int_equal(mode_of(log), 0600);
	assay_store_close(store);
	free(own);
	free(file);
	free(log);
}

static void lies_in_the_users_own_folder(void **state)
{
	struct store_place *fixture = *state;
	mode_t mask = umask(0);
	char *data = fixture_path(fixture->folder, "data");
	char *share = fixture_path(fixture->folder, ".local/share");
	setenv("HOME", fixture->folder, 1);
	setenv("XDG_DATA_HOME", data, 1);
	expect_own(fixture, data);
	setenv("XDG_DATA_HOME", "relative", 1);
	expect_own(fixture, share);
	assert_int_equal(access("relative", F_OK), -1);
	unsetenv("XDG_DATA_HOME");
	expect_own(fixture, share);
	umask(mask);

	struct assay_store *store = NULL;
	unsetenv("HOME");
	assert_int_equal(assay_store_open(NULL, &store, &fixture->err), ASSAY_ERR_SYSTEM);
	assert_non_null(strstr(fixture->err.text, "HOME is not set; set HOME or XDG_DATA_HOME"));
	setenv("HOME", "here", 1);
	assert_int_equal(assay_store_open(NULL, &store, &fixture->err), ASSAY_ERR_SYSTEM);
	assert_non_null(strstr(fixture->err.text, "HOME is no absolute path"));
	free(data);
	free(share);
}

static void closes_what_was_opened_up(void **state)
{
	struct store_place *fixture = *state;
	assay_store_close(open_store(fixture));
	assert_int_equal(chmod(fixture->path, 0644), 0);
	assay_store_close(open_store(fixture));
	assert_int_equal(mode_of(fixture->path), 0600);
}

/* Runs as an ordinary user in a child: 0 when the store was refused as expected. */
static int try_as_other(struct store_place *fixture, const char *words)
{
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct assay_store *store = NULL;
		if (geteuid() == 0 && (setresgid(65534, 65534, 65534) != 0 ||
					      setresuid(65534, 65534, 65534) != 0))
			_exit(2);
		int code = assay_store_open(NULL, &store, &fixture->err);
		dprintf(2, "%s\n", fixture->err.text);
		_exit(code == ASSAY_ERR_SYSTEM && strstr(fixture->err.text, words) != NULL ? 0 : 1);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void says_when_the_home_cannot_be_written(void **state)
{
	struct store_place *fixture = *state;
	setenv("HOME", fixture->folder, 1);
	unsetenv("XDG_DATA_HOME");
	assert_int_equal(chmod(fixture->folder, 0500), 0);
	assert_int_equal(try_as_other(fixture, "Permission denied"), 0);
	assert_int_equal(chmod(fixture->folder, 0700), 0);
	/* A file where a folder should be. */
	char *blocked = fixture_file(fixture->folder, ".local", "", 0);
	struct assay_store *store = NULL;
	assert_int_equal(assay_store_open(NULL, &store, &fixture->err), ASSAY_ERR_SYSTEM);
	assert_non_null(strstr(fixture->err.text, ".local'"));
	free(blocked);
}

/* The file is refused with these words and is, byte for byte, what it was. */
static void expect_untouched(struct store_place *fixture, const char *words)
{
	struct assay_bytes before = read_file(fixture->path);
	expect_refusal(fixture, ASSAY_ERR_STORE, words);
	struct assay_bytes after = read_file(fixture->path);
	assert_int_equal(before.size, after.size);
	assert_memory_equal(before.data, after.data, before.size);
	assay_bytes_release(&before);
	assay_bytes_release(&after);
}

static void leaves_alone_what_it_cannot_use(void **state)
{
	struct store_place *fixture = *state;
	char noise[8192];
	memset(noise, 'x', sizeof noise);
	free(fixture_file(fixture->folder, "assay.db", noise, sizeof noise));
	expect_untouched(fixture, "is not a database; nothing was changed");

	assert_int_equal(unlink(fixture->path), 0);
	run_sql(fixture->path, "CREATE TABLE bookmarks (url TEXT)");
	expect_untouched(fixture, "is a database of another program");

	assert_int_equal(unlink(fixture->path), 0);
	assay_store_close(open_store(fixture));
	run_sql(fixture->path, "PRAGMA user_version = 7");
	expect_untouched(fixture, "was made by a newer assay: schema 7, this one knows 1");

	assert_int_equal(unlink(fixture->path), 0);
	assert_int_equal(mkdir(fixture->path, 0700), 0);
	expect_refusal(fixture, ASSAY_ERR_STORE, "is not a regular file");
}

static void fill(struct store_place *fixture, unsigned attempts)
{
	struct assay_store *store = open_store(fixture);
	for (unsigned i = 0; i < attempts; i++) {
		struct assay_attempt attempt;
		char text[600];
		memset(text, 'a' + (int)(i % 26), sizeof text - 1);
		text[sizeof text - 1] = '\0';
		assert_int_equal(fixture_add(store, text, &attempt, &fixture->err), 0);
		assay_attempt_release(&attempt);
	}
	assay_store_close(store);
}

/* Does everything that reads; 0 when all went well. */
static int read_everything(struct store_place *fixture)
{
	struct assay_store *store;
	struct assay_attempt *list = NULL;
	size_t count = 0;
	uint64_t rows, bad;
	const struct assay_attempt_filter all = {0};
	int status = assay_store_open(fixture->path, &store, &fixture->err);
	if (status != 0)
		return status;
	status = assay_store_list(store, &all, &list, &count, &fixture->err);
	for (size_t i = 0; status == 0 && i < count; i++) {
		struct assay_attempt attempt;
		struct assay_submission submission;
		status = assay_store_get(store, list[i].id, &attempt, &submission, &fixture->err);
		if (status == 0) {
			assay_attempt_release(&attempt);
			assay_submission_release(&submission);
		}
	}
	if (status == 0)
		status = assay_store_verify_timeline(store, &rows, &bad, &fixture->err);
	assay_attempts_free(list, count);
	assay_store_close(store);
	return status;
}

static void says_that_a_cut_file_is_damaged(void **state)
{
	struct store_place *fixture = *state;
	fill(fixture, 30);
	assert_int_equal(read_everything(fixture), 0);
	struct stat status;
	assert_int_equal(stat(fixture->path, &status), 0);
	assert_int_equal(truncate(fixture->path, status.st_size / 2), 0);
	assert_int_equal(read_everything(fixture), ASSAY_ERR_STORE);
	assert_non_null(strstr(fixture->err.text, "is damaged; nothing was deleted"));
	assert_non_null(strstr(fixture->err.text, fixture->path));
	struct stat after;
	assert_int_equal(stat(fixture->path, &after), 0);
	assert_int_equal(after.st_size, status.st_size / 2);
}

/* Seeded noise in the file: whatever it hits, reading ends with a result or an error of the store,
 * and never with wrong files, since each is held against its digest. */
static void survives_noise(void **state)
{
	struct store_place *fixture = *state;
	fill(fixture, 20);
	struct assay_bytes good = read_file(fixture->path);
	uint64_t seed = 20261124;
	unsigned damaged = 0;
	for (unsigned round = 0; round < 150; round++) {
		struct assay_bytes bad = {0};
		assay_bytes_append(&bad, good.data, good.size);
		for (unsigned i = 0; i < 1 + round % 20; i++) {
			seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
			bad.data[(seed >> 33) % bad.size] = (char)(seed >> 25);
		}
		free(fixture_file(fixture->folder, "assay.db", bad.data, bad.size));
		int status = read_everything(fixture);
		assert_true(status == 0 || status == ASSAY_ERR_STORE ||
			    status == ASSAY_ERR_INTERNAL || status == ASSAY_ERR_SYSTEM ||
			    status == ASSAY_ERR_NOT_FOUND || status == ASSAY_ERR_USAGE);
		damaged += status == ASSAY_ERR_STORE;
		assay_bytes_release(&bad);
	}
	assert_true(damaged > 20);
	assay_bytes_release(&good);
}

static void waits_for_a_lock_and_then_says_so(void **state)
{
	struct store_place *fixture = *state;
	struct assay_store *store = open_store(fixture);
	struct assay_attempt attempt;
	sqlite3 *raw;
	assert_int_equal(sqlite3_open(fixture->path, &raw), SQLITE_OK);
	assert_int_equal(sqlite3_exec(raw, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	assay_db_set_busy(&store->db, 20);
	assert_int_equal(fixture_add(store, "x", &attempt, &fixture->err), ASSAY_ERR_STORE);
	assay_attempt_release(&attempt);
	assert_non_null(strstr(fixture->err.text, "is locked by another process for too long"));
	/* Readers do not wait for a writer. */
	assert_int_equal(read_everything(fixture), 0);
	assert_int_equal(sqlite3_exec(raw, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(raw), SQLITE_OK);
	assert_int_equal(fixture_add(store, "x", &attempt, &fixture->err), 0);
	assay_attempt_release(&attempt);
	assay_store_close(store);
}

/* A child that waits for the gate to close, then opens the store and uses it. */
static pid_t start_user(struct store_place *fixture, const int gate[2])
{
	pid_t child = fork();
	assert_true(child >= 0);
	if (child > 0)
		return child;
	char byte;
	struct assay_store *store;
	struct assay_attempt attempt;
	uint64_t seed;
	close(gate[1]);
	if (read(gate[0], &byte, 1) != 0)
		_exit(1);
	int status = assay_store_open(fixture->path, &store, &fixture->err);
	if (status == 0)
		status = assay_store_seed(store, "aa", &seed, &fixture->err);
	if (status == 0)
		status = fixture_add(store, "x", &attempt, &fixture->err);
	if (status != 0)
		dprintf(2, "%s\n", fixture->err.text);
	_exit(status == 0 ? 0 : 1);
}

#define USERS 6

/* Several processes open a store that is not there yet: one makes it, all use it. */
static void is_made_once(void **state)
{
	struct store_place *fixture = *state;
	for (unsigned round = 0; round < 5; round++) {
		pid_t children[USERS];
		int gate[2], status;
		int64_t secrets = 0, attempts = 0;
		assert_int_equal(pipe(gate), 0);
		for (size_t i = 0; i < USERS; i++)
			children[i] = start_user(fixture, gate);
		close(gate[0]);
		close(gate[1]);
		for (size_t i = 0; i < USERS; i++) {
			assert_int_equal(waitpid(children[i], &status, 0), children[i]);
			assert_int_equal(status, 0);
		}
		struct assay_store *store = open_store(fixture);
		assay_db_number(&store->db, "SELECT COUNT(*) FROM secret", &secrets, NULL);
		assay_db_number(&store->db, "SELECT COUNT(*) FROM attempt", &attempts, NULL);
		assert_int_equal(secrets, 1);
		assert_int_equal(attempts, USERS);
		assay_store_close(store);
		assert_int_equal(unlink(fixture->path), 0);
	}
}

/* An older database, with rows, is brought to a newer schema; a step that fails leaves it as it
 * was. */
static void brings_an_older_one_up(void **state)
{
	struct store_place *fixture = *state;
	const struct assay_schema_step steps[] = {
		assay_schema_steps[0],
		{"notes on attempts",
			"ALTER TABLE attempt ADD COLUMN note TEXT NOT NULL DEFAULT 'none'"},
		{"broken", "CREATE TABLE half (x INTEGER); CREATE TABLE attempt (x INTEGER)"},
	};
	fill(fixture, 3);
	struct assay_db db;
	int64_t number;
	size_t version;
	assert_int_equal(assay_db_open(fixture->path, &db, &fixture->err), 0);
	assert_int_equal(assay_schema_migrate(&db, steps, 3, &fixture->err), ASSAY_ERR_INTERNAL);
	assert_non_null(strstr(fixture->err.text, "while bringing the store to schema 3 (broken)"));
	assert_int_equal(assay_schema_check(&db, 3, &version, &fixture->err), 0);
	assert_int_equal(version, 1);
	assert_int_equal(assay_schema_migrate(&db, steps, 2, &fixture->err), 0);
	assert_int_equal(assay_schema_migrate(&db, steps, 2, &fixture->err), 0);
	assert_int_equal(assay_schema_check(&db, 2, &version, &fixture->err), 0);
	assert_int_equal(version, 2);
	assert_int_equal(assay_db_number(&db, "SELECT COUNT(*) FROM attempt WHERE note = 'none'",
				 &number, &fixture->err),
		0);
	assert_int_equal(number, 3);
	assay_db_close(&db);
	expect_refusal(fixture, ASSAY_ERR_STORE, "schema 2, this one knows 1");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, store_place_make, store_place_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(lies_in_the_users_own_folder),
		TEST(closes_what_was_opened_up),
		TEST(says_when_the_home_cannot_be_written),
		TEST(leaves_alone_what_it_cannot_use),
		TEST(says_that_a_cut_file_is_damaged),
		TEST(survives_noise),
		TEST(waits_for_a_lock_and_then_says_so),
		TEST(is_made_once),
		TEST(brings_an_older_one_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
