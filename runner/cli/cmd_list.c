/*
 * cmd_list.c - `assay list`.
 */
#include "../challenge/challenge_find.h"
#include "choice.h"
#include "commands.h"
#include "console.h"
#include "facts.h"
#include "table.h"

static int print_table(
	const struct assay_challenge_entry *entries, size_t count, struct assay_error *err)
{
	struct assay_table table = {.columns = 6};
	static const char *const heads[] = {"ID", "KIND", "LANG", "LEVEL", "MIN", "TITLE"};
	for (size_t i = 0; i < table.columns; i++)
		assay_table_add(&table, "%s", heads[i]);
	for (size_t i = 0; i < count; i++) {
		const struct assay_challenge *challenge = &entries[i].challenge;
		if (entries[i].error.code != 0)
			continue;
		assay_table_add(&table, "%s", challenge->id);
		assay_table_add(&table, "%s", assay_kind_name(challenge->kind));
		assay_table_add(&table, "%s", challenge->language);
		assay_table_add(&table, "%u/5", challenge->difficulty);
		assay_table_add(&table, "%u", challenge->minutes);
		assay_table_add(&table, "%s", challenge->title);
	}
	struct assay_bytes text = {0};
	int status = assay_table_print(&table, assay_console_columns(), &text, err);
	if (status == 0)
		assay_console_put(&text);
	assay_bytes_release(&text);
	assay_table_release(&table);
	return status;
}

static int print_json(
	const struct assay_challenge_entry *entries, size_t count, struct assay_error *err)
{
	struct assay_json *root = assay_json_new_object();
	assay_json_add_string(root, "format", "assay.list/1");
	struct assay_json *good = assay_json_add_array(root, "challenges");
	struct assay_json *bad = assay_json_add_array(root, "invalid");
	for (size_t i = 0; i < count; i++) {
		if (entries[i].error.code == 0) {
			assay_facts_add(assay_json_add_object(good, NULL), &entries[i].challenge);
			continue;
		}
		struct assay_json *node = assay_json_add_object(bad, NULL);
		assay_json_add_string(node, "id", entries[i].id);
		assay_json_add_string(node, "message", entries[i].error.text);
	}
	return assay_choice_print_json(root, err);
}

static int run_list(const struct assay_arguments *arguments, struct assay_error *err)
{
	bool json;
	struct assay_challenge_entry *entries = NULL;
	size_t count = 0;
	int status = assay_choice_table_format(arguments, &json, err);
	if (status == 0)
		status = assay_challenge_list(&entries, &count, err);
	if (status != 0)
		return assay_code_exit_status(status);
	int exit_status = ASSAY_EXIT_OK;
	if (json)
		status = print_json(entries, count, err);
	else if (count > 0)
		status = print_table(entries, count, err);
	else
		assay_console_note("no challenges found; ASSAY_CHALLENGES names the folders that "
				   "hold them");
	for (size_t i = 0; i < count; i++) {
		if (entries[i].error.code == 0)
			continue;
		exit_status = ASSAY_EXIT_CHALLENGE;
		assay_console_error(&entries[i].error, "list");
	}
	assay_challenge_entries_free(entries, count);
	return status != 0 ? assay_code_exit_status(status) : exit_status;
}

static const struct assay_option options[] = {
	ASSAY_OPTION_TABLE_FORMAT,
	{0},
};

const struct assay_command assay_command_list = {
	.name = "list",
	.synopsis = "assay list [--format FORMAT]",
	.summary = "List the challenges that there are.",
	.details = "Challenges are looked for in the folders that ASSAY_CHALLENGES "
		   "names, in "
		   "./challenges and in the installed data folder; the first of an "
		   "id wins. One "
		   "that cannot be loaded is told on standard error, and the exit "
		   "status is 3.",
	.options = options,
	.run = run_list,
};
