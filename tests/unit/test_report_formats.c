/*
 * test_report_formats.c - the formats for machines: what each says of a result, that nothing hidden
 * is in the candidate's view of any, and that no word of a candidate becomes syntax in any.
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

#include "../../runner/json.h"
#include "../../runner/report/report.h"
#include "report_fixture.h"

static char *render(const char *name, const struct assay_report_input *input, bool reveal)
{
	const struct assay_report_format *format = NULL;
	const struct assay_report_options options = {.reveal = reveal, .columns = 80};
	struct assay_bytes text = {0};
	struct assay_error err = {0};
	assert_int_equal(assay_report_find(name, &format, &err), 0);
	if (format->render(input, &options, &text, &err) != 0)
		fail_msg("%s: %s", name, err.text);
	return assay_bytes_steal(&text);
}

static char *render_one(const char *name, const struct assay_result *result)
{
	return render(
		name, &(struct assay_report_input){.results = &result, .result_count = 1}, false);
}

static void assert_holds(const char *name, const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("%s: '%s' is not in:\n%s", name, part, text);
}

static void assert_lacks(const char *name, const char *text, const char *part)
{
	if (strstr(text, part) != NULL)
		fail_msg("%s: '%s' is in:\n%s", name, part, text);
}

/* What each format says, by words that only it would use. */
struct saying {
	const char *format;
	const char *parts[6];
};

static void check_sayings(
	const struct assay_result *result, const struct saying *sayings, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char *text = render_one(sayings[i].format, result);
		for (size_t j = 0; sayings[i].parts[j] != NULL; j++)
			assert_holds(sayings[i].format, text, sayings[i].parts[j]);
		free(text);
	}
}

static void says_what_failed(void **state)
{
	(void)state;
	static const struct saying sayings[] = {
		{"junit", {"<testsuites name=\"assay\" tests=\"7\" failures=\"3\" errors=\"1\">",
				  "classname=\"token-bucket.burst\" name=\"burst 2: a full bucket",
				  "<failure type=\"wrong-answer\" message=\"gave a wrong "
				  "answer\">gave a "
				  "wrong answer</failure>",
				  "<error type=\"time-limit-exceeded\"",
				  "name=\"assay.score\" value=\"12.5 of 75 points\""}},
		{"junit-gitlab", {"file=\"wrong_answer/drift.c\""}},
		{"tap", {"TAP version 14\n1..7\nok 1 - sample 01-start: a new bucket is full\n",
				"not ok 2 - sample 02-refill",
				"\n  message: \"line 3: expected `deny`, got `allow`\"\n",
				"\nok 7 - memory 1: many buckets at once\n"}},
		{"sarif", {"\"ruleId\": \"compiler-warning\"",
				  "\"uri\": \"wrong_answer/drift.c/bucket.c\"", "\"startLine\": 12",
				  "\"ruleId\": \"costs-more\""}},
		{"github",
			{"::error file=wrong_answer/drift.c,line=1,col=1,title=burst (0 of 50 "
			 "points)::",
				"::warning file=wrong_answer/drift.c/bucket.c,line=12,col=9,title="
				"compiler warning::unused variable",
				"::notice title=token-bucket::wrong answer, 12.5 of 75 points\n"}},
		{"github-output", {"verdict=wrong-answer\nscore=12.5\nmax-score=75\nresult="
				   "ewogICJ2ZXJzaW9uIjogMSw"}},
		{"markdown", {"**wrong answer**, 12.5 of 75 points", "| burst | **failed** | ",
				     "| memory | partial | "}},
		{"gitlab-quality", {"\"check_name\": \"assay/wrong-answer\"",
					   "\"severity\": \"minor\"", "\"begin\": 12"}},
		{"ctrf", {"\"tests\": 7", "\"passed\": 3", "\"failed\": 4",
				 "\"rawStatus\": \"TLE\"", "\"max_score\": 75"}},
		{"gradescope", {"\"score\": 12.5,", "\"max_score\": 50", "\"status\": \"failed\"",
				       "1.62 times the reference's"}},
		{"classroom", {"\"status\": \"fail\"", "\"max_score\": 75", "\"score\": 12.5"}},
		{"exercism", {"\"version\": 3", "\"status\": \"error\"", "\"task_id\": 2",
				     "\"output\": \"tokens 0.5\\n\""}},
	};
	struct assay_result result;
	report_fixture_full(&result);
	check_sayings(&result, sayings, sizeof sayings / sizeof sayings[0]);
	assay_result_release(&result);
}

static void says_what_passed(void **state)
{
	(void)state;
	static const struct saying sayings[] = {
		{"junit", {"failures=\"0\" errors=\"0\""}},
		{"tap", {"1..1\nok 1 - "}},
		{"github", {"::notice title=token-bucket::accepted, 100 of 100 points\n"}},
		{"gitlab-quality", {"[]\n"}},
		{"sarif", {"\"results\": []"}},
		{"classroom", {"\"status\": \"pass\","}},
		{"exercism", {"\"status\": \"pass\","}},
		{"gradescope", {"\"score\": 100,"}},
	};
	struct assay_result result;
	report_fixture_accepted(&result);
	check_sayings(&result, sayings, sizeof sayings / sizeof sayings[0]);
	assay_result_release(&result);
}

static void says_what_does_not_compile(void **state)
{
	(void)state;
	static const struct saying sayings[] = {
		{"junit", {"tests=\"1\" failures=\"0\" errors=\"1\"",
				  "classname=\"token-bucket.build\"",
				  "<error type=\"compile-error\""}},
		{"tap", {"1..1\nnot ok 1 - build",
				"Bail out! bucket.c does not compile: 1 error\n"}},
		{"github", {"title=compiler error::expected ';' before '}' token\n"}},
		{"gitlab-quality", {"\"check_name\": \"assay/compiler-error\""}},
		{"ctrf", {"\"rawStatus\": \"CE\"", "\"tests\": 1", "\"failed\": 1"}},
		{"gradescope", {"\"score\": 0,", "bucket.c:3: error: expected"}},
		{"classroom", {"\"status\": \"error\"", "bucket.c:3: error: expected"}},
		{"exercism", {"\"status\": \"error\"", "\"message\": \"bucket.c does not compile"}},
	};
	struct assay_result result;
	report_fixture_compile_error(&result);
	check_sayings(&result, sayings, sizeof sayings / sizeof sayings[0]);
	assay_result_release(&result);
}

/* A fault of ours is never a score. */
static void says_what_is_not_graded(void **state)
{
	(void)state;
	static const struct saying sayings[] = {
		{"junit", {"<error type=\"internal-error\" message=\"the box fell over\""}},
		{"tap", {"Bail out! the box fell over\n"}},
		{"github", {"::error file=", "::the box fell over\n", "not scored\n"}},
		{"ctrf", {"\"other\": 1", "\"rawStatus\": \"IE\""}},
		{"classroom", {"\"status\": \"error\""}},
		{"exercism", {"\"status\": \"error\""}},
		{"sarif", {"\"executionSuccessful\": false"}},
	};
	struct assay_result result;
	report_fixture_compile_error(&result);
	result.verdict = ASSAY_VERDICT_INTERNAL_ERROR;
	free(result.message);
	result.message = strdup("the box fell over");
	check_sayings(&result, sayings, sizeof sayings / sizeof sayings[0]);
	char *text = render_one("gradescope", &result);
	assert_lacks("gradescope", text, "\"score\"");
	free(text);
	assay_result_release(&result);
}

static void hides_what_is_hidden(void **state)
{
	(void)state;
	struct assay_result result;
	report_fixture_full(&result);
	const struct assay_result *results[] = {&result};
	const struct assay_report_input input = {.results = results, .result_count = 1};
	for (const struct assay_report_format *row = assay_report_formats; row->name != NULL;
		row++) {
		char *text = render(row->name, &input, false);
		for (size_t i = 0; report_canaries[i] != NULL; i++)
			assert_lacks(row->name, text, report_canaries[i]);
		free(text);
	}
	/* The canaries are there to be found. */
	char *owner = render("junit", &input, true);
	assert_holds("junit", owner, "CANARY");
	free(owner);
	assay_result_release(&result);
}

#define HOSTILE                                                                                    \
	"\x1b[31m]]>\"'<b>&\n::error::x\n::stop-commands::t\n##vso[task.x]\n##teamcity[x]\nok 99 " \
	"- "                                                                                       \
	"forged\n1..99\nBail out! x\n```\n<script>\nEOF\n\xff\xfe\xef\xbf\xbe\xc2\x85|a|b|\n# h\n" \
	"\xe2\x80\xae"

static void replace(char **text)
{
	free(*text);
	*text = strdup(HOSTILE);
}

/* Every text of the result is the candidate's. */
static void make_hostile(struct assay_result *result)
{
	report_fixture_full(result);
	replace(&result->submission_name);
	replace(&result->candidate);
	replace(&result->message);
	for (size_t i = 0; i < result->item_count; i++) {
		struct assay_item *item = &result->items[i];
		replace(&item->message);
		replace(&item->reveal_message);
		if (item->out != NULL)
			replace(&item->out);
	}
	for (size_t i = 0; i < result->diagnostic_count; i++) {
		replace(&result->diagnostics[i].file);
		replace(&result->diagnostics[i].text);
	}
}

static void check_line(const char *name, const char *line, size_t size)
{
	static const char *const forged[] = {"ok 99", "1..99", "::stop", "::error::", "##vso",
		"##teamcity", "```", "EOF", "# h", "<script", "|a|"};
	/* What a test makes of leading blanks is the server's affair. */
	while (size > 0 && (*line == ' ' || *line == '\t')) {
		line++;
		size--;
	}
	for (size_t i = 0; i < sizeof forged / sizeof forged[0]; i++) {
		size_t length = strlen(forged[i]);
		if (size >= length && memcmp(line, forged[i], length) == 0)
			fail_msg("%s: a line begins with '%s': %.*s", name, forged[i], (int)size,
				line);
	}
}

static void check_hostile(const char *name, const char *text)
{
	for (const char *at = text; *at != '\0'; at++)
		if (((unsigned char)*at < 0x20 && *at != '\n' && *at != '\t') || *at == 0x7f)
			fail_msg("%s: byte %02x at %zu", name, (unsigned char)*at,
				(size_t)(at - text));
	/* In JSON, TAP and commands a string may hold what elsewhere is markup. */
	if (strncmp(name, "junit", 5) == 0 || strcmp(name, "markdown") == 0) {
		assert_lacks(name, text, "]]>");
		assert_lacks(name, text, "<script>");
	}
	assert_lacks(name, text, "##vso");
	assert_lacks(name, text, "##teamcity");
	assert_lacks(name, text, "\xe2\x80\xae");
	assert_lacks(name, text, "\xc2\x85");
	for (const char *line = text; *line != '\0';) {
		size_t size = strcspn(line, "\n");
		check_line(name, line, size);
		line += size + (line[size] == '\n');
	}
}

static void is_json(const char *name, const char *text)
{
	struct assay_json *root = NULL;
	struct assay_error err = {0};
	if (text[0] != '{' && text[0] != '[')
		return;
	if (assay_json_parse(text, strlen(text), name, ASSAY_ERR_CHALLENGE, &root, &err) != 0)
		fail_msg("%s", err.text);
	assay_json_free(root);
}

static void obeys_nobody(void **state)
{
	(void)state;
	static const char *const machines[] = {"junit", "junit-gitlab", "tap", "sarif", "github",
		"github-output", "markdown", "gitlab-quality", "ctrf", "gradescope", "classroom",
		"exercism"};
	static const enum assay_verdict verdicts[] = {ASSAY_VERDICT_WRONG_ANSWER,
		ASSAY_VERDICT_COMPILE_ERROR, ASSAY_VERDICT_INTERNAL_ERROR};
	for (size_t v = 0; v < sizeof verdicts / sizeof verdicts[0]; v++) {
		struct assay_result result;
		make_hostile(&result);
		result.verdict = verdicts[v];
		const struct assay_result *results[] = {&result};
		const struct assay_report_input input = {.results = results, .result_count = 1};
		for (size_t i = 0; i < sizeof machines / sizeof machines[0]; i++) {
			char *text = render(machines[i], &input, v == 0);
			check_hostile(machines[i], text);
			is_json(machines[i], text);
			free(text);
		}
		assay_result_release(&result);
	}
}

static void tells_of_several(void **state)
{
	(void)state;
	struct assay_result full;
	struct assay_result accepted;
	report_fixture_full(&full);
	report_fixture_accepted(&accepted);
	const struct assay_result *results[] = {&full, &accepted};
	struct assay_report_failure failure = {.submission_name = "gone.c"};
	assay_error_set(&failure.error, ASSAY_ERR_NOT_FOUND, "open 'gone.c': no such file");
	const struct assay_report_input input = {.results = results,
		.result_count = 2,
		.failures = &failure,
		.failure_count = 1,
		.several = true};
	char *tap = render("tap", &input, false);
	assert_holds("tap", tap, "TAP version 14\n1..3\n# Subtest: ");
	assert_holds("tap", tap, "\n    1..7\n    ok 1 - ");
	assert_holds("tap", tap, "\nok 2 - token-bucket: ");
	assert_holds("tap", tap, "\nnot ok 3 - gone.c\n");
	free(tap);
	char *junit = render("junit", &input, false);
	assert_holds("junit", junit, "tests=\"9\" failures=\"3\" errors=\"2\"");
	assert_holds("junit", junit, "open 'gone.c': no such file");
	free(junit);
	static const char *const lone[] = {"gradescope", "classroom", "exercism"};
	for (size_t i = 0; i < sizeof lone / sizeof lone[0]; i++) {
		const struct assay_report_format *format = NULL;
		const struct assay_report_options options = {.columns = 80};
		struct assay_bytes text = {0};
		struct assay_error err = {0};
		assert_int_equal(assay_report_find(lone[i], &format, &err), 0);
		assert_int_equal(format->render(&input, &options, &text, &err), ASSAY_ERR_USAGE);
		assert_holds(lone[i], err.text, "one submission, not 3");
		assay_bytes_release(&text);
	}
	assay_result_release(&full);
	assay_result_release(&accepted);
}

/* GitHub shows ten of a kind; the tenth tells of the rest. */
static void tells_what_is_left_out(void **state)
{
	(void)state;
	struct assay_result result;
	report_fixture_compile_error(&result);
	free(result.diagnostics[0].file);
	free(result.diagnostics[0].text);
	free(result.diagnostics);
	result.diagnostic_count = 14;
	result.diagnostics = calloc(14, sizeof *result.diagnostics);
	for (size_t i = 0; i < 14; i++) {
		struct assay_diagnostic *diagnostic = &result.diagnostics[i];
		bool error = i >= 2;
		char text[32];
		snprintf(diagnostic->severity, sizeof diagnostic->severity, "%s",
			error ? "error" : "warning");
		snprintf(text, sizeof text, "number %zu", i);
		diagnostic->file = strdup("bucket.c");
		diagnostic->line = (uint32_t)i + 1;
		diagnostic->text = strdup(text);
	}
	char *text = render_one("github", &result);
	size_t errors = 0;
	for (const char *at = text; (at = strstr(at, "::error ")) != NULL; at++)
		errors++;
	assert_int_equal(errors, 10);
	assert_true(strncmp(text, "::error ", 8) == 0);
	assert_holds("github", text, "::number 11%0Aand 2 more\n::warning ");
	free(text);
	assay_result_release(&result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_failed),
		cmocka_unit_test(says_what_passed),
		cmocka_unit_test(says_what_does_not_compile),
		cmocka_unit_test(says_what_is_not_graded),
		cmocka_unit_test(hides_what_is_hidden),
		cmocka_unit_test(obeys_nobody),
		cmocka_unit_test(tells_of_several),
		cmocka_unit_test(tells_what_is_left_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
