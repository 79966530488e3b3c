/*
 * choice.h - options that several commands have, read in one way.
 */
#ifndef ASSAY_RUNNER_CLI_CHOICE_H
#define ASSAY_RUNNER_CLI_CHOICE_H

#include <stdbool.h>

#include <assay/result.h>

#include "../json.h"
#include "../report/report.h"
#include "command.h"

/* Rows for tables of options. */
#define ASSAY_OPTION_TABLE_FORMAT                                                                  \
	{                                                                                          \
		0, false, "format", "FORMAT", "text (default) or json"                             \
	}
#define ASSAY_OPTION_REPORT_FORMAT                                                                 \
	{                                                                                          \
		0, false, "format", "FORMAT",                                                      \
			"how to print the result: text (default), json, junit, ..."                \
	}
#define ASSAY_OPTION_CHALLENGE                                                                     \
	{                                                                                          \
		0, false, "challenge", "ID", "the challenge, where no session says it"             \
	}
#define ASSAY_OPTION_ISOLATION                                                                     \
	{                                                                                          \
		0, false, "isolation", "LEVEL",                                                    \
			"accept this level too: minimal, reduced, full (default)"                  \
	}

/* --isolation: the least level that is accepted; `none` is not one. */
int assay_choice_isolation(const char *text, enum assay_level *ret_level, struct assay_error *err);

/* --format of a command that prints a table: text or json. */
int assay_choice_table_format(
	const struct assay_arguments *arguments, bool *ret_json, struct assay_error *err);

/* Prints a finished tree on standard output, and frees it. NULL means that memory ran out. */
int assay_choice_print_json(struct assay_json *tree, struct assay_error *err);

/* --format of a command that prints results: a row of the table of report formats. */
int assay_choice_report_format(const struct assay_arguments *arguments,
	const struct assay_report_format **ret_format, struct assay_error *err);

/* Renders one result for standard output; `samples` shows the texts of the samples too. */
int assay_choice_print_result(const struct assay_report_format *format,
	const struct assay_result *result, bool reveal, bool samples, struct assay_error *err);

/* OK for accepted, FAULT for internal-error, SHORT for the rest. */
int assay_choice_verdict_exit(enum assay_verdict verdict);

#endif
