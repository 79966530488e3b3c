/*
 * manpage.c - owns the pages of the manual that are made: one a command, from its record, in the
 * macros of man(7). Must not know any single command but by the table of exit statuses.
 */
#include <string.h>

#include "completion.h"
#include "options.h"
#include "words.h"

/* What a status means to the commands that can end with it. The manual of all stands in assay(1). */
static const struct exit_row {
	const char *commands; /* between spaces */
	int status;
	const char *text;
} exit_rows[] = {
	{"list show start history attempt version help", ASSAY_EXIT_OK, "all is well"},
	{"test submit resume", ASSAY_EXIT_OK, "every test that was run is accepted"},
	{"grade", ASSAY_EXIT_OK,
		"every submission meets the bar; by itself: every test is accepted"},
	{"watch", ASSAY_EXIT_OK, "it was stopped"},
	{"doctor", ASSAY_EXIT_OK, "`assay grade` works as it is"},
	{"test submit grade resume", ASSAY_EXIT_SHORT, "a submission falls short"},
	{"doctor", ASSAY_EXIT_SHORT, "it works with less: at a lower level, or without a store"},
	{"list show start test watch submit history grade resume attempt doctor version help",
		ASSAY_EXIT_USAGE,
		"the command line is wrong, or what it names is not there or cannot be taken"},
	{"list", ASSAY_EXIT_CHALLENGE, "a challenge is invalid; the others are listed"},
	{"show start test watch submit grade resume", ASSAY_EXIT_CHALLENGE,
		"the challenge is invalid"},
	{"list show start test watch submit history grade resume attempt version help",
		ASSAY_EXIT_FAULT, "a fault of assay or of the machine; standard error says which"},
	{"doctor", ASSAY_EXIT_FAULT, "nothing can be graded here"},
};

/* A text of ours, with what is between backquotes in bold; no line of it can be taken for a macro. */
static void add_text(struct assay_bytes *text, const char *raw)
{
	bool bold = false;
	assay_bytes_puts(text, "\\&");
	for (; *raw != '\0'; raw++) {
		switch (*raw) {
		case '`':
			bold = !bold;
			assay_bytes_puts(text, bold ? "\\fB" : "\\fR");
			break;
		case '-':
			assay_bytes_puts(text, "\\-");
			break;
		case '\\':
			assay_bytes_puts(text, "\\e");
			break;
		case '\n':
			assay_bytes_puts(text, "\n\\&");
			break;
		default:
			assay_bytes_putc(text, *raw);
		}
	}
	assay_bytes_putc(text, '\n');
}

static void add_option(struct assay_bytes *text, const struct assay_option *option)
{
	assay_bytes_puts(text, ".TP\n\\fB");
	if (option->letter != 0)
		assay_bytes_printf(text, "\\-%c, ", option->letter);
	assay_bytes_puts(text, "\\-\\-");
	for (const char *c = option->name; *c != '\0'; c++)
		assay_bytes_printf(text, "%s%c", *c == '-' ? "\\" : "", *c);
	assay_bytes_puts(text, "\\fR");
	if (option->value != NULL)
		assay_bytes_printf(text, " \\fI%s\\fR", option->value);
	assay_bytes_putc(text, '\n');
	add_text(text, option->summary);
}

/* "Grade submissions." as a heading's half sentence: "grade submissions". */
static void add_purpose(struct assay_bytes *text, const char *summary)
{
	size_t size = strlen(summary);
	assay_bytes_putc(text, (char)(summary[0] | ' '));
	for (size_t i = 1; i < size; i++) {
		if (i + 1 < size || summary[i] != '.')
			assay_bytes_putc(text, summary[i]);
	}
	assay_bytes_putc(text, '\n');
}

static void add_exit_statuses(struct assay_bytes *text, const struct assay_command *command)
{
	assay_bytes_puts(text, ".SH EXIT STATUS\n");
	for (size_t i = 0; i < sizeof exit_rows / sizeof exit_rows[0]; i++) {
		if (!assay_word_among(exit_rows[i].commands, command->name))
			continue;
		assay_bytes_printf(text, ".TP\n.B %d\n", exit_rows[i].status);
		add_text(text, exit_rows[i].text);
	}
}

void assay_manpage(const struct assay_command *command, struct assay_bytes *text)
{
	assay_bytes_puts(text, ".\\\" Made from the table of commands: assay help --format man\n"
			       ".TH ASSAY\\-");
	for (const char *c = command->name; *c != '\0'; c++)
		assay_bytes_putc(text, *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c);
	assay_bytes_printf(text,
		" 1 \"" ASSAY_RELEASED "\" \"assay " ASSAY_VERSION
		"\" \"User Commands\"\n.SH NAME\nassay\\-%s \\- ",
		command->name);
	add_purpose(text, command->summary);
	assay_bytes_puts(text, ".SH SYNOPSIS\n");
	add_text(text, command->synopsis);
	assay_bytes_puts(text, ".SH DESCRIPTION\n");
	add_text(text, command->summary);
	if (command->details != NULL) {
		assay_bytes_puts(text, ".PP\n");
		add_text(text, command->details);
	}
	assay_bytes_puts(text, ".SH OPTIONS\n");
	for (const struct assay_option *o = command->options; o != NULL && o->name != NULL; o++)
		add_option(text, o);
	add_option(text, &assay_option_help);
	if (command->failure_status == 0)
		add_exit_statuses(text, command);
	assay_bytes_puts(text, ".SH SEE ALSO\n.BR assay (1)\n");
}
