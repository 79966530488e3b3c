/*
 * test_profile_sanitize.c - a program with AddressSanitizer and UBSan in a box: what they find
 * arrives as text on descriptor 2, and its memory is limited by what it touches.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "box_helper.h"

static void prepare(struct box_setup *setup, int program, const char *act)
{
	box_prepare(setup, program, act, NULL);
	setup->box.profile = "sanitize";
	setup->box.root = ASSAY_ROOT_LIBRARIES;
}

static void test_findings_arrive(void **state)
{
	static const struct {
		const char *act;
		int code;
		const char *out, *text;
	} rows[] = {
		{"fine", 0, "fine\n", ""},
		{"use-after-free", 1, "", "AddressSanitizer: heap-use-after-free"},
		{"overrun", 1, "", "AddressSanitizer: heap-buffer-overflow"},
		{"overflow", 0, "-2147483647\n", "runtime error: signed integer overflow"},
		{"leak", 0, "", ""},
	};
	int program = box_program_named("sanitized/finds");
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct box_setup setup;
		struct assay_observation seen;
		prepare(&setup, program, rows[i].act);
		box_run(box_of(state), &setup, &seen);
		if (seen.status != ASSAY_STATUS_EXITED || seen.exit_code != rows[i].code ||
			strcmp(box_output(&seen, 1), rows[i].out) != 0 ||
			strstr(box_output(&seen, 2), rows[i].text) == NULL)
			fail_msg("%s: %s %d %s: %s%s", rows[i].act, assay_status_name(seen.status),
				seen.exit_code, seen.forbidden.name, box_output(&seen, 1),
				box_output(&seen, 2));
		assay_observation_release(&seen);
	}
	close(program);
}

/* Searching for leaks needs ptrace(2) and /proc, which a box has not: it is said, not passed
 * over. */
static void test_leaks_cannot_be_searched(void **state)
{
	struct box_setup setup;
	struct assay_observation seen;
	int program = box_program_named("sanitized/finds");
	prepare(&setup, program, "leak-searched");
	box_run(box_of(state), &setup, &seen);
	close(program);
	assert_string_equal(assay_status_name(seen.status), "exited");
	assert_int_not_equal(seen.exit_code, 0);
	assert_non_null(
		strstr(box_output(&seen, 2), "LeakSanitizer has encountered a fatal error"));
	assay_observation_release(&seen);
}

/* Terabytes are reserved and little of them is used: the limit is about that. */
static void test_memory_limit(void **state)
{
	struct box_setup setup;
	struct assay_observation seen;
	int program = box_program_named("sanitized/finds");
	prepare(&setup, program, "touch");
	box_run(box_of(state), &setup, &seen);
	close(program);
	assert_string_equal(assay_status_name(seen.status), "memory-limit");
	assay_observation_release(&seen);
}

/* Without a cgroup memory is limited by address space, of which a sanitizer takes all there is. */
static void test_refused_without_cgroup(void **state)
{
	struct box_setup setup;
	struct assay_observation seen;
	struct assay_error err = {0};
	int program = box_program_named("sanitized/finds");
	prepare(&setup, program, "fine");
	assert_int_equal(
		assay_sandbox_run(box_of(state), &setup.box, &seen, &err), ASSAY_ERR_SANDBOX);
	assert_string_equal(err.text,
		"box: profile 'sanitize' needs a memory cgroup of its own, which level 'reduced' "
		"does not have");
	close(program);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_findings_arrive, box_open_full, box_close),
		cmocka_unit_test_setup_teardown(
			test_leaks_cannot_be_searched, box_open_full, box_close),
		cmocka_unit_test_setup_teardown(test_memory_limit, box_open_full, box_close),
		cmocka_unit_test_setup_teardown(
			test_refused_without_cgroup, box_open_reduced, box_close),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
