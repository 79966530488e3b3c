/*
 * findings.c - owns what is said at places in files. Must not know any format's syntax.
 */
#include "findings.h"

#include <stdlib.h>
#include <string.h>

#include "../words.h"
#include "safe.h"
#include "view.h"

#define TEXT_MAX 4000

void assay_findings_release(struct assay_findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		free(findings->findings[i].path);
		free(findings->findings[i].title);
		free(findings->findings[i].text);
	}
	free(findings->findings);
	*findings = (struct assay_findings){0};
}

/* Takes over the three texts. */
static bool keep(struct assay_findings *findings, struct assay_finding finding,
	struct assay_bytes *path, struct assay_bytes *title, struct assay_bytes *text)
{
	finding.path = assay_bytes_steal(path);
	finding.title = assay_bytes_steal(title);
	finding.text = assay_bytes_steal(text);
	findings->findings[findings->count++] = finding;
	return finding.path != NULL && finding.title != NULL && finding.text != NULL;
}

static bool add_diagnostic(struct assay_findings *findings, const struct assay_suite *suite,
	const struct assay_diagnostic *diagnostic)
{
	static const struct {
		const char *severity, *rule;
		enum assay_finding_grade grade;
	} rows[] = {
		{"error", "compiler-error", ASSAY_FINDING_ERROR},
		{"warning", "compiler-warning", ASSAY_FINDING_WARNING},
		{"note", "compiler-note", ASSAY_FINDING_NOTE},
	};
	size_t row = 0;
	while (row < 2 && strcmp(diagnostic->severity, rows[row].severity) != 0)
		row++;
	/* A system header is nobody's file: then it is said of the submission. */
	bool own = diagnostic->file != NULL && diagnostic->file[0] != '<';
	struct assay_bytes path = {0};
	struct assay_bytes title = {0};
	struct assay_bytes text = {0};
	assay_suite_path(suite, own ? diagnostic->file : "", &path);
	assay_bytes_printf(&title, "compiler %s", rows[row].severity);
	assay_safe_append(&text, diagnostic->text, TEXT_MAX);
	return keep(findings,
		(struct assay_finding){
			.grade = rows[row].grade,
			.rule = rows[row].rule,
			.line = own && diagnostic->line > 0 ? diagnostic->line : 1,
			.column = own && diagnostic->column > 0 ? diagnostic->column : 1,
		},
		&path, &title, &text);
}

/* A group that fails is an error; one that is right and dear, a warning. */
static bool add_group(struct assay_findings *findings, const struct assay_suite *suite,
	const struct assay_group_result *group, bool reveal)
{
	bool accepted = group->verdict == ASSAY_VERDICT_ACCEPTED;
	bool scored = assay_view_is_scored(suite->result);
	if (group->tests == 0 ||
		(accepted && (!scored || group->millipoints >= UINT64_C(1000) * group->points)))
		return true;
	struct assay_bytes path = {0};
	struct assay_bytes title = {0};
	struct assay_bytes text = {0};
	assay_suite_path(suite, "", &path);
	assay_bytes_printf(&title, "%s", group->name);
	if (scored && group->points > 0) {
		assay_bytes_puts(&title, " (");
		assay_words_thousandths(&title, group->millipoints);
		assay_bytes_printf(&title, " of %u points)", group->points);
	}
	assay_safe_append(&text, group->behaviour, TEXT_MAX);
	assay_bytes_puts(&text, ": ");
	assay_suite_group_words(suite, group, reveal, &text);
	return keep(findings,
		(struct assay_finding){
			.grade = accepted ? ASSAY_FINDING_WARNING : ASSAY_FINDING_ERROR,
			.rule = accepted ? "costs-more" : assay_verdict_name(group->verdict),
			.line = 1,
			.column = 1,
		},
		&path, &title, &text);
}

/* No compiler said why, or it is our own fault. */
static bool add_other(struct assay_findings *findings, const struct assay_suite *suite,
	const struct assay_suite_case *test)
{
	struct assay_bytes path = {0};
	struct assay_bytes title = {0};
	struct assay_bytes text = {0};
	assay_suite_path(suite, "", &path);
	assay_bytes_puts(
		&title, test->kind == ASSAY_CASE_BUILD ? "does not compile" : "not graded");
	assay_bytes_puts(&text, test->message);
	return keep(findings,
		(struct assay_finding){.grade = ASSAY_FINDING_ERROR,
			.rule = assay_verdict_name(test->verdict),
			.line = 1,
			.column = 1},
		&path, &title, &text);
}

static bool add_suite(struct assay_findings *findings, const struct assay_suite *suite, bool reveal)
{
	const struct assay_result *result = suite->result;
	bool good = true;
	size_t diagnostics = result == NULL ? 0 : result->diagnostic_count;
	for (size_t i = 0; i < diagnostics && good; i++)
		good = add_diagnostic(findings, suite, &result->diagnostics[i]);
	for (size_t i = 0; i < suite->case_count && good; i++)
		if (suite->cases[i].kind == ASSAY_CASE_FAULT ||
			(suite->cases[i].kind == ASSAY_CASE_BUILD && diagnostics == 0))
			good = add_other(findings, suite, &suite->cases[i]);
	for (size_t i = 0; result != NULL && i < result->group_count && good; i++)
		good = add_group(findings, suite, &result->groups[i], reveal);
	return good;
}

/* The worst first, and else as they came. */
static int sort(struct assay_findings *findings)
{
	struct assay_finding *sorted = calloc(findings->count + 1, sizeof *sorted);
	if (sorted == NULL)
		return -1;
	size_t count = 0;
	for (int grade = ASSAY_FINDING_ERROR; grade <= ASSAY_FINDING_NOTE; grade++)
		for (size_t i = 0; i < findings->count; i++)
			if ((int)findings->findings[i].grade == grade)
				sorted[count++] = findings->findings[i];
	free(findings->findings);
	findings->findings = sorted;
	return 0;
}

int assay_findings_make(const struct assay_suites *suites, bool reveal,
	struct assay_findings *ret_findings, struct assay_error *err)
{
	struct assay_findings findings = {0};
	size_t most = 0;
	for (size_t i = 0; i < suites->count; i++) {
		const struct assay_suite *suite = &suites->suites[i];
		most += suite->case_count;
		if (suite->result != NULL)
			most += suite->result->diagnostic_count + suite->result->group_count;
	}
	findings.findings = calloc(most + 1, sizeof *findings.findings);
	bool good = findings.findings != NULL;
	for (size_t i = 0; i < suites->count && good; i++)
		good = add_suite(&findings, &suites->suites[i], reveal);
	if (!good || sort(&findings) != 0) {
		assay_findings_release(&findings);
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	}
	*ret_findings = findings;
	return 0;
}
