/*
 * formats.h - the renderers, one file each; rows of the table in formats.c.
 */
#ifndef ASSAY_RUNNER_FORMATS_H
#define ASSAY_RUNNER_FORMATS_H

#include "report.h"

/* A set is rendered as such: asked for, or not exactly one result. */
bool assay_report_is_batch(const struct assay_report_input *input);

int assay_report_text(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err);
int assay_report_json(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err);
/* Formats for machines; each renders the suites of suites.h. */
int assay_report_junit(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err);
int assay_report_junit_gitlab(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err);
int assay_report_tap(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err);
int assay_report_sarif(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err);
int assay_report_github(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err);
int assay_report_github_output(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err);
int assay_report_markdown(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err);
int assay_report_gitlab_quality(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err);
int assay_report_ctrf(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err);
int assay_report_gradescope(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err);
int assay_report_classroom(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err);
int assay_report_exercism(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err);

#endif
