/*
 * text_batch.c - owns the table of a batch.
 */
#include "report_text.h"

#include <string.h>

#include "safe.h"
#include "view.h"

/* In a few words, why a submission falls short: its message, or the first failing test. */
static void append_reason(struct assay_bytes *out, const struct assay_result *result)
{
	if (result->late)
		assay_bytes_puts(out, "late; ");
	if (result->message != NULL && result->message[0] != '\0') {
		assay_bytes_puts(out, result->message);
		return;
	}
	for (size_t i = 0; i < result->item_count; i++) {
		const struct assay_item *item = &result->items[i];
		if (item->verdict != result->verdict || item->verdict == ASSAY_VERDICT_ACCEPTED)
			continue;
		assay_bytes_printf(out, "%s: %s", item->behaviour, item->message);
		return;
	}
}

static void put_row(const struct assay_page *page, const struct assay_result *result,
	size_t score_width, size_t name_width)
{
	struct assay_bytes text = {0};
	const char *code = assay_verdict_code(result->verdict);
	assay_bytes_putc(page->out, ' ');
	assay_page_ink(page, assay_text_ink(result), code);
	assay_text_score(&text, result);
	assay_page_spaces(page, 5 - strlen(code) + score_width - text.size);
	assay_bytes_puts(page->out, assay_bytes_text(&text));
	assay_bytes_puts(page->out, "  ");
	assay_bytes_clear(&text);
	append_reason(&text, result);
	size_t at = 1 + 5 + score_width + 2;
	const char *name = result->submission_name == NULL ? "" : result->submission_name;
	bool reason = text.size > 0 && at + name_width + 2 + 20 <= page->columns;
	assay_page_cell(page, name, strlen(name),
		name_width < page->columns - at ? name_width : page->columns - at);
	if (reason) {
		assay_bytes_puts(page->out, "  ");
		assay_page_cell(page, assay_bytes_text(&text), text.size,
			page->columns - at - name_width - 2);
	}
	assay_page_end_line(page);
	assay_page_done(page, &text);
}

static void put_failures(const struct assay_page *page, const struct assay_report_input *input)
{
	for (size_t i = 0; i < input->failure_count; i++) {
		const struct assay_report_failure *failure = &input->failures[i];
		struct assay_bytes text = {0};
		assay_bytes_printf(&text, "%s: %s (%s)", failure->submission_name,
			failure->error.text, assay_code_name(failure->error.code));
		assay_bytes_puts(page->out, "   ");
		assay_page_words(page, 3, 5, assay_bytes_text(&text));
		assay_page_done(page, &text);
	}
}

static void put_total(const struct assay_page *page, const struct assay_report_input *input)
{
	size_t accepted = 0;
	size_t faults = 0;
	for (size_t i = 0; i < input->result_count; i++) {
		accepted += input->results[i]->verdict == ASSAY_VERDICT_ACCEPTED;
		faults += input->results[i]->verdict == ASSAY_VERDICT_INTERNAL_ERROR;
	}
	assay_bytes_printf(page->out, "\n%zu accepted, %zu not", accepted,
		input->result_count - accepted - faults);
	if (faults > 0)
		assay_bytes_printf(page->out, ", %zu without a verdict: grade again", faults);
	if (input->failure_count > 0)
		assay_bytes_printf(page->out, ", %zu could not be graded", input->failure_count);
	assay_bytes_putc(page->out, '\n');
}

void assay_text_batch(const struct assay_page *page, const struct assay_report_input *input)
{
	size_t score_width = 0;
	size_t name_width = 0;
	for (size_t i = 0; i < input->result_count; i++) {
		struct assay_bytes text = {0};
		assay_text_score(&text, input->results[i]);
		if (text.size > score_width)
			score_width = text.size;
		assay_bytes_clear(&text);
		assay_safe_append(&text, input->results[i]->submission_name, 200);
		size_t width = assay_page_width(assay_bytes_text(&text), text.size);
		if (width > name_width)
			name_width = width;
		assay_page_done(page, &text);
	}
	for (size_t i = 0; i < input->result_count; i++)
		put_row(page, input->results[i], score_width, name_width);
	if (input->failure_count > 0) {
		assay_page_ink(page, ASSAY_INK_BAD, " could not be graded:");
		assay_bytes_putc(page->out, '\n');
		put_failures(page, input);
	}
	put_total(page, input);
}
