/*
 * command.h - what a command of the program is. One file a command, one table.
 */
#ifndef ASSAY_RUNNER_COMMAND_H
#define ASSAY_RUNNER_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <assay/error.h>

/* Exit statuses; see assay(1). */
enum assay_exit {
	ASSAY_EXIT_OK = 0,        /* all well and the bar is met */
	ASSAY_EXIT_SHORT = 1,     /* the submission falls short */
	ASSAY_EXIT_USAGE = 2,     /* usage, or input that cannot be taken */
	ASSAY_EXIT_CHALLENGE = 3, /* the challenge or pack is invalid */
	ASSAY_EXIT_FAULT = 4,     /* our own fault: no sandbox, disk full, internal error */
};

#define ASSAY_OPTIONS_MAX         24 /* rows of one command's table */
#define ASSAY_ARGUMENT_VALUES_MAX 64 /* options given on one command line */

/* An option as a row. `value` is NULL for a switch, else what the help calls its value. */
struct assay_option {
	char letter; /* 'j', or 0 */
	bool repeatable;
	const char *name;  /* "jobs", without the dashes */
	const char *value; /* "N" */
	const char *summary;
};

struct assay_command;

/* A parsed command line. Values are borrowed from argv. */
struct assay_arguments {
	const struct assay_command *command;
	size_t value_count;
	struct {
		const struct assay_option *option;
		const char *value;
	} values[ASSAY_ARGUMENT_VALUES_MAX];
	size_t operand_count;
	const char *const *operands;
};
/* The last value given of an option, NULL without; "" for a switch that was given. */
const char *assay_arguments_get(const struct assay_arguments *arguments, const char *name);

struct assay_command {
	const char *name;
	const char *synopsis;               /* "assay grade [--challenge ID] [-j N] PATH..." */
	const char *summary;                /* one line */
	const char *details;                /* paragraphs for --help and the manual, or NULL */
	const struct assay_option *options; /* ended by a NULL name; NULL for none */
	size_t operands_minimum, operands_maximum;
	/* The first operand ends the options: what follows is a command line of its own
	 * (env(1)). */
	bool operand_ends_options;
	/* The exit status of every failure that has an error, usage too; 0: as its code says. */
	int failure_status;
	/* Returns an exit status. Prints results on stdout; returns errors through err, and then
	 * the status is assay_code_exit_status(err->code). */
	int (*run)(const struct assay_arguments *arguments, struct assay_error *err);
};
/* The table, in the order of help, ended by NULL. */
extern const struct assay_command *const assay_commands[];

#endif
