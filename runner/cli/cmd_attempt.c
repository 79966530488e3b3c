/*
 * cmd_attempt.c - `assay attempt show ID`: one attempt of the store.
 */
#include <stdlib.h>
#include <string.h>

#include <assay/cleanup.h>

#include "../challenge/challenge_find.h"
#include "../store/store.h"
#include "choice.h"
#include "commands.h"
#include "console.h"

static int print_attempt(const struct assay_attempt *attempt, bool reveal,
	const struct assay_report_format *format, struct assay_error *err)
{
	if (attempt->result == NULL)
		return assay_error_set(err, ASSAY_ERR_NOT_FOUND,
			"attempt %s at '%s' has no result yet, it is %s; `assay resume %s` "
			"finishes it",
			attempt->id, attempt->challenge_id,
			assay_attempt_state_name(attempt->state), attempt->id);
	struct assay_json *tree = NULL;
	ASSAY_AUTO(assay_result_release) struct assay_result result;
	assay_result_init(&result);
	int status = assay_json_parse(
		attempt->result, strlen(attempt->result), attempt->id, ASSAY_ERR_STORE, &tree, err);
	if (status == 0)
		status = assay_result_from_json(tree, &result, err);
	assay_json_free(tree);
	if (status == 0)
		status = assay_choice_print_result(format, &result, reveal, reveal, err);
	return status;
}

static int show(const struct assay_arguments *arguments, struct assay_error *err)
{
	const struct assay_report_format *format;
	struct assay_store *store = NULL;
	ASSAY_AUTO(assay_attempt_release) struct assay_attempt attempt;
	assay_attempt_init(&attempt);
	int status = assay_choice_report_format(arguments, &format, err);
	if (status == 0)
		status = assay_store_open(NULL, &store, err);
	if (status == 0)
		status = assay_store_get(store, arguments->operands[1], &attempt, NULL, err);
	assay_store_close(store);
	if (status == 0)
		status = print_attempt(
			&attempt, assay_arguments_get(arguments, "reveal") != NULL, format, err);
	return assay_code_exit_status(status);
}

/* What can be done with an attempt: a row each. */
static const struct {
	const char *name;
	int (*run)(const struct assay_arguments *arguments, struct assay_error *err);
} actions[] = {
	{"show", show},
};
#define ACTION_COUNT (sizeof actions / sizeof actions[0])

static int run_attempt(const struct assay_arguments *arguments, struct assay_error *err)
{
	const char *names[ACTION_COUNT];
	const char *given = arguments->operands[0];
	for (size_t i = 0; i < ACTION_COUNT; i++) {
		if (strcmp(actions[i].name, given) == 0)
			return actions[i].run(arguments, err);
		names[i] = actions[i].name;
	}
	const char *nearest = assay_nearest_name(given, names, ACTION_COUNT);
	return assay_code_exit_status(assay_error_set(err, ASSAY_ERR_USAGE,
		"attempt: nothing is called '%s'; there is `assay attempt %s ID`", given,
		nearest != NULL ? nearest : names[0]));
}

static const struct assay_option options[] = {
	{0, false, "reveal", NULL, "the owner's view: hidden tests one by one"},
	ASSAY_OPTION_REPORT_FORMAT,
	{0},
};

const struct assay_command assay_command_attempt = {
	.name = "attempt",
	.synopsis = "assay attempt show [--reveal] [--format FORMAT] ID",
	.summary = "Show the result of a stored attempt.",
	.details = "ID is an id of `assay history` or its beginning, as long as only one begins "
		   "so.",
	.options = options,
	.operands_minimum = 2,
	.operands_maximum = 2,
	.run = run_attempt,
};
