/*
 * report_text.h - the parts of the format `text`, one file each.
 */
#ifndef ASSAY_RUNNER_REPORT_TEXT_H
#define ASSAY_RUNNER_REPORT_TEXT_H

#include <stdbool.h>

#include "formats.h"
#include "page.h"

/* One result, whole. */
void assay_text_result(const struct assay_page *page, const struct assay_result *result,
	const struct assay_report_options *options);
/* Its groups: a line each, below it what failed, once, and what the measures cost. */
void assay_text_groups(const struct assay_page *page, const struct assay_result *result,
	const struct assay_report_options *options);
/* For the owner: a line for each test, with its figures. */
void assay_text_tests(const struct assay_page *page, const struct assay_result *result);
/* True when the program printed something of its own. */
bool assay_text_sample_prints(const struct assay_item *item);
/* A sample: where it fails, input and expected beside got; and the candidate's own output. */
void assay_text_sample(const struct assay_page *page, const struct assay_item *item);
/* A batch: a line for each result in the order given, then what could not be graded. */
void assay_text_batch(const struct assay_page *page, const struct assay_report_input *input);

/* "62.5 of 100", "not scored". */
void assay_text_score(struct assay_bytes *out, const struct assay_result *result);
/* Good, partial or bad. */
enum assay_ink assay_text_ink(const struct assay_result *result);

#endif
