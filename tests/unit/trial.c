/*
 * trial.c - see trial.h.
 */
#include "trial.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct assay_sandbox *sandboxes[2];

int trial_open_boxes(void **state)
{
	(void)state;
	struct assay_error err = {0};
	small_challenge_folder();
	for (int i = 0; i < 2; i++) {
		if (assay_sandbox_open(NULL, &sandboxes[i], &err) == 0)
			continue;
		print_error("%s\n", err.text);
		return -1;
	}
	return 0;
}

int trial_close_boxes(void **state)
{
	(void)state;
	assay_sandbox_close(sandboxes[0]);
	assay_sandbox_close(sandboxes[1]);
	return 0;
}

struct assay_sandbox *const *trial_sandboxes(void)
{
	return sandboxes;
}

struct assay_lanes trial_lanes(size_t count)
{
	return (struct assay_lanes){.sandboxes = sandboxes, .count = count, .cancel_fd = -1};
}

void trial_check(int status, const struct assay_error *err)
{
	if (status != 0)
		fail_msg("%s", err->text);
}

void trial_plan(struct trial *trial, enum assay_selection selection)
{
	struct assay_error err = {0};
	trial_check(assay_plan_make(&trial->challenge, 7, selection, &trial->plan, &err), &err);
}

int trial_make_materials(struct trial *trial, struct assay_error *err)
{
	struct assay_maker *maker = NULL;
	uint32_t layers = assay_sandbox_layers(trial->lanes.sandboxes[0]);
	int status = assay_materials_look_up(&trial->challenge, &trial->plan, layers, &maker, err);
	if (status != 0)
		return status;
	status = assay_materials_finish(maker, &trial->lanes, &trial->materials, err);
	assay_maker_free(maker);
	return status;
}

void trial_make(struct trial *trial)
{
	struct assay_error err = {0};
	trial_check(trial_make_materials(trial, &err), &err);
}

void trial_build(struct trial *trial, const char *text)
{
	struct assay_submission submission;
	struct assay_error err = {0};
	small_challenge_submit(&trial->challenge, text, &submission);
	assay_build_release(&trial->build);
	trial_check(assay_build_submission(
			    sandboxes[0], &trial->challenge, &submission, -1, &trial->build, &err),
		&err);
	assay_submission_release(&submission);
	if (!trial->build.succeeded)
		fail_msg("%s", trial->build.message);
}

void trial_run(struct trial *trial)
{
	struct assay_error err = {0};
	assay_runs_free(trial->runs, trial->plan.count);
	trial->runs = NULL;
	trial_check(assay_run_cases(&trial->lanes, &trial->challenge, &trial->plan,
			    trial->materials, &trial->build.artefact, NULL, &trial->runs, &err),
		&err);
}

void trial_finish(struct trial *trial)
{
	assay_runs_free(trial->runs, trial->plan.count);
	assay_materials_free(trial->materials, trial->plan.count);
	assay_plan_release(&trial->plan);
	assay_build_release(&trial->build);
}

void trial_start(struct trial *trial, enum assay_selection selection)
{
	*trial = (struct trial){.lanes = trial_lanes(1)};
	assay_build_init(&trial->build);
	small_challenge_function(&trial->challenge);
	trial_plan(trial, selection);
	trial_make(trial);
}

const struct assay_run *trial_try(struct trial *trial, const char *text)
{
	trial_build(trial, text);
	trial_run(trial);
	return &trial->runs[0];
}
