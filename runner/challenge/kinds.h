/*
 * kinds.h - the words of the manifest: what each choice may be. Internal to runner/challenge/.
 *
 * Each list ends with NULL; the index of a word is the value of its enum.
 */
#ifndef ASSAY_RUNNER_KINDS_H
#define ASSAY_RUNNER_KINDS_H

#include <assay/challenge.h>

extern const char *const assay_kind_words[];
extern const char *const assay_harness_words[];
extern const char *const assay_compare_words[];
extern const char *const assay_metric_words[];
extern const char *const assay_scoring_words[];
extern const char *const assay_profile_words[]; /* of test runs; the first is the default */
extern const char *const assay_library_words[];
extern const char *const assay_sql_allow_words[];

/* A language: who grades it, and what its editable files are called. */
struct assay_language {
	const char *name;
	enum assay_harness harness;
	const char *suffixes[3]; /* of editable files, ended by NULL */
};
extern const struct assay_language assay_languages[]; /* ended by a NULL name */
extern const char *const assay_language_words[];

/* Whether this harness can measure it. */
bool assay_metric_has(enum assay_metric metric, enum assay_harness harness);

#endif
