/*
 * report_ctrf.c - owns the format `ctrf`: Common Test Report Format 1.0.0.
 */
#include <assay/cleanup.h>

#include "formats.h"
#include "suites.h"

static const char *status_of(const struct assay_suite_case *test)
{
	if (test->kind == ASSAY_CASE_FAULT || test->verdict == ASSAY_VERDICT_INTERNAL_ERROR)
		return "other";
	return test->verdict == ASSAY_VERDICT_ACCEPTED ? "passed" : "failed";
}

/* Whole ones, as the format has it. */
static double to_milliseconds(uint64_t ns)
{
	uint64_t whole = ns / 1000000;
	return (double)whole;
}

static void add_case(struct assay_json *tests, const struct assay_suite *suite,
	const struct assay_suite_case *test)
{
	struct assay_json *object = assay_json_add_object(tests, NULL);
	assay_json_add_string(object, "name", test->title);
	assay_json_add_string(object, "status", status_of(test));
	/* Demanded; 0 where the view holds no time of a single test. */
	assay_json_add_number(object, "duration", to_milliseconds(test->cpu_ns));
	struct assay_json *path = assay_json_add_array(object, "suite");
	assay_json_add_string(path, NULL, suite->name[0] != '\0' ? suite->name : "assay");
	assay_json_add_string(path, NULL, test->group);
	assay_json_add_string(object, "rawStatus", assay_verdict_code(test->verdict));
	if (test->message[0] != '\0')
		assay_json_add_string(object, "message", test->message);
}

/* Milliseconds since 1970; what was not graded has no time, and takes that of the others. */
static void find_span(const struct assay_suites *suites, double *ret_start, double *ret_stop)
{
	uint64_t start = UINT64_MAX;
	uint64_t stop = 0;
	for (size_t i = 0; i < suites->count; i++) {
		const struct assay_result *result = suites->suites[i].result;
		if (result == NULL)
			continue;
		uint64_t took = result->build_ns + result->run_ns;
		uint64_t begun = result->graded_at_ns > took ? result->graded_at_ns - took : 0;
		start = begun < start ? begun : start;
		stop = result->graded_at_ns > stop ? result->graded_at_ns : stop;
	}
	*ret_start = to_milliseconds(start == UINT64_MAX ? 0 : start);
	*ret_stop = to_milliseconds(stop);
}

static void add_summary(struct assay_json *results, const struct assay_suites *suites)
{
	size_t passed = 0;
	size_t failed = 0;
	size_t other = 0;
	double start;
	double stop;
	for (size_t i = 0; i < suites->count; i++) {
		const struct assay_suite *suite = &suites->suites[i];
		for (size_t j = 0; j < suite->case_count; j++) {
			char first = status_of(&suite->cases[j])[0];
			passed += first == 'p';
			failed += first == 'f';
			other += first == 'o';
		}
	}
	find_span(suites, &start, &stop);
	struct assay_json *summary = assay_json_add_object(results, "summary");
	assay_json_add_number(summary, "tests", (double)(passed + failed + other));
	assay_json_add_number(summary, "passed", (double)passed);
	assay_json_add_number(summary, "failed", (double)failed);
	assay_json_add_number(summary, "skipped", 0);
	assay_json_add_number(summary, "pending", 0);
	assay_json_add_number(summary, "other", (double)other);
	assay_json_add_number(summary, "suites", (double)suites->count);
	assay_json_add_number(summary, "start", start);
	assay_json_add_number(summary, "stop", stop);
}

/* The format is closed: what is ours alone stands under `extra`. */
static void add_extra(struct assay_json *results, const struct assay_suites *suites)
{
	struct assay_json *list =
		assay_json_add_array(assay_json_add_object(results, "extra"), "submissions");
	for (size_t i = 0; i < suites->count; i++) {
		const struct assay_suite *suite = &suites->suites[i];
		struct assay_json *object = assay_json_add_object(list, NULL);
		assay_json_add_string(object, "submission", suite->submission);
		assay_json_add_string(object, "verdict", assay_verdict_name(suite->verdict));
		if (suite->result == NULL)
			continue;
		assay_json_add_string(object, "challenge", suite->result->challenge_id);
		assay_json_add_string(object, "challenge_digest", suite->result->challenge_digest);
		assay_json_add_string(object, "isolation", assay_level_name(suite->result->level));
		if (suite->verdict == ASSAY_VERDICT_INTERNAL_ERROR)
			continue;
		assay_json_add_thousandths(object, "score", suite->result->millipoints);
		assay_json_add_thousandths(object, "max_score", suite->result->max_millipoints);
	}
}

int assay_report_ctrf(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err)
{
	ASSAY_AUTO(assay_suites_release) struct assay_suites suites = {0};
	ASSAY_AUTO(assay_json_release) struct assay_json *root = assay_json_new_object();
	int status = assay_suites_make(input, options->reveal, &suites, err);
	if (status != 0)
		return status;
	assay_json_add_string(root, "reportFormat", "CTRF");
	assay_json_add_string(root, "specVersion", "1.0.0");
	assay_json_add_string(root, "generatedBy", "assay " ASSAY_VERSION);
	struct assay_json *results = assay_json_add_object(root, "results");
	struct assay_json *tool = assay_json_add_object(results, "tool");
	assay_json_add_string(tool, "name", "assay");
	assay_json_add_string(tool, "version", ASSAY_VERSION);
	add_summary(results, &suites);
	struct assay_json *tests = assay_json_add_array(results, "tests");
	for (size_t i = 0; i < suites.count; i++)
		for (size_t j = 0; j < suites.suites[i].case_count; j++)
			add_case(tests, &suites.suites[i], &suites.suites[i].cases[j]);
	add_extra(results, &suites);
	return assay_json_print(root, true, ret_text, err);
}
