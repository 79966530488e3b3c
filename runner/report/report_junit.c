/*
 * report_junit.c - owns the formats `junit` (what Jenkins' junit-10.xsd takes) and `junit-gitlab`
 * (with file=, and the text where GitLab reads it: in the element's body).
 */
#include <assay/cleanup.h>

#include "../words.h"
#include "formats.h"
#include "quote.h"
#include "suites.h"

struct junit {
	bool reveal, gitlab;
};

static void put_attribute(struct assay_bytes *out, const char *name, const char *text)
{
	assay_bytes_printf(out, " %s=\"", name);
	assay_quote_xml(out, text);
	assay_bytes_putc(out, '"');
}

/* Plain decimal seconds: no exponent, no comma, whatever the locale. */
static void put_time(struct assay_bytes *out, uint64_t ns)
{
	assay_bytes_printf(out, " time=\"%llu.%03llu\"", (unsigned long long)(ns / 1000000000u),
		(unsigned long long)(ns % 1000000000u / 1000000));
}

static void put_file(struct assay_bytes *out, const struct assay_suite *suite,
	const struct assay_suite_case *test)
{
	struct assay_bytes path = {0};
	const struct assay_result *result = suite->result;
	const char *file = "";
	/* Of a build, the file of its first error. */
	size_t count =
		test->kind == ASSAY_CASE_BUILD && result != NULL ? result->diagnostic_count : 0;
	for (size_t i = 0; i < count && file[0] == '\0'; i++) {
		const char *named = result->diagnostics[i].file;
		if (named != NULL && named[0] != '<')
			file = named;
	}
	assay_suite_path(suite, file, &path);
	put_attribute(out, "file", assay_bytes_text(&path));
	out->failed = out->failed || path.failed;
	assay_bytes_release(&path);
}

static void put_case(struct assay_bytes *out, const struct junit *junit,
	const struct assay_suite *suite, const struct assay_suite_case *test)
{
	assay_bytes_puts(out, "  <testcase classname=\"");
	assay_quote_xml(out, suite->name);
	assay_bytes_putc(out, '.');
	assay_quote_xml(out, test->group);
	assay_bytes_putc(out, '"');
	put_attribute(out, "name", test->title);
	if (test->has_figures)
		put_time(out, test->cpu_ns);
	if (junit->gitlab)
		put_file(out, suite, test);
	if (test->verdict == ASSAY_VERDICT_ACCEPTED) {
		assay_bytes_puts(out, "/>\n");
		return;
	}
	const char *element = assay_case_is_failure(test) ? "failure" : "error";
	assay_bytes_printf(out, ">\n   <%s", element);
	put_attribute(out, "type", assay_verdict_name(test->verdict));
	put_attribute(out, "message", test->message);
	assay_bytes_putc(out, '>');
	assay_quote_xml(out, test->message);
	assay_bytes_printf(out, "</%s>\n  </testcase>\n", element);
}

static void put_counts(struct assay_bytes *out, const struct assay_suite *suite)
{
	assay_bytes_printf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\"", suite->case_count,
		suite->failures, suite->errors);
}

static void put_property(struct assay_bytes *out, const char *name, const char *value)
{
	assay_bytes_puts(out, "   <property");
	put_attribute(out, "name", name);
	put_attribute(out, "value", value);
	assay_bytes_puts(out, "/>\n");
}

static void put_properties(struct assay_bytes *out, const struct assay_suite *suite)
{
	struct assay_bytes score = {0};
	assay_suite_score_words(suite, &score);
	assay_bytes_puts(out, "  <properties>\n");
	put_property(out, "assay.verdict", assay_verdict_name(suite->verdict));
	put_property(out, "assay.score", assay_bytes_text(&score));
	if (suite->result != NULL) {
		put_property(out, "assay.challenge", suite->result->challenge_id);
		put_property(out, "assay.challenge_digest", suite->result->challenge_digest);
		put_property(out, "assay.isolation", assay_level_name(suite->result->level));
	}
	assay_bytes_puts(out, "  </properties>\n");
	out->failed = out->failed || score.failed;
	assay_bytes_release(&score);
}

static void put_suite(
	struct assay_bytes *out, const struct junit *junit, const struct assay_suite *suite)
{
	assay_bytes_puts(out, " <testsuite");
	put_attribute(out, "name", suite->name);
	put_counts(out, suite);
	assay_bytes_puts(out, " skipped=\"0\"");
	if (suite->result != NULL) {
		struct assay_bytes when = {0};
		put_time(out, suite->result->run_ns);
		assay_words_time(&when, suite->result->graded_at_ns);
		put_attribute(out, "timestamp", assay_bytes_text(&when));
		out->failed = out->failed || when.failed;
		assay_bytes_release(&when);
	}
	assay_bytes_puts(out, ">\n");
	put_properties(out, suite);
	for (size_t i = 0; i < suite->case_count; i++)
		put_case(out, junit, suite, &suite->cases[i]);
	assay_bytes_puts(out, " </testsuite>\n");
}

static int render(const struct assay_report_input *input, const struct junit *junit,
	struct assay_bytes *ret_text, struct assay_error *err)
{
	ASSAY_AUTO(assay_suites_release) struct assay_suites suites = {0};
	int status = assay_suites_make(input, junit->reveal, &suites, err);
	if (status != 0)
		return status;
	struct assay_suite all = {0};
	for (size_t i = 0; i < suites.count; i++) {
		all.case_count += suites.suites[i].case_count;
		all.failures += suites.suites[i].failures;
		all.errors += suites.suites[i].errors;
	}
	assay_bytes_puts(ret_text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites"
				   " name=\"assay\"");
	put_counts(ret_text, &all);
	assay_bytes_puts(ret_text, ">\n");
	for (size_t i = 0; i < suites.count; i++)
		put_suite(ret_text, junit, &suites.suites[i]);
	assay_bytes_puts(ret_text, "</testsuites>\n");
	return assay_bytes_check(ret_text, err);
}

int assay_report_junit(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err)
{
	return render(input, &(struct junit){options->reveal, false}, ret_text, err);
}

int assay_report_junit_gitlab(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err)
{
	return render(input, &(struct junit){options->reveal, true}, ret_text, err);
}
