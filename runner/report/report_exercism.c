/*
 * report_exercism.c - owns the format `exercism`: results.json of a test runner, version 3.
 */
#include <string.h>

#include <assay/cleanup.h>

#include "formats.h"
#include "lone.h"
#include "safe.h"

#define OUTPUT_MAX  500  /* characters of a test's own output, as the platform wants it */
#define MESSAGE_MAX 8192 /* bytes; the platform takes 65,535 characters, and escapes take four */

/* What the program itself printed: of samples alone, and no more than is shown. */
static void add_output(struct assay_json *test, const struct assay_suite_case *seen)
{
	static const char cut[] = " [cut]";
	const char *printed = seen->has_figures ? seen->item->out : NULL;
	if (printed == NULL || printed[0] == '\0')
		return;
	struct assay_bytes safe = {0};
	assay_safe_append(&safe, printed, OUTPUT_MAX);
	const char *text = assay_bytes_text(&safe);
	size_t size = safe.size;
	if (size > OUTPUT_MAX) {
		size = OUTPUT_MAX - sizeof cut;
		while (size > 0 && (text[size] & 0xc0) == 0x80)
			size--;
	}
	struct assay_bytes shown = {0};
	assay_bytes_append(&shown, text, size);
	if (size < safe.size)
		assay_bytes_puts(&shown, cut);
	assay_json_add_string(test, "output", assay_bytes_text(&shown));
	assay_bytes_release(&shown);
	assay_bytes_release(&safe);
}

static size_t group_number(const struct assay_result *result, const char *name)
{
	size_t number = 0;
	while (number < result->group_count && strcmp(result->groups[number].name, name) != 0)
		number++;
	return number + 1;
}

static void add_case(struct assay_json *tests, const struct assay_suite *suite,
	const struct assay_suite_case *seen)
{
	struct assay_json *test = assay_json_add_object(tests, NULL);
	bool passed = seen->verdict == ASSAY_VERDICT_ACCEPTED;
	assay_json_add_string(test, "name", seen->title);
	assay_json_add_string(test, "status",
		passed                        ? "pass"
		: assay_case_is_failure(seen) ? "fail"
					      : "error");
	if (!passed)
		assay_json_add_string(test, "message", seen->message);
	add_output(test, seen);
	assay_json_add_number(test, "task_id", (double)group_number(suite->result, seen->group));
}

int assay_report_exercism(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err)
{
	ASSAY_AUTO(assay_suites_release) struct assay_suites suites = {0};
	ASSAY_AUTO(assay_json_release) struct assay_json *root = assay_json_new_object();
	int status = assay_lone_make(input, options->reveal, "exercism", &suites, err);
	if (status != 0)
		return status;
	const struct assay_suite *suite = &suites.suites[0];
	bool tested = assay_lone_is_tested(suite);
	bool accepted = suite->verdict == ASSAY_VERDICT_ACCEPTED;
	assay_json_add_number(root, "version", 3);
	assay_json_add_string(root, "status", accepted ? "pass" : tested ? "fail" : "error");
	if (!tested) {
		assay_lone_add_messages(root, "message", suite, MESSAGE_MAX);
		return assay_json_print(root, true, ret_text, err);
	}
	struct assay_json *tests = assay_json_add_array(root, "tests");
	for (size_t i = 0; i < suite->case_count; i++)
		if (suite->cases[i].kind == ASSAY_CASE_TEST)
			add_case(tests, suite, &suite->cases[i]);
	return assay_json_print(root, true, ret_text, err);
}
