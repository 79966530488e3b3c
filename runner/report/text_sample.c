/*
 * text_sample.c - owns how a sample is shown: why it fails, and what the program printed. Must not
 * be called for a hidden test.
 */
#include "report_text.h"

#include <string.h>

#define INPUT_LINES  12
#define OUTPUT_LINES 20
#define BEFORE       3 /* lines of expected and got before the first difference */
#define AFTER        8

/* Walks expected and got side by side. */
struct pair {
	const char *text[2];
	size_t size[2];
	bool have[2];
	bool differs;
};

static void next_line(struct pair *pair)
{
	for (int i = 0; i < 2; i++) {
		const char *text = pair->text[i];
		pair->have[i] = *text != '\0';
		pair->size[i] = strcspn(text, "\n");
		pair->text[i] = text + pair->size[i] + (text[pair->size[i]] == '\n');
	}
}

/* The next pair of lines; the texts themselves go to `line`. */
static bool read_pair(struct pair *pair, const char *line[2])
{
	line[0] = pair->text[0];
	line[1] = pair->text[1];
	next_line(pair);
	pair->differs = pair->have[0] != pair->have[1] || pair->size[0] != pair->size[1] ||
			memcmp(line[0], line[1], pair->size[0]) != 0;
	return pair->have[0] || pair->have[1];
}

static size_t first_difference(const struct assay_item *item)
{
	struct pair pair = {.text = {item->expected, item->got}};
	const char *line[2];
	for (size_t number = 1; read_pair(&pair, line); number++)
		if (pair.differs)
			return number;
	return 1;
}

static void put_pairs(const struct assay_page *page, const struct assay_item *item)
{
	struct pair pair = {.text = {item->expected, item->got}};
	const char *line[2];
	size_t width = (page->columns - 16) / 2; /* a page has 40 columns or more */
	size_t first = first_difference(item);
	size_t from = first > BEFORE ? first - BEFORE : 1;
	size_t number = 1;
	size_t more = 0;
	assay_bytes_puts(page->out, "       line  ");
	assay_page_cell(page, "expected", 8, width);
	assay_bytes_puts(page->out, "   got\n");
	for (; read_pair(&pair, line); number++) {
		more += number > first + AFTER;
		if (number < from || number > first + AFTER)
			continue;
		assay_bytes_puts(page->out, "    ");
		assay_page_ink(page, ASSAY_INK_BAD, pair.differs ? ">" : " ");
		assay_bytes_printf(page->out, " %5zu  ", number);
		assay_page_cell(
			page, pair.have[0] ? line[0] : "", pair.have[0] ? pair.size[0] : 0, width);
		assay_page_ink(page, ASSAY_INK_FAINT, " | ");
		if (pair.have[1])
			assay_page_cell(page, line[1], pair.size[1], width);
		else
			assay_page_ink(page, ASSAY_INK_FAINT, "(nothing)");
		assay_page_end_line(page);
	}
	if (more > 0)
		assay_bytes_printf(page->out, "             and %zu more line%s\n", more,
			more == 1 ? "" : "s");
}

static void put_block(
	const struct assay_page *page, const char *title, const char *text, size_t lines)
{
	if (text == NULL || text[0] == '\0')
		return;
	assay_bytes_printf(page->out, "    %s\n", title);
	assay_page_quote(page, 6, text, lines);
}

bool assay_text_sample_prints(const struct assay_item *item)
{
	return (item->out != NULL && item->out[0] != '\0') ||
	       (item->errors != NULL && item->errors[0] != '\0');
}

void assay_text_sample(const struct assay_page *page, const struct assay_item *item)
{
	assay_bytes_putc(page->out, '\n');
	assay_page_ink(page, ASSAY_INK_STRONG, "  sample");
	assay_bytes_putc(page->out, ' ');
	struct assay_bytes title = {0};
	assay_bytes_printf(&title, "%s: %s", item->name, assay_verdict_words(item->verdict));
	assay_page_words(page, 9, 4, assay_bytes_text(&title));
	assay_page_done(page, &title);
	if (item->verdict != ASSAY_VERDICT_ACCEPTED) {
		assay_bytes_puts(page->out, "    ");
		assay_page_words(page, 4, 4, item->message);
		put_block(page, "input", item->input, INPUT_LINES);
		if (item->expected != NULL && item->got != NULL)
			put_pairs(page, item);
	}
	put_block(page, "your standard output", item->out, OUTPUT_LINES);
	put_block(page, "your standard error", item->errors, OUTPUT_LINES);
}
