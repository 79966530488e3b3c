/*
 * cmd_list.c - `assay list`.
 */
#include "../challenge/challenge_find.h"
#include "choice.h"
#include "commands.h"
#include "console.h"
#include "facts.h"
#include "listing.h"
#include "meter.h"
#include "table.h"

static int print_table(const struct assay_listing *listing, struct assay_error *err)
{
	struct assay_table table = {.columns = 6};
	static const char *const heads[] = {"ID", "KIND", "LANG", "LEVEL", "MIN", "TITLE"};
	for (size_t i = 0; i < table.columns; i++)
		assay_table_put(&table, heads[i]);
	for (size_t i = 0; i < listing->count; i++) {
		const struct assay_listing_row *row = &listing->rows[i];
		if (row->error != NULL)
			continue;
		assay_table_put(&table, row->id);
		assay_table_put(&table, assay_kind_name(row->kind));
		assay_table_put(&table, row->language);
		assay_table_add(&table, "%u/5", row->difficulty);
		assay_table_add(&table, "%u", row->minutes);
		assay_table_put(&table, row->title);
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

/* Tells what is wrong with one challenge; the exit status that it makes. */
static int tell_invalid(const struct assay_error *error)
{
	assay_console_error(error, "list");
	return ASSAY_EXIT_CHALLENGE;
}

/* The document has digests: every file is read. */
static int list_json(int *ret_exit, struct assay_error *err)
{
	struct assay_challenge_entry *entries = NULL;
	size_t count = 0;
	int status = assay_challenge_list(&entries, &count, err);
	if (status != 0)
		return status;
	status = print_json(entries, count, err);
	for (size_t i = 0; i < count; i++) {
		if (entries[i].error.code != 0)
			*ret_exit = tell_invalid(&entries[i].error);
	}
	assay_challenge_entries_free(entries, count);
	return status;
}

static int list_table(int *ret_exit, struct assay_error *err)
{
	struct assay_listing listing = {0};
	struct assay_meter meter;
	assay_meter_start(&meter, "challenges");
	int status = assay_listing_read(ASSAY_LISTING_SETTLED_NS, &meter.progress, &listing, err);
	assay_meter_stop(&meter);
	if (status == 0 && listing.count > 0)
		status = print_table(&listing, err);
	else if (status == 0)
		assay_console_note("no challenges found; ASSAY_CHALLENGES names the folders that "
				   "hold them");
	for (size_t i = 0; i < listing.count; i++) {
		if (listing.rows[i].error != NULL)
			*ret_exit = tell_invalid(listing.rows[i].error);
	}
	assay_listing_release(&listing);
	return status;
}

static int run_list(const struct assay_arguments *arguments, struct assay_error *err)
{
	bool json;
	int exit_status = ASSAY_EXIT_OK;
	int status = assay_choice_table_format(arguments, &json, err);
	if (status == 0)
		status = json ? list_json(&exit_status, err) : list_table(&exit_status, err);
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
	.details =
		"Challenges are looked for in the folders that ASSAY_CHALLENGES names, in "
		"./challenges and in the installed data folder; the first of an id wins. One "
		"that cannot be loaded is told on standard error, and the exit status is 3. The "
		"table remembers what it has loaded, and loads a challenge again when its "
		"manifest or a folder that this names has changed; with --format json, which has "
		"digests, every file is read.",
	.options = options,
	.run = run_list,
};
