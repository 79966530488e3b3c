/*
 * test_sandbox_selftest.c - the self-test holds at every level, and notices a box that does not
 * hold.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "box_helper.h"

static void holds_at(enum assay_level level)
{
	struct assay_trial trials[ASSAY_TRIAL_COUNT];
	struct assay_error err = {0};
	struct assay_sandbox *sandbox = box_open(level);
	assert_int_equal(assay_sandbox_self_test(sandbox, trials, &err), 0);
	for (size_t i = 0; i < ASSAY_TRIAL_COUNT; i++) {
		if (!trials[i].held)
			fail_msg("%s: %s", trials[i].name, trials[i].detail);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(trials[i].name, trials[j].name);
	}
	assay_sandbox_close(sandbox);
}

static void test_full(void **state)
{
	(void)state;
	holds_at(ASSAY_LEVEL_FULL);
}

static void test_reduced(void **state)
{
	(void)state;
	holds_at(ASSAY_LEVEL_REDUCED);
}

static void test_minimal(void **state)
{
	(void)state;
	holds_at(ASSAY_LEVEL_MINIMAL);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_reduced),
		cmocka_unit_test(test_minimal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
