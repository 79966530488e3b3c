/*
 * commands.c - the table of commands, in the order of help.
 */
#include "commands.h"

const struct assay_command *const assay_commands[] = {
	&assay_command_list,
	&assay_command_show,
	&assay_command_start,
	&assay_command_test,
	&assay_command_watch,
	&assay_command_submit,
	&assay_command_history,
	&assay_command_grade,
	&assay_command_resume,
	&assay_command_attempt,
	&assay_command_sandbox,
	&assay_command_doctor,
	&assay_command_version,
	&assay_command_help,
	NULL,
};
