/*
 * options.h - reads a command line by the command's table of options.
 */
#ifndef ASSAY_RUNNER_CLI_OPTIONS_H
#define ASSAY_RUNNER_CLI_OPTIONS_H

#include <assay/error.h>

#include "command.h"

/* The row that every command has: -h, --help. */
extern const struct assay_option assay_option_help;

/*
 * Parses `argv`, which begins after the command's name: `--name VALUE`, `--name=VALUE`, `-j N`,
 * `-jN`, clusters of switches, `--`, options after operands. Operands are moved to the front of
 * `argv`, which the arguments then borrow. With --help the number of operands is not checked.
 * Errors: USAGE, naming what was given and, for an unknown option, the nearest one.
 */
int assay_options_parse(const struct assay_command *command, int argc, char **argv,
	struct assay_arguments *ret_arguments, struct assay_error *err);

#endif
