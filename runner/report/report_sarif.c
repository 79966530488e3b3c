/*
 * report_sarif.c - owns the format `sarif`: SARIF 2.1.0 with what GitHub's code scanning asks for
 * beyond the standard. One run, whatever the number of submissions.
 */
#include <string.h>

#include <assay/cleanup.h>

#include "findings.h"
#include "formats.h"
#include "quote.h"

#define RESULTS_MAX 25000 /* code scanning takes no more of a run */
#define SCHEMA      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"

struct rule {
	const char *id, *name, *full, *help;
	const char *level;
};

/* Every rule of findings.c. */
static const struct rule rules[] = {
	{"compiler-error", "Compiler error", "The compiler refuses the code.",
		"Mend the error; nothing is tested until the code compiles.", "error"},
	{"compiler-warning", "Compiler warning", "The compiler warns of the code.",
		"Warnings often name the bug that a hidden test finds.", "warning"},
	{"compiler-note", "Compiler note", "The compiler explains an error or a warning.",
		"Read it with the message before it.", "note"},
	{"costs-more", "Costs more than the reference",
		"The answers are right, and a measure is beyond the band of full points.",
		"The message names the measure and what the next band wants.", "warning"},
	{"wrong-answer", "Wrong answer", "A test expects another answer.",
		"The behaviour that is looked at stands in the message.", "error"},
	{"time-limit-exceeded", "Time limit exceeded", "A test used more time than is allowed.",
		"Look for work that grows faster than the input.", "error"},
	{"memory-limit-exceeded", "Memory limit exceeded",
		"A test used more memory than is allowed.",
		"Look for what is kept and never released.", "error"},
	{"output-limit-exceeded", "Output limit exceeded", "A test wrote more than is allowed.",
		"Look for a loop that prints without end.", "error"},
	{"run-time-error", "Run-time error", "A test crashed or ended with an error.",
		"Run it under a sanitizer.", "error"},
	{"forbidden-call", "Forbidden call", "A test made a system call that is refused.",
		"The message names the call; do without it.", "error"},
	{"compile-error", "Does not compile", "The submission does not compile.",
		"Build it with the Makefile that came with the challenge.", "error"},
	{"internal-error", "Not graded",
		"There is no verdict, and it is not the candidate's fault.", "Grade it again.",
		"error"},
};
#define RULE_COUNT (sizeof rules / sizeof rules[0])

static void add_text(struct assay_json *object, const char *key, const char *text)
{
	assay_json_add_string(assay_json_add_object(object, key), "text", text);
}

static void add_rules(struct assay_json *driver)
{
	struct assay_json *list = assay_json_add_array(driver, "rules");
	for (size_t i = 0; i < RULE_COUNT; i++) {
		struct assay_json *rule = assay_json_add_object(list, NULL);
		assay_json_add_string(rule, "id", rules[i].id);
		assay_json_add_string(rule, "name", rules[i].name);
		add_text(rule, "shortDescription", rules[i].name);
		add_text(rule, "fullDescription", rules[i].full);
		add_text(rule, "help", rules[i].help);
		assay_json_add_string(assay_json_add_object(rule, "defaultConfiguration"), "level",
			rules[i].level);
	}
}

static void add_location(struct assay_json *result, const struct assay_finding *finding)
{
	struct assay_json *list = assay_json_add_array(result, "locations");
	struct assay_json *place =
		assay_json_add_object(assay_json_add_object(list, NULL), "physicalLocation");
	struct assay_bytes uri = {0};
	assay_quote_uri(&uri, finding->path);
	assay_json_add_string(
		assay_json_add_object(place, "artifactLocation"), "uri", assay_bytes_text(&uri));
	assay_bytes_release(&uri);
	struct assay_json *region = assay_json_add_object(place, "region");
	assay_json_add_number(region, "startLine", (double)finding->line);
	assay_json_add_number(region, "startColumn", (double)finding->column);
	assay_json_add_number(region, "endLine", (double)finding->line);
	assay_json_add_number(region, "endColumn", (double)finding->column + 1);
}

static void add_finding(struct assay_json *results, const struct assay_finding *finding)
{
	size_t row = 0;
	while (row + 1 < RULE_COUNT && strcmp(rules[row].id, finding->rule) != 0)
		row++;
	struct assay_bytes text = {0};
	assay_bytes_printf(&text, "%s: %s", finding->title, finding->text);
	struct assay_json *result = assay_json_add_object(results, NULL);
	assay_json_add_string(result, "ruleId", rules[row].id);
	assay_json_add_number(result, "ruleIndex", (double)row);
	assay_json_add_string(result, "level", rules[row].level);
	add_text(result, "message", assay_bytes_text(&text));
	add_location(result, finding);
	assay_bytes_release(&text);
}

/* One category a challenge: an upload replaces the one before of the same tool and category. */
static void add_category(struct assay_json *run, const struct assay_suites *suites)
{
	struct assay_bytes id = {0};
	const struct assay_result *first = suites->count > 0 ? suites->suites[0].result : NULL;
	assay_bytes_printf(&id, "assay/%s/", first == NULL ? "grade" : first->challenge_id);
	assay_json_add_string(
		assay_json_add_object(run, "automationDetails"), "id", assay_bytes_text(&id));
	assay_bytes_release(&id);
}

static void add_invocation(struct assay_json *run, const struct assay_suites *suites)
{
	bool good = true;
	for (size_t i = 0; i < suites->count; i++)
		good = good && suites->suites[i].verdict != ASSAY_VERDICT_INTERNAL_ERROR;
	assay_json_add_bool(assay_json_add_object(assay_json_add_array(run, "invocations"), NULL),
		"executionSuccessful", good);
}

int assay_report_sarif(const struct assay_report_input *input,
	const struct assay_report_options *options, struct assay_bytes *ret_text,
	struct assay_error *err)
{
	ASSAY_AUTO(assay_suites_release) struct assay_suites suites = {0};
	ASSAY_AUTO(assay_findings_release) struct assay_findings findings = {0};
	ASSAY_AUTO(assay_json_release) struct assay_json *root = assay_json_new_object();
	int status = assay_suites_make(input, options->reveal, &suites, err);
	if (status == 0)
		status = assay_findings_make(&suites, options->reveal, &findings, err);
	if (status != 0)
		return status;
	assay_json_add_string(root, "$schema", SCHEMA);
	assay_json_add_string(root, "version", "2.1.0");
	struct assay_json *run = assay_json_add_object(assay_json_add_array(root, "runs"), NULL);
	struct assay_json *driver =
		assay_json_add_object(assay_json_add_object(run, "tool"), "driver");
	assay_json_add_string(driver, "name", "assay");
	assay_json_add_string(driver, "semanticVersion", ASSAY_VERSION);
	add_rules(driver);
	add_category(run, &suites);
	add_invocation(run, &suites);
	struct assay_json *results = assay_json_add_array(run, "results");
	for (size_t i = 0; i < findings.count && i < RESULTS_MAX; i++)
		add_finding(results, &findings.findings[i]);
	return assay_json_print(root, true, ret_text, err);
}
