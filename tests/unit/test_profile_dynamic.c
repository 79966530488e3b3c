/*
 * test_profile_dynamic.c - the libraries' root and the profile of dynamic programs, at every level:
 * they run, read libraries, and neither read, write nor execute anything else.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "box_helper.h"

static void run(
	struct assay_sandbox *sandbox, const char *act, struct assay_observation *ret_observation)
{
	char path[4096];
	struct assay_error err = {0};
	struct box_setup setup;
	enum assay_program_kind kind = ASSAY_PROGRAM_STATIC;
	int program = -1;
	const char *build = getenv("ASSAY_BUILD");
	snprintf(path, sizeof path, "%s/tests/programs/dynamic/loads",
		build == NULL ? "build" : build);
	if (assay_program_load(path, &program, &kind, &err) != 0)
		fail_msg("%s", err.text);
	assert_int_equal(kind, ASSAY_PROGRAM_DYNAMIC);
	box_prepare(&setup, program, act, NULL);
	setup.box.profile = "dynamic";
	setup.box.root = assay_profile_root("dynamic");
	box_run(sandbox, &setup, ret_observation);
	close(program);
}

static void expect_exit(
	struct assay_sandbox *sandbox, const char *act, int code, const char *output)
{
	struct assay_observation seen;
	run(sandbox, act, &seen);
	if (seen.status != ASSAY_STATUS_EXITED || seen.exit_code != code)
		fail_msg("%s: %s %d %d %s %s", act, assay_status_name(seen.status), seen.exit_code,
			seen.signal, seen.forbidden.name, box_output(&seen, 2));
	assert_string_equal(box_output(&seen, 1), output);
	assert_int_equal(seen.level, assay_sandbox_level(sandbox));
	assay_observation_release(&seen);
}

static void expect_refused(struct assay_sandbox *sandbox, const char *act, const char *call)
{
	struct assay_observation seen;
	run(sandbox, act, &seen);
	assert_string_equal(assay_status_name(seen.status), "forbidden-call");
	assert_string_equal(seen.forbidden.name, call);
	assay_observation_release(&seen);
}

static void test_libraries(void **state)
{
	expect_exit(box_of(state), "work", 0, "1.4142\n");
}

static void test_nothing_else_is_read_or_written(void **state)
{
	expect_exit(box_of(state), "look", 0,
		"/etc/passwd refused\n/etc/hostname refused\n/usr/bin/env refused\n"
		"/usr/include/stdio.h refused\n/proc/self/maps refused\n/sys/kernel refused\n"
		"/dev/null refused\n/root refused\n/home refused\n/tmp refused\n/box refused\n"
		"/ refused\n/usr/lib refused\n/etc refused\nloader open\nwrite refused\n"
		"change refused\n");
	expect_exit(box_of(state), "truncate", 7, "");
}

static void test_nothing_else_becomes_code(void **state)
{
	expect_refused(box_of(state), "map-code", "mmap");
	expect_refused(box_of(state), "make-code", "mprotect");
	expect_refused(box_of(state), "write-code", "mmap");
	expect_exit(box_of(state), "execute-library", 7, "");
}

/* Boxes have the pages of libraries in common. */
static void test_no_way_to_other_boxes(void **state)
{
	expect_refused(box_of(state), "wait-shared", "futex");
	expect_refused(box_of(state), "thread", "clone3");
}

/* The one file that the kernel executes beside the program is a library too: nothing is gained by
 * executing it again, since filter, Landlock and box stay as they are. */
static void test_loader_again_is_no_way_out(void **state)
{
	struct assay_observation seen;
	run(box_of(state), "execute-loader", &seen);
	assert_string_equal(assay_status_name(seen.status), "exited");
	assert_int_equal(seen.exit_code, 0);
	assert_non_null(strstr(box_output(&seen, 1), "ld.so"));
	assay_observation_release(&seen);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		BOX_AT_ALL(test_libraries),
		BOX_AT_ALL(test_nothing_else_is_read_or_written),
		BOX_AT_ALL(test_nothing_else_becomes_code),
		BOX_AT_ALL(test_no_way_to_other_boxes),
		BOX_AT_ALL(test_loader_again_is_no_way_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
