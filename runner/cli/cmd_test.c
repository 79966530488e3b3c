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

static int test(struct assay_store *store, const char *challenge_id, const char *path,
	const struct assay_report_format *format, int *ret_exit, struct assay_error *err)
{
	ASSAY_AUTO_FD int cancel_fd = -1;
	ASSAY_AUTO(assay_target_release) struct assay_target target;
	assay_target_init(&target);
	ASSAY_AUTO(assay_submission_release) struct assay_submission submission;
	assay_submission_init(&submission);
	ASSAY_AUTO(assay_boxes_close) struct assay_boxes boxes = {0};
	int status = assay_cancel_open(&cancel_fd, err);
	if (status != 0)
		return status;
	/* They open while the files are read. */
	assay_boxes_begin(assay_boxes_lanes(), ASSAY_LEVEL_MINIMAL, cancel_fd, &boxes);
	status = assay_target_find(store, ASSAY_TRUST_CANDIDATE, challenge_id, path, &target, err);
	if (status == 0)
		status = assay_submission_read(&target.challenge, path, &submission, err);
	if (status == 0)
		status = assay_boxes_wait(&boxes, 1, err);
	if (status == 0)
		status = assay_boxes_self_test(&boxes, ASSAY_SELFTEST_RECALL, err);
	if (status != 0)
		return status;
	assay_boxes_tell_level(&boxes);
	return assay_sample_run(store, &target, &submission, &boxes, format, ret_exit, err);
}

static int run_test(const struct assay_arguments *arguments, struct assay_error *err)
{
	const struct assay_report_format *format;
	int status = assay_choice_report_format(arguments, &format, err);
	if (status != 0)
		return assay_code_exit_status(status);
	int exit_status = ASSAY_EXIT_OK;
	const char *path = arguments->operand_count > 0 ? arguments->operands[0] : ".";
	struct assay_store *store = assay_sample_open_store();
	status = test(store, assay_arguments_get(arguments, "challenge"), path, format,
		&exit_status, err);
	assay_store_close(store);
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
