/*
 * report_github_output.c - owns the format `github-output`: lines for $GITHUB_OUTPUT, NAME=VALUE.
 * Every value is a number, a word of ours or base64: no delimiter is needed that a candidate could
 * guess. `result` is what the reporter of GitHub Classroom reads.
 */
#include <stdlib.h>

#include <assay/cleanup.h>

#include "../digest.h"
#include "../words.h"
#include "formats.h"
#include "lone.h"

static void put_points(struct assay_bytes *out, const char *name, uint64_t millipoints)
{
	assay_bytes_printf(out, "%s=", name);
	assay_words_thousandths(out, millipoints);
	assay_bytes_putc(out, '\n');
}

int assay_report_github_output(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err)
{
	ASSAY_AUTO(assay_suites_release) struct assay_suites suites = {0};
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes classroom = {0};
	int status = assay_lone_make(input, options->reveal, "github-output", &suites, err);
	if (status == 0)
		status = assay_report_classroom(input, options, &classroom, err);
	if (status != 0)
		return status;
	const struct assay_suite *suite = &suites.suites[0];
	ASSAY_AUTO_FREE char *result =
		assay_digest_base64(assay_bytes_text(&classroom), classroom.size);
	if (result == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	assay_bytes_printf(ret_text, "verdict=%s\n", assay_verdict_name(suite->verdict));
	if (suite->result != NULL && suite->verdict != ASSAY_VERDICT_INTERNAL_ERROR) {
		put_points(ret_text, "score", suite->result->millipoints);
		put_points(ret_text, "max-score", suite->result->max_millipoints);
	}
	assay_bytes_printf(ret_text, "result=%s\n", result);
	return assay_bytes_check(ret_text, err);
}
