/*
 * choice.c - owns what options shared by several commands mean.
 */
#include "choice.h"

#include <string.h>

#include "console.h"

int assay_choice_table_format(
	const struct assay_arguments *arguments, bool *ret_json, struct assay_error *err)
{
	const char *format = assay_arguments_get(arguments, "format");
	if (format != NULL && strcmp(format, "text") != 0 && strcmp(format, "json") != 0)
		return assay_error_set(err, ASSAY_ERR_USAGE,
			"%s: --format '%s': expected text or json", arguments->command->name,
			format);
	*ret_json = format != NULL && strcmp(format, "json") == 0;
	return 0;
}

int assay_choice_print_json(struct assay_json *tree, struct assay_error *err)
{
	if (tree == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	struct assay_bytes text = {0};
	int status = assay_json_print(tree, true, &text, err);
	if (status == 0)
		assay_console_put(&text);
	assay_bytes_release(&text);
	assay_json_free(tree);
	return status;
}

int assay_choice_report_format(const struct assay_arguments *arguments,
	const struct assay_report_format **ret_format, struct assay_error *err)
{
	const char *name = assay_arguments_get(arguments, "format");
	return assay_report_find(name != NULL ? name : "text", ret_format, err);
}

int assay_choice_print_result(const struct assay_report_format *format,
	const struct assay_result *result, bool reveal, bool samples, struct assay_error *err)
{
	const struct assay_report_input input = {.results = &result, .result_count = 1};
	const struct assay_report_options options = {
		.reveal = reveal,
		.colour = assay_console_colour(),
		.columns = assay_console_columns(),
		.samples = samples,
	};
	struct assay_bytes text = {0};
	int status = format->render(&input, &options, &text, err);
	if (status == 0)
		assay_console_put(&text);
	assay_bytes_release(&text);
	return status;
}

int assay_choice_verdict_exit(enum assay_verdict verdict)
{
	if (verdict == ASSAY_VERDICT_ACCEPTED)
		return ASSAY_EXIT_OK;
	return verdict == ASSAY_VERDICT_INTERNAL_ERROR ? ASSAY_EXIT_FAULT : ASSAY_EXIT_SHORT;
}

int assay_choice_isolation(const char *text, enum assay_level *ret_level, struct assay_error *err)
{
	enum assay_level level = ASSAY_LEVEL_NONE;
	if (assay_level_parse(text, &level, NULL) != 0 || level == ASSAY_LEVEL_NONE)
		return assay_error_set(err, ASSAY_ERR_USAGE,
			"--isolation '%s': expected minimal, reduced or full", text);
	*ret_level = level;
	return 0;
}
