/*
 * report_classroom.c - owns the format `classroom`: what a grader of GitHub Classroom hands to the
 * reporter. A step puts it, in base64, into its output `result`; so there is credit for each group.
 */
#include <assay/cleanup.h>

#include "formats.h"
#include "lone.h"

#define MESSAGE_MAX 16384

static void add_group(struct assay_json *tests, const struct assay_suite *suite,
	const struct assay_group_result *group, bool reveal)
{
	struct assay_json *test = assay_json_add_object(tests, NULL);
	assay_lone_add_name(test, group);
	assay_json_add_string(test, "status",
		group->tests == 0             ? "error"
		: assay_lone_is_passed(group) ? "pass"
					      : "fail");
	assay_json_add_thousandths(test, "score", group->millipoints);
	assay_json_add_number(test, "max_score", (double)group->points);
	assay_lone_add_words(test, "message", suite, group, reveal);
}

int assay_report_classroom(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err)
{
	ASSAY_AUTO(assay_suites_release) struct assay_suites suites = {0};
	ASSAY_AUTO(assay_json_release) struct assay_json *root = assay_json_new_object();
	int status = assay_lone_make(input, options->reveal, "classroom", &suites, err);
	if (status != 0)
		return status;
	const struct assay_suite *suite = &suites.suites[0];
	const struct assay_result *result = suite->result;
	bool accepted = suite->verdict == ASSAY_VERDICT_ACCEPTED;
	bool tested = assay_lone_is_tested(suite);
	assay_json_add_number(root, "version", 1);
	assay_json_add_string(root, "status",
		accepted && result->millipoints == result->max_millipoints ? "pass"
		: tested                                                   ? "fail"
									   : "error");
	assay_json_add_thousandths(root, "max_score", result == NULL ? 0 : result->max_millipoints);
	struct assay_json *tests = assay_json_add_array(root, "tests");
	for (size_t i = 0; tested && result != NULL && i < result->group_count; i++)
		add_group(tests, suite, &result->groups[i], options->reveal);
	for (size_t i = 0; i < suite->case_count; i++) {
		if (suite->cases[i].kind == ASSAY_CASE_TEST)
			continue;
		struct assay_json *test = assay_json_add_object(tests, NULL);
		assay_json_add_string(test, "name", suite->cases[i].title);
		assay_json_add_string(test, "status", "error");
		assay_json_add_number(test, "score", 0);
		assay_lone_add_messages(test, "message", suite, MESSAGE_MAX);
	}
	return assay_json_print(root, true, ret_text, err);
}
