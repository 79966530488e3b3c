/*
 * test_score.c - groups, bands, points and the verdict of a submission.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../runner/score/metric.h"
#include "../../runner/score/score.h"

#define AC ASSAY_VERDICT_ACCEPTED
#define WA ASSAY_VERDICT_WRONG_ANSWER
#define TL ASSAY_VERDICT_TIME_LIMIT
#define RT ASSAY_VERDICT_RUN_TIME_ERROR
#define CE ASSAY_VERDICT_COMPILE_ERROR
#define IE ASSAY_VERDICT_INTERNAL_ERROR

static char words[] = "in words";

/* sample, all (30 points), each (60), measured (10: up to 1.3 all of it, up to 2 half). */
static struct assay_group groups[] = {
	{.name = "sample", .behaviour = words, .sample = true},
	{.name = "all", .behaviour = words, .points = 30},
	{.name = "each", .behaviour = words, .points = 60, .scoring = ASSAY_SCORING_EACH},
	{.name = "measured",
		.behaviour = words,
		.points = 10,
		.measure_count = 1,
		.measures = {{ASSAY_METRIC_VM_STEPS, 2, {{1300, 1000}, {2000, 500}}}}},
};
static const struct assay_challenge challenge = {
	.id = "example", .group_count = 4, .groups = groups};

struct row {
	const char *group;
	enum assay_verdict verdict;
	uint64_t value, reference;
};

#define ROWS_MAX 8
struct score_case {
	const char *label;
	struct row rows[ROWS_MAX];
	enum assay_verdict verdict;
	uint64_t millipoints, max_millipoints;
};

static void fill_items(struct assay_result *result, const struct row *rows, size_t count)
{
	result->items = calloc(count + 1, sizeof *result->items);
	assert_non_null(result->items);
	for (size_t i = 0; i < count && rows[i].group != NULL; i++) {
		struct assay_item *item = &result->items[result->item_count++];
		snprintf(item->group, sizeof item->group, "%s", rows[i].group);
		snprintf(item->name, sizeof item->name, "t-%zu", i);
		item->verdict = rows[i].verdict;
		item->measure_count = 1;
		item->measures[0] = (struct assay_measure){.metric = ASSAY_METRIC_VM_STEPS,
			.value = rows[i].value,
			.reference = rows[i].reference};
	}
}

static void scores(void **state)
{
	(void)state;
	static const struct score_case cases[] = {
		{"all right",
			{{"sample", AC, 0, 0}, {"all", AC, 0, 0}, {"each", AC, 0, 0},
				{"measured", AC, 10, 10}},
			AC, 100000, 100000},
		{"samples alone", {{"sample", AC, 0, 0}, {"sample", AC, 0, 0}}, AC, 0, 0},
		{"a sample fails", {{"sample", TL, 0, 0}, {"all", AC, 0, 0}}, TL, 30000, 30000},
		{"all or nothing", {{"all", AC, 0, 0}, {"all", WA, 0, 0}, {"all", AC, 0, 0}}, WA, 0,
			30000},
		{"a part each", {{"each", AC, 0, 0}, {"each", WA, 0, 0}, {"each", AC, 0, 0}}, WA,
			40000, 60000},
		{"rounded down",
			{{"each", AC, 0, 0}, {"each", WA, 0, 0}, {"each", WA, 0, 0},
				{"each", WA, 0, 0}, {"each", WA, 0, 0}, {"each", WA, 0, 0},
				{"each", WA, 0, 0}},
			WA, 8571, 60000},
		{"first failing group decides",
			{{"each", TL, 0, 0}, {"all", RT, 0, 0}, {"sample", AC, 0, 0}}, RT, 0,
			90000},
		{"first failing test decides",
			{{"each", AC, 0, 0}, {"each", RT, 0, 0}, {"each", TL, 0, 0}}, RT, 20000,
			60000},
		{"best band", {{"measured", AC, 13, 10}}, AC, 10000, 10000},
		{"second band", {{"measured", AC, 14, 10}}, AC, 5000, 10000},
		{"the edge counts", {{"measured", AC, 20, 10}}, AC, 5000, 10000},
		{"just past the edge", {{"measured", AC, 2000001, 1000000}}, AC, 0, 10000},
		{"beyond all bands is accepted", {{"measured", AC, 21, 10}}, AC, 0, 10000},
		{"worst test counts", {{"measured", AC, 1, 10}, {"measured", AC, 19, 10}}, AC, 5000,
			10000},
		{"reference needs none", {{"measured", AC, 0, 0}}, AC, 10000, 10000},
		{"one where none is needed", {{"measured", AC, 1, 0}}, AC, 0, 10000},
		{"measured and wrong", {{"measured", AC, 1, 1}, {"measured", WA, 1, 1}}, WA, 0,
			10000},
		{"our fault", {{"all", AC, 0, 0}, {"each", IE, 0, 0}, {"each", AC, 0, 0}}, IE, 0,
			90000},
		{"our fault after a failure", {{"all", WA, 0, 0}, {"each", IE, 0, 0}}, IE, 0,
			90000},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct assay_result result = {0};
		struct assay_error err = {0};
		fill_items(&result, cases[i].rows, ROWS_MAX);
		if (assay_score_result(&challenge, &result, &err) != 0)
			fail_msg("%s: %s", cases[i].label, err.text);
		if (result.verdict != cases[i].verdict ||
			result.millipoints != cases[i].millipoints ||
			result.max_millipoints != cases[i].max_millipoints)
			fail_msg("%s: %s, %lu of %lu", cases[i].label,
				assay_verdict_name(result.verdict), result.millipoints,
				result.max_millipoints);
		assay_result_release(&result);
	}
}

static void group_results(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"all", AC, 0, 0}, {"all", WA, 0, 0}, {"all", TL, 0, 0}, {"measured", AC, 14, 10}};
	struct assay_result result = {0};
	fill_items(&result, rows, 4);
	assert_int_equal(assay_score_result(&challenge, &result, NULL), 0);
	assert_int_equal(result.group_count, 2);
	const struct assay_group_result *all = &result.groups[0];
	assert_string_equal(all->name, "all");
	assert_string_equal(all->behaviour, words);
	assert_false(all->sample);
	assert_int_equal(all->points, 30);
	assert_int_equal(all->passed, 1);
	assert_int_equal(all->tests, 3);
	assert_int_equal(all->verdict, WA);
	const struct assay_group_result *measured = &result.groups[1];
	assert_int_equal(measured->verdict, AC);
	assert_int_equal(measured->measure_count, 1);
	assert_int_equal(measured->measures[0].metric, ASSAY_METRIC_VM_STEPS);
	assert_int_equal(measured->measures[0].ratio_thousandths, 1400);
	assert_int_equal(measured->measures[0].share_thousandths, 500);
	assert_int_equal(measured->measures[0].next_ratio_thousandths, 1300);
	assay_result_release(&result);
}

/* Of several measures the worst share counts. */
static void several_measures(void **state)
{
	(void)state;
	struct assay_group two[] = {{.name = "two",
		.behaviour = words,
		.points = 100,
		.measure_count = 2,
		.measures = {{ASSAY_METRIC_VM_STEPS, 1, {{2000, 900}}},
			{ASSAY_METRIC_SORTS, 1, {{1000, 1000}}}}}};
	const struct assay_challenge small = {.group_count = 1, .groups = two};
	static const struct {
		uint64_t steps, sorts, millipoints;
	} cases[] = {{10, 0, 90000}, {10, 1, 0}, {30, 0, 0}};
	for (size_t i = 0; i < 3; i++) {
		const struct row rows[] = {{"two", AC, cases[i].steps, 10}};
		struct assay_result result = {0};
		fill_items(&result, rows, 1);
		result.items[0].measure_count = 2;
		result.items[0].measures[1] = (struct assay_measure){
			.metric = ASSAY_METRIC_SORTS, .value = cases[i].sorts};
		assert_int_equal(assay_score_result(&small, &result, NULL), 0);
		assert_int_equal(result.millipoints, cases[i].millipoints);
		assert_int_equal(result.verdict, AC);
		assay_result_release(&result);
	}
}

static void without_tests(void **state)
{
	(void)state;
	static const struct {
		enum assay_verdict verdict;
		int r;
	} cases[] = {{CE, 0}, {IE, 0}, {AC, ASSAY_ERR_INTERNAL}, {WA, ASSAY_ERR_INTERNAL}};
	for (size_t i = 0; i < 4; i++) {
		struct assay_result result = {.verdict = cases[i].verdict};
		assert_int_equal(assay_score_result(&challenge, &result, NULL), cases[i].r);
		if (cases[i].r == 0) {
			assert_int_equal(result.verdict, cases[i].verdict);
			assert_int_equal(result.group_count, 4);
			assert_int_equal(result.groups[1].verdict, cases[i].verdict);
			assert_int_equal(result.millipoints, 0);
			assert_int_equal(result.max_millipoints, 100000);
		}
		assay_result_release(&result);
	}
}

static void broken_contracts(void **state)
{
	(void)state;
	static const struct row unknown[] = {{"nowhere", AC, 0, 0}};
	struct assay_result result = {0};
	struct assay_error err = {0};
	fill_items(&result, unknown, 1);
	assert_int_equal(assay_score_result(&challenge, &result, &err), ASSAY_ERR_INTERNAL);
	assert_non_null(strstr(err.text, "nowhere"));
	assay_result_release(&result);

	/* An accepted test without its figure is no full marks; a failed one may lack it. */
	static const struct row measured[] = {{"measured", AC, 1, 1}};
	for (int failed = 0; failed < 2; failed++) {
		fill_items(&result, measured, 1);
		result.items[0].measure_count = 0;
		result.items[0].verdict = failed ? WA : AC;
		assert_int_equal(assay_score_result(&challenge, &result, &err),
			failed ? 0 : ASSAY_ERR_INTERNAL);
		assay_result_release(&result);
	}

	/* Who uses no memory was not measured. */
	struct assay_group memory[] = {{.name = "memory",
		.behaviour = words,
		.measure_count = 1,
		.measures = {{ASSAY_METRIC_PEAK_MEMORY, 1, {{2000, 1000}}}}}};
	const struct assay_challenge small = {.group_count = 1, .groups = memory};
	static const struct {
		struct row row;
		int r;
	} peaks[] = {
		{{"memory", AC, 4096, 4096}, 0},
		{{"memory", AC, 4096, 0}, ASSAY_ERR_INTERNAL},
		{{"memory", AC, 0, 4096}, ASSAY_ERR_INTERNAL},
		{{"memory", WA, 0, 4096}, 0},
		{{"memory", IE, 0, 0}, 0},
	};
	for (size_t i = 0; i < sizeof peaks / sizeof peaks[0]; i++) {
		fill_items(&result, &peaks[i].row, 1);
		result.items[0].measures[0].metric = ASSAY_METRIC_PEAK_MEMORY;
		assert_int_equal(assay_score_result(&small, &result, &err), peaks[i].r);
		assay_result_release(&result);
	}
}

static void ratios(void **state)
{
	(void)state;
	static const struct {
		uint64_t value, reference, ratio;
	} cases[] = {
		{0, 0, 1000},
		{1, 0, ASSAY_RATIO_BEYOND},
		{0, 1, 0},
		{1, 1, 1000},
		{13, 10, 1300},
		{1, 3, 334},
		{2, 3, 667},
		{4, 3, 1334},
		{1300001, 1000000, 1301},
		{UINT64_MAX, UINT64_MAX, 1000},
		{UINT64_MAX, UINT64_MAX / 2, 2001},
		{UINT64_MAX / 2, UINT64_MAX, 500},
		{UINT64_MAX, 1, ASSAY_RATIO_BEYOND},
		{UINT64_MAX, 1000, ASSAY_RATIO_BEYOND},
		{UINT64_MAX / 1000, 1, UINT64_MAX / 1000 * 1000},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		if (assay_metric_ratio(cases[i].value, cases[i].reference) != cases[i].ratio)
			fail_msg("%lu to %lu: %lu", cases[i].value, cases[i].reference,
				assay_metric_ratio(cases[i].value, cases[i].reference));
}

static uint32_t next_random(uint32_t *random)
{
	*random = *random * 1664525u + 1013904223u;
	return *random >> 8;
}

/* Whatever the figures and verdicts: never more than the maximum, never more for a worse figure,
 * never more for one accepted test less. */
static void properties(void **state)
{
	(void)state;
	uint32_t random = 7;
	static const char *const names[] = {"sample", "all", "each", "measured"};
	for (int round = 0; round < 2000; round++) {
		struct row rows[ROWS_MAX] = {0};
		for (size_t i = 0; i < ROWS_MAX; i++)
			rows[i] = (struct row){names[next_random(&random) % 4],
				next_random(&random) % 4 == 0 ? WA : AC, next_random(&random) % 40,
				next_random(&random) % 20};
		uint64_t before = 0;
		for (int step = 0; step < 3; step++) {
			struct assay_result result = {0};
			size_t changed = next_random(&random) % ROWS_MAX;
			if (step == 1)
				rows[changed].value += 5;
			if (step == 2)
				rows[changed].verdict = TL;
			fill_items(&result, rows, ROWS_MAX);
			assert_int_equal(assay_score_result(&challenge, &result, NULL), 0);
			assert_true(result.millipoints <= result.max_millipoints);
			assert_true(step == 0 || result.millipoints <= before);
			before = result.millipoints;
			assay_result_release(&result);
		}
	}
}

static void metrics(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ASSAY_METRIC_COUNT; i++) {
		assert_non_null(assay_metric_row((enum assay_metric)i)->words);
		assert_true(strlen(assay_metric_row((enum assay_metric)i)->words) > 0);
	}
	assert_string_equal(
		assay_unit_name(assay_metric_row(ASSAY_METRIC_PEAK_MEMORY)->unit), "bytes");
	assert_string_equal(assay_unit_name(assay_metric_row(ASSAY_METRIC_SORTS)->unit), "count");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scores),
		cmocka_unit_test(group_results),
		cmocka_unit_test(several_measures),
		cmocka_unit_test(without_tests),
		cmocka_unit_test(broken_contracts),
		cmocka_unit_test(ratios),
		cmocka_unit_test(properties),
		cmocka_unit_test(metrics),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
