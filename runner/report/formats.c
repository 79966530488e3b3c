/*
 * formats.c - owns the table of report formats. To add one is to add a row here and a file.
 */
#include "formats.h"

#include <string.h>

const struct assay_report_format assay_report_formats[] = {
	{"text", "for people", assay_report_text},
	{"json", "the document assay.result/1, or assay.results/1 for several", assay_report_json},
	{NULL, NULL, NULL},
};

bool assay_report_is_batch(const struct assay_report_input *input)
{
	return input->several || input->result_count != 1 || input->failure_count > 0;
}

int assay_report_find(
	const char *name, const struct assay_report_format **ret_format, struct assay_error *err)
{
	struct assay_bytes names = {0};
	for (const struct assay_report_format *row = assay_report_formats; row->name != NULL;
		row++) {
		if (strcmp(row->name, name) == 0) {
			assay_bytes_release(&names);
			*ret_format = row;
			return 0;
		}
		assay_bytes_printf(&names, "%s%s", names.size > 0 ? ", " : "", row->name);
	}
	int r = assay_error_set(err, ASSAY_ERR_USAGE, "no report format '%s'; there are: %s", name,
		assay_bytes_text(&names));
	assay_bytes_release(&names);
	return r;
}
