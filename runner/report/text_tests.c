/*
 * text_tests.c - owns the owner's table of single tests.
 */
#include "report_text.h"

#include <inttypes.h>
#include <string.h>

#include "../score/metric.h"
#include "../words.h"

/* Counters beside the reference's: "sorts 3 (1)"; memory has a column of its own. */
static void append_counters(struct assay_bytes *out, const struct assay_item *item)
{
	for (size_t i = 0; i < item->measure_count; i++) {
		const struct assay_measure *measure = &item->measures[i];
		if (measure->metric == ASSAY_METRIC_PEAK_MEMORY)
			continue;
		assay_bytes_printf(out, "%s%s %" PRIu64 " (%" PRIu64 ")", out->size > 0 ? ", " : "",
			assay_metric_name(measure->metric), measure->value, measure->reference);
	}
}

static void append_figures(struct assay_bytes *out, const struct assay_item *item)
{
	assay_words_seconds(out, item->cpu_ns);
	assay_bytes_puts(out, " CPU, ");
	assay_words_seconds(out, item->wall_ns);
	assay_bytes_puts(out, " clock, ");
	assay_words_bytes(out, item->peak_bytes);
	const struct assay_measure *peak = assay_metric_find(item, ASSAY_METRIC_PEAK_MEMORY);
	if (peak != NULL && peak->reference > 0) {
		assay_bytes_puts(out, " (");
		assay_words_bytes(out, peak->reference);
		assay_bytes_puts(out, ")");
	}
	if (item->runs > 1)
		assay_bytes_printf(out, ", best of %" PRIu32 " runs", item->runs);
}

void assay_text_tests(const struct assay_page *page, const struct assay_result *result)
{
	size_t width = 0;
	for (size_t i = 0; i < result->item_count; i++) {
		const struct assay_item *item = &result->items[i];
		size_t size = strlen(item->group) + 1 + strlen(item->name);
		width = size > width ? size : width;
	}
	if (width > page->columns / 2)
		width = page->columns / 2;
	assay_page_ink(page, ASSAY_INK_STRONG, "\neach test (the reference's in brackets)");
	assay_bytes_putc(page->out, '\n');
	for (size_t i = 0; i < result->item_count; i++) {
		const struct assay_item *item = &result->items[i];
		struct assay_bytes text = {0};
		assay_bytes_printf(page->out, " %-4s  ", assay_verdict_code(item->verdict));
		assay_bytes_printf(&text, "%s/%s", item->group, item->name);
		assay_page_cell(page, assay_bytes_text(&text), text.size, width);
		assay_bytes_puts(page->out, "  ");
		assay_bytes_clear(&text);
		append_counters(&text, item);
		struct assay_bytes figures = {0};
		append_figures(&figures, item);
		if (text.size > 0)
			assay_bytes_printf(&figures, "; %s", assay_bytes_text(&text));
		assay_page_words(page, 9 + width, 9 + width, assay_bytes_text(&figures));
		assay_page_done(page, &figures);
		assay_page_done(page, &text);
	}
}
