/*
 * sample.h - one run of the samples, as `test` and `watch` make it.
 */
#ifndef ASSAY_RUNNER_CLI_SAMPLE_H
#define ASSAY_RUNNER_CLI_SAMPLE_H

#include <assay/error.h>

#include "../build/submission.h"
#include "../report/report.h"
#include "../store/store.h"
#include "boxes.h"
#include "target.h"

/* Opens the store for a command that can do without: says so in one line and returns NULL. */
struct assay_store *assay_sample_open_store(void);

/* Runs the samples on these files. */
int assay_sample_run(const struct assay_target *target, const struct assay_submission *submission,
	struct assay_boxes *boxes, struct assay_result *ret_result, struct assay_error *err);

/* Notes the run in the timeline of the session, prints the result and the clock. ret_exit is the
 * exit status that the verdict stands for. */
int assay_sample_tell(struct assay_store *store, const struct assay_target *target,
	const struct assay_report_format *format, const struct assay_result *result, int *ret_exit,
	struct assay_error *err);

/* Appends an event to the session's timeline; without a session or store it does nothing. The
 * detail is made of pairs of key and text, ended by NULL. A failure is told, and nothing more. */
void assay_sample_note(struct assay_store *store, const struct assay_target *target,
	const char *kind, const char *const *detail);

#endif
