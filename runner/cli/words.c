/*
 * words.c - owns the table of the words that stand for something in synopses, and the reading of
 * operands from a synopsis. What a shell makes of them is completion.c's affair.
 */
#include "words.h"

#include <ctype.h>
#include <string.h>

#include <assay/sandbox.h>

#include "../report/report.h"
#include "choice.h"
#include "completion.h"

static void add_table_formats(struct assay_bytes *text)
{
	assay_bytes_puts(text, " text json");
}

static void add_report_formats(struct assay_bytes *text)
{
	for (const struct assay_report_format *f = assay_report_formats; f->name != NULL; f++)
		assay_bytes_printf(text, " %s", f->name);
}

static void add_help_formats(struct assay_bytes *text)
{
	for (const struct assay_help_format *f = assay_help_formats; f->name != NULL; f++)
		assay_bytes_printf(text, " %s", f->name);
}

static void add_levels(struct assay_bytes *text)
{
	for (enum assay_level level = ASSAY_LEVEL_MINIMAL; level <= ASSAY_LEVEL_FULL; level++)
		assay_bytes_printf(text, " %s", assay_level_name(level));
}

static void add_profiles(struct assay_bytes *text)
{
	for (const char *const *name = assay_profile_names(); *name != NULL; name++)
		assay_bytes_printf(text, " %s", *name);
}

static void add_commands(struct assay_bytes *text)
{
	for (const struct assay_command *const *c = assay_commands; *c != NULL; c++)
		assay_bytes_printf(text, " %s", (*c)->name);
}

static const struct assay_word table_format = {
	NULL, "FORMAT", ASSAY_WORD_CHOICE, add_table_formats};

/* The first that fits counts. */
static const struct assay_word words[] = {
	{"help", "FORMAT", ASSAY_WORD_CHOICE, add_help_formats},
	{NULL, "FORMAT", ASSAY_WORD_CHOICE, add_report_formats},
	{NULL, "FORMAT=FILE", ASSAY_WORD_PAIR, add_report_formats},
	{NULL, "LEVEL", ASSAY_WORD_CHOICE, add_levels},
	{NULL, "P", ASSAY_WORD_CHOICE, add_profiles},
	{NULL, "COMMAND", ASSAY_WORD_CHOICE, add_commands},
	{"attempt resume", "ID", ASSAY_WORD_ATTEMPT, NULL},
	{NULL, "ID", ASSAY_WORD_CHALLENGE, NULL},
	{NULL, "FILE", ASSAY_WORD_FILE, NULL},
	{NULL, "PATH", ASSAY_WORD_FILE, NULL},
	{NULL, "DIR|FILE", ASSAY_WORD_FILE, NULL},
	{NULL, "DIR", ASSAY_WORD_FOLDER, NULL},
	{NULL, "PROGRAM", ASSAY_WORD_PROGRAM, NULL},
	{NULL, "ARG", ASSAY_WORD_FILE, NULL},
	{NULL, "DIGEST", ASSAY_WORD_FREE, NULL},
	{NULL, "GROUP", ASSAY_WORD_FREE, NULL},
	{NULL, "N", ASSAY_WORD_FREE, NULL},
	{NULL, "NAME", ASSAY_WORD_FREE, NULL},
	{NULL, "S", ASSAY_WORD_FREE, NULL},
	{NULL, "SCORE", ASSAY_WORD_FREE, NULL},
	{NULL, "SIZE", ASSAY_WORD_FREE, NULL},
};

bool assay_word_among(const char *names, const char *name)
{
	size_t size = strlen(name);
	for (const char *at = strstr(names, name); at != NULL; at = strstr(at + 1, name)) {
		if ((at == names || at[-1] == ' ') && (at[size] == ' ' || at[size] == '\0'))
			return true;
	}
	return false;
}

static const struct assay_word *find_word(const struct assay_command *command, const char *word)
{
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strcmp(words[i].word, word) == 0 &&
			(words[i].commands == NULL ||
				assay_word_among(words[i].commands, command->name)))
			return &words[i];
	}
	return NULL;
}

const struct assay_word *assay_word_of_option(
	const struct assay_command *command, const struct assay_option *option)
{
	/* FORMAT is called so of tables and of results; the rows of choice.h tell them apart. */
	static const struct assay_option of_tables = ASSAY_OPTION_TABLE_FORMAT;
	if (strcmp(option->value, of_tables.value) == 0 &&
		strcmp(option->summary, of_tables.summary) == 0)
		return &table_format;
	return find_word(command, option->value);
}

/* Takes the next operand's word off the synopsis: what is in brackets and begins with '-' is an
 * option, `--` is passed over. False at the end. */
static bool next_operand(const char **at, struct assay_operand *operand)
{
	while (**at != '\0') {
		while (**at == ' ')
			(*at)++;
		bool bracket = **at == '[', option = (*at)[bracket ? 1 : 0] == '-';
		const char *start = *at + (bracket ? 1 : 0);
		size_t size = strcspn(start, bracket ? "]" : " ");
		*at = start + size + (bracket && start[size] == ']' ? 1 : 0);
		if (option || size == 0)
			continue;
		*operand = (struct assay_operand){.optional = bracket};
		if (size > 3 && memcmp(start + size - 3, "...", 3) == 0) {
			operand->repeatable = true;
			size -= 3;
		}
		size_t kept = size < sizeof operand->name ? size : sizeof operand->name - 1;
		memcpy(operand->name, start, kept);
		return true;
	}
	return false;
}

size_t assay_word_operands(
	const struct assay_command *command, struct assay_operand ret_operands[ASSAY_OPERANDS_MAX])
{
	const char *at = command->synopsis + strlen("assay ") + strlen(command->name);
	size_t count = 0;
	struct assay_operand operand;
	while (next_operand(&at, &operand)) {
		operand.word = find_word(command, operand.name);
		bool literal = islower((unsigned char)operand.name[0]);
		if (count == ASSAY_OPERANDS_MAX || (operand.word == NULL && !literal))
			return ASSAY_OPERANDS_MAX + 1;
		ret_operands[count++] = operand;
	}
	return count;
}
