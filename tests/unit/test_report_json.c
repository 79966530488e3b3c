/*
 * test_report_json.c - the documents assay.result/1 and assay.results/1: schema, round trip, views.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <assay/bytes.h>

#include "../../runner/report/report.h"
#include "folder.h"
#include "program.h"
#include "report_fixture.h"

static char *render(const struct assay_report_input *input, bool reveal)
{
	const struct assay_report_format *format = NULL;
	struct assay_bytes text = {0};
	struct assay_error err = {0};
	const struct assay_report_options options = {.reveal = reveal};
	assert_int_equal(assay_report_find("json", &format, &err), 0);
	if (format->render(input, &options, &text, &err) != 0)
		fail_msg("%s", err.text);
	return assay_bytes_steal(&text);
}

static char *render_one(const struct assay_result *result, bool reveal)
{
	return render(&(struct assay_report_input){.results = &result, .result_count = 1}, reveal);
}

/* By python3-jsonschema, and stricter: no key that the schema does not describe. */
static bool is_valid(const char *text, bool several, struct assay_bytes *errors)
{
	char *root = folder_make();
	folder_write(root, "document.json", text);
	char *path = folder_join(root, "document.json");
	char program[] = "tests/unit/validate_json.py";
	char result[] = "docs/result.schema.json";
	char results[] = "docs/results.schema.json";
	char *const argv[] = {
		program, path, several ? results : result, several ? result : NULL, NULL};
	const struct program_file files[] = {{.fd = 2, .output = errors}};
	int status = program_run(program, argv, files, 1);
	free(path);
	folder_remove(root);
	return status == 0;
}

static void validate(const char *text, bool several)
{
	struct assay_bytes errors = {0};
	if (!is_valid(text, several, &errors))
		fail_msg("%s\n%s", assay_bytes_text(&errors), text);
	assay_bytes_release(&errors);
}

static struct assay_json *parse(const char *text)
{
	struct assay_json *tree = NULL;
	struct assay_error err = {0};
	if (assay_json_parse(text, strlen(text), "result", ASSAY_ERR_STORE, &tree, &err) != 0)
		fail_msg("%s", err.text);
	return tree;
}

static void (*const fixtures[])(struct assay_result *result) = {
	report_fixture_full, report_fixture_accepted, report_fixture_compile_error,
	assay_result_init, /* the empty one */
};
#define FIXTURE_COUNT (sizeof fixtures / sizeof fixtures[0])

static void follows_the_schema(void **state)
{
	(void)state;
	for (size_t i = 0; i < FIXTURE_COUNT * 2; i++) {
		struct assay_result result;
		fixtures[i / 2](&result);
		char *text = render_one(&result, i % 2);
		validate(text, false);
		free(text);
		assay_result_release(&result);
	}
}

/* The schema bites: a word that is none, a key that is not described, what the view may not hold.
 */
static void the_schema_refuses(void **state)
{
	(void)state;
	static const struct {
		const char *old, *new;
	} rows[] = {
		{"\"verdict_code\": \"WA\"", "\"verdict_code\": \"wrong\""},
		{"\"late\": true", "\"late\": true, \"novel\": 1"},
		{"\"late\": true", "\"late\": true, \"seed\": \"1\""},
		{"\"message\": \"gave a wrong answer\"",
			"\"message\": \"gave a wrong answer\", \"cpu_seconds\": 1"},
		{"\"compiler\"", "\"compilers\""},
	};
	struct assay_result result;
	report_fixture_full(&result);
	result.items[4].message[0] = '\0'; /* so that one alone says this */
	char *text = render_one(&result, false);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct assay_bytes errors = {0};
		char *changed = folder_replace(text, rows[i].old, rows[i].new);
		if (is_valid(changed, false, &errors))
			fail_msg("taken: %s", rows[i].new);
		assert_non_null(strstr(assay_bytes_text(&errors), "document.json: $"));
		assay_bytes_release(&errors);
		free(changed);
	}
	free(text);
	assay_result_release(&result);
}

static void several_follow_theirs(void **state)
{
	(void)state;
	struct assay_result results[2];
	report_fixture_full(&results[0]);
	report_fixture_compile_error(&results[1]);
	const struct assay_result *const pointers[] = {&results[0], &results[1]};
	const struct assay_report_failure failure = {
		"dir/\x1b]0;x\x07", {ASSAY_ERR_SUBMISSION, "bucket.c: is a symlink"}};
	struct assay_report_input input = {pointers, 2, &failure, 1, false};
	for (int reveal = 0; reveal < 2; reveal++) {
		char *text = render(&input, reveal);
		validate(text, true);
		struct assay_json *tree = parse(text);
		assert_int_equal(assay_json_size(assay_json_get(tree, "results")), 2);
		const struct assay_json *row = assay_json_first(assay_json_get(tree, "failures"));
		assert_string_equal(assay_json_string(assay_json_get(row, "code")), "submission");
		assert_string_equal(
			assay_json_string(assay_json_get(row, "submission")), "dir/\\x1b]0;x\\x07");
		assay_json_free(tree);
		free(text);
	}
	/* Asked for, one or none is a set too. */
	input = (struct assay_report_input){pointers, 1, NULL, 0, true};
	char *text = render(&input, false);
	validate(text, true);
	free(text);
	input = (struct assay_report_input){0};
	text = render(&input, false);
	validate(text, true);
	free(text);
	assay_result_release(&results[0]);
	assay_result_release(&results[1]);
}

/* Owner's document, record, owner's document: the same bytes. */
static void round_trip(void **state)
{
	(void)state;
	for (size_t i = 0; i < FIXTURE_COUNT; i++) {
		struct assay_result result;
		struct assay_result again;
		struct assay_error err = {0};
		fixtures[i](&result);
		char *text = render_one(&result, true);
		struct assay_json *tree = parse(text);
		if (assay_result_from_json(tree, &again, &err) != 0)
			fail_msg("%s", err.text);
		char *second = render_one(&again, true);
		assert_string_equal(text, second);
		assert_true(again.seed == result.seed);
		assert_true(again.graded_at_ns == result.graded_at_ns);
		assert_int_equal(again.run_ns, result.run_ns);
		assert_int_equal(again.item_count, result.item_count);
		assert_int_equal(again.layers, result.layers);
		free(second);
		free(text);
		assay_json_free(tree);
		assay_result_release(&again);
		assay_result_release(&result);
	}
}

/* Figures come back exactly: whole numbers up to 2^53, the ratio that no band holds, nanoseconds.
 */
static void exact_figures(void **state)
{
	(void)state;
	static const uint64_t values[] = {
		0, 1, 999999999, 1000000001, UINT64_C(86400000000001), (UINT64_C(1) << 50) + 1};
	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
		struct assay_result result;
		struct assay_result again;
		report_fixture_accepted(&result);
		result.items[0].cpu_ns = values[i];
		result.items[0].peak_bytes = values[i];
		result.items[0].measures[0].value = values[i];
		result.groups[0].millipoints = i * 333;
		result.groups[0].measures[0].ratio_thousandths =
			i == 0 ? ASSAY_RATIO_BEYOND : values[i] % 1000003;
		result.groups[0].measures[0].next_ratio_thousandths = (uint32_t)i;
		char *text = render_one(&result, true);
		struct assay_json *tree = parse(text);
		assert_int_equal(assay_result_from_json(tree, &again, NULL), 0);
		assert_true(again.items[0].cpu_ns == values[i]);
		assert_true(again.items[0].peak_bytes == values[i]);
		assert_true(again.items[0].measures[0].value == values[i]);
		assert_int_equal(again.groups[0].millipoints, i * 333);
		assert_true(again.groups[0].measures[0].ratio_thousandths ==
			    result.groups[0].measures[0].ratio_thousandths);
		assert_int_equal(again.groups[0].measures[0].next_ratio_thousandths, i);
		free(text);
		assay_json_free(tree);
		assay_result_release(&again);
		assay_result_release(&result);
	}
}

static void hides_from_the_candidate(void **state)
{
	(void)state;
	struct assay_result result;
	report_fixture_full(&result);
	const struct assay_result *const pointers[] = {&result};
	for (int several = 0; several < 2; several++) {
		const struct assay_report_input input = {pointers, 1, NULL, 0, several};
		char *shown = render(&input, false);
		char *whole = render(&input, true);
		for (const char *const *canary = report_canaries; *canary != NULL; canary++)
			if (strstr(shown, *canary) != NULL)
				fail_msg("the candidate sees '%s':\n%s", *canary, shown);
		/* The canaries are there to be seen: the owner sees them. */
		assert_non_null(strstr(whole, "CANARY-ANSWER"));
		assert_non_null(strstr(whole, "0.037123457"));
		assert_non_null(strstr(whole, "0.319876543"));
		assert_non_null(strstr(whole, "7340033"));
		assert_non_null(strstr(whole, "424242"));
		assert_non_null(strstr(whole, "16045690984833335023"));
		free(shown);
		free(whole);
	}
	assay_result_release(&result);
}

/* Of a group that the result does not have, nothing is taken for a sample. */
static void hides_what_it_does_not_know(void **state)
{
	(void)state;
	struct assay_result result;
	report_fixture_full(&result);
	for (size_t i = 0; i < result.item_count; i++)
		snprintf(result.items[i].group, sizeof result.items[i].group, "elsewhere");
	char *text = render_one(&result, false);
	assert_null(strstr(text, "peak_bytes\": 1048576"));
	assert_null(strstr(text, "take 500 1"));
	free(text);
	assay_result_release(&result);
}

static void refuses_what_is_wrong(void **state)
{
	(void)state;
	static const struct {
		const char *old, *new, *message;
	} rows[] = {
		{"assay.result/1", "assay.result/2",
			"result.format: got 'assay.result/2', expected 'assay.result/1'"},
		{"\"owner\"", "\"candidate\"", "result.view: got 'candidate', expected 'owner'"},
		{"\"score\": 12.5", "\"score\": -1", "result.score: got -1, expected a number"},
		{"\"late\": true", "\"late\": 1", "result.late: got 1, expected true or false"},
		{"\"seed\": \"16045690984833335023\"", "\"seed\": 5",
			"result.seed: got 5, expected a string of digits"},
		{"\"level\": \"full\"", "\"level\": \"fuller\"", "result.isolation.level: got"},
		{"\"verdict_code\"", "\"new_key\"", NULL},
		{"\"compiler\"", "\"compilers\"", "result.compiler: got nothing, expected a"},
		{"\"version\": \"1.0.0\"", "\"version\": 1", "result.challenge.version: got 1"},
		{"\"groups\": [", "\"groups\": null, \"x\": [", "result.groups: expected an array"},
		{"\"next_ratio\": 1.3", "\"next_ratio\": \"x\"",
			"result.groups[2].next_ratio: got \"x\""},
		{"2025-11-24T16", "2025-11-24 16", "result.timing.graded_at: got"},
		{"\"got\": \"ok", "\"got\": null, \"x\": \"ok", "result.items[1].got: got null"},
	};
	struct assay_result result;
	report_fixture_full(&result);
	char *text = render_one(&result, true);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct assay_error err = {0};
		struct assay_result again;
		char *changed = folder_replace(text, rows[i].old, rows[i].new);
		struct assay_json *tree = parse(changed);
		int r = assay_result_from_json(tree, &again, &err);
		assert_int_equal(r, rows[i].message == NULL ? 0 : ASSAY_ERR_STORE);
		if (r == 0)
			assay_result_release(&again);
		else if (strstr(err.text, rows[i].message) == NULL)
			fail_msg("%s, expected %s", err.text, rows[i].message);
		assay_json_free(tree);
		free(changed);
	}
	free(text);
	assay_result_release(&result);
}

static void bounds_what_is_read(void **state)
{
	(void)state;
	struct assay_result result;
	struct assay_result again;
	struct assay_error err = {0};
	report_fixture_accepted(&result);
	struct assay_json *tree = NULL;
	assert_int_equal(assay_result_to_json(&result, true, &tree, &err), 0);
	struct assay_json *many = assay_json_new_array();
	for (int i = 0; i <= ASSAY_TESTS_MAX; i++)
		assay_json_add_object(many, NULL);
	struct assay_bytes text = {0};
	assert_int_equal(assay_json_print(many, false, &text, &err), 0);
	struct assay_bytes document = {0};
	assert_int_equal(assay_json_print(tree, false, &document, &err), 0);
	assay_bytes_printf(&text, ",\"was\":[");
	char *start = strstr(document.data, "\"items\":[");
	assert_non_null(start);
	struct assay_bytes changed = {0};
	assay_bytes_append(&changed, document.data, (size_t)(start - document.data));
	assay_bytes_printf(&changed, "\"items\":%s%s", text.data, start + strlen("\"items\":["));
	assay_json_free(tree);
	tree = parse(assay_bytes_text(&changed));
	assert_int_equal(assay_result_from_json(tree, &again, &err), ASSAY_ERR_STORE);
	assert_string_equal(err.text, "result.items: 1001 elements, at most 1000");
	assay_json_free(tree);
	assay_json_free(many);
	assay_bytes_release(&text);
	assay_bytes_release(&document);
	assay_bytes_release(&changed);
	assay_result_release(&result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(follows_the_schema),
		cmocka_unit_test(the_schema_refuses),
		cmocka_unit_test(several_follow_theirs),
		cmocka_unit_test(round_trip),
		cmocka_unit_test(exact_figures),
		cmocka_unit_test(hides_from_the_candidate),
		cmocka_unit_test(hides_what_it_does_not_know),
		cmocka_unit_test(refuses_what_is_wrong),
		cmocka_unit_test(bounds_what_is_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
