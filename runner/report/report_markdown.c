/*
 * report_markdown.c - owns the format `markdown`: a job summary in GitHub's Markdown. Candidates'
 * words stand in table cells as text alone. GitHub takes at most 1 MiB of a step; what would not
 * fit is left out and counted.
 */
#include <inttypes.h>

#include <assay/cleanup.h>

#include "../words.h"
#include "formats.h"
#include "quote.h"
#include "safe.h"
#include "suites.h"
#include "view.h"

#define SIZE_MOST (900u << 10)

static void put_score(struct assay_bytes *out, const struct assay_suite *suite)
{
	struct assay_bytes score = {0};
	assay_suite_score_words(suite, &score);
	assay_quote_markdown(out, assay_bytes_text(&score));
	out->failed = out->failed || score.failed;
	assay_bytes_release(&score);
}

static const char *mark(const struct assay_suite *suite, const struct assay_group_result *group)
{
	if (group->tests == 0 || group->verdict == ASSAY_VERDICT_INTERNAL_ERROR)
		return "not run";
	if (group->verdict != ASSAY_VERDICT_ACCEPTED)
		return "**failed**";
	bool partial = assay_view_is_scored(suite->result) &&
		       group->millipoints < UINT64_C(1000) * group->points;
	return partial ? "partial" : "passed";
}

static void put_group(struct assay_bytes *out, const struct assay_suite *suite,
	const struct assay_group_result *group, bool reveal)
{
	struct assay_bytes words = {0};
	assay_bytes_puts(out, "| ");
	assay_quote_markdown(out, group->name);
	assay_bytes_printf(out, " | %s | ", mark(suite, group));
	assay_bytes_puts(&words, group->behaviour == NULL ? "" : group->behaviour);
	assay_bytes_puts(&words, ": ");
	assay_suite_group_words(suite, group, reveal, &words);
	assay_quote_markdown(out, assay_bytes_text(&words));
	assay_bytes_puts(out, " |\n");
	out->failed = out->failed || words.failed;
	assay_bytes_release(&words);
}

static void put_cell(struct assay_bytes *out, const char *text)
{
	struct assay_bytes safe = {0};
	assay_safe_append(&safe, text, SIZE_MAX);
	assay_quote_markdown(out, assay_bytes_text(&safe));
	out->failed = out->failed || safe.failed;
	assay_bytes_release(&safe);
}

static void put_diagnostics(struct assay_bytes *out, const struct assay_result *result)
{
	if (result->diagnostic_count == 0)
		return;
	assay_bytes_puts(out, "\n| where | the compiler says |\n| --- | --- |\n");
	for (size_t i = 0; i < result->diagnostic_count; i++) {
		const struct assay_diagnostic *diagnostic = &result->diagnostics[i];
		assay_bytes_puts(out, "| ");
		if (diagnostic->file != NULL && diagnostic->file[0] != '\0') {
			put_cell(out, diagnostic->file);
			assay_bytes_printf(out, ":%" PRIu32, diagnostic->line);
		}
		assay_bytes_printf(out, " | %s: ", diagnostic->severity);
		put_cell(out, diagnostic->text);
		assay_bytes_puts(out, " |\n");
	}
}

static void put_hidden(struct assay_bytes *out, const struct assay_result *result, bool reveal)
{
	const struct assay_view_aggregate all = assay_view_hidden(result, reveal);
	if (all.tests == 0)
		return;
	assay_bytes_printf(
		out, "\nHidden tests: %" PRIu32 " of %" PRIu32 " passed; ", all.passed, all.tests);
	assay_words_seconds(out, all.cpu_ns);
	assay_bytes_puts(out, " of CPU time together, at most ");
	assay_words_bytes(out, all.peak_bytes);
	assay_bytes_puts(out, " of memory.");
}

static void put_suite(struct assay_bytes *out, const struct assay_suite *suite, bool reveal)
{
	const struct assay_result *result = suite->result;
	assay_bytes_puts(out, "## ");
	assay_quote_markdown(out, suite->name[0] != '\0' ? suite->name : "submission");
	assay_bytes_printf(out, "\n\n**%s**, ", assay_verdict_words(suite->verdict));
	put_score(out, suite);
	assay_bytes_puts(out, "\n");
	for (size_t i = 0; i < suite->case_count; i++) {
		if (suite->cases[i].kind == ASSAY_CASE_TEST)
			continue;
		assay_bytes_puts(out, "\n");
		assay_quote_markdown(out, suite->cases[i].message);
		assay_bytes_puts(out, "\n");
	}
	if (result == NULL)
		return;
	if (result->item_count > 0)
		assay_bytes_puts(out, "\n| group | | what it looks at |\n| --- | --- | --- |\n");
	for (size_t i = 0; i < result->group_count && result->item_count > 0; i++)
		put_group(out, suite, &result->groups[i], reveal);
	put_diagnostics(out, result);
	put_hidden(out, result, reveal);
	assay_bytes_printf(out, "\nIsolation: %s. Challenge digest: %s\n",
		assay_level_name(result->level), result->challenge_digest);
}

int assay_report_markdown(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err)
{
	ASSAY_AUTO(assay_suites_release) struct assay_suites suites = {0};
	int status = assay_suites_make(input, options->reveal, &suites, err);
	if (status != 0)
		return status;
	for (size_t i = 0; i < suites.count; i++) {
		ASSAY_AUTO(assay_bytes_release) struct assay_bytes part = {0};
		put_suite(&part, &suites.suites[i], options->reveal);
		if (part.failed)
			ret_text->failed = true;
		if (ret_text->size + part.size > SIZE_MOST) {
			assay_bytes_printf(ret_text, "\nAnd %zu more, which do not fit here.\n",
				suites.count - i);
			break;
		}
		if (i > 0)
			assay_bytes_putc(ret_text, '\n');
		assay_bytes_append(ret_text, assay_bytes_text(&part), part.size);
	}
	return assay_bytes_check(ret_text, err);
}
