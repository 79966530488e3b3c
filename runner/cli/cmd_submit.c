/*
 * cmd_submit.c - `assay submit [DIR]`: stores an attempt, then grades it by the hidden tests.
 */
#include <string.h>

#include <assay/cleanup.h>

#include "../digest.h"
#include "boxes.h"
#include "cancel.h"
#include "choice.h"
#include "commands.h"
#include "console.h"
#include "docket.h"
#include "meter.h"
#include "target.h"

static uint64_t draw_seed(void)
{
	uint64_t seed;
	assay_random_bytes(&seed, sizeof seed);
	return seed >> 1; /* it must fit a signed SQL integer */
}

/* The attempt, on disk before anything is run. */
static int store_attempt(struct assay_docket *docket, const struct assay_target *target,
	const struct assay_submission *submission, const char *candidate,
	struct assay_attempt *ret_attempt, struct assay_error *err)
{
	int64_t left;
	const struct assay_entry entry = {
		.round = ASSAY_ROUND_PRACTICE,
		.candidate = candidate,
		.seed = target->found ? target->session.seed : draw_seed(),
		.late = assay_target_clock(target, assay_wall_ns(), &left) && left < 0,
	};
	return assay_docket_add(docket, &target->challenge, submission, &entry, ret_attempt, err);
}

/* What is to be graded: on disk already, and leased to us. */
struct stored {
	const struct assay_attempt *attempt;
	const struct assay_submission *submission;
};

static int grade_attempt(struct assay_docket *docket, const struct assay_challenge *challenge,
	const struct stored *stored, const struct assay_lanes *lanes,
	struct assay_result *ret_result, struct assay_error *err)
{
	struct assay_meter meter;
	assay_meter_start(&meter, "tests");
	int status = assay_docket_grade(docket, lanes, challenge, stored->attempt,
		stored->submission, &meter.progress, ret_result, err);
	assay_meter_stop(&meter);
	return status;
}

static int print_result(const struct assay_target *target, const struct assay_result *result,
	const struct assay_report_format *format, struct assay_error *err)
{
	int status = assay_choice_print_result(format, result, false, false, err);
	if (status == 0 && strcmp(format->name, "text") == 0) {
		ASSAY_AUTO(assay_bytes_release) struct assay_bytes clock = {0};
		assay_target_put_clock(target, &clock);
		assay_console_put(&clock);
	}
	if (result->verdict == ASSAY_VERDICT_INTERNAL_ERROR)
		assay_console_note("attempt %s is kept, ungraded; `assay resume %s` tries again",
			result->attempt_id, result->attempt_id);
	return status;
}

static int submit(const struct assay_arguments *arguments, struct assay_docket *docket,
	const struct assay_report_format *format, int *ret_exit, struct assay_error *err)
{
	const char *path = arguments->operand_count > 0 ? arguments->operands[0] : ".";
	ASSAY_AUTO_FD int cancel_fd = -1;
	ASSAY_AUTO(assay_target_release) struct assay_target target;
	assay_target_init(&target);
	ASSAY_AUTO(assay_submission_release) struct assay_submission submission;
	assay_submission_init(&submission);
	ASSAY_AUTO(assay_boxes_close) struct assay_boxes boxes = {0};
	ASSAY_AUTO(assay_result_release) struct assay_result result;
	assay_result_init(&result);
	ASSAY_AUTO(assay_attempt_release) struct assay_attempt attempt;
	assay_attempt_init(&attempt);
	int status = assay_cancel_open(&cancel_fd, err);
	if (status != 0)
		return status;
	/* They open while the files are read and stored. */
	assay_boxes_begin(assay_boxes_lanes(), ASSAY_LEVEL_MINIMAL, cancel_fd, &boxes);
	status = assay_target_find(docket->store, ASSAY_TRUST_CANDIDATE,
		assay_arguments_get(arguments, "challenge"), path, &target, err);
	if (status == 0)
		status = assay_submission_read(&target.challenge, path, &submission, err);
	if (status == 0)
		status = store_attempt(docket, &target, &submission,
			assay_arguments_get(arguments, "candidate"), &attempt, err);
	if (status == 0)
		status = assay_boxes_wait(&boxes, 1, err);
	if (status == 0)
		status = assay_boxes_self_test(&boxes, ASSAY_SELFTEST_TELL, err);
	if (status == 0) {
		assay_boxes_tell_level(&boxes);
		const struct stored stored = {&attempt, &submission};
		const struct assay_lanes lanes = assay_boxes_all(&boxes);
		status = grade_attempt(docket, &target.challenge, &stored, &lanes, &result, err);
	}
	if (status != 0 && attempt.id[0] != '\0')
		assay_console_note("attempt %s is stored, ungraded; `assay resume %s` finishes it",
			attempt.id, attempt.id);
	if (status == ASSAY_ERR_CANCELLED)
		assay_error_set(err, status, "stopped before the attempt was graded");
	if (status == 0)
		status = print_result(&target, &result, format, err);
	*ret_exit = assay_choice_verdict_exit(result.verdict);
	return status;
}

static int run_submit(const struct assay_arguments *arguments, struct assay_error *err)
{
	const struct assay_report_format *format;
	struct assay_store *store = NULL;
	int exit_status = ASSAY_EXIT_OK;
	int status = assay_choice_report_format(arguments, &format, err);
	if (status == 0)
		status = assay_store_open(NULL, &store, err);
	if (status == 0) {
		struct assay_docket docket;
		assay_docket_init(&docket, store);
		status = submit(arguments, &docket, format, &exit_status, err);
		assay_docket_release(&docket);
	}
	assay_store_close(store);
	return status != 0 ? assay_code_exit_status(status) : exit_status;
}

static const struct assay_option options[] = {
	ASSAY_OPTION_CHALLENGE,
	{0, false, "candidate", "NAME", "whose attempt it is"},
	ASSAY_OPTION_REPORT_FORMAT,
	{0},
};

const struct assay_command assay_command_submit = {
	.name = "submit",
	.synopsis = "assay submit [--challenge ID] [--candidate NAME] [--format FORMAT] [DIR|FILE]",
	.summary = "Run the hidden tests, and keep the attempt.",
	.details =
		"The attempt is stored with its files before it is graded; `assay resume` "
		"finishes one that was interrupted. The hidden tests of a started folder are "
		"drawn once, when it is started; elsewhere they are drawn for each attempt. What "
		"comes after the clock has run out is graded and marked late.",
	.options = options,
	.operands_maximum = 1,
	.run = run_submit,
};
