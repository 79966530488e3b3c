/*
 * cmd_show.c - `assay show ID`: what a candidate may know of a challenge.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <assay/cleanup.h>

#include "../build/build.h"
#include "../challenge/challenge_find.h"
#include "choice.h"
#include "commands.h"
#include "console.h"
#include "facts.h"
#include "table.h"

static void put_limits(struct assay_bytes *text, const struct assay_limits_spec *limits)
{
	assay_bytes_printf(text, "%.3g s of CPU time, %.3g s in all, %.4g MiB of memory, %u %s",
		(double)limits->cpu_ns / 1e9, (double)limits->wall_ns / 1e9,
		(double)limits->memory_bytes / (1 << 20), limits->processes,
		limits->processes == 1 ? "process" : "processes and threads");
}

/* "peak_memory: 100% up to 1.3 times the reference, 60% up to 2 times" */
static void put_measure(struct assay_bytes *text, const struct assay_measure_spec *measure)
{
	assay_bytes_printf(text, "%s: ", assay_metric_name(measure->metric));
	for (size_t i = 0; i < measure->band_count; i++)
		assay_bytes_printf(text, "%s%.4g%% up to %.4g times%s", i > 0 ? ", " : "",
			measure->bands[i].share_thousandths / 10.0,
			measure->bands[i].ratio_thousandths / 1000.0,
			i > 0 ? "" : " the reference");
}

/* One row of a table of two columns; takes the text. */
static void add_fact(struct assay_table *table, const char *label, struct assay_bytes *text)
{
	assay_table_add(table, "%s", label);
	assay_table_add(table, "%s", assay_bytes_text(text));
	assay_bytes_release(text);
}

static void add_facts(struct assay_table *table, const struct assay_challenge *challenge)
{
	struct assay_bytes text = {0};
	assay_bytes_printf(&text, "%s, graded as %s, difficulty %u of 5, %u minutes",
		assay_kind_name(challenge->kind), assay_harness_name(challenge->harness),
		challenge->difficulty, challenge->minutes);
	add_fact(table, "kind", &text);
	for (size_t i = 0; i < challenge->topic_count; i++)
		assay_bytes_printf(&text, "%s%s", i > 0 ? ", " : "", challenge->topics[i]);
	add_fact(table, "topics", &text);
	for (size_t i = 0; i < challenge->file_count; i++) {
		if (challenge->files[i].editable)
			assay_bytes_printf(
				&text, "%s%s", text.size > 0 ? ", " : "", challenge->files[i].path);
	}
	add_fact(table, "to edit", &text);
	put_limits(&text, &challenge->limits);
	add_fact(table, "each test", &text);
}

/* What a group has beside its row: limits of its own, and measures. */
static void add_group_facts(struct assay_table *table, const struct assay_group *group)
{
	struct assay_bytes text = {0};
	if (group->has_limits) {
		put_limits(&text, &group->limits);
		add_fact(table, group->name, &text);
	}
	for (size_t i = 0; i < group->measure_count; i++) {
		put_measure(&text, &group->measures[i]);
		add_fact(table, group->name, &text);
	}
}

static void add_groups(struct assay_table *table, const struct assay_challenge *challenge)
{
	static const char *const heads[] = {"GROUP", "POINTS", "SCORED", "BEHAVIOUR"};
	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
		assay_table_add(table, "%s", heads[i]);
	for (size_t i = 0; i < challenge->group_count; i++) {
		const struct assay_group *group = &challenge->groups[i];
		const char *scored = group->scoring == ASSAY_SCORING_ALL ? "as one" : "each test";
		assay_table_add(table, "%s", group->name);
		assay_table_add(table, "%u", group->points);
		assay_table_add(table, "%s", group->sample ? "shown" : scored);
		assay_table_add(table, "%s", group->behaviour);
	}
}

static int put_tables(
	struct assay_bytes *text, const struct assay_challenge *challenge, struct assay_error *err)
{
	ASSAY_AUTO(assay_table_release)
	struct assay_table facts = {.columns = 2, .wrap = true};
	ASSAY_AUTO(assay_table_release)
	struct assay_table groups = {.columns = 4, .wrap = true};
	ASSAY_AUTO(assay_table_release)
	struct assay_table rest = {.columns = 2, .wrap = true};
	add_facts(&facts, challenge);
	add_groups(&groups, challenge);
	for (size_t i = 0; i < challenge->group_count; i++)
		add_group_facts(&rest, &challenge->groups[i]);
	assay_bytes_printf(
		text, "\n---\n%s %s: %s\n\n", challenge->id, challenge->version, challenge->title);
	unsigned columns = assay_console_columns();
	int status = assay_table_print(&facts, columns, text, err);
	assay_bytes_putc(text, '\n');
	if (status == 0)
		status = assay_table_print(&groups, columns, text, err);
	if (rest.cell_count > 0)
		assay_bytes_putc(text, '\n');
	if (status == 0)
		status = assay_table_print(&rest, columns, text, err);
	return status;
}

static int print_text(const struct assay_challenge *challenge, struct assay_error *err)
{
	ASSAY_AUTO_FD int directory =
		open(challenge->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0)
		return assay_error_set(
			err, ASSAY_ERR_CHALLENGE, "%s: cannot be opened", challenge->directory);
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes statement = {0};
	int status = assay_file_read(
		directory, "statement.md", ASSAY_MANIFEST_BYTES_MAX, &statement, err);
	if (status != 0) {
		assay_error_wrap(err, "challenge '%s'", challenge->id);
		err->code = ASSAY_ERR_CHALLENGE;
		return err->code;
	}
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes text = {0};
	assay_bytes_append_safe(&text, statement.data, statement.size, statement.size);
	status = put_tables(&text, challenge, err);
	if (status == 0)
		assay_console_put(&text);
	return status;
}

static int print_json(const struct assay_challenge *challenge, struct assay_error *err)
{
	ASSAY_AUTO_FREE char *flags = assay_build_flags(challenge);
	struct assay_json *root = assay_json_new_object();
	assay_json_add_string(root, "format", "assay.challenge-facts/1");
	assay_facts_add_details(root, challenge);
	if (flags != NULL)
		assay_json_add_string(root, "flags", flags);
	return assay_choice_print_json(root, err);
}

static int print_flags(const struct assay_challenge *challenge, struct assay_error *err)
{
	ASSAY_AUTO_FREE char *flags = assay_build_flags(challenge);
	if (flags == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	puts(flags);
	return 0;
}

static int run_show(const struct assay_arguments *arguments, struct assay_error *err)
{
	bool json;
	ASSAY_AUTO(assay_challenge_release) struct assay_challenge challenge;
	assay_challenge_init(&challenge);
	int status = assay_choice_table_format(arguments, &json, err);
	if (status == 0)
		status = assay_challenge_find(arguments->operands[0], &challenge, err);
	if (status == 0 && json)
		status = print_json(&challenge, err);
	else if (status == 0 && assay_arguments_get(arguments, "flags") != NULL)
		status = print_flags(&challenge, err);
	else if (status == 0)
		status = print_text(&challenge, err);
	return assay_code_exit_status(status);
}

static const struct assay_option options[] = {
	ASSAY_OPTION_TABLE_FORMAT,
	{0, false, "flags", NULL, "print only the command line of the compiler"},
	{0},
};

const struct assay_command assay_command_show = {
	.name = "show",
	.synopsis = "assay show [--format FORMAT] [--flags] ID",
	.summary = "Show a challenge: the task, the files, the limits, the points.",
	.options = options,
	.operands_minimum = 1,
	.operands_maximum = 1,
	.run = run_show,
};
