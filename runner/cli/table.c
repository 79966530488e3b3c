/*
 * table.c - owns the alignment of tables. Must not know what is in them.
 */
#include "table.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CELL_SIZE 2048
#define GROWTH    64

/* Characters of valid UTF-8: bytes that begin one. */
static size_t count_characters(const char *text)
{
	size_t count = 0;
	for (; *text != '\0'; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

void assay_table_add(struct assay_table *table, const char *format, ...)
{
	char raw[CELL_SIZE];
	va_list arguments;
	va_start(arguments, format);
	int size = vsnprintf(raw, sizeof raw, format, arguments);
	va_end(arguments);
	if (table->failed || size < 0) {
		table->failed = true;
		return;
	}
	if (table->cell_count % GROWTH == 0) {
		char **cells =
			realloc(table->cells, (table->cell_count + GROWTH) * sizeof *table->cells);
		if (cells == NULL) {
			table->failed = true;
			return;
		}
		table->cells = cells;
	}
	struct assay_bytes safe = {0};
	assay_bytes_append_safe(&safe, raw, strlen(raw), sizeof raw);
	for (size_t i = 0; i < safe.size; i++) {
		if (safe.data[i] == '\n' || safe.data[i] == '\t')
			safe.data[i] = ' ';
	}
	char *cell = assay_bytes_steal(&safe);
	if (cell == NULL)
		table->failed = true;
	else
		table->cells[table->cell_count++] = cell;
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
		char word[CELL_SIZE * 4]; /* escapes of one byte take four */
		size_t size = strcspn(text, " ");
		int kept = snprintf(word, sizeof word, "%.*s", (int)size, text);
		size_t width = kept > 0 ? count_characters(word) : 0;
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

int assay_table_print(const struct assay_table *table, unsigned width, struct assay_bytes *ret_text,
	struct assay_error *err)
{
	if (table->failed)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	size_t widths[ASSAY_TABLE_COLUMNS_MAX] = {0};
	for (size_t i = 0; i < table->cell_count; i++) {
		size_t size = count_characters(table->cells[i]);
		if (size > widths[i % table->columns])
			widths[i % table->columns] = size;
	}
	size_t before = 0;
	for (size_t i = 0; i + 1 < table->columns; i++)
		before += widths[i] + 2;
	size_t room = width > before + 8 ? width - before : 8;
	for (size_t i = 0; i < table->cell_count; i++) {
		const char *cell = table->cells[i];
		if ((i + 1) % table->columns == 0) {
			if (table->wrap)
				append_wrapped(ret_text, cell, before, room);
			else
				append_cut(ret_text, cell, room);
			assay_bytes_putc(ret_text, '\n');
			continue;
		}
		assay_bytes_puts(ret_text, cell);
		size_t pad = widths[i % table->columns] + 2 - count_characters(cell);
		assay_bytes_printf(ret_text, "%*s", (int)pad, "");
	}
	return assay_bytes_check(ret_text, err);
}

void assay_table_release(struct assay_table *table)
{
	for (size_t i = 0; i < table->cell_count; i++)
		free(table->cells[i]);
	free(table->cells);
	*table = (struct assay_table){0};
}
