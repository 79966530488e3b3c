/*
 * report_text.c - owns the format `text`: what a person wants to know, the verdict first.
 */
#include "report_text.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "../words.h"
#include "view.h"

#define COLUMNS_MIN     40
#define DIAGNOSTICS_MAX 20
#define LABEL           14 /* columns of "hidden tests: " */

enum assay_ink assay_text_ink(const struct assay_result *result)
{
	if (result->verdict != ASSAY_VERDICT_ACCEPTED)
		return result->verdict == ASSAY_VERDICT_INTERNAL_ERROR ? ASSAY_INK_PARTIAL
								       : ASSAY_INK_BAD;
	return result->millipoints < result->max_millipoints ? ASSAY_INK_PARTIAL : ASSAY_INK_GOOD;
}

void assay_text_score(struct assay_bytes *out, const struct assay_result *result)
{
	if (!assay_view_is_scored(result)) {
		assay_bytes_puts(out, "not scored");
		return;
	}
	assay_words_thousandths(out, result->millipoints);
	assay_bytes_puts(out, " of ");
	assay_words_thousandths(out, result->max_millipoints);
}

static void put_headline(const struct assay_page *page, const struct assay_result *result,
	const struct assay_report_options *options)
{
	char words[40] = {0};
	const char *verdict = assay_verdict_words(result->verdict);
	for (size_t i = 0; i < sizeof words - 1 && verdict[i] != '\0'; i++)
		words[i] = (char)toupper((unsigned char)verdict[i]);
	assay_page_ink(page, assay_text_ink(result), words);
	assay_page_spaces(page, 2);
	uint32_t passed = 0;
	uint32_t tests = 0;
	for (size_t i = 0; i < result->group_count; i++) {
		passed += result->groups[i].passed;
		tests += result->groups[i].tests;
	}
	bool compiled = result->verdict != ASSAY_VERDICT_COMPILE_ERROR;
	if (result->verdict == ASSAY_VERDICT_INTERNAL_ERROR) {
		assay_bytes_puts(page->out, "not scored");
	} else if (assay_view_is_scored(result) && (compiled || !options->samples)) {
		assay_text_score(page->out, result);
		assay_bytes_puts(page->out, " points");
	} else if (compiled) {
		assay_bytes_printf(
			page->out, "%" PRIu32 " of %" PRIu32 " samples pass", passed, tests);
	}
	if (result->late)
		assay_bytes_puts(page->out, ", late");
	assay_page_end_line(page);
}

static const char *or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

static void put_identity(
	const struct assay_page *page, const struct assay_result *result, bool reveal)
{
	struct assay_bytes text = {0};
	assay_bytes_printf(&text, "%s %s: %s", result->challenge_id, result->challenge_version,
		or_empty(result->challenge_title));
	assay_page_words(page, 0, 2, assay_bytes_text(&text));
	assay_bytes_clear(&text);
	assay_bytes_printf(&text, "submission %s", or_empty(result->submission_name));
	if (or_empty(result->candidate)[0] != '\0')
		assay_bytes_printf(&text, ", by %s", result->candidate);
	if (result->attempt_id[0] != '\0')
		assay_bytes_printf(&text, ", attempt %s", result->attempt_id);
	if (reveal)
		assay_bytes_printf(&text, ", seed %" PRIu64, result->seed);
	assay_page_words(page, 0, 2, assay_bytes_text(&text));
	if (or_empty(result->message)[0] != '\0')
		assay_page_words(page, 0, 2, result->message);
	assay_page_done(page, &text);
}

/* "bucket.c:12:5: error: expected ';'", and the lines below it behind a bar. */
static void put_diagnostic(const struct assay_page *page, const struct assay_diagnostic *diagnostic)
{
	struct assay_bytes text = {0};
	const char *message = or_empty(diagnostic->text);
	size_t first = strcspn(message, "\n");
	if (or_empty(diagnostic->file)[0] != '\0') {
		assay_bytes_puts(&text, diagnostic->file);
		if (diagnostic->line > 0)
			assay_bytes_printf(&text, ":%" PRIu32, diagnostic->line);
		if (diagnostic->line > 0 && diagnostic->column > 0)
			assay_bytes_printf(&text, ":%" PRIu32, diagnostic->column);
		assay_bytes_puts(&text, ": ");
	}
	if (diagnostic->severity[0] != '\0')
		assay_bytes_printf(&text, "%s: ", diagnostic->severity);
	assay_bytes_append(&text, message, first);
	assay_bytes_puts(page->out, "  ");
	assay_page_words(page, 2, 4, assay_bytes_text(&text));
	if (message[first] == '\n')
		assay_page_quote(page, 4, message + first + 1, 6);
	assay_page_done(page, &text);
}

static void put_diagnostics(const struct assay_page *page, const struct assay_result *result)
{
	if (result->diagnostic_count == 0)
		return;
	assay_page_ink(page, ASSAY_INK_STRONG, "\nthe compiler says");
	assay_bytes_putc(page->out, '\n');
	for (size_t i = 0; i < result->diagnostic_count && i < DIAGNOSTICS_MAX; i++)
		put_diagnostic(page, &result->diagnostics[i]);
	if (result->diagnostic_count > DIAGNOSTICS_MAX)
		assay_bytes_printf(
			page->out, "  and %zu more\n", result->diagnostic_count - DIAGNOSTICS_MAX);
}

static void put_labelled(
	const struct assay_page *page, const char *label, const struct assay_bytes *text)
{
	assay_page_ink(page, ASSAY_INK_FAINT, label);
	assay_page_spaces(page, LABEL > strlen(label) ? LABEL - strlen(label) : 1);
	assay_page_words(page, LABEL, LABEL, assay_bytes_text(text));
}

static void put_hidden(
	const struct assay_page *page, const struct assay_result *result, bool reveal)
{
	struct assay_view_aggregate hidden = assay_view_hidden(result, reveal);
	if (hidden.tests == 0)
		return;
	struct assay_bytes text = {0};
	assay_bytes_printf(&text, "%" PRIu32 " of %" PRIu32 " pass; ", hidden.passed, hidden.tests);
	assay_words_seconds(&text, hidden.cpu_ns);
	assay_bytes_puts(&text, " of CPU time in all, ");
	assay_words_bytes(&text, hidden.peak_bytes);
	assay_bytes_puts(&text, " of memory at most");
	put_labelled(page, "hidden tests", &text);
	assay_page_done(page, &text);
}

static void put_environment(const struct assay_page *page, const struct assay_result *result)
{
	struct assay_bytes text = {0};
	assay_bytes_printf(&text, "%s, %d of %d layers", assay_level_name(result->level),
		__builtin_popcount(result->layers), ASSAY_LAYER_COUNT);
	struct assay_bytes missing = {0};
	for (unsigned bit = 0; bit < ASSAY_LAYER_COUNT; bit++)
		if ((result->layers & UINT32_C(1) << bit) == 0)
			assay_bytes_printf(&missing, "%s%s", missing.size > 0 ? ", " : "",
				assay_layer_name((enum assay_layer)(1u << bit)));
	if (missing.size > 0 && result->layers != 0)
		assay_bytes_printf(&text, "; without %s", assay_bytes_text(&missing));
	assay_page_done(page, &missing);
	if (result->self_test != ASSAY_SELF_TEST_NOT_RUN)
		assay_bytes_printf(
			&text, "; self-test %s", assay_self_test_name(result->self_test));
	put_labelled(page, "isolation", &text);
	assay_bytes_clear(&text);
	if (result->compiler[0] != '\0') {
		assay_bytes_printf(&text, "%s; built in ", result->compiler);
		assay_words_seconds(&text, result->build_ns);
		put_labelled(page, "compiler", &text);
	}
	assay_page_done(page, &text);
}

void assay_text_result(const struct assay_page *page, const struct assay_result *result,
	const struct assay_report_options *options)
{
	put_headline(page, result, options);
	put_identity(page, result, options->reveal);
	put_diagnostics(page, result);
	if (result->item_count > 0) {
		assay_bytes_putc(page->out, '\n');
		assay_text_groups(page, result, options);
		if (options->reveal)
			assay_text_tests(page, result);
	}
	for (size_t i = 0; i < result->item_count && options->samples; i++) {
		const struct assay_item *item = &result->items[i];
		bool telling =
			item->verdict != ASSAY_VERDICT_ACCEPTED || assay_text_sample_prints(item);
		if (telling && assay_view_is_sample(result, item))
			assay_text_sample(page, item);
	}
	assay_bytes_putc(page->out, '\n');
	put_hidden(page, result, options->reveal);
	put_environment(page, result);
}

int assay_report_text(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err)
{
	const struct assay_page page = {
		.out = ret_text,
		.columns = options->columns < COLUMNS_MIN ? COLUMNS_MIN : options->columns,
		.colour = options->colour,
	};
	if (assay_report_is_batch(input))
		assay_text_batch(&page, input);
	else
		assay_text_result(&page, input->results[0], options);
	return assay_bytes_check(ret_text, err);
}
