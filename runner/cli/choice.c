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
