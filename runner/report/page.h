/*
 * page.h - a page of text for people: colour, indented words, quoted text, cells.
 *
 * Whatever comes from outside goes through assay_safe_append() here, and quoted text is behind a
 * bar, so that no line of the page begins with it.
 */
#ifndef ASSAY_RUNNER_PAGE_H
#define ASSAY_RUNNER_PAGE_H

#include <stdbool.h>

#include <assay/bytes.h>

struct assay_page {
	struct assay_bytes *out;
	unsigned columns;
	bool colour;
};

enum assay_ink {
	ASSAY_INK_PLAIN = 0,
	ASSAY_INK_GOOD,
	ASSAY_INK_PARTIAL,
	ASSAY_INK_BAD,
	ASSAY_INK_STRONG,
	ASSAY_INK_FAINT,
};

/* Trusted words in colour; the colour ends with them. */
void assay_page_ink(const struct assay_page *page, enum assay_ink ink, const char *text);

/* Columns that a text takes once it is safe: its characters. */
size_t assay_page_width(const char *safe, size_t size);

/*
 * Safe words, wrapped: the first one goes on at column `at`, the next lines start at `indent`. Ends
 * with a newline. Newlines and tabs in the text are spaces here.
 */
void assay_page_words(const struct assay_page *page, size_t at, size_t indent, const char *text);

/* Lines of foreign text, each behind `indent` spaces and a bar, at most `lines` of them. */
void assay_page_quote(const struct assay_page *page, size_t indent, const char *text, size_t lines);

/* Safe text in exactly `width` columns: cut with "..." or filled with spaces. */
void assay_page_cell(const struct assay_page *page, const char *text, size_t size, size_t width);

void assay_page_spaces(const struct assay_page *page, size_t count);

/* Releases a text that was put on the page; the page has failed if that text had. */
void assay_page_done(const struct assay_page *page, struct assay_bytes *text);

/* A newline, after taking away the spaces that end the line. */
void assay_page_end_line(const struct assay_page *page);

#endif
