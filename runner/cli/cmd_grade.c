/*
 * cmd_grade.c - `assay grade PATH...`: grades folders and files, for interviewers and CI.
 */
#include <stdlib.h>
#include <string.h>

#include <assay/cleanup.h>

#include "bar.h"
#include "batch.h"
#include "boxes.h"
#include "cancel.h"
#include "choice.h"
#include "commands.h"
#include "console.h"

#define REPORTS_MAX 16

struct report_file {
	const struct assay_report_format *format;
	const char *path;
};

struct grading {
	const struct assay_arguments *arguments;
	const struct assay_report_format *format;
	struct report_file reports[REPORTS_MAX];
	size_t report_count;
	struct assay_bar bar;
	struct assay_batch_options batch;
};

static int parse_report(const char *text, struct report_file *ret_report, struct assay_error *err)
{
	char name[32];
	const char *equals = strchr(text, '=');
	size_t size = equals != NULL ? (size_t)(equals - text) : 0;
	if (size == 0 || size >= sizeof name || equals[1] == '\0')
		return assay_error_set(err, ASSAY_ERR_USAGE,
			"--report '%s': expected FORMAT=FILE, such as json=result.json", text);
	memcpy(name, text, size);
	name[size] = '\0';
	ret_report->path = equals + 1;
	return assay_report_find(name, &ret_report->format, err);
}

/* Said before anything is graded, rather than after. */
static int check_lone(const struct assay_report_format *format,
	const struct assay_arguments *arguments, struct assay_error *err)
{
	if (!format->lone || arguments->operand_count == 1)
		return 0;
	return assay_error_set(err, ASSAY_ERR_USAGE, "format %s takes one submission, not %zu",
		format->name, arguments->operand_count);
}

static int parse_reports(struct grading *grading, struct assay_error *err)
{
	const struct assay_arguments *arguments = grading->arguments;
	for (size_t i = 0; i < arguments->value_count; i++) {
		if (strcmp(arguments->values[i].option->name, "report") != 0)
			continue;
		if (grading->report_count == REPORTS_MAX)
			return assay_error_set(
				err, ASSAY_ERR_USAGE, "--report: more than %d", REPORTS_MAX);
		int status = parse_report(
			arguments->values[i].value, &grading->reports[grading->report_count], err);
		if (status == 0)
			status = check_lone(
				grading->reports[grading->report_count].format, arguments, err);
		if (status != 0)
			return status;
		grading->report_count++;
	}
	return 0;
}

static int parse(struct grading *grading, struct assay_error *err)
{
	const struct assay_arguments *arguments = grading->arguments;
	const char *jobs = assay_arguments_get(arguments, "jobs");
	const char *seed = assay_arguments_get(arguments, "seed");
	const char *level = assay_arguments_get(arguments, "isolation");
	grading->batch = (struct assay_batch_options){
		.challenge_id = assay_arguments_get(arguments, "challenge"),
		.candidate = assay_arguments_get(arguments, "candidate"),
		.minimum = ASSAY_LEVEL_FULL,
		.seed_given = seed != NULL,
		.cancel_fd = -1,
	};
	int status = assay_choice_report_format(arguments, &grading->format, err);
	if (status == 0)
		status = check_lone(grading->format, arguments, err);
	if (status == 0)
		status = parse_reports(grading, err);
	if (status == 0 && jobs != NULL)
		status = assay_parse_u64(
			jobs, "--jobs", 1, ASSAY_BOXES_MAX, &grading->batch.jobs, err);
	if (status == 0 && seed != NULL)
		status = assay_parse_u64(seed, "--seed", 0, INT64_MAX, &grading->batch.seed, err);
	if (status == 0 && level != NULL)
		status = assay_choice_isolation(level, &grading->batch.minimum, err);
	if (status == 0)
		status = assay_bar_read(arguments, &grading->bar, err);
	grading->batch.bar = &grading->bar;
	return status;
}

/* Renders the rows for one format: failures beside the results. */
static int render(const struct grading *grading, const struct assay_batch *batch,
	const struct assay_report_format *format, bool terminal, struct assay_bytes *ret_text,
	struct assay_error *err)
{
	ASSAY_AUTO_FREE const struct assay_result **results =
		calloc(batch->row_count, sizeof(void *));
	ASSAY_AUTO_FREE struct assay_report_failure *failures =
		calloc(batch->row_count, sizeof *failures);
	if (results == NULL || failures == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	struct assay_report_input input = {.results = results, .failures = failures};
	for (size_t i = 0; i < batch->row_count; i++) {
		const struct assay_batch_row *row = &batch->rows[i];
		if (row->error.code == 0) {
			results[input.result_count++] = &row->result;
			continue;
		}
		failures[input.failure_count].submission_name =
			row->submission.name != NULL ? row->submission.name : row->path;
		failures[input.failure_count++].error = row->error;
	}
	/* A lone failure stands on standard error already; among others it belongs to the total. */
	if (terminal && batch->row_count == 1 && strcmp(format->name, "text") == 0)
		input.failure_count = 0;
	input.several = batch->row_count > 1 || input.failure_count > 0;
	if (input.result_count == 0 && input.failure_count == 0)
		return 0;
	const struct assay_report_options options = {
		.reveal = assay_arguments_get(grading->arguments, "reveal") != NULL,
		.colour = terminal && assay_console_colour(),
		.columns = terminal ? assay_console_columns() : 80,
	};
	return format->render(&input, &options, ret_text, err);
}

static int report(
	const struct grading *grading, const struct assay_batch *batch, struct assay_error *err)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes text = {0};
	int status = render(grading, batch, grading->format, true, &text, err);
	if (status != 0)
		return status;
	assay_console_put(&text);
	for (size_t i = 0; i < grading->report_count; i++) {
		ASSAY_AUTO(assay_bytes_release) struct assay_bytes file = {0};
		status = render(grading, batch, grading->reports[i].format, false, &file, err);
		if (status == 0)
			status = assay_file_replace(grading->reports[i].path,
				assay_bytes_text(&file), file.size, 0644, err);
		if (status != 0)
			return status;
	}
	return 0;
}

/* The exit status of a row; says on standard error what the verdict alone does not. */
static int row_exit(const struct grading *grading, const struct assay_batch_row *row)
{
	if (row->error.code != 0)
		return assay_code_exit_status(row->error.code);
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes reasons = {0};
	int exit_status = assay_bar_judge(&grading->bar, &row->result, &reasons);
	char *line = reasons.data;
	for (char *end; line != NULL && (end = strchr(line, '\n')) != NULL; line = end + 1) {
		*end = '\0';
		assay_console_note("'%s': %s", row->path, line);
	}
	return exit_status;
}

/* Tells every failure on standard error; returns the worst exit status of all rows. */
static int conclude(const struct grading *grading, const struct assay_batch *batch)
{
	int worst = ASSAY_EXIT_OK;
	size_t stopped = 0;
	for (size_t i = 0; i < batch->row_count; i++) {
		const struct assay_batch_row *row = &batch->rows[i];
		int exit_status = row_exit(grading, row);
		worst = exit_status > worst ? exit_status : worst;
		if (row->error.code == ASSAY_ERR_CANCELLED) {
			stopped++;
		} else if (row->error.code != 0) {
			struct assay_error named = row->error;
			assay_error_wrap(&named, "'%s'", row->path);
			assay_console_error(&named, "grade");
		}
	}
	if (stopped > 0)
		assay_console_note("stopped: %zu of %zu submissions are not graded%s", stopped,
			batch->row_count,
			batch->docket.store != NULL ? "; `assay resume` finishes them" : "");
	return worst;
}

static int grade(
	struct grading *grading, struct assay_store *store, int *ret_exit, struct assay_error *err)
{
	const struct assay_arguments *arguments = grading->arguments;
	struct assay_batch batch;
	int status = assay_batch_run(
		store, &grading->batch, arguments->operands, arguments->operand_count, &batch, err);
	if (status == 0)
		status = report(grading, &batch, err);
	if (status == 0)
		*ret_exit = conclude(grading, &batch);
	assay_batch_release(&batch);
	return status;
}

static int run_grade(const struct assay_arguments *arguments, struct assay_error *err)
{
	struct grading grading = {.arguments = arguments};
	struct assay_store *store = NULL;
	ASSAY_AUTO_FD int cancel_fd = -1;
	int exit_status = ASSAY_EXIT_OK;
	int status = parse(&grading, err);
	if (status == 0 && assay_arguments_get(arguments, "no-store") == NULL)
		status = assay_store_open(NULL, &store, err);
	if (status == 0)
		status = assay_cancel_open(&cancel_fd, err);
	grading.batch.cancel_fd = cancel_fd;
	if (status == 0)
		status = grade(&grading, store, &exit_status, err);
	assay_store_close(store);
	assay_bar_release(&grading.bar);
	return status != 0 ? assay_code_exit_status(status) : exit_status;
}

static const struct assay_option options[] = {
	ASSAY_OPTION_CHALLENGE,
	{'j', false, "jobs", "N", "submissions at a time; default: as many as CPUs, at most 2"},
	ASSAY_OPTION_REPORT_FORMAT,
	{0, true, "report", "FORMAT=FILE", "write the result to a file too"},
	ASSAY_OPTIONS_BAR,
	{0, false, "seed", "S", "the seed of the hidden tests, instead of the round's own"},
	ASSAY_OPTION_ISOLATION,
	{0, false, "no-store", NULL, "keep nothing: for CI, and where there is no home"},
	{0, false, "reveal", NULL, "the owner's view: hidden tests one by one"},
	{0, false, "candidate", "NAME", "whose attempts they are"},
	{0},
};

const struct assay_command assay_command_grade = {
	.name = "grade",
	.synopsis = "assay grade [--challenge ID] [-j N] [--format FORMAT] [--report FORMAT=FILE] "
		    "[--min-score SCORE] [--require GROUP] [--against FILE] [--challenge-digest "
		    "DIGEST] "
		    "[--exit-zero] [--seed S] [--isolation LEVEL] [--no-store] [--reveal] "
		    "[--candidate NAME] PATH...",
	.summary = "Grade submissions by all tests: folders, or single files.",
	.details = "One that cannot be graded stops no other: it is told on standard error. The "
		   "exit status is the worst of all. With --min-score the score decides, not the "
		   "verdict; with --require the groups that it names; with --against whether any "
		   "group was better in an earlier result; with several of them, all. Every "
		   "submission of a challenge gets the same hidden tests: their "
		   "seed comes from the secret of this user or of ASSAY_SECRET, and with "
		   "--no-store and without either from the challenge alone. Isolation must be "
		   "full unless --isolation names a lower level. Formats: text, json, junit, "
		   "junit-gitlab, tap, sarif, github, markdown, gitlab-quality, ctrf, and for one "
		   "submission github-output, gradescope, classroom, exercism.",
	.options = options,
	.operands_minimum = 1,
	.operands_maximum = SIZE_MAX,
	.run = run_grade,
};
