/*
 * selftest.h - the self-test of the box, run once for a machine that was started, a program, a user
 * and a level, and remembered in the cache.
 */
#ifndef ASSAY_RUNNER_CLI_SELFTEST_H
#define ASSAY_RUNNER_CLI_SELFTEST_H

#include <assay/error.h>
#include <assay/result.h>
#include <assay/sandbox.h>

/* What is remembered of it; NOT_RUN when nothing is. Costs one small file to read. */
enum assay_self_test assay_selftest_recall(const struct assay_sandbox *sandbox);

/* Runs it and remembers the outcome. *ret_failed is the first trial that did not hold, or NULL; it
 * lies in `ret_trials`. */
int assay_selftest_run(struct assay_sandbox *sandbox,
	struct assay_trial ret_trials[ASSAY_TRIAL_COUNT], const struct assay_trial **ret_failed,
	struct assay_error *err);

/* How a command goes about it. */
enum assay_selftest_need {
	ASSAY_SELFTEST_RECALL, /* never runs it; says in one line when it has failed */
	ASSAY_SELFTEST_TELL,   /* runs what is not remembered as passed; says so when it fails */
	ASSAY_SELFTEST_INSIST, /* the same; failing is ASSAY_ERR_SANDBOX, which names the trial */
};
int assay_selftest_ensure(struct assay_sandbox *sandbox, enum assay_selftest_need need,
	enum assay_self_test *ret_state, struct assay_error *err);

#endif
