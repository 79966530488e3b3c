/*
 * test_meter.c - the time left that a batch is said to take: steady, and right in the end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../../runner/cli/meter.h"

#define SECOND UINT64_C(1000000000)

static void says_nothing_too_early(void **state)
{
	(void)state;
	struct assay_estimate estimate = {0};
	char words[48];
	assay_meter_estimate(&estimate, SECOND, 5, 100);
	assert_false(estimate.known);
	assay_meter_estimate(&estimate, 60 * SECOND, 0, 100);
	assert_false(estimate.known);
	assay_meter_words(&estimate, words, sizeof words);
	assert_string_equal(words, "");
}

static void is_exact_where_all_take_the_same(void **state)
{
	(void)state;
	struct assay_estimate estimate = {0};
	for (size_t done = 1; done <= 100; done++) {
		assay_meter_estimate(&estimate, done * SECOND, done, 100);
		if (done < 2)
			continue;
		assert_true(estimate.known);
		uint64_t right_ns = (100 - done) * SECOND;
		assert_true(estimate.left_ns <= right_ns + 10 && estimate.left_ns + 10 >= right_ns);
	}
}

/* While nothing is finished the time left only shrinks, and never goes below nothing. */
static void counts_down_between(void **state)
{
	(void)state;
	struct assay_estimate estimate = {0};
	assay_meter_estimate(&estimate, 10 * SECOND, 10, 12);
	assert_int_equal(estimate.left_ns, 2 * SECOND);
	assay_meter_estimate(&estimate, 11 * SECOND, 10, 12);
	assert_int_equal(estimate.left_ns, SECOND);
	assay_meter_estimate(&estimate, 60 * SECOND, 10, 12);
	assert_int_equal(estimate.left_ns, 0);
}

/* One that takes thirty times as long as the others changes it by no more than a quarter of what it
 * would say alone. */
static void is_not_moved_by_one(void **state)
{
	(void)state;
	struct assay_estimate estimate = {0};
	for (size_t done = 1; done <= 10; done++)
		assay_meter_estimate(&estimate, done * SECOND, done, 100);
	assert_true(estimate.left_ns / SECOND <= 90);
	assay_meter_estimate(&estimate, 40 * SECOND, 11, 100);
	/* Alone: 89 x 40/11 = 323 s; counted down: 60 s. */
	assert_true(estimate.left_ns < 126 * SECOND && estimate.left_ns > 120 * SECOND);
}

static void is_told_in_words(void **state)
{
	(void)state;
	static const struct {
		uint64_t left_ns;
		const char *words;
	} cases[] = {
		{0, ", about 0 s left"},
		{1, ", about 1 s left"},
		{59 * SECOND, ", about 59 s left"},
		{60 * SECOND, ", about 1 min left"},
		{100 * SECOND, ", about 2 min left"},
		{3600 * SECOND, ", about 60 min left"},
		{7200 * SECOND, ", about 2 h left"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct assay_estimate estimate = {.known = true, .left_ns = cases[i].left_ns};
		char words[48];
		assay_meter_words(&estimate, words, sizeof words);
		assert_string_equal(words, cases[i].words);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_nothing_too_early),
		cmocka_unit_test(is_exact_where_all_take_the_same),
		cmocka_unit_test(counts_down_between),
		cmocka_unit_test(is_not_moved_by_one),
		cmocka_unit_test(is_told_in_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
