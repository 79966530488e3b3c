/*
 * commands.c - the table of commands, in the order of help.
 */
#include "commands.h"

const struct assay_command *const assay_commands[] = {
	&assay_command_version,
	&assay_command_help,
	NULL,
};
