/*
 * suites.c - owns the walk over results that all formats for machines share. Must not know any
 * format's syntax, nor show what the view forbids.
 */
#include "suites.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../words.h"
#include "measure_words.h"
#include "safe.h"
#include "view.h"

#define TITLE_MAX   400
#define MESSAGE_MAX 4000
#define REASONS_MAX 10 /* different reasons that are told of one group */

void assay_suites_release(struct assay_suites *suites)
{
	for (size_t i = 0; i < suites->count; i++) {
		struct assay_suite *suite = &suites->suites[i];
		for (size_t j = 0; j < suite->case_count; j++) {
			free(suite->cases[j].title);
			free(suite->cases[j].message);
		}
		free(suite->cases);
		free(suite->name);
		free(suite->submission);
	}
	free(suites->suites);
	*suites = (struct assay_suites){0};
}

static const char *or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

/* A safe copy on one line; NULL without memory. */
static char *copy_safe(const char *text, size_t limit)
{
	struct assay_bytes safe = {0};
	assay_safe_append(&safe, text, limit);
	char *copy = assay_bytes_steal(&safe);
	for (char *at = copy; copy != NULL && *at != '\0'; at++)
		if (*at == '\n' || *at == '\t')
			*at = ' ';
	return copy;
}

bool assay_case_is_failure(const struct assay_suite_case *test)
{
	return test->kind == ASSAY_CASE_TEST && test->verdict == ASSAY_VERDICT_WRONG_ANSWER;
}

static bool fill_test(
	const struct assay_result *result, size_t index, bool reveal, struct assay_suite_case *test)
{
	const struct assay_item *item = &result->items[index];
	char name[ASSAY_ID_SIZE + 8];
	struct assay_bytes title = {0};
	assay_view_name(result, index, reveal, name);
	assay_bytes_printf(&title, "%s %s: %s", item->group, name, or_empty(item->behaviour));
	*test = (struct assay_suite_case){
		.kind = ASSAY_CASE_TEST,
		.group = item->group,
		.title = copy_safe(assay_bytes_text(&title), TITLE_MAX),
		.message = copy_safe(reveal ? item->reveal_message : item->message, MESSAGE_MAX),
		.verdict = item->verdict,
		.has_figures = reveal || assay_view_is_sample(result, item),
		.item = item,
	};
	if (test->has_figures)
		test->cpu_ns = item->cpu_ns;
	bool failed = title.failed;
	assay_bytes_release(&title);
	return !failed && test->title != NULL && test->message != NULL;
}

/* What stands in the place of tests that were not run. */
static bool fill_other(struct assay_suite_case *test, enum assay_case_kind kind,
	enum assay_verdict verdict, const char *message)
{
	bool build = kind == ASSAY_CASE_BUILD;
	*test = (struct assay_suite_case){
		.kind = kind,
		.group = build ? "build" : "grading",
		.title = copy_safe(build ? "build: the submission compiles"
					 : "grading: the submission can be graded",
			TITLE_MAX),
		.message = copy_safe(message, MESSAGE_MAX),
		.verdict = verdict,
	};
	return test->title != NULL && test->message != NULL;
}

static void count_case(struct assay_suite *suite, const struct assay_suite_case *test)
{
	if (test->verdict == ASSAY_VERDICT_ACCEPTED)
		suite->passed++;
	else if (assay_case_is_failure(test))
		suite->failures++;
	else
		suite->errors++;
}

static bool fill_cases(struct assay_suite *suite, bool reveal)
{
	const struct assay_result *result = suite->result;
	enum assay_case_kind kind = result->verdict == ASSAY_VERDICT_COMPILE_ERROR
					    ? ASSAY_CASE_BUILD
					    : ASSAY_CASE_FAULT;
	bool other = kind == ASSAY_CASE_BUILD || result->verdict == ASSAY_VERDICT_INTERNAL_ERROR;
	suite->cases = calloc(result->item_count + 1, sizeof *suite->cases);
	if (suite->cases == NULL)
		return false;
	bool good = true;
	for (size_t i = 0; i < result->item_count && good; i++)
		good = fill_test(result, i, reveal, &suite->cases[suite->case_count++]);
	if (good && other)
		good = fill_other(
			&suite->cases[suite->case_count++], kind, result->verdict, result->message);
	for (size_t i = 0; i < suite->case_count && good; i++)
		count_case(suite, &suite->cases[i]);
	return good;
}

/* In a batch suites are told apart by their submissions. */
static bool name_suite(struct assay_suite *suite, const char *submission, bool batch)
{
	struct assay_bytes name = {0};
	const char *id = suite->result == NULL ? "" : suite->result->challenge_id;
	assay_bytes_printf(&name, "%s%s%s", id, batch && id[0] != '\0' ? ": " : "",
		batch ? or_empty(submission) : "");
	suite->name = copy_safe(assay_bytes_text(&name), TITLE_MAX);
	suite->submission = copy_safe(or_empty(submission), TITLE_MAX);
	bool failed = name.failed;
	assay_bytes_release(&name);
	return !failed && suite->name != NULL && suite->submission != NULL;
}

static bool fill_result(
	struct assay_suite *suite, const struct assay_result *result, bool batch, bool reveal)
{
	suite->result = result;
	suite->verdict = result->verdict;
	return name_suite(suite, result->submission_name, batch) && fill_cases(suite, reveal);
}

static bool fill_failure(struct assay_suite *suite, const struct assay_report_failure *failure)
{
	suite->verdict = ASSAY_VERDICT_INTERNAL_ERROR;
	suite->cases = calloc(1, sizeof *suite->cases);
	if (suite->cases == NULL || !name_suite(suite, failure->submission_name, true))
		return false;
	suite->case_count = 1;
	suite->errors = 1;
	return fill_other(&suite->cases[0], ASSAY_CASE_FAULT, suite->verdict, failure->error.text);
}

int assay_suites_make(const struct assay_report_input *input, bool reveal,
	struct assay_suites *ret_suites, struct assay_error *err)
{
	struct assay_suites suites = {0};
	bool batch = input->result_count + input->failure_count > 1;
	suites.suites =
		calloc(input->result_count + input->failure_count + 1, sizeof *suites.suites);
	bool good = suites.suites != NULL;
	for (size_t i = 0; i < input->result_count && good; i++)
		good = fill_result(
			&suites.suites[suites.count++], input->results[i], batch, reveal);
	for (size_t i = 0; i < input->failure_count && good; i++)
		good = fill_failure(&suites.suites[suites.count++], &input->failures[i]);
	if (!good) {
		assay_suites_release(&suites);
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	}
	*ret_suites = suites;
	return 0;
}

/* Whether an earlier case of the group says the same. */
static bool is_told(const struct assay_suite *suite, size_t index)
{
	const struct assay_suite_case *test = &suite->cases[index];
	for (size_t i = 0; i < index; i++) {
		const struct assay_suite_case *other = &suite->cases[i];
		if (other->item != NULL && strcmp(other->group, test->group) == 0 &&
			other->verdict == test->verdict &&
			strcmp(other->message, test->message) == 0 &&
			strcmp(or_empty(other->item->behaviour), or_empty(test->item->behaviour)) ==
				0)
			return true;
	}
	return false;
}

static void append_reasons(const struct assay_suite *suite, const struct assay_group_result *group,
	struct assay_bytes *out)
{
	size_t reasons = 0;
	for (size_t i = 0; i < suite->case_count; i++) {
		const struct assay_suite_case *test = &suite->cases[i];
		if (test->item == NULL || test->verdict == ASSAY_VERDICT_ACCEPTED ||
			strcmp(test->group, group->name) != 0 || is_told(suite, i))
			continue;
		if (reasons++ < REASONS_MAX)
			assay_bytes_printf(out, "\n%s: %s (%s)", test->title, test->message,
				assay_verdict_code(test->verdict));
	}
	if (reasons > REASONS_MAX)
		assay_bytes_printf(out, "\nand %zu more", reasons - REASONS_MAX);
}

void assay_suite_group_words(const struct assay_suite *suite,
	const struct assay_group_result *group, bool reveal, struct assay_bytes *out)
{
	if (group->tests == 0)
		assay_bytes_puts(out, "not run");
	else
		assay_bytes_printf(
			out, "%" PRIu32 " of %" PRIu32 " tests", group->passed, group->tests);
	if (group->points > 0 && assay_view_is_scored(suite->result)) {
		assay_bytes_puts(out, ", ");
		assay_words_thousandths(out, group->millipoints);
		assay_bytes_printf(out, " of %" PRIu32 " points", group->points);
	}
	append_reasons(suite, group, out);
	for (size_t i = 0; i < group->measure_count && group->millipoints > 0; i++) {
		assay_bytes_putc(out, '\n');
		assay_measure_words(out, &group->measures[i], reveal);
	}
}

void assay_suite_score_words(const struct assay_suite *suite, struct assay_bytes *out)
{
	if (suite->result == NULL || !assay_view_is_scored(suite->result)) {
		assay_bytes_puts(out, "not scored");
		return;
	}
	assay_words_thousandths(out, suite->result->millipoints);
	assay_bytes_puts(out, " of ");
	assay_words_thousandths(out, suite->result->max_millipoints);
	assay_bytes_puts(out, " points");
}

static void append_line(struct assay_bytes *out, const char *text)
{
	char *safe = copy_safe(text, TITLE_MAX);
	if (safe == NULL)
		out->failed = true;
	else
		assay_bytes_puts(out, safe);
	free(safe);
}

void assay_suite_path(const struct assay_suite *suite, const char *file, struct assay_bytes *out)
{
	const char *name = suite->result == NULL ? "" : or_empty(suite->result->submission_name);
	while (strncmp(name, "./", 2) == 0)
		name += 2;
	size_t length = strlen(name);
	size_t tail = strlen(file);
	/* A submission that is one file is called by it. */
	bool is_file = tail > 0 && length >= tail && strcmp(name + length - tail, file) == 0 &&
		       (length == tail || name[length - tail - 1] == '/');
	bool here = length == 0 || strcmp(name, ".") == 0;
	if (here && tail == 0)
		assay_bytes_puts(out, "submission");
	if (!here)
		append_line(out, name);
	if (!is_file && tail > 0) {
		if (!here)
			assay_bytes_putc(out, '/');
		append_line(out, file);
	}
}
