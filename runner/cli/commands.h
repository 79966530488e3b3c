/*
 * commands.h - the records of all commands, one a file cmd_NAME.c. Only commands.c needs them all.
 */
#ifndef ASSAY_RUNNER_CLI_COMMANDS_H
#define ASSAY_RUNNER_CLI_COMMANDS_H

#include "command.h"

extern const struct assay_command assay_command_list;
extern const struct assay_command assay_command_show;
extern const struct assay_command assay_command_start;
extern const struct assay_command assay_command_test;
extern const struct assay_command assay_command_watch;
extern const struct assay_command assay_command_submit;
extern const struct assay_command assay_command_history;
extern const struct assay_command assay_command_grade;
extern const struct assay_command assay_command_resume;
extern const struct assay_command assay_command_attempt;
extern const struct assay_command assay_command_sandbox;
extern const struct assay_command assay_command_doctor;
extern const struct assay_command assay_command_version;
extern const struct assay_command assay_command_help;

#endif
