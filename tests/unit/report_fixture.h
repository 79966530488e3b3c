/*
 * report_fixture.h - results to render, shared by the tests of reports.
 */
#ifndef ASSAY_TEST_REPORT_FIXTURE_H
#define ASSAY_TEST_REPORT_FIXTURE_H

#include <assay/result.h>

/* A result with samples, hidden tests of three groups, measures, diagnostics: failing in one group,
 * partial in another. Hidden figures and texts hold the word CANARY or digits of report_canaries.
 */
void report_fixture_full(struct assay_result *result);
/* Accepted, with all of the points. */
void report_fixture_accepted(struct assay_result *result);
/* It did not compile. */
void report_fixture_compile_error(struct assay_result *result);
/* What no candidate's view of the full result may hold: texts, names, figures as each format would
 * write them. Ended by NULL. */
extern const char *const report_canaries[];

#endif
