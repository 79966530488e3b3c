/*
 * suites.h - results as suites of cases: what every format for machines is rendered from.
 *
 * Texts here are of the asked view and safe (safe.h), on one line; a format adds only the quoting
 * of its own syntax.
 */
#ifndef ASSAY_RUNNER_SUITES_H
#define ASSAY_RUNNER_SUITES_H

#include "report.h"

enum assay_case_kind {
	ASSAY_CASE_TEST = 0,
	ASSAY_CASE_BUILD, /* it does not compile, and no test was run */
	ASSAY_CASE_FAULT, /* ours: no verdict, or it could not be graded at all */
};

/* One test, or what stands in its place. */
struct assay_suite_case {
	enum assay_case_kind kind;
	const char *group; /* "build" and "grading" where there is no test */
	char *title;       /* "burst 3: a full bucket after a long pause"; once in its suite */
	char *message;     /* why; "" when accepted */
	enum assay_verdict verdict;
	bool has_figures; /* cpu_ns may be shown */
	uint64_t cpu_ns;
	const struct assay_item *item; /* NULL where there is no test */
};

/* One submission. */
struct assay_suite {
	const struct assay_result *result; /* NULL: it could not be graded */
	char *name;                        /* the challenge, and in a batch the submission too */
	char *submission;
	enum assay_verdict verdict;
	size_t case_count, passed, failures, errors; /* failures: wrong answers; errors: the rest */
	struct assay_suite_case *cases;
};

struct assay_suites {
	size_t count;
	struct assay_suite *suites;
};

/* One suite a submission, in the order of the input, what could not be graded last. The only error
 * is ASSAY_ERR_SYSTEM, out of memory. */
int assay_suites_make(const struct assay_report_input *input, bool reveal,
	struct assay_suites *ret_suites, struct assay_error *err);
void assay_suites_release(struct assay_suites *suites); /* accepts the zeroed */

/* An answer that is wrong, as against a program that ended badly. */
bool assay_case_is_failure(const struct assay_suite_case *test);

/* Appends what became of a group: "1 of 4 tests, 12.5 of 25 points", then each different reason and
 * each measure on a line of its own. */
void assay_suite_group_words(const struct assay_suite *suite,
	const struct assay_group_result *group, bool reveal, struct assay_bytes *out);
/* Appends "62.5 of 100 points", or "not scored". */
void assay_suite_score_words(const struct assay_suite *suite, struct assay_bytes *out);

/* Appends the path of one of the submission's files as the grading command knows it, safe and on
 * one line. `file` is "" for the submission itself. */
void assay_suite_path(const struct assay_suite *suite, const char *file, struct assay_bytes *out);

#endif
