/*
 * result_fields.c - owns the keys of the document assay.result/1 (docs/result.schema.json).
 */
#include "result_fields.h"

#include <assay/result.h>

#define RESULT(member)     ASSAY_FIELD_AT(struct assay_result, member)
#define GROUP(member)      ASSAY_FIELD_AT(struct assay_group_result, member)
#define OUTCOME(member)    ASSAY_FIELD_AT(struct assay_measure_outcome, member)
#define ITEM(member)       ASSAY_FIELD_AT(struct assay_item, member)
#define MEASURE(member)    ASSAY_FIELD_AT(struct assay_measure, member)
#define DIAGNOSTIC(member) ASSAY_FIELD_AT(struct assay_diagnostic, member)

#define ALL    ASSAY_FIELD_EVERYONE
#define SAMPLE ASSAY_FIELD_SAMPLE
#define OWNER  ASSAY_FIELD_OWNER
#define END                                                                                        \
	{                                                                                          \
		NULL, NULL, ASSAY_FIELD_NAME, ALL, 0, 0                                            \
	}

const struct assay_field assay_result_identity_fields[] = {
	{"challenge", "id", ASSAY_FIELD_NAME, ALL, RESULT(challenge_id)},
	{"challenge", "version", ASSAY_FIELD_NAME, ALL, RESULT(challenge_version)},
	{"challenge", "digest", ASSAY_FIELD_NAME, ALL, RESULT(challenge_digest)},
	{"challenge", "title", ASSAY_FIELD_TEXT, ALL, RESULT(challenge_title)},
	{"submission", "name", ASSAY_FIELD_TEXT, ALL, RESULT(submission_name)},
	{"submission", "digest", ASSAY_FIELD_NAME, ALL, RESULT(submission_digest)},
	{NULL, "attempt", ASSAY_FIELD_ID, ALL, RESULT(attempt_id)},
	{NULL, "candidate", ASSAY_FIELD_WHO, ALL, RESULT(candidate)},
	{NULL, "seed", ASSAY_FIELD_DIGITS, OWNER, RESULT(seed)},
	{NULL, "late", ASSAY_FIELD_BOOL, ALL, RESULT(late)},
	END,
};

const struct assay_field assay_result_outcome_fields[] = {
	{NULL, "verdict", ASSAY_FIELD_VERDICT, ALL, RESULT(verdict)},
	{NULL, "verdict_code", ASSAY_FIELD_CODE, ALL, RESULT(verdict)},
	{NULL, "message", ASSAY_FIELD_TEXT, ALL, RESULT(message)},
	{NULL, "score", ASSAY_FIELD_THOUSANDTHS, ALL, RESULT(millipoints)},
	{NULL, "max_score", ASSAY_FIELD_THOUSANDTHS, ALL, RESULT(max_millipoints)},
	END,
};

const struct assay_field assay_result_environment_fields[] = {
	{"isolation", "level", ASSAY_FIELD_LEVEL, ALL, RESULT(level)},
	{"isolation", "layers", ASSAY_FIELD_LAYERS, ALL, RESULT(layers)},
	{NULL, "compiler", ASSAY_FIELD_NAME, ALL, RESULT(compiler)},
	{"timing", "graded_at", ASSAY_FIELD_TIME, ALL, RESULT(graded_at_ns)},
	{"timing", "build_seconds", ASSAY_FIELD_SECONDS, ALL, RESULT(build_ns)},
	{"timing", "run_seconds", ASSAY_FIELD_SECONDS, OWNER, RESULT(run_ns)},
	END,
};

const struct assay_field assay_result_group_fields[] = {
	{NULL, "name", ASSAY_FIELD_NAME, ALL, GROUP(name)},
	{NULL, "behaviour", ASSAY_FIELD_TEXT, ALL, GROUP(behaviour)},
	{NULL, "sample", ASSAY_FIELD_BOOL, ALL, GROUP(sample)},
	{NULL, "verdict", ASSAY_FIELD_VERDICT, ALL, GROUP(verdict)},
	{NULL, "points", ASSAY_FIELD_THOUSANDTHS, ALL, GROUP(millipoints)},
	{NULL, "max_points", ASSAY_FIELD_U32, ALL, GROUP(points)},
	{NULL, "passed", ASSAY_FIELD_U32, ALL, GROUP(passed)},
	{NULL, "tests", ASSAY_FIELD_U32, ALL, GROUP(tests)},
	END,
};

const struct assay_field assay_result_outcome_measure_fields[] = {
	{NULL, "metric", ASSAY_FIELD_METRIC, ALL, OUTCOME(metric)},
	{NULL, "ratio", ASSAY_FIELD_RATIO, ALL, OUTCOME(ratio_thousandths)},
	{NULL, "share", ASSAY_FIELD_THOUSANDTHS32, ALL, OUTCOME(share_thousandths)},
	{NULL, "next_ratio", ASSAY_FIELD_NEXT, ALL, OUTCOME(next_ratio_thousandths)},
	END,
};

const struct assay_field assay_result_item_fields[] = {
	{NULL, "group", ASSAY_FIELD_NAME, ALL, ITEM(group)},
	{NULL, "name", ASSAY_FIELD_NAME, ALL, ITEM(name)},
	{NULL, "behaviour", ASSAY_FIELD_TEXT, ALL, ITEM(behaviour)},
	{NULL, "verdict", ASSAY_FIELD_VERDICT, ALL, ITEM(verdict)},
	{NULL, "message", ASSAY_FIELD_TEXT, ALL, ITEM(message)},
	{NULL, "reveal", ASSAY_FIELD_TEXT, OWNER, ITEM(reveal_message)},
	{NULL, "cpu_seconds", ASSAY_FIELD_SECONDS, SAMPLE, ITEM(cpu_ns)},
	{NULL, "wall_seconds", ASSAY_FIELD_SECONDS, SAMPLE, ITEM(wall_ns)},
	{NULL, "peak_bytes", ASSAY_FIELD_U64, SAMPLE, ITEM(peak_bytes)},
	{NULL, "runs", ASSAY_FIELD_U32, SAMPLE, ITEM(runs)},
	{NULL, "input", ASSAY_FIELD_OPTIONAL, SAMPLE, ITEM(input)},
	{NULL, "expected", ASSAY_FIELD_OPTIONAL, SAMPLE, ITEM(expected)},
	{NULL, "got", ASSAY_FIELD_OPTIONAL, SAMPLE, ITEM(got)},
	{NULL, "stdout", ASSAY_FIELD_OPTIONAL, SAMPLE, ITEM(out)},
	{NULL, "stderr", ASSAY_FIELD_OPTIONAL, SAMPLE, ITEM(errors)},
	END,
};

const struct assay_field assay_result_measure_fields[] = {
	{NULL, "metric", ASSAY_FIELD_METRIC, ALL, MEASURE(metric)},
	{NULL, "value", ASSAY_FIELD_U64, ALL, MEASURE(value)},
	{NULL, "reference", ASSAY_FIELD_U64, ALL, MEASURE(reference)},
	{NULL, "source", ASSAY_FIELD_SOURCE, ALL, MEASURE(source)},
	END,
};

const struct assay_field assay_result_diagnostic_fields[] = {
	{NULL, "file", ASSAY_FIELD_TEXT, ALL, DIAGNOSTIC(file)},
	{NULL, "line", ASSAY_FIELD_U32, ALL, DIAGNOSTIC(line)},
	{NULL, "column", ASSAY_FIELD_U32, ALL, DIAGNOSTIC(column)},
	{NULL, "severity", ASSAY_FIELD_NAME, ALL, DIAGNOSTIC(severity)},
	{NULL, "text", ASSAY_FIELD_TEXT, ALL, DIAGNOSTIC(text)},
	END,
};
