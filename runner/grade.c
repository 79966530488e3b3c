/*
 * grade.c - owns the order of the stages: plan, build, materials, run, judge, score. Stores
 * nothing, prints nothing, and decides nothing that a stage decides.
 */
#include "grade.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <assay/cleanup.h>

#include "build/build.h"
#include "judge/judge.h"
#include "score/score.h"

/* What one grading holds on its way through the stages; released whole, whatever was reached. */
struct line {
	const struct assay_lanes *lanes;
	const struct assay_challenge *challenge;
	const struct assay_grade_options *options;
	struct assay_plan plan;
	struct assay_build build;
	struct assay_artefact checker;
	struct assay_maker *maker;
	struct assay_material *materials;
	struct assay_run *runs;
	struct assay_result result;
};

static void line_init(struct line *line, const struct assay_lanes *lanes,
	const struct assay_challenge *challenge, const struct assay_grade_options *options)
{
	*line = (struct line){.lanes = lanes, .challenge = challenge, .options = options};
	assay_build_init(&line->build);
	assay_artefact_init(&line->checker);
	assay_result_init(&line->result);
}

static void line_release(struct line *line)
{
	assay_runs_free(line->runs, line->plan.count);
	assay_materials_free(line->materials, line->plan.count);
	assay_maker_free(line->maker);
	assay_artefact_release(&line->checker);
	assay_build_release(&line->build);
	assay_plan_release(&line->plan);
	assay_result_release(&line->result);
}

/* Replaces a string of the result. */
static int set_text(char **text, const char *value, struct assay_error *err)
{
	char *copy = strdup(value);
	if (copy == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	free(*text);
	*text = copy;
	return 0;
}

static int fill_header(
	struct line *line, const struct assay_submission *submission, struct assay_error *err)
{
	struct assay_result *result = &line->result;
	memcpy(result->challenge_id, line->challenge->id, sizeof result->challenge_id);
	memcpy(result->challenge_version, line->challenge->version,
		sizeof result->challenge_version);
	memcpy(result->challenge_digest, line->challenge->digest, sizeof result->challenge_digest);
	memcpy(result->submission_digest, submission->digest, sizeof result->submission_digest);
	result->seed = line->options->seed;
	result->graded_at_ns = assay_wall_ns();
	result->level = assay_sandbox_level(line->lanes->sandboxes[0]);
	result->layers = assay_sandbox_layers(line->lanes->sandboxes[0]);
	result->self_test = line->lanes->self_test;
	int status = set_text(&result->challenge_title, line->challenge->title, err);
	if (status == 0)
		status = set_text(&result->submission_name, submission->name, err);
	if (status == 0)
		status = set_text(&result->candidate, "", err);
	if (status == 0)
		status = set_text(&result->message, "", err);
	return status;
}

/* Takes the diagnostics over, and ends the line where there is nothing to run. */
static int take_build(struct line *line, struct assay_error *err)
{
	struct assay_result *result = &line->result;
	result->build_ns = line->build.wall_ns;
	result->diagnostics = line->build.diagnostics;
	result->diagnostic_count = line->build.diagnostic_count;
	line->build.diagnostics = NULL;
	line->build.diagnostic_count = 0;
	if (line->build.succeeded)
		return 0;
	result->verdict = ASSAY_VERDICT_COMPILE_ERROR;
	return set_text(
		&result->message, line->build.message != NULL ? line->build.message : "", err);
}

/*
 * The challenge's own opinion of one test, where it has a checker and the run ended well. A checker
 * that fails on an answer is neither right nor wrong: that test becomes an internal error, and the
 * rest is graded all the same.
 */
static int check_case(struct line *line, size_t index, struct assay_checked *ret_checked,
	struct assay_bytes *ret_message, struct assay_error *err)
{
	const struct assay_run *run = &line->runs[index];
	*ret_checked = (struct assay_checked){0};
	if (line->challenge->compare != ASSAY_COMPARE_CHECKER ||
		run->observation.status != ASSAY_STATUS_EXITED || run->observation.exit_code != 0)
		return 0;
	struct assay_error fault = {0};
	const struct assay_tool checker = {
		.sandbox = line->lanes->sandboxes[0],
		.challenge = line->challenge,
		.artefact = &line->checker,
		.cancel_fd = line->lanes->cancel_fd,
	};
	int status = assay_run_checker(&checker, &line->materials[index], &run->answers,
		&ret_checked->accepted, ret_message, &fault);
	if (status == ASSAY_ERR_CHALLENGE) {
		assay_bytes_clear(ret_message);
		assay_bytes_puts(ret_message, fault.text);
		ret_checked->failed = true;
	} else if (status != 0) {
		return assay_error_set(err, status, "%s", fault.text);
	}
	ret_checked->used = true;
	ret_checked->message = assay_bytes_text(ret_message);
	return 0;
}

static int judge_cases(struct line *line, struct assay_error *err)
{
	struct assay_result *result = &line->result;
	result->items = calloc(line->plan.count, sizeof *result->items);
	if (result->items == NULL && line->plan.count > 0)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	for (size_t i = 0; i < line->plan.count; i++) {
		ASSAY_AUTO(assay_bytes_release) struct assay_bytes message = {0};
		struct assay_checked checked;
		int status = check_case(line, i, &checked, &message, err);
		if (status == 0)
			status = assay_judge_case(line->challenge, &line->plan.cases[i],
				&line->materials[i], &line->runs[i], &checked, &result->items[i],
				err);
		if (status != 0)
			return status;
		result->item_count++;
	}
	return 0;
}

static int run_cases(struct line *line, struct assay_error *err)
{
	int status = 0;
	if (line->challenge->compare == ASSAY_COMPARE_CHECKER)
		status = assay_build_tool(line->lanes->sandboxes[0], line->challenge,
			line->challenge->checker, line->lanes->cancel_fd, &line->checker, err);
	if (status == 0)
		status = assay_materials_finish(line->maker, line->lanes, &line->materials, err);
	if (status != 0)
		return status;
	uint64_t start_ns = assay_monotonic_ns();
	status = assay_run_cases(line->lanes, line->challenge, &line->plan, line->materials,
		&line->build.artefact, line->options->progress, &line->runs, err);
	line->result.run_ns = assay_monotonic_ns() - start_ns;
	return status;
}

/* The build on a thread of its own. */
struct building {
	struct line *line;
	const struct assay_submission *submission;
	int status;
	struct assay_error error;
};

static void *build(void *context)
{
	struct building *building = context;
	struct line *line = building->line;
	const struct assay_lanes *lanes = line->lanes;
	const struct assay_build_order order = {
		.sandbox = lanes->sandboxes[0],
		.challenge = line->challenge,
		.submission = building->submission,
		.cancel_fd = lanes->cancel_fd,
		.ready = lanes->ready != NULL ? *lanes->ready : NULL,
	};
	building->status = assay_build_run(&order, &line->build, &building->error);
	return NULL;
}

/*
 * Builds, and meanwhile looks up what the tests are made of. What is wrong with the build comes
 * first: without a program nobody asks for tests.
 */
static int build_and_look_up(
	struct line *line, const struct assay_submission *submission, struct assay_error *err)
{
	struct building building = {.line = line, .submission = submission};
	struct assay_error fault = {0};
	pthread_t thread;
	bool running = pthread_create(&thread, NULL, build, &building) == 0;
	if (!running)
		build(&building);
	int looked_up = assay_materials_look_up(
		line->challenge, &line->plan, line->result.layers, &line->maker, &fault);
	if (running)
		assay_run_warm(line->lanes, line->challenge, &line->plan);
	if (running)
		pthread_join(thread, NULL);
	bool failed = building.status != 0;
	if (err != NULL && (failed || (looked_up != 0 && line->build.succeeded)))
		*err = failed ? building.error : fault;
	if (failed)
		return building.status;
	return line->build.succeeded ? looked_up : 0;
}

static int walk(
	struct line *line, const struct assay_submission *submission, struct assay_error *err)
{
	int status = assay_lanes_wait(line->lanes, 1, err);
	if (status == 0)
		status = fill_header(line, submission, err);
	if (status == 0)
		status = assay_plan_make(line->challenge, line->options->seed,
			line->options->selection, &line->plan, err);
	if (status == 0 && line->challenge->harness == ASSAY_HARNESS_FUNCTION)
		status = assay_build_compiler(
			line->result.compiler, sizeof line->result.compiler, err);
	if (status == 0)
		status = build_and_look_up(line, submission, err);
	if (status == 0)
		status = take_build(line, err);
	if (status == 0 && line->build.succeeded)
		status = run_cases(line, err);
	if (status == 0 && line->build.succeeded)
		status = judge_cases(line, err);
	if (status == 0)
		status = assay_score_result(line->challenge, &line->result, err);
	return status;
}

int assay_grade_submission(const struct assay_lanes *lanes, const struct assay_challenge *challenge,
	const struct assay_submission *submission, const struct assay_grade_options *options,
	struct assay_result *ret_result, struct assay_error *err)
{
	struct line line;
	struct assay_lanes own = *lanes;
	/* Without a compiler there is no time to open one box more, or to make others warm. */
	if (own.apart && own.count > 1 && challenge->harness != ASSAY_HARNESS_FUNCTION) {
		own.apart = false;
		own.count--;
	}
	line_init(&line, &own, challenge, options);
	int status = walk(&line, submission, err);
	if (status == 0) {
		*ret_result = line.result;
		assay_result_init(&line.result);
	}
	line_release(&line);
	return status;
}
