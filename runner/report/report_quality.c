/*
 * report_quality.c - owns the format `gitlab-quality`: GitLab's code quality report, a JSON array.
 */
#include <inttypes.h>
#include <string.h>

#include <assay/cleanup.h>

#include "../digest.h"
#include "findings.h"
#include "formats.h"

static const char *const severities[] = {
	[ASSAY_FINDING_ERROR] = "critical",
	[ASSAY_FINDING_WARNING] = "minor",
	[ASSAY_FINDING_NOTE] = "info",
};

/* The nth finding of one rule, title and text at one path: the same as long as these are, wherever
 * the line moves to. GitLab takes equal ones for one. */
static void fingerprint(const struct assay_findings *findings, size_t index,
	struct assay_bytes *key, char ret_hex[ASSAY_DIGEST_SIZE])
{
	const struct assay_finding *finding = &findings->findings[index];
	size_t before = 0;
	for (size_t i = 0; i < index; i++) {
		const struct assay_finding *other = &findings->findings[i];
		before += strcmp(other->path, finding->path) == 0 &&
			  strcmp(other->rule, finding->rule) == 0 &&
			  strcmp(other->title, finding->title) == 0 &&
			  strcmp(other->text, finding->text) == 0;
	}
	assay_bytes_clear(key);
	assay_bytes_printf(key, "%s\n%s\n%s\n%s\n%zu", finding->path, finding->rule, finding->title,
		finding->text, before);
	assay_digest_bytes(assay_bytes_text(key), key->size, ret_hex);
}

static void add_finding(
	struct assay_json *list, const struct assay_finding *finding, const char *print)
{
	struct assay_bytes text = {0};
	struct assay_bytes rule = {0};
	assay_bytes_printf(&text, "%s: %s", finding->title, finding->text);
	assay_bytes_printf(&rule, "assay/%s", finding->rule);
	struct assay_json *object = assay_json_add_object(list, NULL);
	assay_json_add_string(object, "description", assay_bytes_text(&text));
	assay_json_add_string(object, "check_name", assay_bytes_text(&rule));
	assay_json_add_string(object, "fingerprint", print);
	assay_json_add_string(object, "severity", severities[finding->grade]);
	struct assay_json *location = assay_json_add_object(object, "location");
	assay_json_add_string(location, "path", finding->path);
	assay_json_add_number(
		assay_json_add_object(location, "lines"), "begin", (double)finding->line);
	assay_bytes_release(&text);
	assay_bytes_release(&rule);
}

int assay_report_gitlab_quality(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err)
{
	ASSAY_AUTO(assay_suites_release) struct assay_suites suites = {0};
	ASSAY_AUTO(assay_findings_release) struct assay_findings findings = {0};
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes key = {0};
	ASSAY_AUTO(assay_json_release) struct assay_json *root = assay_json_new_array();
	int status = assay_suites_make(input, options->reveal, &suites, err);
	if (status == 0)
		status = assay_findings_make(&suites, options->reveal, &findings, err);
	for (size_t i = 0; i < findings.count && status == 0; i++) {
		char print[ASSAY_DIGEST_SIZE];
		fingerprint(&findings, i, &key, print);
		add_finding(root, &findings.findings[i], print);
		status = assay_bytes_check(&key, err);
	}
	return status != 0 ? status : assay_json_print(root, true, ret_text, err);
}
