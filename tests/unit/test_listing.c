/*
 * test_listing.c - the index of `assay list`: a row is taken from it only while nothing has changed
 * that the challenge hangs on, and nothing but time is lost where there is no index.
 */
#include <dirent.h>
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

#include "../../runner/cli/listing.h"
#include "folder.h"

#define HOUR_NS (UINT64_C(3600) * 1000000000)

struct fixture {
	char *top, *root, *cache;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	assert_non_null(fixture);
	fixture->top = folder_make();
	fixture->root = folder_join(fixture->top, "challenges");
	fixture->cache = folder_join(fixture->top, "cache");
	folder_write_challenge(fixture->root, "first");
	folder_write_challenge(fixture->root, "second");
	folder_write_challenge(fixture->root, "third");
	setenv("ASSAY_CHALLENGES", fixture->root, 1);
	setenv("XDG_CACHE_HOME", fixture->cache, 1);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	unsetenv("ASSAY_CHALLENGES");
	unsetenv("XDG_CACHE_HOME");
	free(fixture->root);
	free(fixture->cache);
	folder_remove(fixture->top);
	free(fixture);
	return 0;
}

/* The rows in words: "first:Small second:Small third!" where the last is invalid. */
static void read_words(uint64_t settled_ns, char *ret_words, size_t size, size_t *ret_loaded)
{
	struct assay_listing listing;
	struct assay_error err = {0};
	ret_words[0] = '\0';
	size_t used = 0;
	assert_int_equal(assay_listing_read(settled_ns, NULL, &listing, &err), 0);
	for (size_t i = 0; i < listing.count; i++) {
		const struct assay_listing_row *row = &listing.rows[i];
		int length = snprintf(ret_words + used, size - used, "%s%s%s%s",
			used > 0 ? " " : "", row->id, row->error != NULL ? "!" : ":",
			row->error != NULL ? "" : row->title);
		assert_true(length > 0 && (size_t)length < size - used);
		used += (size_t)length;
		if (row->error == NULL)
			assert_string_equal(row->language, "c");
	}
	*ret_loaded = listing.loaded;
	assay_listing_release(&listing);
}

static void expect(uint64_t settled_ns, const char *words, size_t loaded)
{
	char got[512];
	size_t got_loaded;
	read_words(settled_ns, got, sizeof got, &got_loaded);
	assert_string_equal(got, words);
	assert_int_equal(got_loaded, loaded);
}

#define ALL "first:Small second:Small third:Small"

static void loads_each_once(void **state)
{
	(void)state;
	expect(0, ALL, 3);
	expect(0, ALL, 0);
	expect(0, ALL, 0);
}

/* What was changed lately may change again within the grain of the clock, and look the same. */
static void keeps_nothing_that_is_not_settled(void **state)
{
	(void)state;
	expect(HOUR_NS, ALL, 3);
	expect(HOUR_NS, ALL, 3);
}

/* A new manifest with the size, the times and the inode of the old one: the change time tells. */
static void sees_through_a_time_set_back(void **state)
{
	struct fixture *fixture = *state;
	char *path = folder_join(fixture->root, "second/challenge.json");
	struct stat before, after;
	expect(0, ALL, 3);
	assert_int_equal(stat(path, &before), 0);
	char *named = folder_replace(folder_manifest, "\"id\": \"small\"", "\"id\": \"second\"");
	char *changed = folder_replace(named, "\"Small\"", "\"Other\"");
	do { /* until the clock of the file system has moved on */
		folder_write(fixture->root, "second/challenge.json", changed);
		const struct timespec times[] = {before.st_atim, before.st_mtim};
		assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
		assert_int_equal(stat(path, &after), 0);
	} while (after.st_ctim.tv_sec == before.st_ctim.tv_sec &&
		 after.st_ctim.tv_nsec == before.st_ctim.tv_nsec);
	assert_int_equal(after.st_size, before.st_size);
	assert_int_equal(after.st_mtim.tv_nsec, before.st_mtim.tv_nsec);
	expect(0, "first:Small second:Other third:Small", 1);
	expect(0, "first:Small second:Other third:Small", 0);
	free(changed);
	free(named);
	free(path);
}

static void sees_what_comes_and_goes(void **state)
{
	struct fixture *fixture = *state;
	char *old = folder_join(fixture->root, "second");
	char *new = folder_join(fixture->top, "away");
	expect(0, ALL, 3);
	assert_int_equal(rename(old, new), 0);
	expect(0, "first:Small third:Small", 0);
	folder_write_challenge(fixture->root, "fourth");
	expect(0, "first:Small fourth:Small third:Small", 1);
	expect(0, "first:Small fourth:Small third:Small", 0);
	/* Under another name it is invalid, and loaded each time: what mends it may be anywhere. */
	free(old);
	old = folder_join(fixture->root, "moved");
	assert_int_equal(rename(new, old), 0);
	expect(0, "first:Small fourth:Small moved! third:Small", 1);
	expect(0, "first:Small fourth:Small moved! third:Small", 1);
	free(old);
	free(new);
}

/* Two challenges that change places keep their times; the manifests' ids do not fit. */
static void sees_an_exchange(void **state)
{
	struct fixture *fixture = *state;
	char *first = folder_join(fixture->root, "first");
	char *second = folder_join(fixture->root, "second");
	char *between = folder_join(fixture->root, "between");
	expect(0, ALL, 3);
	assert_int_equal(rename(first, between), 0);
	assert_int_equal(rename(second, first), 0);
	assert_int_equal(rename(between, second), 0);
	expect(0, "first! second! third:Small", 2);
	free(first);
	free(second);
	free(between);
}

/* Each file that a manifest names, in whatever folder. */
static void sees_a_file_that_is_gone(void **state)
{
	struct fixture *fixture = *state;
	static const char *const files[] = {"statement.md", "solution.md", "starter/add.c",
		"starter/add.h", "driver/driver.c", "generators/add.c",
		"submissions/accepted/add.c"};
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		char id[16], path[128], words[64];
		snprintf(id, sizeof id, "test-%zu", i);
		snprintf(path, sizeof path, "%s/%s", id, files[i]);
		folder_write_challenge(fixture->root, id);
		snprintf(words, sizeof words, "first:Small second:Small %s:Small third:Small", id);
		char got[512];
		size_t loaded;
		read_words(0, got, sizeof got, &loaded);
		assert_string_equal(got, words);
		expect(0, words, 0);
		folder_delete(fixture->root, path);
		snprintf(words, sizeof words, "first:Small second:Small %s! third:Small", id);
		expect(0, words, 1);
		char *folder = folder_join(fixture->root, id);
		char *away = folder_join(fixture->top, id);
		assert_int_equal(rename(folder, away), 0);
		free(folder);
		free(away);
	}
}

/* Calls `change` with the path of the one entry of the cache. */
static void with_entry(const struct fixture *fixture, void (*change)(const char *path))
{
	size_t found = 0;
	for (const char *digit = "0123456789abcdef"; *digit != '\0'; digit++) {
		char folder[512];
		snprintf(folder, sizeof folder, "%s/assay/%c", fixture->cache, *digit);
		DIR *entries = opendir(folder);
		if (entries == NULL)
			continue;
		for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
			char path[1024];
			if (entry->d_name[0] == '.')
				continue;
			snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
			change(path);
			found++;
		}
		closedir(entries);
	}
	assert_int_equal(found, 1);
}

static void flip_last(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	char c;
	assert_true(fd >= 0);
	off_t end = lseek(fd, 0, SEEK_END);
	assert_int_equal(pread(fd, &c, 1, end - 30), 1);
	c ^= 1;
	assert_int_equal(pwrite(fd, &c, 1, end - 30), 1);
	close(fd);
}

static void cut(const char *path)
{
	assert_int_equal(truncate(path, 300), 0);
}

static void empty(const char *path)
{
	assert_int_equal(truncate(path, 0), 0);
}

static void makes_a_damaged_index_anew(void **state)
{
	void (*const damages[])(const char *) = {flip_last, cut, empty};
	expect(0, ALL, 3);
	for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
		with_entry(*state, damages[i]);
		expect(0, ALL, 3);
		expect(0, ALL, 0);
	}
}

static void works_without_a_cache(void **state)
{
	struct fixture *fixture = *state;
	folder_write(fixture->top, "file", "no folder\n");
	char *file = folder_join(fixture->top, "file");
	setenv("XDG_CACHE_HOME", file, 1);
	expect(0, ALL, 3);
	expect(0, ALL, 3);
	free(file);
}

/* A cache folder that others can write to is not believed, nor used. */
static void distrusts_an_open_cache(void **state)
{
	struct fixture *fixture = *state;
	char *folder = folder_join(fixture->cache, "assay");
	expect(0, ALL, 3);
	expect(0, ALL, 0);
	assert_int_equal(chmod(folder, 0777), 0);
	expect(0, ALL, 3);
	expect(0, ALL, 3);
	free(folder);
}

/* Readers see the old rows or the new ones, never a mixture, whoever writes the index. */
static void holds_with_several_at_once(void **state)
{
	struct fixture *fixture = *state;
	pid_t children[4];
	for (size_t i = 0; i < 4; i++) {
		children[i] = fork();
		assert_true(children[i] >= 0);
		if (children[i] != 0)
			continue;
		for (size_t turn = 0; turn < 50; turn++) {
			struct assay_listing listing;
			struct assay_error err = {0};
			if (assay_listing_read(turn % 2 == 0 ? 0 : HOUR_NS, NULL, &listing, &err) !=
					0 ||
				listing.count < 3 || listing.rows[0].error != NULL ||
				strcmp(listing.rows[0].id, "first") != 0 ||
				strcmp(listing.rows[0].title, "Small") != 0)
				_exit(1);
			assay_listing_release(&listing);
		}
		_exit(0);
	}
	for (size_t i = 0; i < 20; i++) {
		char id[16];
		snprintf(id, sizeof id, "new-%zu", i);
		folder_write_challenge(fixture->root, id);
	}
	for (size_t i = 0; i < 4; i++) {
		int status;
		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_int_equal(status, 0);
	}
	char words[512];
	size_t loaded;
	read_words(0, words, sizeof words, &loaded);
	read_words(0, words, sizeof words, &loaded);
	assert_int_equal(loaded, 0);
	assert_non_null(strstr(words, "new-19:Small"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	/* Where there is no ./challenges: only the fixture's are found. */
	if (chdir("/") != 0)
		return 1;
	const struct CMUnitTest tests[] = {
		TEST(loads_each_once),
		TEST(keeps_nothing_that_is_not_settled),
		TEST(sees_through_a_time_set_back),
		TEST(sees_what_comes_and_goes),
		TEST(sees_an_exchange),
		TEST(sees_a_file_that_is_gone),
		TEST(makes_a_damaged_index_anew),
		TEST(works_without_a_cache),
		TEST(distrusts_an_open_cache),
		TEST(holds_with_several_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
