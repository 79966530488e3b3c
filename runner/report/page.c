/*
 * page.c - owns wrapping, indentation and colour. Must not know what a result is.
 */
#include "page.h"

#include <string.h>

#include "safe.h"

#define PARAGRAPH_MAX 4096 /* bytes of a text that is set as words */
#define CELL_MAX      1024 /* bytes of one quoted line that are looked at */

void assay_page_ink(const struct assay_page *page, enum assay_ink ink, const char *text)
{
	static const char *const codes[] = {
		[ASSAY_INK_PLAIN] = "",
		[ASSAY_INK_GOOD] = "\x1b[32m",
		[ASSAY_INK_PARTIAL] = "\x1b[33m",
		[ASSAY_INK_BAD] = "\x1b[31m",
		[ASSAY_INK_STRONG] = "\x1b[1m",
		[ASSAY_INK_FAINT] = "\x1b[2m",
	};
	bool coloured = page->colour && ink != ASSAY_INK_PLAIN;
	if (coloured)
		assay_bytes_puts(page->out, codes[ink]);
	assay_bytes_puts(page->out, text);
	if (coloured)
		assay_bytes_puts(page->out, "\x1b[0m");
}

size_t assay_page_width(const char *safe, size_t size)
{
	size_t width = 0;
	for (size_t i = 0; i < size; i++)
		width += (safe[i] & 0xc0) != 0x80;
	return width;
}

void assay_page_spaces(const struct assay_page *page, size_t count)
{
	for (; count > 0; count--)
		assay_bytes_putc(page->out, ' ');
}

/* Bytes of the first `width` characters. */
static size_t fit(const char *safe, size_t size, size_t width)
{
	size_t i = 0;
	for (; i < size; i++)
		if ((safe[i] & 0xc0) != 0x80 && width-- == 0)
			break;
	return i;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

struct setting {
	const struct assay_page *page;
	size_t at, indent, columns;
	bool started; /* a word stands on this line */
};

static void break_line(struct setting *setting)
{
	assay_page_end_line(setting->page);
	assay_page_spaces(setting->page, setting->indent);
	setting->at = setting->indent;
	setting->started = false;
}

/* One word; longer than a line, it is broken. */
static void put_word(struct setting *setting, const char *word, size_t size)
{
	struct assay_bytes *out = setting->page->out;
	size_t width = assay_page_width(word, size);
	bool fits = setting->at + setting->started + width <= setting->columns;
	if (setting->started && !fits && width <= setting->columns - setting->indent)
		break_line(setting);
	if (setting->started) {
		assay_bytes_putc(out, ' ');
		setting->at++;
	}
	while (setting->at + width > setting->columns) {
		size_t room = setting->columns > setting->at ? setting->columns - setting->at : 0;
		size_t part = fit(word, size, room);
		assay_bytes_append(out, word, part);
		break_line(setting);
		word += part;
		size -= part;
		width = assay_page_width(word, size);
		if (size > 1 && word[0] == ':' && word[1] == ':') { /* see safe.h */
			assay_bytes_puts(out, "\\x3a");
			setting->at += 4;
			word++;
			size--;
			width--;
		}
	}
	assay_bytes_append(out, word, size);
	setting->at += width;
	setting->started = true;
}

void assay_page_words(const struct assay_page *page, size_t at, size_t indent, const char *text)
{
	struct assay_bytes safe = {0};
	struct setting setting = {
		.page = page,
		.at = at,
		.indent = indent,
		.columns = page->columns > indent + 8 ? page->columns : indent + 8,
	};
	assay_safe_append(&safe, text, PARAGRAPH_MAX);
	const char *word = assay_bytes_text(&safe);
	while (*word != '\0' && !page->out->failed) {
		size_t size = 0;
		while (word[size] != '\0' && !is_space(word[size]))
			size++;
		if (size > 0)
			put_word(&setting, word, size);
		word += size;
		while (is_space(*word))
			word++;
	}
	assay_page_done(page, &safe);
	assay_page_end_line(page);
}

void assay_page_cell(const struct assay_page *page, const char *text, size_t size, size_t width)
{
	struct assay_bytes line = {0};
	struct assay_bytes safe = {0};
	assay_bytes_append(&line, text, size < CELL_MAX ? size : CELL_MAX);
	assay_safe_append(&safe, assay_bytes_text(&line), CELL_MAX);
	for (size_t i = 0; i < safe.size; i++)
		if (is_space(safe.data[i]))
			safe.data[i] = ' ';
	size_t taken = assay_page_width(safe.data, safe.size);
	if (taken > width || size > CELL_MAX) {
		size_t dots = width < 3 ? width : 3;
		size_t kept = fit(safe.data, safe.size, width - dots);
		taken = assay_page_width(safe.data, kept) + dots;
		assay_bytes_append(page->out, safe.data, kept);
		assay_bytes_append(page->out, "...", dots);
	} else {
		assay_bytes_append(page->out, safe.data, safe.size);
	}
	assay_page_spaces(page, width > taken ? width - taken : 0);
	assay_page_done(page, &safe);
	assay_page_done(page, &line);
}

void assay_page_done(const struct assay_page *page, struct assay_bytes *text)
{
	page->out->failed = page->out->failed || text->failed;
	assay_bytes_release(text);
}

void assay_page_end_line(const struct assay_page *page)
{
	struct assay_bytes *out = page->out;
	while (out->size > 0 && out->data[out->size - 1] == ' ')
		out->data[--out->size] = '\0';
	assay_bytes_putc(out, '\n');
}

void assay_page_quote(const struct assay_page *page, size_t indent, const char *text, size_t lines)
{
	size_t width = page->columns > indent + 10 ? page->columns - indent - 2 : 8;
	size_t count = 0;
	size_t more = 0;
	while (*text != '\0') {
		size_t size = strcspn(text, "\n");
		if (count < lines) {
			assay_page_spaces(page, indent);
			assay_page_ink(page, ASSAY_INK_FAINT, "| ");
			assay_page_cell(page, text, size, width);
			assay_page_end_line(page);
			count++;
		} else {
			more++;
		}
		text += size + (text[size] == '\n');
	}
	if (more > 0) {
		assay_page_spaces(page, indent);
		assay_bytes_printf(
			page->out, "  and %zu more line%s\n", more, more == 1 ? "" : "s");
	}
}
