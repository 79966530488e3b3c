/*
 * choice.h - options that several commands have, read in one way.
 */
#ifndef ASSAY_RUNNER_CLI_CHOICE_H
#define ASSAY_RUNNER_CLI_CHOICE_H

#include <stdbool.h>

#include "../json.h"
#include "command.h"

/* Rows for tables of options. */
#define ASSAY_OPTION_TABLE_FORMAT                                                                  \
	{                                                                                          \
		0, false, "format", "FORMAT", "text (default) or json"                             \
	}

/* --format of a command that prints a table: text or json. */
int assay_choice_table_format(
	const struct assay_arguments *arguments, bool *ret_json, struct assay_error *err);

/* Prints a finished tree on standard output, and frees it. NULL means that memory ran out. */
int assay_choice_print_json(struct assay_json *tree, struct assay_error *err);

#endif
