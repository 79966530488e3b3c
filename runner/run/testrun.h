/*
 * testrun.h - one test in one box, as often as the rules of repetition say.
 */
#ifndef ASSAY_RUNNER_TESTRUN_H
#define ASSAY_RUNNER_TESTRUN_H

#include "run.h"

/* A test runs so often at most. */
#define ASSAY_TEST_RUNS_MAX 3

/* What to run. Everything is borrowed. */
struct assay_test {
	const struct assay_artefact *artefact;
	const struct assay_limits_spec *limits;
	const struct assay_bytes *input;
	bool keep_texts; /* descriptors 1 and 2 are wanted: samples */
	int cancel_fd;
};

/* The limits of a case: its group's where that has its own. */
const struct assay_limits_spec *assay_test_limits(
	const struct assay_challenge *challenge, const struct assay_case *test);
/* What the box is given of them. */
void assay_test_box_limits(const struct assay_limits_spec *limits, struct assay_limits *ret_limits);

/* Runs it; facts only. Errors: SYSTEM, CANCELLED, USAGE. */
int assay_test_run(struct assay_sandbox *sandbox, const struct assay_test *test,
	struct assay_run *ret_run, struct assay_error *err);
void assay_run_release(struct assay_run *run);

#endif
