/*
 * cmd_history.c - `assay history`: the attempts of this user's store, newest first.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <assay/bytes.h>
#include <assay/cleanup.h>

#include "../store/store.h"
#include "choice.h"
#include "commands.h"
#include "console.h"
#include "table.h"

#define PREFIX_MINIMUM 13 /* "019b5c3e-7a2f": the clock's part of an id */

static void put_time(uint64_t wall_ns, char *ret_text, size_t size)
{
	time_t seconds = (time_t)(wall_ns / 1000000000u);
	struct tm local;
	if (localtime_r(&seconds, &local) == NULL ||
		strftime(ret_text, size, "%Y-%m-%d %H:%M", &local) == 0)
		ret_text[0] = '\0';
}

/* The length at which the ids shown differ from one another. */
static size_t find_prefix(const struct assay_attempt *attempts, size_t count)
{
	size_t longest = PREFIX_MINIMUM;
	for (size_t i = 0; i + 1 < count; i++) {
		/* Time-ordered ids: the next one in the list shares the most. */
		size_t same = 0;
		while (attempts[i].id[same] != '\0' &&
			attempts[i].id[same] == attempts[i + 1].id[same])
			same++;
		longest = same + 1 > longest ? same + 1 : longest;
	}
	return longest;
}

/* Thousandths as people write them: "12.5". */
static void put_points(struct assay_bytes *text, uint64_t millipoints)
{
	char number[32];
	uint64_t rest = millipoints % 1000;
	int size = snprintf(number, sizeof number, "%" PRIu64, millipoints / 1000);
	if (rest != 0)
		size += snprintf(number + size, sizeof number - (size_t)size, ".%03" PRIu64, rest);
	while (rest != 0 && number[size - 1] == '0')
		size--;
	assay_bytes_append(text, number, (size_t)size);
}

static void add_row(struct assay_table *table, const struct assay_attempt *attempt, size_t prefix)
{
	char when[32], id[ASSAY_UUID_SIZE];
	bool graded = attempt->state == ASSAY_ATTEMPT_GRADED;
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes score = {0};
	put_time(attempt->created_ns, when, sizeof when);
	memcpy(id, attempt->id, sizeof id);
	id[prefix < sizeof id - 1 ? prefix : sizeof id - 1] = '\0';
	assay_table_put(table, id);
	assay_table_put(table, when);
	assay_table_put(table, attempt->challenge_id);
	if (graded) {
		put_points(&score, attempt->millipoints);
		assay_bytes_putc(&score, '/');
		put_points(&score, attempt->max_millipoints);
	}
	assay_table_put(table, graded ? assay_bytes_text(&score) : "-");
	const char *verdict = graded ? attempt->verdict : assay_attempt_state_name(attempt->state);
	if (attempt->late)
		assay_table_add(table, "%s, late", verdict);
	else
		assay_table_put(table, verdict);
	assay_table_put(table, attempt->submission_name);
}

static int print_table(const struct assay_attempt *attempts, size_t count, struct assay_error *err)
{
	struct assay_table table = {.columns = 6, .wrap = true}; /* a name is shown whole */
	static const char *const heads[] = {
		"ATTEMPT", "WHEN", "CHALLENGE", "SCORE", "VERDICT", "SUBMISSION"};
	size_t prefix = find_prefix(attempts, count);
	for (size_t i = 0; i < table.columns; i++)
		assay_table_put(&table, heads[i]);
	for (size_t i = 0; i < count; i++)
		add_row(&table, &attempts[i], prefix);
	struct assay_bytes text = {0};
	int status = assay_table_print(&table, assay_console_columns(), &text, err);
	if (status == 0)
		assay_console_put(&text);
	assay_bytes_release(&text);
	assay_table_release(&table);
	return status;
}

/* To the millisecond, which a number of JSON holds exactly enough. */
static double to_seconds(uint64_t wall_ns)
{
	uint64_t milliseconds = wall_ns / 1000000u;
	return (double)milliseconds / 1e3;
}

static void add_object(struct assay_json *array, const struct assay_attempt *attempt)
{
	struct assay_json *node = assay_json_add_object(array, NULL);
	bool graded = attempt->state == ASSAY_ATTEMPT_GRADED;
	char seed[24];
	snprintf(seed, sizeof seed, "%llu", (unsigned long long)attempt->seed);
	assay_json_add_string(node, "id", attempt->id);
	assay_json_add_string(node, "challenge", attempt->challenge_id);
	assay_json_add_string(node, "challenge_version", attempt->challenge_version);
	assay_json_add_string(node, "challenge_digest", attempt->challenge_digest);
	assay_json_add_string(node, "submission", attempt->submission_name);
	assay_json_add_string(node, "submission_digest", attempt->submission_digest);
	assay_json_add_string(node, "candidate", attempt->candidate);
	assay_json_add_string(node, "round", attempt->round);
	assay_json_add_string(node, "seed", seed);
	assay_json_add_bool(node, "late", attempt->late);
	assay_json_add_string(node, "state", assay_attempt_state_name(attempt->state));
	assay_json_add_number(node, "created_at", to_seconds(attempt->created_ns));
	if (graded) {
		assay_json_add_number(node, "graded_at", to_seconds(attempt->graded_ns));
		assay_json_add_string(node, "verdict", attempt->verdict);
		assay_json_add_thousandths(node, "score", attempt->millipoints);
		assay_json_add_thousandths(node, "max_score", attempt->max_millipoints);
		return;
	}
	static const char *const missing[] = {"graded_at", "verdict", "score", "max_score"};
	for (size_t i = 0; i < sizeof missing / sizeof missing[0]; i++)
		assay_json_add_null(node, missing[i]);
}

static int print_json(const struct assay_attempt *attempts, size_t count, struct assay_error *err)
{
	struct assay_json *root = assay_json_new_object();
	assay_json_add_string(root, "format", "assay.history/1");
	struct assay_json *array = assay_json_add_array(root, "attempts");
	for (size_t i = 0; i < count; i++)
		add_object(array, &attempts[i]);
	return assay_choice_print_json(root, err);
}

static int run_history(const struct assay_arguments *arguments, struct assay_error *err)
{
	bool json;
	uint64_t limit = 0;
	const char *told = assay_arguments_get(arguments, "number");
	struct assay_store *store = NULL;
	struct assay_attempt *attempts = NULL;
	size_t count = 0;
	int status = assay_choice_table_format(arguments, &json, err);
	if (status == 0 && told != NULL)
		status = assay_parse_u64(told, "--number", 1, 1000000, &limit, err);
	if (status == 0)
		status = assay_store_open(NULL, &store, err);
	const struct assay_attempt_filter filter = {
		.challenge_id = assay_arguments_get(arguments, "challenge"),
		.limit = (unsigned)limit,
	};
	if (status == 0)
		status = assay_store_list(store, &filter, &attempts, &count, err);
	if (status == 0 && json)
		status = print_json(attempts, count, err);
	else if (status == 0 && count > 0)
		status = print_table(attempts, count, err);
	else if (status == 0)
		assay_console_note("no attempts yet");
	assay_attempts_free(attempts, count);
	assay_store_close(store);
	return assay_code_exit_status(status);
}

static const struct assay_option options[] = {
	{0, false, "challenge", "ID", "only attempts at this challenge"},
	{'n', false, "number", "N", "only the newest N"},
	ASSAY_OPTION_TABLE_FORMAT,
	{0},
};

const struct assay_command assay_command_history = {
	.name = "history",
	.synopsis = "assay history [--challenge ID] [-n N] [--format FORMAT]",
	.summary = "List the attempts, newest first.",
	.details = "An attempt is shown as graded with its verdict and score, or as queued or "
		   "leased: those are for `assay resume`. `assay attempt show` takes the ids as "
		   "they are printed.",
	.options = options,
	.run = run_history,
};
