/*
 * report_gradescope.c - owns the format `gradescope`: results.json of an autograder.
 */
#include <stdio.h>

#include <assay/cleanup.h>

#include "formats.h"
#include "lone.h"

#define OUTPUT_MAX 65536

static void add_group(
	struct assay_json *tests, const struct assay_suite *suite, size_t index, bool reveal)
{
	const struct assay_group_result *group = &suite->result->groups[index];
	struct assay_json *test = assay_json_add_object(tests, NULL);
	char number[24];
	assay_json_add_thousandths(test, "score", group->millipoints);
	assay_json_add_number(test, "max_score", (double)group->points);
	assay_json_add_string(test, "status", assay_lone_is_passed(group) ? "passed" : "failed");
	assay_lone_add_name(test, group);
	int length = snprintf(number, sizeof number, "%zu", index + 1);
	if (length > 0 && (size_t)length < sizeof number)
		assay_json_add_string(test, "number", number);
	assay_lone_add_words(test, "output", suite, group, reveal);
	assay_json_add_string(test, "output_format", "text");
	assay_json_add_string(test, "visibility", "visible");
}

int assay_report_gradescope(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err)
{
	ASSAY_AUTO(assay_suites_release) struct assay_suites suites = {0};
	ASSAY_AUTO(assay_json_release) struct assay_json *root = assay_json_new_object();
	int status = assay_lone_make(input, options->reveal, "gradescope", &suites, err);
	if (status != 0)
		return status;
	const struct assay_suite *suite = &suites.suites[0];
	const struct assay_result *result = suite->result;
	bool graded = result != NULL && result->verdict != ASSAY_VERDICT_INTERNAL_ERROR;
	/* Without a verdict there is no score: the platform then shows a failed grader. */
	if (graded) {
		assay_json_add_thousandths(root, "score", result->millipoints);
		uint64_t milliseconds = (result->build_ns + result->run_ns) / 1000000;
		assay_json_add_thousandths(root, "execution_time", milliseconds);
	}
	assay_lone_add_messages(root, "output", suite, OUTPUT_MAX);
	assay_json_add_string(root, "output_format", "text");
	assay_json_add_string(root, "stdout_visibility", "hidden");
	struct assay_json *tests = assay_json_add_array(root, "tests");
	for (size_t i = 0; graded && i < result->group_count; i++)
		add_group(tests, suite, i, options->reveal);
	return assay_json_print(root, true, ret_text, err);
}
