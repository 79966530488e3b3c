/*
 * help.c - owns the wording of help around the commands' own records, and the search for a command
 * by name. Must not know any single command.
 */
#include "help.h"

#include <string.h>

#include "../challenge/challenge_find.h"
#include "console.h"
#include "options.h"

#define COMMANDS_MAX 32

/* Prints words up to `columns`; the cursor stands at `at`, later lines begin at `indent`. */
static void print_wrapped(const char *text, unsigned at, unsigned indent, unsigned columns)
{
	bool fresh = true; /* nothing of ours on this line yet */
	while (*text != '\0') {
		/* What stands in brackets stays on one line. */
		size_t size = 0;
		int depth = 0;
		while (text[size] != '\0' && text[size] != '\n' &&
			(depth > 0 || text[size] != ' ')) {
			depth += (text[size] == '[') - (text[size] == ']');
			size++;
		}
		if (!fresh && at + 1 + size > columns) {
			printf("\n%*s", (int)indent, "");
			at = indent;
		} else if (!fresh) {
			putchar(' ');
			at++;
		}
		fwrite(text, 1, size, stdout);
		fresh = false;
		at += (unsigned)size;
		text += size;
		if (*text == '\n') {
			printf("\n%*s", (int)indent, "");
			at = indent;
			fresh = true;
		}
		if (*text != '\0')
			text++;
	}
	putchar('\n');
}

static void print_option(const struct assay_option *option, unsigned columns)
{
	char left[40];
	int size = snprintf(left, sizeof left, "%c%c%c --%s%s%s", option->letter != 0 ? '-' : ' ',
		option->letter != 0 ? option->letter : ' ', option->letter != 0 ? ',' : ' ',
		option->name, option->value != NULL ? " " : "",
		option->value != NULL ? option->value : "");
	if (size < 0)
		return;
	if (size > 24)
		printf("  %s\n%*s", left, 28, "");
	else
		printf("  %-26s", left);
	print_wrapped(option->summary, 28, 28, columns);
}

void assay_help_print_command(const struct assay_command *command)
{
	unsigned columns = assay_console_columns();
	fputs("usage: ", stdout);
	print_wrapped(command->synopsis, 7, 7 + 6, columns);
	putchar('\n');
	print_wrapped(command->summary, 0, 0, columns);
	if (command->details != NULL) {
		putchar('\n');
		print_wrapped(command->details, 0, 0, columns);
	}
	fputs("\nOptions:\n", stdout);
	for (const struct assay_option *o = command->options; o != NULL && o->name != NULL; o++)
		print_option(o, columns);
	print_option(&assay_option_help, columns);
}

void assay_help_print(FILE *stream)
{
	fputs("usage: assay COMMAND [OPTIONS] [OPERANDS]\n\n", stream);
	for (const struct assay_command *const *c = assay_commands; *c != NULL; c++)
		fprintf(stream, "  %-9s %s\n", (*c)->name, (*c)->summary);
	fputs("\n`assay help COMMAND` says more about one of them; assay(1) about all.\n", stream);
}

int assay_help_find(
	const char *name, const struct assay_command **ret_command, struct assay_error *err)
{
	const char *names[COMMANDS_MAX];
	size_t count = 0;
	for (const struct assay_command *const *c = assay_commands; *c != NULL; c++) {
		if (strcmp((*c)->name, name) == 0) {
			*ret_command = *c;
			return 0;
		}
		if (count < COMMANDS_MAX)
			names[count++] = (*c)->name;
	}
	const char *nearest = assay_nearest_name(name, names, count);
	if (nearest == NULL)
		return assay_error_set(err, ASSAY_ERR_USAGE, "no command '%s'", name);
	return assay_error_set(
		err, ASSAY_ERR_USAGE, "no command '%s'; did you mean `assay %s`?", name, nearest);
}
