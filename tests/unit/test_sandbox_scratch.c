/*
 * test_sandbox_scratch.c - what leaves a scratch folder: plain files with one name, and nothing
 * that a candidate put in their place. And how such a folder is removed.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <assay/bytes.h>

#include "../../sandbox/box.h"
#include "../../sandbox/launcher/launcher.h"

static struct {
	char path[512];
	int folder;
} place;

static int make_folder(void **state)
{
	struct assay_error err = {0};
	(void)state;
	if (assay_folder_make(place.path, sizeof place.path, false, &place.folder, &err) != 0)
		fail_msg("%s", err.text);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	close(place.folder);
	assay_folder_remove(place.path);
	assert_int_equal(access(place.path, F_OK), -1);
	return 0;
}

static void put(const char *name, const char *text)
{
	int fd = openat(place.folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

/* Tries to bring `name` out; the bytes that came, or NULL. */
static const char *take(const char *name, uint64_t limit)
{
	static struct assay_wire_run run;
	static struct assay_wire_record record;
	static char text[4096];
	struct assay_server server = {.record = &record};
	int output = memfd_create("output", MFD_CLOEXEC);
	struct assay_order order = {
		.server = &server, .run = &run, .outputs = &output, .output_names = {name}};
	memset(&record, 0, sizeof record);
	memset(text, 0, sizeof text);
	run.output_count = 1;
	run.output_file_limit = limit;
	assert_int_equal(assay_scratch_take(&order, place.folder), 0);
	ssize_t n = pread(output, text, sizeof text - 1, 0);
	close(output);
	assert_true(n >= 0);
	if (record.output_there[0] == 0)
		assert_int_equal(n, 0);
	return record.output_there[0] != 0 ? text : NULL;
}

static void test_plain_files_come_out(void **state)
{
	(void)state;
	put("file", "content");
	assert_string_equal(take("file", 7), "content");
	assert_null(take("file", 6));
	assert_null(take("missing", 100));
	assert_int_equal(mkdirat(place.folder, "below", 0755), 0);
	put("below/file", "deep");
	assert_string_equal(take("below/file", 100), "deep");
	assert_null(take("below", 100));
}

static void test_nothing_else_does(void **state)
{
	(void)state;
	put("file", "content");
	assert_int_equal(symlinkat("file", place.folder, "link"), 0);
	assert_int_equal(symlinkat("/etc/passwd", place.folder, "passwd"), 0);
	assert_int_equal(symlinkat(".", place.folder, "here"), 0);
	assert_int_equal(mkfifoat(place.folder, "fifo", 0644), 0);
	assert_null(take("link", 100));
	assert_null(take("passwd", 1 << 20));
	assert_null(take("here/file", 100));
	assert_null(take("fifo", 100));
	assert_int_equal(linkat(place.folder, "file", place.folder, "second", 0), 0);
	assert_null(take("file", 100));
	assert_null(take("second", 100));
	assert_null(take("../file", 100));
}

/* Removing follows no link: what a link points to stays. */
static void test_removing_follows_nothing(void **state)
{
	char victim[600];
	(void)state;
	snprintf(victim, sizeof victim, "%s.victim", place.path);
	assert_int_equal(mkdir(victim, 0755), 0);
	assert_int_equal(symlinkat(victim, place.folder, "link"), 0);
	assert_int_equal(mkdirat(place.folder, "closed", 0755), 0);
	put("closed/file", "x");
	assert_int_equal(fchmodat(place.folder, "closed", 0, 0), 0);
	close(place.folder);
	assay_folder_remove(place.path);
	assert_int_equal(access(place.path, F_OK), -1);
	assert_int_equal(rmdir(victim), 0);
	assert_int_equal(make_folder(NULL), 0);
}

/* What a killed runner left goes when the next folder is made; what somebody holds stays. */
static void test_what_was_left_is_removed(void **state)
{
	char held[sizeof place.path], left[sizeof place.path], other[600];
	int folder = place.folder;
	(void)state;
	memcpy(held, place.path, sizeof held);
	put("file", "x");
	make_folder(NULL);
	memcpy(left, place.path, sizeof left);
	put("file", "x");
	snprintf(other, sizeof other, "%s.link", held);
	assert_int_equal(symlink(held, other), 0);
	close(place.folder);
	make_folder(NULL);
	assert_int_equal(access(left, F_OK), -1);
	assert_int_equal(faccessat(folder, "file", F_OK, 0), 0);
	assert_int_equal(unlink(other), 0);
	close(folder);
	assay_folder_remove(held);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_plain_files_come_out, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(test_nothing_else_does, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
			test_removing_follows_nothing, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
			test_what_was_left_is_removed, make_folder, remove_folder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
