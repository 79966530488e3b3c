/*
 * report_tap.c - owns the format `tap`: TAP version 14, one document. In a batch each submission is
 * a subtest.
 */
#include <assay/cleanup.h>

#include "formats.h"
#include "quote.h"
#include "suites.h"

static void put_indent(struct assay_bytes *out, unsigned indent)
{
	assay_bytes_printf(out, "%*s", (int)indent, "");
}

static void put_text(struct assay_bytes *out, unsigned indent, const char *key, const char *text)
{
	put_indent(out, indent);
	assay_bytes_printf(out, "%s: ", key);
	assay_quote_json(out, text);
	assay_bytes_putc(out, '\n');
}

/* Why, as the YAML block behind a point. */
static void put_block(struct assay_bytes *out, unsigned indent, const struct assay_suite_case *test)
{
	put_indent(out, indent + 2);
	assay_bytes_puts(out, "---\n");
	put_text(out, indent + 2, "message", test->message);
	put_text(out, indent + 2, "severity", assay_case_is_failure(test) ? "fail" : "error");
	put_text(out, indent + 2, "verdict", assay_verdict_name(test->verdict));
	put_text(out, indent + 2, "group", test->group);
	if (test->has_figures) {
		put_indent(out, indent + 2);
		assay_bytes_printf(out, "duration_ms: %llu.%03llu\n",
			(unsigned long long)(test->cpu_ns / 1000000),
			(unsigned long long)(test->cpu_ns / 1000 % 1000));
	}
	put_indent(out, indent + 2);
	assay_bytes_puts(out, "...\n");
}

static void put_cases(struct assay_bytes *out, unsigned indent, const struct assay_suite *suite)
{
	put_indent(out, indent);
	assay_bytes_printf(out, "1..%zu\n", suite->case_count);
	for (size_t i = 0; i < suite->case_count; i++) {
		const struct assay_suite_case *test = &suite->cases[i];
		bool passed = test->verdict == ASSAY_VERDICT_ACCEPTED;
		put_indent(out, indent);
		assay_bytes_printf(out, "%s %zu - ", passed ? "ok" : "not ok", i + 1);
		assay_quote_tap(out, test->title);
		assay_bytes_putc(out, '\n');
		if (!passed)
			put_block(out, indent, test);
	}
}

static void put_subtest(struct assay_bytes *out, const struct assay_suite *suite, size_t number)
{
	assay_bytes_puts(out, "# Subtest: ");
	assay_quote_tap(out, suite->name);
	assay_bytes_putc(out, '\n');
	put_cases(out, 4, suite);
	assay_bytes_printf(
		out, "%s %zu - ", suite->passed == suite->case_count ? "ok" : "not ok", number);
	assay_quote_tap(out, suite->name);
	assay_bytes_putc(out, '\n');
}

/* Of a lone submission that could not be tested, the run ends here. */
static void put_end(struct assay_bytes *out, const struct assay_suite *suite)
{
	for (size_t i = 0; i < suite->case_count; i++) {
		if (suite->cases[i].kind == ASSAY_CASE_TEST)
			continue;
		assay_bytes_puts(out, "Bail out! ");
		assay_quote_tap(out, suite->cases[i].message);
		assay_bytes_putc(out, '\n');
		return;
	}
}

int assay_report_tap(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err)
{
	ASSAY_AUTO(assay_suites_release) struct assay_suites suites = {0};
	int status = assay_suites_make(input, options->reveal, &suites, err);
	if (status != 0)
		return status;
	assay_bytes_puts(ret_text, "TAP version 14\n");
	if (suites.count == 1) {
		put_cases(ret_text, 0, &suites.suites[0]);
		put_end(ret_text, &suites.suites[0]);
	} else {
		assay_bytes_printf(ret_text, "1..%zu\n", suites.count);
		for (size_t i = 0; i < suites.count; i++)
			put_subtest(ret_text, &suites.suites[i], i + 1);
	}
	return assay_bytes_check(ret_text, err);
}
