/*
 * options.c - owns the reading of command lines. What options there are is the commands' affair: a
 * new option is a row of its command's table, and nothing here changes.
 */
#include "options.h"

#include <string.h>

#include "../challenge/challenge_find.h"

const struct assay_option assay_option_help = {'h', true, "help", NULL, "print this help"};

static const struct assay_option *find_long(
	const struct assay_command *command, const char *name, size_t size)
{
	for (const struct assay_option *o = command->options; o != NULL && o->name != NULL; o++) {
		if (strlen(o->name) == size && memcmp(o->name, name, size) == 0)
			return o;
	}
	if (size == strlen(assay_option_help.name) &&
		memcmp(assay_option_help.name, name, size) == 0)
		return &assay_option_help;
	return NULL;
}

static const struct assay_option *find_short(const struct assay_command *command, char letter)
{
	for (const struct assay_option *o = command->options; o != NULL && o->name != NULL; o++) {
		if (o->letter == letter && letter != '\0')
			return o;
	}
	return letter == assay_option_help.letter ? &assay_option_help : NULL;
}

/* `given` is the word without its dashes; its name is `size` bytes of it. */
static int refuse_unknown(const struct assay_command *command, const char *given, size_t size,
	struct assay_error *err)
{
	const char *names[ASSAY_OPTIONS_MAX + 1];
	size_t count = 0;
	for (const struct assay_option *o = command->options;
		o != NULL && o->name != NULL && count < ASSAY_OPTIONS_MAX; o++)
		names[count++] = o->name;
	names[count++] = assay_option_help.name;
	char name[64] = "";
	if (size >= sizeof name)
		return assay_error_set(
			err, ASSAY_ERR_USAGE, "%s: unknown option '--%s'", command->name, given);
	memcpy(name, given, size);
	const char *nearest = assay_nearest_name(name, names, count);
	if (nearest == NULL)
		return assay_error_set(
			err, ASSAY_ERR_USAGE, "%s: unknown option '--%s'", command->name, name);
	return assay_error_set(err, ASSAY_ERR_USAGE,
		"%s: unknown option '--%s'; did you mean '--%s'?", command->name, name, nearest);
}

static int add_value(struct assay_arguments *arguments, const struct assay_option *option,
	const char *value, struct assay_error *err)
{
	if (!option->repeatable && assay_arguments_get(arguments, option->name) != NULL)
		return assay_error_set(err, ASSAY_ERR_USAGE, "%s: option '--%s' is given twice",
			arguments->command->name, option->name);
	if (arguments->value_count == ASSAY_ARGUMENT_VALUES_MAX)
		return assay_error_set(err, ASSAY_ERR_USAGE, "%s: more than %d options",
			arguments->command->name, ASSAY_ARGUMENT_VALUES_MAX);
	arguments->values[arguments->value_count].option = option;
	arguments->values[arguments->value_count].value = value;
	arguments->value_count++;
	return 0;
}

static int refuse_no_value(
	const struct assay_command *command, const struct assay_option *o, struct assay_error *err)
{
	return assay_error_set(err, ASSAY_ERR_USAGE, "%s: option '--%s' needs a value: --%s %s",
		command->name, o->name, o->name, o->value);
}

/* Takes `--name`, with the next word where the value is not joined on by '='. */
static int take_long(
	struct assay_arguments *arguments, char **argv, int argc, int *at, struct assay_error *err)
{
	const char *word = argv[*at] + 2;
	const char *equals = strchr(word, '=');
	size_t size = equals != NULL ? (size_t)(equals - word) : strlen(word);
	const struct assay_option *option = find_long(arguments->command, word, size);
	if (option == NULL)
		return refuse_unknown(arguments->command, word, size, err);
	if (option->value == NULL && equals != NULL)
		return assay_error_set(err, ASSAY_ERR_USAGE, "%s: option '--%s' takes no value",
			arguments->command->name, option->name);
	if (option->value == NULL)
		return add_value(arguments, option, "", err);
	if (equals != NULL)
		return add_value(arguments, option, equals + 1, err);
	if (*at + 1 >= argc)
		return refuse_no_value(arguments->command, option, err);
	return add_value(arguments, option, argv[++*at], err);
}

/* Takes `-j N`, `-jN`, or a cluster of switches. */
static int take_short(
	struct assay_arguments *arguments, char **argv, int argc, int *at, struct assay_error *err)
{
	for (const char *letter = argv[*at] + 1; *letter != '\0'; letter++) {
		const struct assay_option *option = find_short(arguments->command, *letter);
		if (option == NULL)
			return assay_error_set(err, ASSAY_ERR_USAGE, "%s: unknown option '-%c'",
				arguments->command->name, *letter);
		if (option->value != NULL && letter[1] != '\0')
			return add_value(arguments, option, letter + 1, err);
		if (option->value != NULL && *at + 1 >= argc)
			return refuse_no_value(arguments->command, option, err);
		if (option->value != NULL)
			return add_value(arguments, option, argv[++*at], err);
		int status = add_value(arguments, option, "", err);
		if (status != 0)
			return status;
	}
	return 0;
}

static int check_operands(const struct assay_arguments *arguments, struct assay_error *err)
{
	const struct assay_command *command = arguments->command;
	if (arguments->operand_count < command->operands_minimum)
		return assay_error_set(err, ASSAY_ERR_USAGE, "%s: too few operands; usage: %s",
			command->name, command->synopsis);
	if (arguments->operand_count > command->operands_maximum)
		return assay_error_set(err, ASSAY_ERR_USAGE,
			"%s: one operand too many, '%s'; usage: %s", command->name,
			arguments->operands[command->operands_maximum], command->synopsis);
	return 0;
}

int assay_options_parse(const struct assay_command *command, int argc, char **argv,
	struct assay_arguments *ret_arguments, struct assay_error *err)
{
	struct assay_arguments arguments = {.command = command};
	int kept = 0;
	bool options_over = false;
	for (int i = 0; i < argc; i++) {
		int status = 0;
		if (options_over || argv[i][0] != '-' || argv[i][1] == '\0') {
			options_over = options_over || command->operand_ends_options;
			argv[kept++] = argv[i];
		} else if (strcmp(argv[i], "--") == 0)
			options_over = true;
		else if (argv[i][1] == '-')
			status = take_long(&arguments, argv, argc, &i, err);
		else
			status = take_short(&arguments, argv, argc, &i, err);
		if (status != 0)
			return status;
	}
	arguments.operands = (const char *const *)argv;
	arguments.operand_count = (size_t)kept;
	if (assay_arguments_get(&arguments, assay_option_help.name) == NULL) {
		int status = check_operands(&arguments, err);
		if (status != 0)
			return status;
	}
	*ret_arguments = arguments;
	return 0;
}

const char *assay_arguments_get(const struct assay_arguments *arguments, const char *name)
{
	for (size_t i = arguments->value_count; i-- > 0;) {
		if (strcmp(arguments->values[i].option->name, name) == 0)
			return arguments->values[i].value;
	}
	return NULL;
}
