/*
 * lone.h - what the formats of teaching platforms share: they take one submission, and count points
 * by group.
 */
#ifndef ASSAY_RUNNER_LONE_H
#define ASSAY_RUNNER_LONE_H

#include "suites.h"

/* The one suite; ASSAY_ERR_USAGE naming `format` when there are several. */
int assay_lone_make(const struct assay_report_input *input, bool reveal, const char *format,
	struct assay_suites *ret_suites, struct assay_error *err);

/* Whether tests were run and there is a verdict. */
bool assay_lone_is_tested(const struct assay_suite *suite);
bool assay_lone_is_passed(const struct assay_group_result *group);

/* Members of an object: "burst: a full bucket after a long pause"; what became of the group; what
 * is said of a submission as a whole, the compiler's words among it. */
void assay_lone_add_name(struct assay_json *object, const struct assay_group_result *group);
void assay_lone_add_words(struct assay_json *object, const char *key,
	const struct assay_suite *suite, const struct assay_group_result *group, bool reveal);
void assay_lone_add_messages(
	struct assay_json *object, const char *key, const struct assay_suite *suite, size_t limit);

#endif
