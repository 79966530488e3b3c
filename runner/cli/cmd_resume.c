/*
 * cmd_resume.c - `assay resume [ID]`: finishes attempts that were stored and never graded.
 */
#include <stdlib.h>
#include <string.h>

#include <assay/cleanup.h>

#include "../challenge/challenge_find.h"
#include "boxes.h"
#include "cancel.h"
#include "choice.h"
#include "commands.h"
#include "console.h"
#include "docket.h"
#include "meter.h"

struct resuming {
	struct assay_docket docket;
	struct assay_boxes boxes;
	const struct assay_report_format *format;
	enum assay_level minimum; /* for what `grade` stored */
	bool named;               /* one attempt, named by the user */
};

/* What `grade` took in is not graded at a lower level than `grade` would have accepted. */
static int check_level(const struct resuming *resuming, const struct assay_attempt *attempt,
	struct assay_error *err)
{
	enum assay_level level = assay_sandbox_level(resuming->boxes.sandboxes[0]);
	if (strcmp(attempt->round, ASSAY_ROUND_PRACTICE) == 0 || level >= resuming->minimum)
		return 0;
	return assay_error_set(err, ASSAY_ERR_SANDBOX,
		"attempt %s wants isolation %s, there is only %s; --isolation %s accepts that",
		attempt->id, assay_level_name(resuming->minimum), assay_level_name(level),
		assay_level_name(level));
}

static int grade(struct resuming *resuming, const struct assay_attempt *attempt,
	const struct assay_submission *submission, int *ret_exit, struct assay_error *err)
{
	ASSAY_AUTO(assay_challenge_release) struct assay_challenge challenge;
	assay_challenge_init(&challenge);
	ASSAY_AUTO(assay_result_release) struct assay_result result;
	assay_result_init(&result);
	int status = assay_challenge_find_again(
		attempt->challenge_id, attempt->challenge_directory, &challenge, err);
	if (status != 0)
		return status;
	if (strcmp(challenge.digest, attempt->challenge_digest) != 0)
		assay_console_note("attempt %s: challenge '%s' has changed since (version %s, now "
				   "%s); graded as it is now",
			attempt->id, challenge.id, attempt->challenge_version, challenge.version);
	const struct assay_lanes lanes = assay_boxes_all(&resuming->boxes);
	struct assay_meter meter;
	assay_meter_start(&meter, "tests");
	status = assay_docket_grade(&resuming->docket, &lanes, &challenge, attempt, submission,
		&meter.progress, &result, err);
	assay_meter_stop(&meter);
	if (status == 0)
		status = assay_choice_print_result(resuming->format, &result, false, false, err);
	*ret_exit = assay_choice_verdict_exit(result.verdict);
	return status;
}

/* Leases and grades one attempt; it goes back to the queue whenever that fails. */
static int resume_one(
	struct resuming *resuming, const char *id, int *ret_exit, struct assay_error *err)
{
	ASSAY_AUTO(assay_attempt_release) struct assay_attempt attempt;
	assay_attempt_init(&attempt);
	ASSAY_AUTO(assay_submission_release) struct assay_submission submission;
	assay_submission_init(&submission);
	bool found = false;
	int status = assay_docket_lease(&resuming->docket, id, &attempt, &submission, &found, err);
	if (status != 0)
		return status;
	if (!found && resuming->named)
		return assay_error_set(
			err, ASSAY_ERR_STORE, "attempt %s is being graded by another process", id);
	if (!found) {
		assay_console_note("attempt %s is being graded by another process", id);
		return 0;
	}
	status = check_level(resuming, &attempt, err);
	if (status == 0)
		status = grade(resuming, &attempt, &submission, ret_exit, err);
	if (status != 0)
		assay_docket_give_back(&resuming->docket, id);
	return status;
}

/* Every one, the oldest first; the worst exit status of all. */
static int resume_all(struct resuming *resuming, const struct assay_attempt *attempts, size_t count,
	struct assay_error *err)
{
	int worst = ASSAY_EXIT_OK;
	for (size_t i = count; i-- > 0;) {
		struct assay_error own = {0};
		int exit_status = ASSAY_EXIT_OK;
		int status = resume_one(resuming, attempts[i].id, &exit_status, &own);
		if (status == ASSAY_ERR_CANCELLED)
			return assay_code_exit_status(assay_error_set(err, status,
				"stopped: %zu attempts are still to be graded", i + 1));
		if (status != 0) {
			assay_error_wrap(&own, "attempt %s", attempts[i].id);
			assay_console_error(&own, "resume");
			exit_status = assay_code_exit_status(status);
		}
		worst = exit_status > worst ? exit_status : worst;
	}
	return worst;
}

/* The attempts to finish: the one that was named, or all that are ungraded. */
static int choose(struct resuming *resuming, const char *prefix,
	struct assay_attempt **ret_attempts, size_t *ret_count, struct assay_error *err)
{
	if (prefix == NULL) {
		const struct assay_attempt_filter filter = {.ungraded_only = true};
		return assay_store_list(
			resuming->docket.store, &filter, ret_attempts, ret_count, err);
	}
	struct assay_attempt *attempt = calloc(1, sizeof *attempt);
	if (attempt == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	assay_attempt_init(attempt);
	int status = assay_store_get(resuming->docket.store, prefix, attempt, NULL, err);
	if (status == 0 && attempt->state == ASSAY_ATTEMPT_GRADED)
		status = assay_error_set(err, ASSAY_ERR_NOT_FOUND,
			"attempt %s is graded already; `assay attempt show %s` shows it",
			attempt->id, attempt->id);
	if (status != 0) {
		assay_attempts_free(attempt, 1);
		return status;
	}
	*ret_attempts = attempt;
	*ret_count = 1;
	resuming->named = true;
	return 0;
}

static int resume(struct resuming *resuming, const char *prefix, struct assay_error *err)
{
	struct assay_attempt *attempts = NULL;
	size_t count = 0;
	ASSAY_AUTO_FD int cancel_fd = -1;
	int exit_status = ASSAY_EXIT_OK;
	int status = choose(resuming, prefix, &attempts, &count, err);
	if (status == 0 && count == 0)
		assay_console_note("nothing to resume: every attempt is graded");
	if (status == 0 && count > 0)
		status = assay_cancel_open(&cancel_fd, err);
	if (status == 0 && count > 0)
		status = assay_boxes_open(
			assay_boxes_lanes(), ASSAY_LEVEL_MINIMAL, cancel_fd, &resuming->boxes, err);
	if (status == 0 && count > 0)
		status = assay_boxes_self_test(&resuming->boxes, ASSAY_SELFTEST_INSIST, err);
	if (status == 0 && count > 0) {
		assay_boxes_tell_level(&resuming->boxes);
		exit_status = resume_all(resuming, attempts, count, err);
	}
	assay_boxes_close(&resuming->boxes);
	assay_attempts_free(attempts, count);
	return status != 0 ? assay_code_exit_status(status) : exit_status;
}

static int run_resume(const struct assay_arguments *arguments, struct assay_error *err)
{
	struct resuming resuming = {.minimum = ASSAY_LEVEL_FULL};
	struct assay_store *store = NULL;
	const char *level = assay_arguments_get(arguments, "isolation");
	int status = assay_choice_report_format(arguments, &resuming.format, err);
	if (status == 0 && level != NULL)
		status = assay_choice_isolation(level, &resuming.minimum, err);
	if (status == 0)
		status = assay_store_open(NULL, &store, err);
	if (status != 0)
		return assay_code_exit_status(status);
	assay_docket_init(&resuming.docket, store);
	int exit_status = resume(
		&resuming, arguments->operand_count > 0 ? arguments->operands[0] : NULL, err);
	assay_docket_release(&resuming.docket);
	assay_store_close(store);
	return exit_status;
}

static const struct assay_option options[] = {
	ASSAY_OPTION_REPORT_FORMAT,
	ASSAY_OPTION_ISOLATION,
	{0},
};

const struct assay_command assay_command_resume = {
	.name = "resume",
	.synopsis = "assay resume [--format FORMAT] [--isolation LEVEL] [ID]",
	.summary = "Finish the attempts that are stored and not graded.",
	.details = "An attempt that another process is grading is left to it. What `assay grade` "
		   "stored is finished only at full isolation, unless --isolation names a lower "
		   "level.",
	.options = options,
	.operands_maximum = 1,
	.run = run_resume,
};
