/*
 * cmd_help.c - `assay help [COMMAND]`.
 */
#include "commands.h"
#include "help.h"

static int run_help(const struct assay_arguments *arguments, struct assay_error *err)
{
	if (arguments->operand_count == 0) {
		assay_help_print(stdout);
		return ASSAY_EXIT_OK;
	}
	const struct assay_command *command;
	int status = assay_help_find(arguments->operands[0], &command, err);
	if (status != 0)
		return assay_code_exit_status(status);
	assay_help_print_command(command);
	return ASSAY_EXIT_OK;
}

const struct assay_command assay_command_help = {
	.name = "help",
	.synopsis = "assay help [COMMAND]",
	.summary = "Say what a command does and takes.",
	.operands_maximum = 1,
	.run = run_help,
};
