/*
 * test_build_cache.c - the cache: what is kept, and what is never trusted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../runner/build/cache.h"
#include "../../runner/digest.h"

static char folder[512];

static int make_folder(void **state)
{
	(void)state;
	const char *temporary = getenv("TMPDIR");
	snprintf(folder, sizeof folder, "%s/cache.XXXXXX", temporary ? temporary : "/tmp");
	return mkdtemp(folder) != NULL && setenv("XDG_CACHE_HOME", folder, 1) == 0 ? 0 : -1;
}

static void key_of(const char *text, char ret_key[ASSAY_DIGEST_SIZE])
{
	assay_digest_bytes(text, strlen(text), ret_key);
}

static void path_of(const char *key, char *ret_path, size_t size)
{
	snprintf(ret_path, size, "%s/assay/%c/%s", folder, key[0], key);
}

static void keeps_what_is_put(void **state)
{
	(void)state;
	char key[ASSAY_DIGEST_SIZE];
	struct assay_bytes content = {0};
	key_of("one", key);
	assert_false(assay_cache_get(key, &content));
	assay_cache_put(key, "a\0b", 3);
	assert_true(assay_cache_get(key, &content));
	assert_int_equal(content.size, 3);
	assert_memory_equal(content.data, "a\0b", 3);
	assay_cache_put(key, "", 0);
	assert_true(assay_cache_get(key, &content));
	assert_int_equal(content.size, 0);
	assay_bytes_release(&content);
}

static void trusts_no_damaged_entry(void **state)
{
	(void)state;
	char key[ASSAY_DIGEST_SIZE];
	char path[1024];
	struct assay_bytes content = {0};
	struct assay_bytes entry = {0};
	key_of("two", key);
	path_of(key, path, sizeof path);
	assay_cache_put(key, "content", 7);
	assert_int_equal(assay_file_read(-100, path, 1000, &entry, NULL), 0);
	for (size_t i = 0; i < entry.size; i++) {
		entry.data[i] ^= 1;
		assert_int_equal(assay_file_replace(path, entry.data, entry.size, 0600, NULL), 0);
		assert_false(assay_cache_get(key, &content));
		entry.data[i] ^= 1;
	}
	for (size_t size = 0; size < entry.size; size++) {
		assert_int_equal(assay_file_replace(path, entry.data, size, 0600, NULL), 0);
		assert_false(assay_cache_get(key, &content));
	}
	assay_cache_put(key, "content", 7);
	assert_true(assay_cache_get(key, &content));
	assay_bytes_release(&content);
	assay_bytes_release(&entry);
}

static void trusts_no_folder_that_others_write_to(void **state)
{
	(void)state;
	char key[ASSAY_DIGEST_SIZE];
	char path[1024];
	struct assay_bytes content = {0};
	key_of("three", key);
	assay_cache_put(key, "x", 1);
	assert_true(assay_cache_get(key, &content));
	snprintf(path, sizeof path, "%s/assay", folder);
	assert_int_equal(chmod(path, 0777), 0);
	assert_false(assay_cache_get(key, &content));
	assert_int_equal(chmod(path, 0700), 0);
	assert_true(assay_cache_get(key, &content));
	/* Neither is a symbolic link followed, to a folder or to an entry. */
	char elsewhere[1024];
	snprintf(elsewhere, sizeof elsewhere, "%s/elsewhere", folder);
	assert_int_equal(rename(path, elsewhere), 0);
	assert_int_equal(symlink(elsewhere, path), 0);
	assert_false(assay_cache_get(key, &content));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rename(elsewhere, path), 0);
	path_of(key, path, sizeof path);
	assert_int_equal(rename(path, elsewhere), 0);
	assert_int_equal(symlink(elsewhere, path), 0);
	assert_false(assay_cache_get(key, &content));
	assay_bytes_release(&content);
}

static void does_without(void **state)
{
	(void)state;
	char key[ASSAY_DIGEST_SIZE];
	struct assay_bytes content = {0};
	key_of("four", key);
	assert_int_equal(setenv("XDG_CACHE_HOME", "/dev/null/nowhere", 1), 0);
	assay_cache_put(key, "x", 1);
	assert_false(assay_cache_get(key, &content));
	assert_int_equal(setenv("XDG_CACHE_HOME", "relative", 1), 0);
	assert_int_equal(setenv("HOME", folder, 1), 0);
	assay_cache_put(key, "x", 1);
	assert_true(assay_cache_get(key, &content));
	char path[1024];
	snprintf(path, sizeof path, "%s/.cache/assay/%c/%s", folder, key[0], key);
	assert_int_equal(access(path, R_OK), 0);
	assert_int_equal(access("relative", F_OK), -1);
	assert_int_equal(setenv("XDG_CACHE_HOME", folder, 1), 0);
	/* Too large to be kept. */
	char *large = calloc(1, ASSAY_CACHE_ENTRY_MAX + 1);
	key_of("five", key);
	assay_cache_put(key, large, ASSAY_CACHE_ENTRY_MAX + 1);
	assert_false(assay_cache_get(key, &content));
	free(large);
	assay_bytes_release(&content);
}

static void does_not_grow_without_end(void **state)
{
	(void)state;
	char key[ASSAY_DIGEST_SIZE];
	key_of("six", key);
	for (int i = 0; i < 300; i++) {
		snprintf(key + 40, sizeof key - 40, "%024d", i);
		assay_cache_put(key, "x", 1);
	}
	char path[1024];
	snprintf(path, sizeof path, "%s/assay/%c", folder, key[0]);
	DIR *entries = opendir(path);
	assert_non_null(entries);
	int count = 0;
	while (readdir(entries) != NULL)
		count++;
	closedir(entries);
	assert_in_range(count, 100, 140);
	struct assay_bytes content = {0};
	assert_true(assay_cache_get(key, &content));
	assay_bytes_release(&content);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_what_is_put),
		cmocka_unit_test(trusts_no_damaged_entry),
		cmocka_unit_test(trusts_no_folder_that_others_write_to),
		cmocka_unit_test(does_without),
		cmocka_unit_test(does_not_grow_without_end),
	};
	return cmocka_run_group_tests(tests, make_folder, NULL);
}
