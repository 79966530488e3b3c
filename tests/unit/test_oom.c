/*
 * test_oom.c - compare, judge, score and report without memory: the n-th allocation fails, for
 * every n. Each must fail with ASSAY_ERR_SYSTEM or give what it gives with memory; never less.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <assay/bytes.h>

#include "../../runner/judge/judge.h"
#include "../../runner/report/report.h"
#include "../../runner/score/score.h"
#include "refuse.h"
#include "report_fixture.h"

static int compare(enum assay_compare mode, struct assay_bytes *outcome, struct assay_error *err)
{
	char expected[] = "b\na\n1\nc\n";
	char got[] = "a\nb\n1.0\nx\n";
	const struct assay_bytes sides[] = {{expected, sizeof expected - 1, sizeof expected, false},
		{got, sizeof got - 1, sizeof got, false}};
	const struct assay_challenge challenge = {.compare = mode};
	struct assay_difference difference = {0};
	int r = assay_compare_answers(&challenge, &sides[0], &sides[1], &difference, err);
	if (r == 0)
		assay_bytes_append(outcome, difference.where.data, difference.where.size);
	assay_difference_release(&difference);
	return r == 0 ? assay_bytes_check(outcome, err) : r;
}

static int compare_lines(struct assay_bytes *outcome, struct assay_error *err)
{
	return compare(ASSAY_COMPARE_LINES, outcome, err);
}

static int compare_numbers(struct assay_bytes *outcome, struct assay_error *err)
{
	return compare(ASSAY_COMPARE_NUMBERS, outcome, err);
}

static int compare_unordered(struct assay_bytes *outcome, struct assay_error *err)
{
	return compare(ASSAY_COMPARE_UNORDERED, outcome, err);
}

static int judge(struct assay_bytes *outcome, struct assay_error *err)
{
	char answer[] = "yes\n";
	char got[] = "no\n";
	struct assay_group group = {.name = "sample", .sample = true};
	const struct assay_challenge challenge = {.compare = ASSAY_COMPARE_LINES,
		.limits = {.cpu_ns = 1},
		.group_count = 1,
		.groups = &group};
	const struct assay_case test = {.name = "one", .behaviour = "in words"};
	const struct assay_material material = {
		.input = {answer, 4, 5, false}, .answer = {answer, 4, 5, false}};
	const struct assay_run run = {.answers = {got, 3, 4, false}, .out = {got, 3, 4, false}};
	struct assay_item item = {0};
	int r = assay_judge_case(&challenge, &test, &material, &run, NULL, &item, err);
	if (r == 0)
		assay_bytes_printf(outcome, "%s %s %s %s %s", item.behaviour, item.message,
			item.reveal_message, item.got, item.out);
	assay_item_release(&item);
	return r == 0 ? assay_bytes_check(outcome, err) : r;
}

static int score(struct assay_bytes *outcome, struct assay_error *err)
{
	char words[] = "in words";
	struct assay_group groups[] = {
		{.name = "a", .behaviour = words}, {.name = "b", .behaviour = words}};
	const struct assay_challenge challenge = {.group_count = 2, .groups = groups};
	struct assay_result result = {.verdict = ASSAY_VERDICT_COMPILE_ERROR};
	int r = assay_score_result(&challenge, &result, err);
	if (r == 0)
		assay_bytes_printf(
			outcome, "%zu %s", result.group_count, result.groups[1].behaviour);
	assay_result_release(&result);
	return r == 0 ? assay_bytes_check(outcome, err) : r;
}

static struct assay_result fixture;

static int render(const char *name, const struct assay_report_options *options,
	struct assay_bytes *outcome, struct assay_error *err)
{
	const struct assay_result *const results[] = {&fixture, &fixture};
	const struct assay_report_failure failure = {"x", {ASSAY_ERR_SUBMISSION, "y"}};
	const struct assay_report_input inputs[] = {
		{results, 1, NULL, 0, false}, {results, 2, &failure, 1, true}};
	const struct assay_report_format *format = NULL;
	int r = assay_report_find(name, &format, err);
	for (size_t i = 0; i < 2 && r == 0; i++)
		r = format->render(&inputs[i], options, outcome, err);
	return r;
}

static int render_text(struct assay_bytes *outcome, struct assay_error *err)
{
	const struct assay_report_options options = {
		.columns = 80, .samples = true, .reveal = true, .colour = true};
	return render("text", &options, outcome, err);
}

static int render_json(struct assay_bytes *outcome, struct assay_error *err)
{
	return render("json", &(struct assay_report_options){.reveal = true}, outcome, err);
}

static struct assay_json *document;

static int read_json(struct assay_bytes *outcome, struct assay_error *err)
{
	struct assay_result result;
	int r = assay_result_from_json(document, &result, err);
	if (r != 0)
		return r;
	assay_bytes_printf(outcome, "%zu %s %s", result.item_count, result.items[1].got,
		result.diagnostics[0].text);
	assay_result_release(&result);
	return assay_bytes_check(outcome, err);
}

static void comparing(void **state)
{
	(void)state;
	walk(compare_lines);
	walk(compare_numbers);
	walk(compare_unordered);
}

static void judging(void **state)
{
	(void)state;
	walk(judge);
}

static void scoring(void **state)
{
	(void)state;
	walk(score);
}

static void reporting(void **state)
{
	(void)state;
	report_fixture_full(&fixture);
	walk(render_text);
	walk(render_json);
	assert_int_equal(assay_result_to_json(&fixture, true, &document, NULL), 0);
	walk(read_json);
	assay_json_free(document);
	assay_result_release(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comparing),
		cmocka_unit_test(judging),
		cmocka_unit_test(scoring),
		cmocka_unit_test(reporting),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
