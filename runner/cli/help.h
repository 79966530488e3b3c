/*
 * help.h - prints what there is to know of the program and of one command, from its record.
 */
#ifndef ASSAY_RUNNER_CLI_HELP_H
#define ASSAY_RUNNER_CLI_HELP_H

#include "command.h"

/* `assay` alone: one line a command. */
void assay_help_print(FILE *stream);
/* `assay COMMAND --help`. */
void assay_help_print_command(const struct assay_command *command);
/* The command of this name. USAGE, offering the nearest, when there is none. */
int assay_help_find(
	const char *name, const struct assay_command **ret_command, struct assay_error *err);

#endif
