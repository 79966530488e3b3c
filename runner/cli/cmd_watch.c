/*
 * cmd_watch.c - `assay watch [DIR]`: the samples, on every save.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <assay/cleanup.h>

#include "boxes.h"
#include "cancel.h"
#include "choice.h"
#include "commands.h"
#include "console.h"
#include "sample.h"
#include "saves.h"
#include "target.h"

struct watching {
	struct assay_store *store;
	const struct assay_report_format *format;
	struct assay_target target;
	struct assay_boxes boxes;
	struct assay_saves saves;
	struct assay_submission last; /* as it was run last; empty before the first time */
};

/* Notes every file that differs from the last run; true when there is one. */
static bool note_saves(struct watching *watching, const struct assay_submission *submission)
{
	bool changed = false;
	for (size_t i = 0; i < submission->file_count; i++) {
		const struct assay_submission_file *file = &submission->files[i];
		if (i < watching->last.file_count &&
			strcmp(watching->last.files[i].digest, file->digest) == 0)
			continue;
		changed = true;
		if (watching->last.file_count == 0)
			continue; /* the state at the start is no save */
		const char *const detail[] = {"path", file->path, "digest", file->digest, NULL};
		assay_sample_note(watching->store, &watching->target, "save", detail);
	}
	return changed;
}

static void print_head(void)
{
	time_t now = time(NULL);
	struct tm local;
	char text[16];
	if (localtime_r(&now, &local) != NULL &&
		strftime(text, sizeof text, "%H:%M:%S", &local) > 0)
		printf("--- %s\n", text);
}

/* Runs the samples when something changed. What is wrong with the files is told, and waited out. */
static int run_once(struct watching *watching, struct assay_error *err)
{
	ASSAY_AUTO(assay_submission_release) struct assay_submission submission;
	assay_submission_init(&submission);
	struct assay_error own = {0};
	int status = assay_submission_read(
		&watching->target.challenge, watching->target.path, &submission, &own);
	if (status == 0 && !note_saves(watching, &submission))
		return 0;
	print_head();
	ASSAY_AUTO(assay_result_release) struct assay_result result;
	assay_result_init(&result);
	int ignored;
	if (status == 0)
		status = assay_sample_run(
			&watching->target, &submission, &watching->boxes, &result, &own);
	if (status == 0)
		status = assay_sample_tell(watching->store, &watching->target, watching->format,
			&result, &ignored, &own);
	if (status == ASSAY_ERR_CANCELLED)
		return assay_error_set(err, status, "%s", own.text);
	if (status != 0)
		assay_console_error(&own, "watch");
	assay_submission_release(&watching->last);
	watching->last = submission;
	assay_submission_init(&submission);
	return assay_console_flush(err);
}

static int watch(struct watching *watching, struct assay_error *err)
{
	int status = run_once(watching, err);
	while (status == 0) {
		status = assay_saves_wait(&watching->saves, watching->boxes.cancel_fd, err);
		if (status == 0)
			status = run_once(watching, err);
	}
	return status;
}

static int set_up(struct watching *watching, const struct assay_arguments *arguments,
	int *cancel_fd, struct assay_error *err)
{
	const char *path = arguments->operand_count > 0 ? arguments->operands[0] : ".";
	int status = assay_target_find(watching->store, ASSAY_TRUST_CANDIDATE,
		assay_arguments_get(arguments, "challenge"), path, &watching->target, err);
	if (status == 0)
		status = assay_cancel_open(cancel_fd, err);
	if (status == 0)
		status = assay_saves_open(&watching->target.challenge, watching->target.directory,
			&watching->saves, err);
	if (status == 0)
		status = assay_boxes_open(assay_boxes_lanes(), ASSAY_LEVEL_MINIMAL, *cancel_fd,
			&watching->boxes, err);
	if (status == 0)
		status = assay_boxes_self_test(&watching->boxes, ASSAY_SELFTEST_RECALL, err);
	return status;
}

static int run_watch(const struct assay_arguments *arguments, struct assay_error *err)
{
	struct watching watching = {.saves.fd = -1};
	assay_target_init(&watching.target);
	assay_submission_init(&watching.last);
	ASSAY_AUTO_FD int cancel_fd = -1;
	int status = assay_choice_report_format(arguments, &watching.format, err);
	if (status != 0)
		return assay_code_exit_status(status);
	watching.store = assay_sample_open_store();
	status = set_up(&watching, arguments, &cancel_fd, err);
	if (status == 0) {
		assay_boxes_tell_level(&watching.boxes);
		status = watch(&watching, err);
	}
	assay_submission_release(&watching.last);
	assay_boxes_close(&watching.boxes);
	assay_saves_close(&watching.saves);
	assay_target_release(&watching.target);
	assay_store_close(watching.store);
	if (status != ASSAY_ERR_CANCELLED)
		return assay_code_exit_status(status);
	err->code = 0; /* Ctrl-C is how watching ends */
	return ASSAY_EXIT_OK;
}

static const struct assay_option options[] = {
	ASSAY_OPTION_CHALLENGE,
	ASSAY_OPTION_REPORT_FORMAT,
	{0},
};

const struct assay_command assay_command_watch = {
	.name = "watch",
	.synopsis = "assay watch [--challenge ID] [--format FORMAT] [DIR]",
	.summary = "Run the samples on every save, until Ctrl-C.",
	.details = "Each save of a file that is to be edited is noted in the session's timeline "
		   "with the digest of the file.",
	.options = options,
	.operands_maximum = 1,
	.run = run_watch,
};
