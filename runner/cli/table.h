/*
 * table.h - a table of text in aligned columns for people.
 */
#ifndef ASSAY_RUNNER_CLI_TABLE_H
#define ASSAY_RUNNER_CLI_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include <assay/bytes.h>
#include <assay/error.h>

#define ASSAY_TABLE_COLUMNS_MAX 8

/* Zero it, set `columns`, add cells row by row, print, release. */
struct assay_table {
	size_t columns;
	size_t cell_count;
	struct assay_bytes cells; /* one after another, each ended by a NUL */
	size_t widths[ASSAY_TABLE_COLUMNS_MAX];
	bool wrap; /* what passes the width in the last column goes on below; else it is cut */
	bool failed;
};

/* The next cell; the text is made safe for a terminal. */
void assay_table_put(struct assay_table *table, const char *text);

/* The same, of at most 2047 bytes. */
void assay_table_add(struct assay_table *table, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Appends the table, two spaces between columns; none is wider than `width` unless it has to be. */
int assay_table_print(const struct assay_table *table, unsigned width, struct assay_bytes *ret_text,
	struct assay_error *err);
void assay_table_release(struct assay_table *table);

#endif
