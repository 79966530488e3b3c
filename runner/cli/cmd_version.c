/*
 * cmd_version.c - `assay version`.
 */
#include "commands.h"

static int run_version(const struct assay_arguments *arguments, struct assay_error *err)
{
	(void)arguments;
	(void)err;
	puts("assay " ASSAY_VERSION);
	return ASSAY_EXIT_OK;
}

const struct assay_command assay_command_version = {
	.name = "version",
	.synopsis = "assay version",
	.summary = "Print the program's version.",
	.run = run_version,
};
