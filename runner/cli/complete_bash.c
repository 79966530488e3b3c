/*
 * complete_bash.c - owns the completion for bash: a function that looks commands and options up, made
 * from the table, and the one that uses it, which is the same for all. It needs nothing but bash 4.
 */
#include "completion.h"
#include "options.h"
#include "words.h"

static const char beginning[] =
	"# bash completion for assay, made from its table of commands: assay help --format bash\n"
	"# shellcheck shell=bash disable=SC2207,SC2034\n"
	"\n"
	"# For a command and, where given, an option of it: sets options, operands, rest (the "
	"operand\n"
	"# that may be repeated), ends (1: the first operand ends the options) and value.\n"
	"_assay_look_up() {\n"
	"\toptions='' rest='' ends=0 value='' operands=()\n"
	"\tcase $1 in\n";

static const char ending[] =
	"\tesac\n"
	"}\n"
	"\n"
	"# Adds to COMPREPLY what fits the kind $1 and begins with $2.\n"
	"_assay_offer() {\n"
	"\tlocal kind=$1 begun=$2 head ids=''\n"
	"\tcase $kind in\n"
	"\tchallenge) kind=list ;;\n"
	"\tattempt) kind=history ;;\n"
	"\tesac\n"
	"\tcase $kind in\n"
	"\tchoice\\ *) COMPREPLY+=($(compgen -W \"${kind#choice }\" -- \"$begun\")) ;;\n"
	"\tpair\\ *)\n"
	"\t\tif [[ $begun == *=* ]]; then\n"
	"\t\t\thead=${begun%%=*}=\n"
	"\t\t\tmapfile -t COMPREPLY < <(compgen -P \"$head\" -f -- \"${begun#*=}\")\n"
	"\t\t\tcompopt -o filenames 2>/dev/null\n"
	"\t\telse\n"
	"\t\t\tCOMPREPLY+=($(compgen -S = -W \"${kind#pair }\" -- \"$begun\"))\n"
	"\t\t\tcompopt -o nospace 2>/dev/null\n"
	"\t\tfi\n"
	"\t\t;;\n"
	"\tlist | history)\n"
	"\t\t# The first word of each line but the heading.\n"
	"\t\twhile read -r head _; do\n"
	"\t\t\t[[ $head == ID || $head == ATTEMPT ]] || ids+=\" $head\"\n"
	"\t\tdone < <(COLUMNS=200 \"$program\" \"$kind\" 2>/dev/null </dev/null)\n"
	"\t\tCOMPREPLY+=($(compgen -W \"$ids\" -- \"$begun\"))\n"
	"\t\t;;\n"
	"\tfile)\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$begun\")\n"
	"\t\tcompopt -o filenames 2>/dev/null\n"
	"\t\t;;\n"
	"\tfolder)\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -d -- \"$begun\")\n"
	"\t\tcompopt -o filenames 2>/dev/null\n"
	"\t\t;;\n"
	"\tprogram)\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -c -- \"$begun\")\n"
	"\t\t[[ $begun != */* ]] || compopt -o filenames 2>/dev/null\n"
	"\t\t;;\n"
	"\tesac\n"
	"}\n"
	"\n"
	"# Offers for the word $1 after the words of the array `words`.\n"
	"_assay_complete() {\n"
	"\tlocal current=$1 command=${words[1]-} options rest ends value operands\n"
	"\tlocal program=${words[0]/#\\~/$HOME} given=0 over=0 i word reply\n"
	"\tif ((${#words[@]} == 1)); then\n"
	"\t\t_assay_offer \"choice $_assay_commands\" \"$current\"\n"
	"\t\treturn\n"
	"\tfi\n"
	"\tfor ((i = 2; i < ${#words[@]}; i++)); do\n"
	"\t\tword=${words[i]}\n"
	"\t\t_assay_look_up \"$command\" \"$word\"\n"
	"\t\tif ((over)) || [[ $word != -?* ]]; then\n"
	"\t\t\tgiven=$((given + 1))\n"
	"\t\t\t((over)) || over=$ends\n"
	"\t\telif [[ $word == -- ]]; then\n"
	"\t\t\tover=1\n"
	"\t\telif [[ -n $value ]]; then\n"
	"\t\t\t# The next word is its value, and perhaps the one to complete.\n"
	"\t\t\tif ((++i == ${#words[@]})); then\n"
	"\t\t\t\t_assay_offer \"$value\" \"$current\"\n"
	"\t\t\t\treturn\n"
	"\t\t\tfi\n"
	"\t\tfi\n"
	"\tdone\n"
	"\tif ((!over)) && [[ $current == --*=* ]]; then\n"
	"\t\t_assay_look_up \"$command\" \"${current%%=*}\"\n"
	"\t\t_assay_offer \"$value\" \"${current#*=}\"\n"
	"\t\tfor ((reply = 0; reply < ${#COMPREPLY[@]}; reply++)); do\n"
	"\t\t\tCOMPREPLY[reply]=${current%%=*}=${COMPREPLY[reply]}\n"
	"\t\tdone\n"
	"\t\treturn\n"
	"\tfi\n"
	"\t_assay_look_up \"$command\"\n"
	"\tif ((!over)) && [[ $current == -* ]]; then\n"
	"\t\tCOMPREPLY+=($(compgen -W \"$options\" -- \"$current\"))\n"
	"\telse\n"
	"\t\t_assay_offer \"${operands[given]-$rest}\" \"$current\"\n"
	"\tfi\n"
	"}\n"
	"\n"
	"_assay() {\n"
	"\tlocal line=${COMP_LINE:0:COMP_POINT} current='' words reply\n"
	"\tCOMPREPLY=()\n"
	"\tread -ra words <<<\"$line\"\n"
	"\tif [[ $line != *[[:space:]] ]]; then\n"
	"\t\tcurrent=${words[-1]}\n"
	"\t\tunset 'words[-1]'\n"
	"\tfi\n"
	"\t((${#words[@]} > 0)) || return\n"
	"\t_assay_complete \"$current\"\n"
	"\t# Where '=' breaks words, readline replaces only what is behind the last one.\n"
	"\tif [[ $COMP_WORDBREAKS == *=* && $current == *=* ]]; then\n"
	"\t\tfor ((reply = 0; reply < ${#COMPREPLY[@]}; reply++)); do\n"
	"\t\t\tCOMPREPLY[reply]=${COMPREPLY[reply]#\"${current%=*}=\"}\n"
	"\t\tdone\n"
	"\tfi\n"
	"}\n"
	"\n"
	"complete -F _assay assay\n";

static void add_kind(struct assay_bytes *text, const struct assay_word *word)
{
	static const char *const names[] = {
		[ASSAY_WORD_FREE] = "free",
		[ASSAY_WORD_CHOICE] = "choice",
		[ASSAY_WORD_PAIR] = "pair",
		[ASSAY_WORD_CHALLENGE] = "challenge",
		[ASSAY_WORD_ATTEMPT] = "attempt",
		[ASSAY_WORD_FILE] = "file",
		[ASSAY_WORD_FOLDER] = "folder",
		[ASSAY_WORD_PROGRAM] = "program",
	};
	assay_bytes_puts(text, word != NULL ? names[word->kind] : "free");
	if (word != NULL && word->choices != NULL)
		word->choices(text);
}

static void add_operands(struct assay_bytes *text, const struct assay_command *command)
{
	struct assay_operand operands[ASSAY_OPERANDS_MAX];
	size_t count = assay_word_operands(command, operands);
	for (size_t i = 0; count <= ASSAY_OPERANDS_MAX && i < count; i++) {
		assay_bytes_puts(text, operands[i].repeatable ? "\t\trest='" : "\t\toperands+=('");
		if (operands[i].word == NULL)
			assay_bytes_printf(text, "choice %s", operands[i].name);
		else
			add_kind(text, operands[i].word);
		assay_bytes_puts(text, operands[i].repeatable ? "'\n" : "')\n");
	}
	if (command->operand_ends_options)
		assay_bytes_puts(text, "\t\tends=1\n");
}

static void add_command(struct assay_bytes *text, const struct assay_command *command)
{
	assay_bytes_printf(text, "\t%s)\n\t\toptions='", command->name);
	for (const struct assay_option *o = command->options; o != NULL && o->name != NULL; o++)
		assay_bytes_printf(text, "--%s ", o->name);
	assay_bytes_printf(text, "--%s'\n", assay_option_help.name);
	add_operands(text, command);
	assay_bytes_puts(text, "\t\tcase ${2-} in\n");
	for (const struct assay_option *o = command->options; o != NULL && o->name != NULL; o++) {
		if (o->value == NULL)
			continue;
		assay_bytes_puts(text, "\t\t");
		if (o->letter != 0)
			assay_bytes_printf(text, "-%c | ", o->letter);
		assay_bytes_printf(text, "--%s) value='", o->name);
		add_kind(text, assay_word_of_option(command, o));
		assay_bytes_puts(text, "' ;;\n");
	}
	assay_bytes_puts(text, "\t\tesac\n\t\t;;\n");
}

void assay_complete_bash(const struct assay_command *command, struct assay_bytes *text)
{
	(void)command;
	assay_bytes_puts(text, beginning);
	for (const struct assay_command *const *c = assay_commands; *c != NULL; c++)
		add_command(text, *c);
	assay_bytes_puts(text, ending);
	assay_bytes_puts(text, "_assay_commands='");
	for (const struct assay_command *const *c = assay_commands; *c != NULL; c++)
		assay_bytes_printf(text, "%s%s", c == assay_commands ? "" : " ", (*c)->name);
	assay_bytes_puts(text, "'\n");
}
