/*
 * trial.h - runs submissions to the small challenge in real boxes, for the tests of the run stage.
 */
#ifndef ASSAY_TESTS_TRIAL_H
#define ASSAY_TESTS_TRIAL_H

#include "../../runner/run/run.h"
#include "small_challenge.h"

/* Set-up and tear-down of a group: two sandboxes. */
int trial_open_boxes(void **state);
int trial_close_boxes(void **state);
struct assay_sandbox *const *trial_sandboxes(void);
/* `count` of them, never cancelled. */
struct assay_lanes trial_lanes(size_t count);

/* Everything that a run needs, and what came of it. */
struct trial {
	struct assay_lanes lanes;
	struct assay_challenge challenge;
	struct assay_plan plan;
	struct assay_material *materials;
	struct assay_build build;
	struct assay_run *runs;
};

/* Fails the test with the error's text. */
void trial_check(int status, const struct assay_error *err);

/* From the challenge to its materials, on one lane; finish releases it all. */
void trial_start(struct trial *trial, enum assay_selection selection);
void trial_finish(struct trial *trial);

/* The steps of start. */
void trial_plan(struct trial *trial, enum assay_selection selection);
int trial_make_materials(struct trial *trial, struct assay_error *err);
void trial_make(struct trial *trial); /* the same, and wants it to succeed */

/* Builds this source, and runs every case of the plan. */
void trial_build(struct trial *trial, const char *text);
void trial_run(struct trial *trial);
/* Both; the first case's run. */
const struct assay_run *trial_try(struct trial *trial, const char *text);

#endif
