/*
 * completion.h - prints what shells need to complete the program's command lines, and its pages of
 * the manual, all from the table of commands.
 */
#ifndef ASSAY_RUNNER_CLI_COMPLETION_H
#define ASSAY_RUNNER_CLI_COMPLETION_H

#include <assay/bytes.h>

#include "command.h"

/* A row of the formats of `assay help`. Those of one command ask for one. */
struct assay_help_format {
	const char *name;
	bool of_one_command;
	void (*print)(const struct assay_command *command, struct assay_bytes *text);
};
/* Ended by a NULL name. The first is what is printed without --format, and has no `print`. */
extern const struct assay_help_format assay_help_formats[];

/* One file each: complete_bash.c, complete_zsh.c, complete_fish.c, manpage.c. */
void assay_complete_bash(const struct assay_command *command, struct assay_bytes *text);
void assay_complete_zsh(const struct assay_command *command, struct assay_bytes *text);
void assay_complete_fish(const struct assay_command *command, struct assay_bytes *text);
void assay_manpage(const struct assay_command *command, struct assay_bytes *text);

/* Appends `raw`, a backslash before each byte that is among `special`; a single quote, which in a
 * shell's single quotes cannot stand, becomes '\''. */
void assay_complete_quote(struct assay_bytes *text, const char *raw, const char *special);

#endif
