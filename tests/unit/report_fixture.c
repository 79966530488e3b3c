/*
 * report_fixture.c - owns the results that the tests of reports render.
 */
#include "report_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const report_canaries[] = {
	"CANARY", /* names, messages for the owner, inputs and answers of hidden tests */
	"0.037123457", "37.1 ms", "0.04 s", /* CPU times of single hidden tests */
	"0.319876543", "0.32 s",            /* clock times */
	"7340033", "7 MiB",                 /* memory */
	"424242", "171717",                 /* counters, of the test and of the reference */
	"16045690984833335023",             /* the seed */
	"reveal", NULL};

static struct assay_item *add_item(
	struct assay_result *result, const char *group, const char *name, const char *behaviour)
{
	struct assay_item *item = &result->items[result->item_count++];
	snprintf(item->group, sizeof item->group, "%s", group);
	snprintf(item->name, sizeof item->name, "%s", name);
	item->behaviour = strdup(behaviour);
	item->message = strdup("");
	item->reveal_message = strdup("");
	item->runs = 1;
	item->cpu_ns = 1250000;
	item->wall_ns = 3500000;
	item->peak_bytes = 1u << 20;
	item->measure_count = 1;
	item->measures[0] = (struct assay_measure){
		ASSAY_METRIC_PEAK_MEMORY, item->peak_bytes, 1u << 20, ASSAY_SOURCE_CGROUP};
	return item;
}

static void fail_item(struct assay_item *item, enum assay_verdict verdict, const char *message,
	const char *reveal)
{
	item->verdict = verdict;
	free(item->message);
	free(item->reveal_message);
	item->message = strdup(message);
	item->reveal_message = strdup(reveal);
}

static struct assay_group_result *add_group(struct assay_result *result, const char *name,
	const char *behaviour, uint32_t points, uint64_t millipoints)
{
	struct assay_group_result *group = &result->groups[result->group_count++];
	snprintf(group->name, sizeof group->name, "%s", name);
	group->behaviour = strdup(behaviour);
	group->sample = points == 0;
	group->points = points;
	group->millipoints = millipoints;
	result->millipoints += millipoints;
	result->max_millipoints += UINT64_C(1000) * points;
	return group;
}

static void add_identity(struct assay_result *result)
{
	assay_result_init(result);
	snprintf(result->challenge_id, sizeof result->challenge_id, "token-bucket");
	snprintf(result->challenge_version, sizeof result->challenge_version, "1.0.0");
	memset(result->challenge_digest, 'a', ASSAY_DIGEST_SIZE - 1);
	memset(result->submission_digest, 'b', ASSAY_DIGEST_SIZE - 1);
	result->challenge_title = strdup("A token bucket that never drifts");
	result->submission_name = strdup("wrong_answer/drift.c");
	result->candidate = strdup("");
	result->message = strdup("");
	snprintf(result->attempt_id, sizeof result->attempt_id,
		"01932c07-209c-7e3f-8aa1-0242ac120002");
	snprintf(result->compiler, sizeof result->compiler, "gcc (Debian 12.2.0-14) 12.2.0");
	result->seed = UINT64_C(16045690984833335023);
	result->level = ASSAY_LEVEL_FULL;
	result->layers = (1u << ASSAY_LAYER_COUNT) - 1;
	result->graded_at_ns = UINT64_C(1764000000123456789);
	result->build_ns = 214000001;
	result->run_ns = 390000007;
	result->groups = calloc(8, sizeof *result->groups);
	result->items = calloc(16, sizeof *result->items);
	result->diagnostics = calloc(8, sizeof *result->diagnostics);
}

static void add_diagnostic(struct assay_result *result, uint32_t line, uint32_t column,
	const char *severity, const char *text)
{
	struct assay_diagnostic *diagnostic = &result->diagnostics[result->diagnostic_count++];
	diagnostic->file = strdup(line == 0 ? "" : "bucket.c");
	diagnostic->line = line;
	diagnostic->column = column;
	snprintf(diagnostic->severity, sizeof diagnostic->severity, "%s", severity);
	diagnostic->text = strdup(text);
}

static void add_sample(struct assay_result *result)
{
	struct assay_item *item =
		add_item(result, "sample", "02-refill", "refill is proportional to time");
	fail_item(item, ASSAY_VERDICT_WRONG_ANSWER, "line 3: expected `deny`, got `allow`",
		"line 3: expected `deny`, got `allow`");
	item->input = strdup("new 5 1\ntake 0 5\ntake 500 1\ntake 1000 1\n");
	item->expected = strdup("ok\nallow\ndeny\nallow\n");
	item->got = strdup("ok\nallow\nallow\nallow\n");
	item->out = strdup("tokens 0.5\n");
	item->errors = strdup("");
}

static void add_hidden(struct assay_result *result)
{
	for (int i = 0; i < 3; i++) {
		char name[32];
		snprintf(name, sizeof name, "CANARY-pause-%d", i + 1);
		struct assay_item *item =
			add_item(result, "burst", name, "a full bucket after a long pause");
		item->cpu_ns = 37123457;
		item->wall_ns = 319876543;
		item->peak_bytes = 7340033;
		item->measures[0].value = 7340033;
		item->measures[1] = (struct assay_measure){
			ASSAY_METRIC_VM_STEPS, 424242, 171717, ASSAY_SOURCE_NONE};
		item->measure_count = 2;
		if (i > 0)
			fail_item(item, ASSAY_VERDICT_WRONG_ANSWER, "gave a wrong answer",
				"gave a wrong answer: line 7: expected `CANARY-ANSWER`, got "
				"`CANARY-GOT`");
	}
	fail_item(add_item(result, "burst", "CANARY-many", "a million requests in a burst"),
		ASSAY_VERDICT_TIME_LIMIT,
		"used more than 1.00 s of CPU time (kernel, cgroup accounting of all threads and "
		"children)",
		"used more than 1.00 s of CPU time (kernel, cgroup accounting of all threads and "
		"children); it used 1.62 s CANARY");
	add_item(result, "memory", "CANARY-keys", "many buckets at once");
}

void report_fixture_full(struct assay_result *result)
{
	add_identity(result);
	add_item(result, "sample", "01-start", "a new bucket is full");
	add_sample(result);
	add_hidden(result);
	struct assay_group_result *sample =
		add_group(result, "sample", "the worked examples of the statement", 0, 0);
	sample->passed = 1;
	sample->tests = 2;
	sample->verdict = ASSAY_VERDICT_WRONG_ANSWER;
	struct assay_group_result *burst = add_group(result, "burst",
		"a burst up to the capacity, then refusal until it refills", 50, 0);
	burst->passed = 1;
	burst->tests = 4;
	burst->verdict = ASSAY_VERDICT_WRONG_ANSWER;
	struct assay_group_result *memory = add_group(
		result, "memory", "memory grows with buckets, not with requests", 25, 12500);
	memory->passed = memory->tests = 1;
	memory->measure_count = 1;
	memory->measures[0] =
		(struct assay_measure_outcome){ASSAY_METRIC_PEAK_MEMORY, 1617, 500, 1300};
	result->verdict = ASSAY_VERDICT_WRONG_ANSWER;
	result->late = true;
	add_diagnostic(result, 12, 9, "warning",
		"unused variable 'elapsed' [-Wunused-variable]\n   12 |     long elapsed;\n      | "
		"    ^~~~~~~");
}

void report_fixture_accepted(struct assay_result *result)
{
	add_identity(result);
	add_item(result, "burst", "pause-01", "a full bucket after a long pause");
	struct assay_group_result *burst =
		add_group(result, "burst", "a burst up to the capacity", 100, 100000);
	burst->passed = burst->tests = 1;
	burst->measure_count = 1;
	burst->measures[0] =
		(struct assay_measure_outcome){ASSAY_METRIC_PEAK_MEMORY, 1040, 1000, 0};
}

void report_fixture_compile_error(struct assay_result *result)
{
	add_identity(result);
	add_group(result, "burst", "a burst up to the capacity", 100, 0)->verdict =
		ASSAY_VERDICT_COMPILE_ERROR;
	result->verdict = ASSAY_VERDICT_COMPILE_ERROR;
	free(result->message);
	result->message = strdup("bucket.c does not compile: 1 error");
	add_diagnostic(result, 3, 1, "error", "expected ';' before '}' token");
}
