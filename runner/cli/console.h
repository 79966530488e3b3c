/*
 * console.h - standard output and standard error of the program: the one place that prints errors.
 */
#ifndef ASSAY_RUNNER_CLI_CONSOLE_H
#define ASSAY_RUNNER_CLI_CONSOLE_H

#include <stdbool.h>

#include <assay/bytes.h>
#include <assay/error.h>

/* Prints `assay: MESSAGE` on standard error and, where one is known, a line with the remedy.
 * `command` is the command that failed, or NULL. */
void assay_console_error(const struct assay_error *err, const char *command);
/* Prints `assay: TEXT` on standard error: something to know that is no failure. */
void assay_console_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Adds to standard output. Failures are kept by stdio and told by assay_console_flush(). */
void assay_console_put(const struct assay_bytes *text);
/* Writes what is buffered. ASSAY_ERR_SYSTEM when any write so far has failed. */
int assay_console_flush(struct assay_error *err);

/* True when standard output is a terminal that takes colours, and NO_COLOR is not set. */
bool assay_console_colour(void);
/* The width to print for: COLUMNS, the terminal's, or 80; 40 to 200. */
unsigned assay_console_columns(void);

#endif
