/*
 * table.c - owns the alignment of tables. Must not know what is in them.
 */
#include "table.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CELL_SIZE 2048

/* Characters of valid UTF-8: bytes that begin one. */
static size_t count_characters(const char *text)
{
	size_t count = 0;
	for (; *text != '\0'; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

void assay_table_put(struct assay_table *table, const char *text)
{
	struct assay_bytes *cells = &table->cells;
	size_t start = cells->size;
	assay_bytes_append_safe(cells, text, strlen(text), CELL_SIZE);
	for (size_t i = start; i < cells->size; i++) {
		if (cells->data[i] == '\n' || cells->data[i] == '\t')
			cells->data[i] = ' ';
	}
	size_t width = cells->size > start ? count_characters(cells->data + start) : 0;
	size_t *widest = &table->widths[table->cell_count++ % table->columns];
	*widest = width > *widest ? width : *widest;
	assay_bytes_append(cells, "", 1);
}

void assay_table_add(struct assay_table *table, const char *format, ...)
{
	char raw[CELL_SIZE];
	va_list arguments;
	va_start(arguments, format);
	int size = vsnprintf(raw, sizeof raw, format, arguments);
	va_end(arguments);
	if (size < 0)
		table->failed = true;
	else
		assay_table_put(table, raw);
}

/* Appends at most `room` characters of `text`, with an ellipsis where it was cut. */
static void append_cut(struct assay_bytes *out, const char *text, size_t room)
{
	if (count_characters(text) <= room) {
		assay_bytes_puts(out, text);
		return;
	}
	size_t taken = 0, size = 0;
	for (; text[size] != '\0'; size++) {
		if (((unsigned char)text[size] & 0xc0) != 0x80 && ++taken > room - 1)
			break;
	}
	assay_bytes_append(out, text, size);
	assay_bytes_puts(out, "…");
}

/* Appends all of `text`, broken at spaces where a line would pass `room`, the rest indented. */
static void append_wrapped(struct assay_bytes *out, const char *text, size_t indent, size_t room)
{
	size_t at = 0;
	while (*text != '\0') {
		size_t size = strcspn(text, " ");
		size_t width = 0;
		for (size_t i = 0; i < size; i++)
			width += ((unsigned char)text[i] & 0xc0) != 0x80;
		if (at > 0 && at + 1 + width > room) {
			assay_bytes_printf(out, "\n%*s", (int)indent, "");
			at = 0;
		} else if (at > 0) {
			assay_bytes_putc(out, ' ');
			at++;
		}
		assay_bytes_append(out, text, size);
		at += width;
		text += size;
		text += strspn(text, " ");
	}
}

static void append_spaces(struct assay_bytes *out, size_t count)
{
	static const char spaces[] = "                                ";
	for (size_t size; count > 0; count -= size) {
		size = count < sizeof spaces - 1 ? count : sizeof spaces - 1;
		assay_bytes_append(out, spaces, size);
	}
}

int assay_table_print(const struct assay_table *table, unsigned width, struct assay_bytes *ret_text,
	struct assay_error *err)
{
	if (table->failed || table->cells.failed)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	size_t before = 0;
	for (size_t i = 0; i + 1 < table->columns; i++)
		before += table->widths[i] + 2;
	size_t room = width > before + 8 ? width - before : 8;
	const char *cell = table->cells.data;
	for (size_t i = 0; i < table->cell_count; i++, cell += strlen(cell) + 1) {
		if ((i + 1) % table->columns == 0) {
			if (table->wrap)
				append_wrapped(ret_text, cell, before, room);
			else
				append_cut(ret_text, cell, room);
			assay_bytes_putc(ret_text, '\n');
			continue;
		}
		assay_bytes_puts(ret_text, cell);
		append_spaces(
			ret_text, table->widths[i % table->columns] + 2 - count_characters(cell));
	}
	return assay_bytes_check(ret_text, err);
}

void assay_table_release(struct assay_table *table)
{
	assay_bytes_release(&table->cells);
	*table = (struct assay_table){0};
}
