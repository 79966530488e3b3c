/*
 * test_copy.c - a sandbox's own copy of a program: made once for a file, and never taken for
 * another.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../sandbox/box.h"

static int make_file(const char *text)
{
	int fd = -1;
	assert_int_equal(assay_memory_file("file", text, strlen(text), &fd, NULL), 0);
	return fd;
}

static void assert_holds(int fd, const char *text)
{
	char got[64] = "";
	assert_int_equal(pread(fd, got, sizeof got - 1, 0), strlen(text));
	assert_string_equal(got, text);
}

static int copy_of(struct assay_copy *copy, int file)
{
	int fd = -1;
	struct assay_error err = {0};
	if (assay_copy_of(copy, file, &fd, &err) != 0)
		fail_msg("%s", err.text);
	return fd;
}

static void one_file_is_copied_once(void **state)
{
	(void)state;
	struct assay_copy copy = {0};
	struct stat of, own;
	int file = make_file("one");
	int first = copy_of(&copy, file);
	assert_holds(first, "one");
	assert_int_equal(fstat(file, &of), 0);
	assert_int_equal(fstat(first, &own), 0);
	assert_true(of.st_ino != own.st_ino);
	assert_int_equal(copy_of(&copy, file), first);
	assert_int_equal(write(first, "x", 1), -1);
	close(file);
	assay_copy_release(&copy);
}

/* The caller's descriptor has the same number each time, and the first file is gone. */
static void another_file_is_another_copy(void **state)
{
	(void)state;
	struct assay_copy copy = {0};
	for (int i = 0; i < 50; i++) {
		char text[16];
		snprintf(text, sizeof text, "file %d", i);
		int file = make_file(text);
		assert_holds(copy_of(&copy, file), text);
		close(file);
	}
	assay_copy_release(&copy);
}

static void a_closed_descriptor_is_told(void **state)
{
	(void)state;
	struct assay_copy copy = {0};
	struct assay_error err = {0};
	int fd = -1;
	assert_int_not_equal(assay_copy_of(&copy, 9999, &fd, &err), 0);
	assert_non_null(strstr(err.text, "program"));
	assay_copy_release(&copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_file_is_copied_once),
		cmocka_unit_test(another_file_is_another_copy),
		cmocka_unit_test(a_closed_descriptor_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
