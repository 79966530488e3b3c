/*
 * findings.h - what is to be said at a place in a file: the compiler's diagnostics, and the groups
 * that fall short at the submission itself. For formats that show a report beside the code.
 */
#ifndef ASSAY_RUNNER_FINDINGS_H
#define ASSAY_RUNNER_FINDINGS_H

#include "suites.h"

/* Ordered: the worst first. */
enum assay_finding_grade {
	ASSAY_FINDING_ERROR = 0,
	ASSAY_FINDING_WARNING,
	ASSAY_FINDING_NOTE,
};

struct assay_finding {
	enum assay_finding_grade grade;
	const char *rule;      /* "compiler-error", "wrong-answer", ...: static */
	char *path;            /* relative, safe */
	uint32_t line, column; /* at least 1 */
	char *title;           /* "burst (0 of 20 points)" */
	char *text;            /* safe, may hold newlines */
};

struct assay_findings {
	size_t count;
	struct assay_finding *findings; /* the worst first, else in order */
};

/* All findings of all suites. ASSAY_ERR_SYSTEM without memory. */
int assay_findings_make(const struct assay_suites *suites, bool reveal,
	struct assay_findings *ret_findings, struct assay_error *err);
void assay_findings_release(struct assay_findings *findings); /* accepts the zeroed */

#endif
