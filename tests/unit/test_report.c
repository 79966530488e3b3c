/*
 * test_report.c - reports for people: what is said, to whom, how wide, and that nothing of the
 * candidate's reaches the terminal or a build server raw.
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

#include "../../runner/report/page.h"
#include "../../runner/report/report.h"
#include "../../runner/report/safe.h"
#include "../../runner/words.h"
#include "report_fixture.h"

static char *render(const char *name, const struct assay_report_input *input,
	const struct assay_report_options *options)
{
	const struct assay_report_format *format = NULL;
	struct assay_bytes text = {0};
	struct assay_error err = {0};
	assert_int_equal(assay_report_find(name, &format, &err), 0);
	if (format->render(input, options, &text, &err) != 0)
		fail_msg("%s", err.text);
	return assay_bytes_steal(&text);
}

static char *render_one(
	const struct assay_result *result, const struct assay_report_options *options)
{
	return render("text", &(struct assay_report_input){.results = &result, .result_count = 1},
		options);
}

static void assert_holds(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("'%s' is not in:\n%s", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
	if (strstr(text, part) != NULL)
		fail_msg("'%s' is in:\n%s", part, text);
}

/* The report of the full result, word for word. */
static void whole_report(void **state)
{
	(void)state;
	struct assay_result result;
	report_fixture_full(&result);
	char *text =
		render_one(&result, &(struct assay_report_options){.columns = 80, .samples = true});
	assert_string_equal(text,
		"WRONG ANSWER  12.5 of 75 points, late\n"
		"token-bucket 1.0.0: A token bucket that never drifts\n"
		"submission wrong_answer/drift.c, attempt 01932c07-209c-7e3f-8aa1-0242ac120002\n"
		"\n"
		"the compiler says\n"
		"  bucket.c:12:9: warning: unused variable 'elapsed' [-Wunused-variable]\n"
		"    |    12 |     long elapsed;\n"
		"    |       |     ^~~~~~~\n"
		"\n"
		" FAIL  sample  1 of 2              the worked examples of the statement\n"
		" FAIL  burst   1 of 4     0 of 50  a burst up to the capacity, then refusal\n"
		"                                   until it refills\n"
		"       - a full bucket after a long pause: gave a wrong answer (WA, 2 tests)\n"
		"       - a million requests in a burst: used more than 1.00 s of CPU time\n"
		"         (kernel, cgroup accounting of all threads and children) (TLE)\n"
		" part  memory  1 of 1  12.5 of 25  memory grows with buckets, not with requests\n"
		"       - peak memory: 1.62 times the reference's, 50 % of the points; at most\n"
		"         1.3 times earns more\n"
		"\n"
		"  sample 02-refill: wrong answer\n"
		"    line 3: expected `deny`, got `allow`\n"
		"    input\n"
		"      | new 5 1\n"
		"      | take 0 5\n"
		"      | take 500 1\n"
		"      | take 1000 1\n"
		"       line  expected                           got\n"
		"          1  ok                               | ok\n"
		"          2  allow                            | allow\n"
		"    >     3  deny                             | allow\n"
		"          4  allow                            | allow\n"
		"    your standard output\n"
		"      | tokens 0.5\n"
		"\n"
		"hidden tests  2 of 5 pass; 0.12 s of CPU time in all, 7.1 MiB of memory at most\n"
		"isolation     full, 17 of 17 layers\n"
		"compiler      gcc (Debian 12.2.0-14) 12.2.0; built in 0.21 s\n");
	free(text);
	assay_result_release(&result);
}

static void other_verdicts(void **state)
{
	(void)state;
	const struct assay_report_options options = {.columns = 80};
	struct assay_result result;
	report_fixture_accepted(&result);
	char *text = render_one(&result, &options);
	assert_int_equal(strncmp(text, "ACCEPTED  100 of 100 points\n", 28), 0);
	assert_holds(text, "1.04 times the reference's, all of the points\n");
	free(text);
	result.level = ASSAY_LEVEL_REDUCED;
	result.layers &= ~(uint32_t)ASSAY_LAYER_CGROUP_MEMORY;
	result.verdict = ASSAY_VERDICT_INTERNAL_ERROR;
	free(result.message);
	result.message = strdup("the launcher died");
	text = render_one(&result, &options);
	assert_int_equal(strncmp(text, "INTERNAL ERROR  not scored\n", 27), 0);
	assert_holds(text, "\nthe launcher died\n");
	assert_holds(text, "reduced, 16 of 17 layers; without cgroup-memory\n");
	assert_lacks(text, "points\n");
	free(text);
	assay_result_release(&result);

	report_fixture_compile_error(&result);
	text = render_one(&result, &options);
	assert_int_equal(strncmp(text, "COMPILE ERROR  0 of 100 points\n", 31), 0);
	assert_holds(text, "\nbucket.c does not compile: 1 error\n");
	assert_holds(text, "  bucket.c:3:1: error: expected ';' before '}' token\n");
	free(text);
	text = render_one(&result, &(struct assay_report_options){.columns = 80, .samples = true});
	assert_int_equal(strncmp(text, "COMPILE ERROR\n", 14), 0);
	free(text);
	assay_result_release(&result);

	assay_result_init(&result);
	text = render_one(&result, &options);
	assert_holds(text, "ACCEPTED  0 of 0 samples pass\n");
	free(text);
}

/* A run of the samples alone has no points. */
static void samples_alone(void **state)
{
	(void)state;
	struct assay_result result;
	report_fixture_full(&result);
	for (size_t i = 2; i < result.item_count; i++)
		assay_item_release(&result.items[i]);
	for (size_t i = 1; i < result.group_count; i++)
		free(result.groups[i].behaviour);
	result.item_count = 2;
	result.group_count = 1;
	result.millipoints = result.max_millipoints = 0;
	char *text =
		render_one(&result, &(struct assay_report_options){.columns = 80, .samples = true});
	assert_holds(text, "WRONG ANSWER  1 of 2 samples pass, late\n");
	assert_lacks(text, "hidden tests");
	free(text);
	/* Without the samples shown whole, the reason stands below the group. */
	text = render_one(&result, &(struct assay_report_options){.columns = 80});
	assert_holds(text, "- 02-refill, refill is proportional to time: line 3: expected `deny`,");
	assert_lacks(text, "your standard output");
	free(text);
	assay_result_release(&result);
}

/* Long lists are cut, with a count; what was not run or not measured is said to be so. */
static void ends_of_lists(void **state)
{
	(void)state;
	struct assay_result result;
	report_fixture_full(&result);
	struct assay_item items[9] = {0};
	for (size_t i = 0; i < 9; i++) {
		char message[32];
		snprintf(items[i].group, sizeof items[i].group, "burst");
		snprintf(message, sizeof message, "reason %zu", i);
		items[i].verdict = ASSAY_VERDICT_RUN_TIME_ERROR;
		items[i].behaviour = strdup("in words");
		items[i].message = strdup(message);
		items[i].reveal_message = strdup("");
		items[i].runs = 3;
	}
	struct assay_diagnostic diagnostics[23] = {0};
	for (size_t i = 0; i < 23; i++) /* without a place, as a linker's are */
		diagnostics[i].text = diagnostics[i].file = items[i % 9].message;
	struct assay_result many = result;
	many.items = items;
	many.item_count = 9;
	many.diagnostics = diagnostics;
	many.diagnostic_count = 23;
	many.candidate = items[0].behaviour;
	many.groups[2].measures[0].ratio_thousandths = ASSAY_RATIO_BEYOND;
	many.groups[2].measures[0].share_thousandths = 0;
	many.groups[0].tests = 0;
	many.groups[0].verdict = ASSAY_VERDICT_INTERNAL_ERROR;
	char *text = render_one(&many, &(struct assay_report_options){.columns = 80});
	assert_holds(text, "       - in words: reason 4 (RTE)\n       - and 4 more\n");
	assert_holds(text, "\n  and 3 more\n");
	assert_holds(text, "\n  reason 0: reason 0\n");
	assert_holds(text, ", by in words, attempt");
	assert_holds(text, "the reference has none, no points; at most");
	assert_holds(text, " ?     sample  not run ");
	free(text);
	text = render_one(&many, &(struct assay_report_options){.columns = 80, .reveal = true});
	assert_holds(text, "best of 3 runs\n");
	free(text);
	for (size_t i = 0; i < 9; i++)
		assay_item_release(&items[i]);
	assay_result_release(&result);
}

/* What one side of a sample lacks, and where the rest of a long answer is. */
static void long_samples(void **state)
{
	(void)state;
	static const struct {
		const char *expected, *got, *part;
	} cases[] = {
		{"a\nb\n", "a\n", "    >     2  b                                | (nothing)\n"},
		{"a\n", "a\nb\n", "    >     2                                   | b\n"},
		{"1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n",
			"1\n2\n3\n4\nx\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n",
			"         13  13                               | 13\n"
			"             and 2 more lines\n"},
		{"same\n", "same\n", "          1  same                             | same\n"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct assay_result result;
		report_fixture_full(&result);
		free(result.items[1].expected);
		free(result.items[1].got);
		result.items[1].expected = strdup(cases[i].expected);
		result.items[1].got = strdup(cases[i].got);
		char *text = render_one(
			&result, &(struct assay_report_options){.columns = 80, .samples = true});
		assert_holds(text, cases[i].part);
		assert_int_equal(strstr(text, "          1  1 ") != NULL, false);
		free(text);
		assay_result_release(&result);
	}
}

static void hides_from_the_candidate(void **state)
{
	(void)state;
	struct assay_result result;
	report_fixture_full(&result);
	const struct assay_result *const pointers[] = {&result, &result};
	for (int i = 0; i < 4; i++) {
		const struct assay_report_input input = {
			.results = pointers, .result_count = i % 2 ? 2 : 1};
		const struct assay_report_options options = {
			.columns = 200, .samples = i / 2, .colour = i / 2};
		char *text = render("text", &input, &options);
		for (const char *const *canary = report_canaries; *canary != NULL; canary++)
			assert_lacks(text, *canary);
		free(text);
	}
	char *text =
		render_one(&result, &(struct assay_report_options){.columns = 200, .reveal = true});
	assert_holds(text, "CANARY-pause-2, a full bucket after a long pause: gave a wrong answer: "
			   "line 7: expected `CANARY-ANSWER`, got `CANARY-GOT` (WA, 2 tests)");
	assert_holds(text, "seed 16045690984833335023");
	assert_holds(text, "burst/CANARY-pause-1  37.1 ms CPU, 0.32 s clock, 7 MiB (1 MiB); "
			   "vm_steps 424242 (171717)");
	assert_holds(text, "1.617 times");
	free(text);
	assay_result_release(&result);
}

static void colour_only_when_asked(void **state)
{
	(void)state;
	struct assay_result result;
	report_fixture_full(&result);
	for (int colour = 0; colour < 2; colour++) {
		char *text = render_one(
			&result, &(struct assay_report_options){
					 .columns = 80, .samples = true, .colour = colour});
		assert_int_equal(strchr(text, '\x1b') != NULL, colour);
		free(text);
	}
	assay_result_release(&result);
}

/* No line is wider than asked, from 40 on; none ends in a space. */
static void keeps_to_the_width(void **state)
{
	(void)state;
	struct assay_result result;
	report_fixture_full(&result);
	free(result.items[1].got);
	result.items[1].got = malloc(3001);
	memset(result.items[1].got, 'x', 3000);
	result.items[1].got[3000] = '\0';
	const struct assay_result *const pointers[] = {&result, &result};
	for (unsigned columns = 40; columns <= 140; columns += 10) {
		for (unsigned i = 0; i < 4; i++) {
			const struct assay_report_input input = {
				.results = pointers, .result_count = 1 + i % 2};
			const struct assay_report_options options = {
				.columns = columns, .samples = true, .reveal = i / 2};
			char *text = render("text", &input, &options);
			for (const char *line = text; *line != '\0';) {
				size_t size = strcspn(line, "\n");
				if (assay_page_width(line, size) > columns)
					fail_msg("%u: %.*s", columns, (int)size, line);
				assert_true(size == 0 || line[size - 1] != ' ');
				line += size + 1;
			}
			free(text);
		}
	}
	assay_result_release(&result);
}

/* Text of the candidate in every place that takes some, in every format and view. */
static void nothing_raw(void **state)
{
	(void)state;
	static const char hostile[] =
		"::error::pwned\n##[command]x\n ##vso[task.setvariable]x\n##teamcity[x]\n"
		"\x1b[2J\x1b]0;t\x07\r\x9b\xff\xc3 \xe2\x80\xae txt.exe \xef\xbb\xbf "
		"\xc2\xa0::warning::y "
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa::error::z";
	static const char *const raw[] = {"\x1b", "\x07", "\r", "\x9b", "\xff", "\xc3 ",
		"\xe2\x80\xae", "\xef\xbb\xbf", "##[", "##vso[", "##teamcity["};
	struct assay_result result;
	report_fixture_full(&result);
	char **const places[] = {&result.submission_name, &result.candidate, &result.message,
		&result.items[1].input, &result.items[1].expected, &result.items[1].got,
		&result.items[1].out, &result.items[1].errors, &result.items[1].message,
		&result.items[3].message, &result.items[3].reveal_message,
		&result.diagnostics[0].file, &result.diagnostics[0].text};
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		free(*places[i]);
		*places[i] = strdup(hostile);
	}
	const struct assay_result *const pointers[] = {&result, &result};
	const struct assay_report_failure failure = {
		hostile, {ASSAY_ERR_SUBMISSION, "::error::\x1b[1m"}};
	for (unsigned i = 0; i < 8 * 12; i++) {
		const struct assay_report_input input = {.results = pointers,
			.result_count = 1,
			.failures = &failure,
			.failure_count = i / 2 % 2};
		const struct assay_report_options options = {
			.columns = 40 + 10 * (i / 8), .samples = true, .reveal = i / 4 % 2};
		char *text = render(i % 2 ? "json" : "text", &input, &options);
		for (size_t j = 0; j < sizeof raw / sizeof raw[0]; j++)
			assert_lacks(text, raw[j]);
		for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
			line += strspn(line, "\n \t\xc2\xa0");
			if (strncmp(line, "::", 2) == 0)
				fail_msg("a line begins so: %.40s", line);
		}
		free(text);
	}
	assay_result_release(&result);
}

static void cuts_what_is_long(void **state)
{
	(void)state;
	struct assay_result result;
	report_fixture_full(&result);
	size_t size = 10u << 20;
	char **const places[] = {&result.items[1].out, &result.items[1].got,
		&result.items[1].message, &result.diagnostics[0].text, &result.submission_name};
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		free(*places[i]);
		*places[i] = malloc(size + 1);
		assert_non_null(*places[i]);
		memset(*places[i], i == 0 ? '\n' : 'y', size);
		(*places[i])[size] = '\0';
	}
	const struct assay_result *const pointers[] = {&result};
	const struct assay_report_input input = {.results = pointers, .result_count = 1};
	const struct assay_report_options options = {.columns = 80, .samples = true};
	char *text = render("text", &input, &options);
	assert_true(strlen(text) < 32 * 1024);
	free(text);
	text = render("json", &input, &options);
	assert_true(strlen(text) < 512 * 1024);
	free(text);
	assay_result_release(&result);
}

static void batches(void **state)
{
	(void)state;
	struct assay_result results[3];
	report_fixture_full(&results[0]);
	report_fixture_accepted(&results[1]);
	report_fixture_compile_error(&results[2]);
	free(results[1].submission_name);
	results[1].submission_name = strdup("accepted/reference.c");
	const struct assay_result *const pointers[] = {&results[0], &results[1], &results[2]};
	const struct assay_report_failure failure = {
		"wrong_answer/link", {ASSAY_ERR_SUBMISSION, "bucket.c: a symlink"}};
	const struct assay_report_input input = {pointers, 3, &failure, 1, true};
	results[2].verdict = ASSAY_VERDICT_INTERNAL_ERROR;
	char *text = render("text", &input, &(struct assay_report_options){.columns = 80});
	assert_holds(text, " IE   not scored  wrong_answer/drift.c  bucket.c does not compile");
	assert_holds(text, "\n1 accepted, 1 not, 1 without a verdict: grade again, 1 could not be "
			   "graded\n");
	free(text);
	results[2].verdict = ASSAY_VERDICT_COMPILE_ERROR;
	text = render("text", &input, &(struct assay_report_options){.columns = 80});
	assert_string_equal(text,
		" WA   12.5 of 75  wrong_answer/drift.c  late; refill is proportional to time:...\n"
		" AC   100 of 100  accepted/reference.c\n"
		" CE     0 of 100  wrong_answer/drift.c  bucket.c does not compile: 1 error\n"
		" could not be graded:\n"
		"   wrong_answer/link: bucket.c: a symlink (submission)\n"
		"\n"
		"1 accepted, 2 not, 1 could not be graded\n");
	free(text);
	for (size_t i = 0; i < 3; i++)
		assay_result_release(&results[i]);
}

static void formats(void **state)
{
	(void)state;
	const struct assay_report_format *format = NULL;
	struct assay_error err = {0};
	assert_int_equal(assay_report_find("xml", &format, &err), ASSAY_ERR_USAGE);
	assert_string_equal(err.text,
		"no report format 'xml'; there are: text, json, junit, junit-gitlab, tap, "
		"sarif, github, github-output, markdown, gitlab-quality, ctrf, gradescope, "
		"classroom, exercism");
	assert_null(format);
	for (format = assay_report_formats; format->name != NULL; format++) {
		assert_true(strlen(format->summary) > 0);
		assert_non_null(format->render);
	}
}

static void safe_text(void **state)
{
	(void)state;
	static const struct {
		const char *raw, *safe;
	} cases[] = {
		{"a::b", "a::b"},
		{"::b", "\\x3a:b"},
		{"a ::b", "a \\x3a:b"},
		{"a\n::b", "a\n\\x3a:b"},
		{"a ## b", "a ## b"},
		{"##[x", "\\x23#[x"},
		{"a##vso[x", "a\\x23#vso[x"},
		{"a##b c[", "a##b c["},
		{"###[x", "#\\x23#[x"},
		{"\x1b[m", "\\x1b[m"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct assay_bytes once = {0};
		struct assay_bytes twice = {0};
		assay_safe_append(&once, cases[i].raw, 100);
		assert_string_equal(assay_bytes_text(&once), cases[i].safe);
		assay_safe_append(&twice, assay_bytes_text(&once), 100);
		assert_string_equal(assay_bytes_text(&twice), cases[i].safe);
		assay_bytes_release(&once);
		assay_bytes_release(&twice);
	}
}

static void words(void **state)
{
	(void)state;
	static const struct {
		void (*append)(struct assay_bytes *out, uint64_t value);
		uint64_t value;
		const char *words;
	} cases[] = {
		{assay_words_bytes, 0, "0 bytes"},
		{assay_words_bytes, 1, "1 byte"},
		{assay_words_bytes, 1023, "1023 bytes"},
		{assay_words_bytes, 1024, "1 KiB"},
		{assay_words_bytes, 1536, "1.5 KiB"},
		{assay_words_bytes, 64u << 20, "64 MiB"},
		{assay_words_bytes, UINT64_MAX, "16777216 TiB"},
		{assay_words_seconds, 0, "0 ms"},
		{assay_words_seconds, 1250000, "1.3 ms"},
		{assay_words_seconds, 99000000, "99 ms"},
		{assay_words_seconds, 250000000, "0.25 s"},
		{assay_words_seconds, 1000000000, "1.00 s"},
		{assay_words_seconds, UINT64_C(12345678901), "12.35 s"},
		{assay_words_thousandths, 0, "0"},
		{assay_words_thousandths, 62500, "62.5"},
		{assay_words_thousandths, 100000, "100"},
		{assay_words_thousandths, 333, "0.333"},
		{assay_words_thousandths, 1050, "1.05"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct assay_bytes text = {0};
		cases[i].append(&text, cases[i].value);
		assert_string_equal(assay_bytes_text(&text), cases[i].words);
		assay_bytes_release(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_report),
		cmocka_unit_test(other_verdicts),
		cmocka_unit_test(samples_alone),
		cmocka_unit_test(ends_of_lists),
		cmocka_unit_test(long_samples),
		cmocka_unit_test(hides_from_the_candidate),
		cmocka_unit_test(colour_only_when_asked),
		cmocka_unit_test(keeps_to_the_width),
		cmocka_unit_test(nothing_raw),
		cmocka_unit_test(cuts_what_is_long),
		cmocka_unit_test(batches),
		cmocka_unit_test(formats),
		cmocka_unit_test(safe_text),
		cmocka_unit_test(words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
