/*
 * complete_fish.c - owns the completion for fish: one `complete` an option and an operand, made from
 * the table, and the functions that they ask.
 */
#include "completion.h"
#include "options.h"
#include "words.h"

static const char beginning[] =
	"# fish completion for assay, made from its table of commands: assay help --format fish\n"
	"\n"
	"# The command is $argv[1].\n"
	"function __assay_in\n"
	"\tset -l words (commandline -opc)\n"
	"\ttest (count $words) -ge 2; and test $words[2] = $argv[1]\n"
	"end\n"
	"\n"
	"# The command is $argv[1], and $argv[2] operands come before the word to complete, or "
	"from\n"
	"# that on; $argv[4..] are its options that take a value.\n"
	"function __assay_at\n"
	"\t__assay_in $argv[1]; or return 1\n"
	"\tset -l words (commandline -opc)\n"
	"\tset -l given 0\n"
	"\tset -l skip 0\n"
	"\tfor word in $words[3..-1]\n"
	"\t\tif test $skip = 1\n"
	"\t\t\tset skip 0\n"
	"\t\telse if contains -- $word $argv[4..-1]\n"
	"\t\t\tset skip 1\n"
	"\t\telse if not string match -q -- '-*' $word\n"
	"\t\t\tset given (math $given + 1)\n"
	"\t\tend\n"
	"\tend\n"
	"\ttest $skip = 0; or return 1\n"
	"\ttest $given = $argv[2]; or test $argv[3] = more -a $given -gt $argv[2]\n"
	"end\n"
	"\n"
	"# The first words of what the command $argv[1] prints, without the heading.\n"
	"function __assay_ids\n"
	"\tset -l words (commandline -opc)\n"
	"\tenv COLUMNS=200 $words[1] $argv[1] 2>/dev/null </dev/null | string match -rv "
	"'^(ID|ATTEMPT) ' | string replace -r ' .*' ''\n"
	"end\n"
	"\n"
	"# FORMAT=FILE: $argv are the formats.\n"
	"function __assay_pair\n"
	"\tset -l pair (string match -r '^(?:--[a-z-]+=)?([a-z-]+=)(.*)' -- (commandline -ct))\n"
	"\tif test (count $pair) = 3\n"
	"\t\tfor file in (complete -C \"'' $pair[3]\")\n"
	"\t\t\techo $pair[2]$file\n"
	"\t\tend\n"
	"\telse\n"
	"\t\tprintf '%s=\\n' $argv\n"
	"\tend\n"
	"end\n"
	"\n"
	"complete -c assay -f\n";

/* Appends the arguments of `complete` that say what a word may be. */
static void add_offer(struct assay_bytes *text, const struct assay_word *word)
{
	switch (word != NULL ? word->kind : ASSAY_WORD_FREE) {
	case ASSAY_WORD_FREE:
		return;
	case ASSAY_WORD_CHOICE:
		assay_bytes_puts(text, " -a '");
		word->choices(text);
		assay_bytes_putc(text, '\'');
		return;
	case ASSAY_WORD_PAIR:
		assay_bytes_puts(text, " -a '(__assay_pair");
		word->choices(text);
		assay_bytes_puts(text, ")'");
		return;
	case ASSAY_WORD_CHALLENGE:
		assay_bytes_puts(text, " -a '(__assay_ids list)'");
		return;
	case ASSAY_WORD_ATTEMPT:
		assay_bytes_puts(text, " -a '(__assay_ids history)'");
		return;
	case ASSAY_WORD_FILE:
		assay_bytes_puts(text, " -F");
		return;
	case ASSAY_WORD_FOLDER:
		assay_bytes_puts(text, " -a '(__fish_complete_directories)'");
		return;
	case ASSAY_WORD_PROGRAM:
		assay_bytes_puts(text, " -F -a '(__fish_complete_command)'");
		return;
	}
}

static void add_option(
	struct assay_bytes *text, const struct assay_command *command, const struct assay_option *o)
{
	assay_bytes_printf(
		text, "complete -c assay -n '__assay_in %s' -l %s", command->name, o->name);
	if (o->letter != 0)
		assay_bytes_printf(text, " -s %c", o->letter);
	if (o->value != NULL) {
		const struct assay_word *word = assay_word_of_option(command, o);
		bool file = word != NULL && word->kind == ASSAY_WORD_FILE;
		assay_bytes_puts(text, file ? " -r" : " -x");
		add_offer(text, word);
	}
	assay_bytes_puts(text, " -d '");
	/* In single quotes fish knows \\ and \'. */
	for (const char *c = o->summary; *c != '\0'; c++)
		assay_bytes_printf(text, "%s%c", *c == '\'' || *c == '\\' ? "\\" : "", *c);
	assay_bytes_puts(text, "'\n");
}

static void add_operands(struct assay_bytes *text, const struct assay_command *command)
{
	struct assay_operand operands[ASSAY_OPERANDS_MAX];
	size_t count = assay_word_operands(command, operands);
	for (size_t i = 0; count <= ASSAY_OPERANDS_MAX && i < count; i++) {
		assay_bytes_printf(text, "complete -c assay -n '__assay_at %s %zu %s",
			command->name, i, operands[i].repeatable ? "more" : "only");
		for (const struct assay_option *o = command->options; o != NULL && o->name != NULL;
			o++) {
			if (o->value != NULL && o->letter != 0)
				assay_bytes_printf(text, " -%c", o->letter);
			if (o->value != NULL)
				assay_bytes_printf(text, " --%s", o->name);
		}
		assay_bytes_putc(text, '\'');
		if (operands[i].word == NULL)
			assay_bytes_printf(text, " -a %s", operands[i].name);
		else
			add_offer(text, operands[i].word);
		assay_bytes_putc(text, '\n');
	}
}

void assay_complete_fish(const struct assay_command *command, struct assay_bytes *text)
{
	(void)command;
	assay_bytes_puts(text, beginning);
	for (const struct assay_command *const *c = assay_commands; *c != NULL; c++) {
		assay_bytes_printf(text, "\ncomplete -c assay -n __fish_use_subcommand -a %s -d '",
			(*c)->name);
		for (const char *at = (*c)->summary; *at != '\0'; at++)
			assay_bytes_printf(
				text, "%s%c", *at == '\'' || *at == '\\' ? "\\" : "", *at);
		assay_bytes_puts(text, "'\n");
		for (const struct assay_option *o = (*c)->options; o != NULL && o->name != NULL;
			o++)
			add_option(text, *c, o);
		add_option(text, *c, &assay_option_help);
		add_operands(text, *c);
	}
}
