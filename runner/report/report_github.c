/*
 * report_github.c - owns the format `github`: workflow commands that become annotations. GitHub
 * shows ten of a kind and drops the rest without a word; so the worst come first, and the last of
 * a kind tells how many there are.
 */
#include <string.h>

#include <assay/cleanup.h>

#include "findings.h"
#include "formats.h"
#include "quote.h"

#define SHOWN_MAX 10 /* of a kind and step: "Workflow commands for GitHub Actions" */

static const char *const commands[] = {
	[ASSAY_FINDING_ERROR] = "error",
	[ASSAY_FINDING_WARNING] = "warning",
	[ASSAY_FINDING_NOTE] = "notice",
};

static void put_finding(struct assay_bytes *out, const struct assay_finding *finding, size_t left)
{
	assay_bytes_printf(out, "::%s file=", commands[finding->grade]);
	assay_quote_command(out, finding->path, true);
	assay_bytes_printf(out, ",line=%u,col=%u,title=", finding->line, finding->column);
	assay_quote_command(out, finding->title, true);
	assay_bytes_puts(out, "::");
	assay_quote_command(out, finding->text, false);
	if (left > 0)
		assay_bytes_printf(out, "%%0Aand %zu more", left);
	assay_bytes_putc(out, '\n');
}

/* The verdict of each submission, so that a green run has its say too. */
static void put_verdicts(struct assay_bytes *out, const struct assay_suites *suites)
{
	size_t shown = suites->count < SHOWN_MAX ? suites->count : SHOWN_MAX;
	for (size_t i = 0; i < shown; i++) {
		const struct assay_suite *suite = &suites->suites[i];
		struct assay_bytes score = {0};
		assay_suite_score_words(suite, &score);
		assay_bytes_puts(out, "::notice title=");
		assay_quote_command(out, suite->name, true);
		assay_bytes_puts(out, "::");
		assay_quote_command(out, assay_verdict_words(suite->verdict), false);
		assay_bytes_printf(out, ", %s", assay_bytes_text(&score));
		if (i + 1 == shown && suites->count > shown)
			assay_bytes_printf(out, "%%0Aand %zu more", suites->count - shown);
		assay_bytes_putc(out, '\n');
		out->failed = out->failed || score.failed;
		assay_bytes_release(&score);
	}
}

int assay_report_github(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err)
{
	ASSAY_AUTO(assay_suites_release) struct assay_suites suites = {0};
	ASSAY_AUTO(assay_findings_release) struct assay_findings findings = {0};
	int status = assay_suites_make(input, options->reveal, &suites, err);
	if (status == 0)
		status = assay_findings_make(&suites, options->reveal, &findings, err);
	if (status != 0)
		return status;
	size_t of_kind[3] = {0};
	size_t shown[3] = {0};
	for (size_t i = 0; i < findings.count; i++)
		of_kind[findings.findings[i].grade]++;
	for (size_t i = 0; i < findings.count; i++) {
		const struct assay_finding *finding = &findings.findings[i];
		size_t *count = &shown[finding->grade];
		/* The notes of a compiler explain its errors; the notices are for the verdicts. */
		if (finding->grade == ASSAY_FINDING_NOTE || *count == SHOWN_MAX)
			continue;
		++*count;
		put_finding(ret_text, finding,
			*count == SHOWN_MAX ? of_kind[finding->grade] - SHOWN_MAX : 0);
	}
	put_verdicts(ret_text, &suites);
	return assay_bytes_check(ret_text, err);
}
