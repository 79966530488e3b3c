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

static void put_facts(struct assay_bytes *text, const struct assay_challenge *challenge)
{
	assay_bytes_printf(
		text, "\n---\n%s %s: %s\n", challenge->id, challenge->version, challenge->title);
	assay_bytes_printf(text, "%s, graded as %s, difficulty %u of 5, %u minutes\n",
		assay_kind_name(challenge->kind), assay_harness_name(challenge->harness),
		challenge->difficulty, challenge->minutes);
	assay_bytes_puts(text, "topics:  ");
	for (size_t i = 0; i < challenge->topic_count; i++)
		assay_bytes_printf(text, "%s%s", i > 0 ? ", " : "", challenge->topics[i]);
	assay_bytes_puts(text, "\nto edit: ");
	const char *separator = "";
	for (size_t i = 0; i < challenge->file_count; i++) {
		if (!challenge->files[i].editable)
			continue;
		assay_bytes_printf(text, "%s%s", separator, challenge->files[i].path);
		separator = ", ";
	}
	assay_bytes_puts(text, "\neach test may use ");
	put_limits(text, &challenge->limits);
	assay_bytes_puts(text, "\n\n");
}

/* "up to 1.3 times the reference's peak_memory for all points, 2 times for 60%"
 */
static void put_measures(struct assay_bytes *text, const struct assay_group *group)
{
	for (size_t i = 0; i < group->measure_count; i++) {
		const struct assay_measure_spec *measure = &group->measures[i];
		assay_bytes_printf(
			text, "%s%s: ", i > 0 ? "; " : "", assay_metric_name(measure->metric));
		for (size_t b = 0; b < measure->band_count; b++)
			assay_bytes_printf(text, "%s%.4g%% up to %.4g times%s", b > 0 ? ", " : "",
				measure->bands[b].share_thousandths / 10.0,
				measure->bands[b].ratio_thousandths / 1000.0,
				b > 0 ? "" : " the reference");
	}
}

static int put_groups(
	struct assay_bytes *text, const struct assay_challenge *challenge, struct assay_error *err)
{
	struct assay_table table = {.columns = 4, .wrap = true};
	static const char *const heads[] = {"GROUP", "POINTS", "SCORED", "BEHAVIOUR"};
	for (size_t i = 0; i < table.columns; i++)
		assay_table_add(&table, "%s", heads[i]);
	for (size_t i = 0; i < challenge->group_count; i++) {
		const struct assay_group *group = &challenge->groups[i];
		assay_table_add(&table, "%s", group->name);
		assay_table_add(&table, "%u", group->points);
		assay_table_add(&table, "%s",
			group->sample                         ? "shown"
			: group->scoring == ASSAY_SCORING_ALL ? "as one"
							      : "each test");
		assay_table_add(&table, "%s", group->behaviour);
	}
	int status = assay_table_print(&table, assay_console_columns(), text, err);
	assay_table_release(&table);
	for (size_t i = 0; i < challenge->group_count && status == 0; i++) {
		const struct assay_group *group = &challenge->groups[i];
		if (group->has_limits) {
			assay_bytes_printf(text, "%s: each test may use ", group->name);
			put_limits(text, &group->limits);
			assay_bytes_putc(text, '\n');
		}
		if (group->measure_count > 0) {
			assay_bytes_printf(text, "%s: ", group->name);
			put_measures(text, group);
			assay_bytes_putc(text, '\n');
		}
	}
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
	put_facts(&text, challenge);
	status = put_groups(&text, challenge, err);
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
