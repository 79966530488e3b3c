/*
 * report.h - renders results. Formats are rows of one table, report/formats.c.
 *
 * Everything that came from a candidate is escaped here, at the sink.
 */
#ifndef ASSAY_RUNNER_REPORT_H
#define ASSAY_RUNNER_REPORT_H

#include <stdbool.h>

#include <assay/bytes.h>
#include <assay/error.h>
#include <assay/result.h>

#include "../json.h"

struct assay_report_options {
	bool reveal;      /* the owner's view; else the candidate's */
	bool colour;      /* text only */
	unsigned columns; /* text only: 40 or more */
	bool samples;     /* text only: show input, expected, got and the candidate's own output */
};

/* A submission that could not be graded, beside the results of a batch. */
struct assay_report_failure {
	const char *submission_name;
	struct assay_error error;
};

struct assay_report_input {
	const struct assay_result *const *results;
	size_t result_count;
	const struct assay_report_failure *failures;
	size_t failure_count;
	bool several; /* render as a set (assay.results/1) even when there is one */
};

struct assay_report_format {
	const char *name; /* "text", "json" */
	const char *summary;
	bool lone; /* of platforms that take one submission */
	int (*render)(const struct assay_report_input *input,
		const struct assay_report_options *options, struct assay_bytes *ret_text,
		struct assay_error *err);
};
/* Rows of the table, ended by a NULL name. */
extern const struct assay_report_format assay_report_formats[];
/* ASSAY_ERR_USAGE for an unknown one, listing those that exist. */
int assay_report_find(
	const char *name, const struct assay_report_format **ret_format, struct assay_error *err);

/* The document assay.result/1 as a tree, and back again from a stored owner's document. */
int assay_result_to_json(const struct assay_result *result, bool reveal,
	struct assay_json **ret_tree, struct assay_error *err);
int assay_result_from_json(
	const struct assay_json *tree, struct assay_result *ret_result, struct assay_error *err);

#endif
