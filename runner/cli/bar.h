/*
 * bar.h - what a submission has to reach for `grade` to exit with 0: --min-score, --require,
 * --against; and what it must be graded with: --challenge-digest.
 */
#ifndef ASSAY_RUNNER_CLI_BAR_H
#define ASSAY_RUNNER_CLI_BAR_H

#include <assay/bytes.h>
#include <assay/challenge.h>
#include <assay/result.h>

#include "../json.h"
#include "command.h"

#define ASSAY_BAR_REQUIRED_MAX 32

struct assay_bar {
	bool has_score, percent;
	uint64_t score; /* percent, or points */
	const char *required[ASSAY_BAR_REQUIRED_MAX];
	size_t required_count;
	const char *digest;         /* or NULL */
	const char *earlier_path;   /* or NULL */
	struct assay_json *earlier; /* the document there */
	bool exit_zero;
};

/* Rows for a table of options. */
#define ASSAY_OPTIONS_BAR                                                                          \
	{0, false, "min-score", "SCORE",                                                           \
		"pass from this score on: a share, 80%, or points, 40pt"},                         \
		{0, true, "require", "GROUP", "pass only when all tests of this group do"},        \
		{0, false, "against", "FILE",                                                      \
			"fail only where an earlier result, json, was better"},                    \
		{0, false, "challenge-digest", "DIGEST",                                           \
			"grade by this very challenge or not at all"},                             \
	{                                                                                          \
		0, false, "exit-zero", NULL, "exit with 0 when a submission falls short, too"      \
	}

/* Reads the options, and the file of --against. ASSAY_ERR_USAGE names the option and the value. */
int assay_bar_read(const struct assay_arguments *arguments, struct assay_bar *ret_bar,
	struct assay_error *err);
void assay_bar_release(struct assay_bar *bar); /* accepts the zeroed */

/* Before anything is graded: ASSAY_ERR_CHALLENGE when the challenge is not the one that was pinned,
 * ASSAY_ERR_USAGE when it lacks a required group. */
int assay_bar_admit(const struct assay_bar *bar, const struct assay_challenge *challenge,
	struct assay_error *err);

/* The exit status of one result; appends a line of text for each thing that falls short beyond the
 * verdict, and for each regression. */
int assay_bar_judge(const struct assay_bar *bar, const struct assay_result *result,
	struct assay_bytes *ret_reasons);

#endif
