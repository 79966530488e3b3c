/*
 * cmd_help.c - `assay help [COMMAND]`.
 */
#include <string.h>

#include "commands.h"
#include "completion.h"
#include "console.h"
#include "help.h"

static int find_format(
	const char *name, const struct assay_help_format **ret_format, struct assay_error *err)
{
	struct assay_bytes known = {0};
	for (const struct assay_help_format *f = assay_help_formats; f->name != NULL; f++) {
		if (strcmp(f->name, name) == 0) {
			assay_bytes_release(&known);
			*ret_format = f;
			return 0;
		}
		assay_bytes_printf(&known, "%s%s", known.size > 0 ? ", " : "", f->name);
	}
	int status = assay_error_set(err, ASSAY_ERR_USAGE,
		"help: --format '%s': expected one of %s", name, assay_bytes_text(&known));
	assay_bytes_release(&known);
	return status;
}

static int print(const struct assay_help_format *format, const struct assay_command *command,
	struct assay_error *err)
{
	if (format->print == NULL && command == NULL)
		assay_help_print(stdout);
	else if (format->print == NULL)
		assay_help_print_command(command);
	if (format->print == NULL)
		return 0;
	if (format->of_one_command != (command != NULL))
		return assay_error_set(err, ASSAY_ERR_USAGE, "help: --format %s %s", format->name,
			format->of_one_command ? "is for one COMMAND; name it"
					       : "is for all commands; name none");
	struct assay_bytes text = {0};
	format->print(command, &text);
	int status = assay_bytes_check(&text, err);
	if (status == 0)
		assay_console_put(&text);
	assay_bytes_release(&text);
	return status;
}

static int run_help(const struct assay_arguments *arguments, struct assay_error *err)
{
	const struct assay_help_format *format = assay_help_formats;
	const struct assay_command *command = NULL;
	const char *name = assay_arguments_get(arguments, "format");
	int status = name != NULL ? find_format(name, &format, err) : 0;
	if (status == 0 && arguments->operand_count > 0)
		status = assay_help_find(arguments->operands[0], &command, err);
	if (status == 0)
		status = print(format, command, err);
	return status != 0 ? assay_code_exit_status(status) : ASSAY_EXIT_OK;
}

static const struct assay_option options[] = {
	{0, false, "format", "FORMAT",
		"text (default), man, or the completion of a shell: bash, zsh, fish"},
	{0},
};

const struct assay_command assay_command_help = {
	.name = "help",
	.synopsis = "assay help [--format FORMAT] [COMMAND]",
	.summary = "Say what a command does and takes.",
	.details = "With --format man the page of a command's manual; with bash, zsh or fish what "
		   "that shell reads to complete command lines of assay.",
	.options = options,
	.operands_maximum = 1,
	.run = run_help,
};
