/*
 * lone.c - owns what the formats of teaching platforms share. Must not know any of them.
 */
#include "lone.h"

#include <inttypes.h>

#include "safe.h"

int assay_lone_make(const struct assay_report_input *input, bool reveal, const char *format,
	struct assay_suites *ret_suites, struct assay_error *err)
{
	if (input->result_count + input->failure_count != 1)
		return assay_error_set(err, ASSAY_ERR_USAGE,
			"format %s takes one submission, not %zu", format,
			input->result_count + input->failure_count);
	return assay_suites_make(input, reveal, ret_suites, err);
}

bool assay_lone_is_tested(const struct assay_suite *suite)
{
	return suite->result != NULL && suite->result->item_count > 0 &&
	       suite->verdict != ASSAY_VERDICT_INTERNAL_ERROR;
}

bool assay_lone_is_passed(const struct assay_group_result *group)
{
	return group->verdict == ASSAY_VERDICT_ACCEPTED && group->tests > 0;
}

void assay_lone_add_name(struct assay_json *object, const struct assay_group_result *group)
{
	struct assay_bytes name = {0};
	assay_bytes_printf(
		&name, "%s: %s", group->name, group->behaviour == NULL ? "" : group->behaviour);
	assay_json_add_string(object, "name", assay_bytes_text(&name));
	assay_bytes_release(&name);
}

void assay_lone_add_words(struct assay_json *object, const char *key,
	const struct assay_suite *suite, const struct assay_group_result *group, bool reveal)
{
	struct assay_bytes words = {0};
	assay_suite_group_words(suite, group, reveal, &words);
	assay_json_add_string(object, key, assay_bytes_text(&words));
	assay_bytes_release(&words);
}

static void append_diagnostics(struct assay_bytes *out, const struct assay_result *result)
{
	for (size_t i = 0; i < result->diagnostic_count; i++) {
		const struct assay_diagnostic *diagnostic = &result->diagnostics[i];
		assay_bytes_printf(out, "%s%s:%" PRIu32 ": %s: %s", out->size > 0 ? "\n" : "",
			diagnostic->file == NULL ? "" : diagnostic->file, diagnostic->line,
			diagnostic->severity, diagnostic->text == NULL ? "" : diagnostic->text);
	}
}

void assay_lone_add_messages(
	struct assay_json *object, const char *key, const struct assay_suite *suite, size_t limit)
{
	struct assay_bytes text = {0};
	struct assay_bytes safe = {0};
	for (size_t i = 0; i < suite->case_count; i++)
		if (suite->cases[i].kind != ASSAY_CASE_TEST)
			assay_bytes_printf(
				&text, "%s%s", text.size > 0 ? "\n" : "", suite->cases[i].message);
	if (suite->result != NULL)
		append_diagnostics(&text, suite->result);
	assay_safe_append(&safe, assay_bytes_text(&text), limit);
	assay_json_add_string(object, key, assay_bytes_text(&safe));
	assay_bytes_release(&safe);
	assay_bytes_release(&text);
}
