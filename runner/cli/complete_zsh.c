/*
 * complete_zsh.c - owns the completion for zsh: one list of _arguments(1) a command, made from the
 * table, and the functions that ask for ids.
 */
#include "completion.h"
#include "options.h"
#include "words.h"

static const char beginning[] =
	"#compdef assay\n"
	"# zsh completion for assay, made from its table of commands: assay help --format zsh\n"
	"\n"
	"# The first words of what `assay list` or `assay history` prints, without the heading.\n"
	"_assay_ids() {\n"
	"\tlocal -a ids\n"
	"\tids=(${${${(f)\"$(COLUMNS=200 _call_program ids ${(q)assay_program} $1 2>/dev/null "
	"</dev/null)\"}[2,-1]}%% *})\n"
	"\tcompadd -- $ids\n"
	"}\n"
	"\n"
	"_assay_challenges() { _assay_ids list }\n"
	"_assay_attempts() { _assay_ids history }\n"
	"\n"
	"# FORMAT=FILE: $@ are the formats.\n"
	"_assay_pair() {\n"
	"\tif compset -P '*='; then\n"
	"\t\t_files\n"
	"\telse\n"
	"\t\tcompadd -S = -- $@\n"
	"\tfi\n"
	"}\n"
	"\n"
	"_assay() {\n"
	"\tlocal assay_program=${~words[1]}\n"
	"\tif ((CURRENT == 2)); then\n"
	"\t\tlocal -a commands\n"
	"\t\tcommands=(\n";

static const char middle[] = "\t\t)\n"
			     "\t\t_describe command commands\n"
			     "\t\treturn\n"
			     "\tfi\n"
			     "\tlocal command=$words[2]\n"
			     "\tshift words\n"
			     "\t((CURRENT--))\n"
			     "\tcase $command in\n";

static const char ending[] = "\tesac\n"
			     "}\n"
			     "\n"
			     "_assay \"$@\"\n";

static void add_action(struct assay_bytes *text, const struct assay_word *word)
{
	switch (word != NULL ? word->kind : ASSAY_WORD_FREE) {
	case ASSAY_WORD_FREE:
		assay_bytes_putc(text, ' ');
		return;
	case ASSAY_WORD_CHOICE:
		assay_bytes_putc(text, '(');
		word->choices(text);
		assay_bytes_putc(text, ')');
		return;
	case ASSAY_WORD_PAIR:
		assay_bytes_puts(text, "{_assay_pair");
		word->choices(text);
		assay_bytes_putc(text, '}');
		return;
	case ASSAY_WORD_CHALLENGE:
		assay_bytes_puts(text, "_assay_challenges");
		return;
	case ASSAY_WORD_ATTEMPT:
		assay_bytes_puts(text, "_assay_attempts");
		return;
	case ASSAY_WORD_FILE:
		assay_bytes_puts(text, "_files");
		return;
	case ASSAY_WORD_FOLDER:
		assay_bytes_puts(text, "_files -/");
		return;
	case ASSAY_WORD_PROGRAM:
		assay_bytes_puts(text, "{_command_names -e; _files}");
		return;
	}
}

static void add_option(
	struct assay_bytes *text, const struct assay_command *command, const struct assay_option *o)
{
	assay_bytes_puts(text, " \\\n\t\t\t");
	if (o->repeatable)
		assay_bytes_puts(text, "'*'");
	else if (o->letter != 0)
		assay_bytes_printf(text, "'(-%c --%s)'", o->letter, o->name);
	if (o->letter != 0)
		assay_bytes_printf(text, "{-%c%s,--%s%s}'[", o->letter, o->value != NULL ? "+" : "",
			o->name, o->value != NULL ? "=" : "");
	else
		assay_bytes_printf(text, "'--%s%s[", o->name, o->value != NULL ? "=" : "");
	assay_complete_quote(text, o->summary, "[]\\");
	assay_bytes_putc(text, ']');
	if (o->value != NULL) {
		assay_bytes_printf(text, ":%s:", o->value);
		add_action(text, assay_word_of_option(command, o));
	}
	assay_bytes_putc(text, '\'');
}

static void add_operands(struct assay_bytes *text, const struct assay_command *command)
{
	struct assay_operand operands[ASSAY_OPERANDS_MAX];
	size_t count = assay_word_operands(command, operands);
	for (size_t i = 0; count <= ASSAY_OPERANDS_MAX && i < count; i++) {
		if (operands[i].repeatable)
			assay_bytes_puts(text, " \\\n\t\t\t'*");
		else
			assay_bytes_printf(text, " \\\n\t\t\t'%zu", i + 1);
		assay_bytes_printf(text, ":%s:", operands[i].name);
		if (operands[i].word == NULL)
			assay_bytes_printf(text, "(%s)", operands[i].name);
		else
			add_action(text, operands[i].word);
		assay_bytes_putc(text, '\'');
	}
}

void assay_complete_zsh(const struct assay_command *command, struct assay_bytes *text)
{
	(void)command;
	assay_bytes_puts(text, beginning);
	for (const struct assay_command *const *c = assay_commands; *c != NULL; c++) {
		assay_bytes_printf(text, "\t\t\t'%s:", (*c)->name);
		assay_complete_quote(text, (*c)->summary, ":\\");
		assay_bytes_puts(text, "'\n");
	}
	assay_bytes_puts(text, middle);
	for (const struct assay_command *const *c = assay_commands; *c != NULL; c++) {
		/* -A: no options behind the first operand. */
		assay_bytes_printf(text, "\t%s)\n\t\t_arguments -s -S%s", (*c)->name,
			(*c)->operand_ends_options ? " -A '-*'" : "");
		for (const struct assay_option *o = (*c)->options; o != NULL && o->name != NULL;
			o++)
			add_option(text, *c, o);
		add_option(text, *c, &assay_option_help);
		add_operands(text, *c);
		assay_bytes_puts(text, "\n\t\t;;\n");
	}
	assay_bytes_puts(text, ending);
}
