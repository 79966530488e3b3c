/*
 * cmd_test.c - `assay test [DIR|FILE]`: the samples, once.
 */
#include <assay/cleanup.h>

#include "boxes.h"
#include "cancel.h"
#include "choice.h"
#include "commands.h"
#include "sample.h"
#include "target.h"

static void close_store(struct assay_store **store)
{
	assay_store_close(*store);
}

/* Finds the files and runs the samples on them; the store is opened meanwhile. */
static int run_samples(const struct assay_arguments *arguments, struct assay_boxes *boxes,
	struct assay_store **ret_store, struct assay_target *target,
	struct assay_result *ret_result, struct assay_error *err)
{
	const char *path = arguments->operand_count > 0 ? arguments->operands[0] : ".";
	ASSAY_AUTO(assay_submission_release) struct assay_submission submission;
	assay_submission_init(&submission);
	*ret_store = assay_sample_open_store();
	int status = assay_target_find(*ret_store, ASSAY_TRUST_CANDIDATE,
		assay_arguments_get(arguments, "challenge"), path, target, err);
	if (status == 0)
		status = assay_submission_read(&target->challenge, path, &submission, err);
	if (status == 0)
		status = assay_boxes_self_test(boxes, ASSAY_SELFTEST_RECALL, err);
	if (status != 0)
		return status;
	assay_boxes_tell_level(boxes);
	return assay_sample_run(target, &submission, boxes, ret_result, err);
}

static int test(const struct assay_arguments *arguments, const struct assay_report_format *format,
	int *ret_exit, struct assay_error *err)
{
	ASSAY_AUTO_FD int cancel_fd = -1;
	ASSAY_AUTO(assay_boxes_close) struct assay_boxes boxes = {0};
	ASSAY_AUTO(close_store) struct assay_store *store = NULL;
	ASSAY_AUTO(assay_target_release) struct assay_target target;
	ASSAY_AUTO(assay_result_release) struct assay_result result;
	assay_target_init(&target);
	assay_result_init(&result);
	int status = assay_cancel_open(&cancel_fd, err);
	if (status != 0)
		return status;
	/* They open while the files are read, and close while the result is written. */
	assay_boxes_begin_apart(ASSAY_LEVEL_MINIMAL, cancel_fd, &boxes);
	status = run_samples(arguments, &boxes, &store, &target, &result, err);
	assay_boxes_part(&boxes);
	return status != 0 ? status
			   : assay_sample_tell(store, &target, format, &result, ret_exit, err);
}

static int run_test(const struct assay_arguments *arguments, struct assay_error *err)
{
	const struct assay_report_format *format;
	int exit_status = ASSAY_EXIT_OK;
	int status = assay_choice_report_format(arguments, &format, err);
	if (status == 0)
		status = test(arguments, format, &exit_status, err);
	return status != 0 ? assay_code_exit_status(status) : exit_status;
}

static const struct assay_option options[] = {
	ASSAY_OPTION_CHALLENGE,
	ASSAY_OPTION_REPORT_FORMAT,
	{0},
};

const struct assay_command assay_command_test = {
	.name = "test",
	.synopsis = "assay test [--challenge ID] [--format FORMAT] [DIR|FILE]",
	.summary = "Run the samples, and show input, expected and got.",
	.details = "The folder is the current one unless named; a single file will do where the "
		   "challenge has one file to edit. What the program itself printed is shown too, "
		   "and how much of the clock is left. Nothing needs to be stored for it.",
	.options = options,
	.operands_maximum = 1,
	.run = run_test,
};
