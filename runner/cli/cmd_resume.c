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

/* What came of one attempt: a result, or the error that there is instead. */
struct outcome {
	char *name; /* of the submission */
	bool left;  /* to another process, which grades it: neither of both */
	struct assay_result result;
	struct assay_error error;
};

struct resuming {
	struct assay_docket docket;
	struct assay_boxes boxes;
	const struct assay_report_format *format;
	enum assay_level minimum; /* for what `grade` stored */
	bool named;               /* one attempt, named by the user */
	const struct assay_progress *progress;
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
	const struct assay_submission *submission, struct assay_result *ret_result,
	struct assay_error *err)
{
	ASSAY_AUTO(assay_challenge_release) struct assay_challenge challenge;
	assay_challenge_init(&challenge);
	int status = assay_challenge_find_again(
		attempt->challenge_id, attempt->challenge_directory, &challenge, err);
	if (status != 0)
		return status;
	if (strcmp(challenge.digest, attempt->challenge_digest) != 0)
		assay_console_note("attempt %s: challenge '%s' has changed since (version %s, now "
				   "%s); graded as it is now",
			attempt->id, challenge.id, attempt->challenge_version, challenge.version);
	const struct assay_lanes lanes = assay_boxes_all(&resuming->boxes);
	return assay_docket_grade(&resuming->docket, &lanes, &challenge, attempt, submission,
		resuming->progress, ret_result, err);
}

static int copy_name(struct outcome *outcome, const char *name, struct assay_error *err)
{
	outcome->name = strdup(name);
	return outcome->name != NULL ? 0 : assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
}

/* Leases and grades one attempt; it goes back to the queue whenever that fails. */
static int resume_one(struct resuming *resuming, const char *id, struct outcome *outcome)
{
	struct assay_error *err = &outcome->error;
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
		outcome->left = true;
		return 0;
	}
	status = check_level(resuming, &attempt, err);
	if (status == 0)
		status = copy_name(outcome, submission.name, err);
	if (status == 0)
		status = grade(resuming, &attempt, &submission, &outcome->result, err);
	if (status != 0)
		assay_docket_give_back(&resuming->docket, id);
	return status;
}

/* One is shown as a page, several as `grade` shows them. */
static int print_outcomes(const struct resuming *resuming, const struct outcome *outcomes,
	size_t count, struct assay_error *err)
{
	ASSAY_AUTO_FREE const struct assay_result **results = calloc(count, sizeof(void *));
	ASSAY_AUTO_FREE struct assay_report_failure *failures = calloc(count, sizeof *failures);
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes text = {0};
	struct assay_report_input input = {.results = results, .failures = failures};
	if (results == NULL || failures == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	for (size_t i = 0; i < count; i++) {
		if (outcomes[i].left)
			continue;
		if (outcomes[i].error.code == 0)
			results[input.result_count++] = &outcomes[i].result;
		else
			failures[input.failure_count++] = (struct assay_report_failure){
				outcomes[i].name != NULL ? outcomes[i].name : "?",
				outcomes[i].error};
	}
	if (count == 1 && input.result_count == 1)
		return assay_choice_print_result(
			resuming->format, &outcomes[0].result, false, false, err);
	input.several = true;
	if (input.result_count == 0 && (count == 1 || input.failure_count == 0))
		return 0;
	const struct assay_report_options options = {
		.colour = assay_console_colour(), .columns = assay_console_columns()};
	int status = resuming->format->render(&input, &options, &text, err);
	if (status == 0)
		assay_console_put(&text);
	return status;
}

/* The exit status of one; says what went wrong. */
static int conclude(const struct outcome *outcome, const char *id)
{
	if (outcome->left)
		return ASSAY_EXIT_OK;
	if (outcome->error.code == 0)
		return assay_choice_verdict_exit(outcome->result.verdict);
	if (outcome->error.code != ASSAY_ERR_CANCELLED) {
		struct assay_error named = outcome->error;
		assay_error_wrap(&named, "attempt %s", id);
		assay_console_error(&named, "resume");
	}
	return assay_code_exit_status(outcome->error.code);
}

/* Every one, the oldest first, until we are stopped; how many were looked at. */
static size_t resume_each(struct resuming *resuming, const struct assay_attempt *attempts,
	size_t count, struct outcome *outcomes)
{
	struct assay_meter meter;
	if (count == 1)
		assay_meter_start(&meter, "tests");
	else
		assay_meter_start_batch(&meter, "attempts", count);
	resuming->progress = count == 1 ? &meter.progress : NULL;
	size_t done = 0;
	while (done < count) {
		int status = resume_one(resuming, attempts[count - 1 - done].id, &outcomes[done]);
		if (status == ASSAY_ERR_CANCELLED)
			break;
		done++;
		if (count > 1)
			assay_meter_set(&meter, done, count);
	}
	assay_meter_stop(&meter);
	return done;
}

/* The worst exit status of all. */
static int resume_all(struct resuming *resuming, const struct assay_attempt *attempts, size_t count,
	struct assay_error *err)
{
	struct outcome *outcomes = calloc(count, sizeof *outcomes);
	if (outcomes == NULL)
		return assay_code_exit_status(
			assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory"));
	for (size_t i = 0; i < count; i++)
		assay_result_init(&outcomes[i].result);
	size_t done = resume_each(resuming, attempts, count, outcomes);
	int worst = ASSAY_EXIT_OK;
	int status = done > 0 ? print_outcomes(resuming, outcomes, done, err) : 0;
	for (size_t i = 0; i < done; i++) {
		int exit_status = conclude(&outcomes[i], attempts[count - 1 - i].id);
		worst = exit_status > worst ? exit_status : worst;
	}
	if (status == 0 && done < count)
		status = assay_error_set(err, ASSAY_ERR_CANCELLED,
			"stopped: %zu attempts are still to be graded", count - done);
	for (size_t i = 0; i < count; i++) {
		free(outcomes[i].name);
		assay_result_release(&outcomes[i].result);
	}
	free(outcomes);
	return status != 0 ? assay_code_exit_status(status) : worst;
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
	if (status == 0 && count > 1 && resuming->format->lone)
		status = assay_error_set(err, ASSAY_ERR_USAGE,
			"format %s takes one attempt, there are %zu: name one",
			resuming->format->name, count);
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
	.details = "Several are printed as `assay grade` prints them. An attempt that another "
		   "process is grading is left to it. What `assay grade` "
		   "stored is finished only at full isolation, unless --isolation names a lower "
		   "level.",
	.options = options,
	.operands_maximum = 1,
	.run = run_resume,
};
