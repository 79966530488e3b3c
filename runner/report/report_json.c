/*
 * report_json.c - owns the format `json`: assay.result/1 for one, assay.results/1 for several.
 */
#include "formats.h"

#include <assay/cleanup.h>

#include "result_members.h"

static int put_results(const struct assay_report_input *input, bool reveal, struct assay_json *root,
	struct assay_error *err)
{
	struct assay_json *list = assay_json_add_array(root, "results");
	for (size_t i = 0; i < input->result_count; i++) {
		struct assay_json *tree = NULL;
		int r = assay_result_to_json(input->results[i], reveal, &tree, err);
		if (r == 0 && assay_json_add_tree(list, NULL, tree) != 0)
			r = assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
		if (r != 0)
			return r;
	}
	return 0;
}

static void put_failures(const struct assay_report_input *input, struct assay_json *root)
{
	struct failure {
		const char *submission, *code, *message;
	};
	static const struct assay_member members[] = {
		{NULL, "submission", ASSAY_MEMBER_TEXT, ASSAY_MEMBER_EVERYONE,
			ASSAY_MEMBER_AT(struct failure, submission)},
		{NULL, "code", ASSAY_MEMBER_TEXT, ASSAY_MEMBER_EVERYONE,
			ASSAY_MEMBER_AT(struct failure, code)},
		{NULL, "message", ASSAY_MEMBER_TEXT, ASSAY_MEMBER_EVERYONE,
			ASSAY_MEMBER_AT(struct failure, message)},
		{NULL, NULL, ASSAY_MEMBER_NAME, ASSAY_MEMBER_EVERYONE, 0, 0},
	};
	struct assay_json *list = assay_json_add_array(root, "failures");
	for (size_t i = 0; i < input->failure_count; i++) {
		const struct assay_report_failure *failure = &input->failures[i];
		const struct failure row = {failure->submission_name,
			assay_code_name(failure->error.code), failure->error.text};
		assay_members_put(
			assay_json_add_object(list, NULL), members, &row, ASSAY_MEMBER_EVERYONE);
	}
}

int assay_report_json(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err)
{
	ASSAY_AUTO(assay_json_release) struct assay_json *root = NULL;
	int r = 0;
	if (assay_report_is_batch(input)) {
		root = assay_json_new_object();
		if (root == NULL)
			return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
		assay_json_add_string(root, "format", ASSAY_RESULTS_FORMAT);
		r = put_results(input, options->reveal, root, err);
		put_failures(input, root);
	} else {
		r = assay_result_to_json(input->results[0], options->reveal, &root, err);
	}
	return r != 0 ? r : assay_json_print(root, true, ret_text, err);
}
