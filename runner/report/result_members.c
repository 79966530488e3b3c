/*
 * result_members.c - owns the keys of the document assay.result/1 (docs/result.schema.json).
 */
#include "result_members.h"

#include <assay/result.h>

#define RESULT(member)     ASSAY_MEMBER_AT(struct assay_result, member)
#define GROUP(member)      ASSAY_MEMBER_AT(struct assay_group_result, member)
#define OUTCOME(member)    ASSAY_MEMBER_AT(struct assay_measure_outcome, member)
#define ITEM(member)       ASSAY_MEMBER_AT(struct assay_item, member)
#define MEASURE(member)    ASSAY_MEMBER_AT(struct assay_measure, member)
#define DIAGNOSTIC(member) ASSAY_MEMBER_AT(struct assay_diagnostic, member)

#define ALL    ASSAY_MEMBER_EVERYONE
#define SAMPLE ASSAY_MEMBER_SAMPLE
#define OWNER  ASSAY_MEMBER_OWNER
#define END                                                                                        \
	{                                                                                          \
		NULL, NULL, ASSAY_MEMBER_NAME, ALL, 0, 0                                           \
	}

const struct assay_member assay_result_identity_members[] = {
	{"challenge", "id", ASSAY_MEMBER_NAME, ALL, RESULT(challenge_id)},
	{"challenge", "version", ASSAY_MEMBER_NAME, ALL, RESULT(challenge_version)},
	{"challenge", "digest", ASSAY_MEMBER_NAME, ALL, RESULT(challenge_digest)},
	{"challenge", "title", ASSAY_MEMBER_TEXT, ALL, RESULT(challenge_title)},
	{"submission", "name", ASSAY_MEMBER_TEXT, ALL, RESULT(submission_name)},
	{"submission", "digest", ASSAY_MEMBER_NAME, ALL, RESULT(submission_digest)},
	{NULL, "attempt", ASSAY_MEMBER_ID, ALL, RESULT(attempt_id)},
	{NULL, "candidate", ASSAY_MEMBER_WHO, ALL, RESULT(candidate)},
	{NULL, "seed", ASSAY_MEMBER_DIGITS, OWNER, RESULT(seed)},
	{NULL, "late", ASSAY_MEMBER_BOOL, ALL, RESULT(late)},
	END,
};

const struct assay_member assay_result_outcome_members[] = {
	{NULL, "verdict", ASSAY_MEMBER_VERDICT, ALL, RESULT(verdict)},
	{NULL, "verdict_code", ASSAY_MEMBER_CODE, ALL, RESULT(verdict)},
	{NULL, "message", ASSAY_MEMBER_TEXT, ALL, RESULT(message)},
	{NULL, "score", ASSAY_MEMBER_THOUSANDTHS, ALL, RESULT(millipoints)},
	{NULL, "max_score", ASSAY_MEMBER_THOUSANDTHS, ALL, RESULT(max_millipoints)},
	END,
};

const struct assay_member assay_result_environment_members[] = {
	{"isolation", "level", ASSAY_MEMBER_LEVEL, ALL, RESULT(level)},
	{"isolation", "layers", ASSAY_MEMBER_LAYERS, ALL, RESULT(layers)},
	{"isolation", "self_test", ASSAY_MEMBER_SELF_TEST, ALL, RESULT(self_test)},
	{NULL, "compiler", ASSAY_MEMBER_NAME, ALL, RESULT(compiler)},
	{"timing", "graded_at", ASSAY_MEMBER_TIME, ALL, RESULT(graded_at_ns)},
	{"timing", "build_seconds", ASSAY_MEMBER_SECONDS, ALL, RESULT(build_ns)},
	{"timing", "run_seconds", ASSAY_MEMBER_SECONDS, OWNER, RESULT(run_ns)},
	END,
};

const struct assay_member assay_result_group_members[] = {
	{NULL, "name", ASSAY_MEMBER_NAME, ALL, GROUP(name)},
	{NULL, "behaviour", ASSAY_MEMBER_TEXT, ALL, GROUP(behaviour)},
	{NULL, "sample", ASSAY_MEMBER_BOOL, ALL, GROUP(sample)},
	{NULL, "verdict", ASSAY_MEMBER_VERDICT, ALL, GROUP(verdict)},
	{NULL, "points", ASSAY_MEMBER_THOUSANDTHS, ALL, GROUP(millipoints)},
	{NULL, "max_points", ASSAY_MEMBER_U32, ALL, GROUP(points)},
	{NULL, "passed", ASSAY_MEMBER_U32, ALL, GROUP(passed)},
	{NULL, "tests", ASSAY_MEMBER_U32, ALL, GROUP(tests)},
	END,
};

const struct assay_member assay_result_outcome_measure_members[] = {
	{NULL, "metric", ASSAY_MEMBER_METRIC, ALL, OUTCOME(metric)},
	{NULL, "ratio", ASSAY_MEMBER_RATIO, ALL, OUTCOME(ratio_thousandths)},
	{NULL, "share", ASSAY_MEMBER_THOUSANDTHS32, ALL, OUTCOME(share_thousandths)},
	{NULL, "next_ratio", ASSAY_MEMBER_NEXT, ALL, OUTCOME(next_ratio_thousandths)},
	END,
};

const struct assay_member assay_result_item_members[] = {
	{NULL, "group", ASSAY_MEMBER_NAME, ALL, ITEM(group)},
	{NULL, "name", ASSAY_MEMBER_NAME, ALL, ITEM(name)},
	{NULL, "behaviour", ASSAY_MEMBER_TEXT, ALL, ITEM(behaviour)},
	{NULL, "verdict", ASSAY_MEMBER_VERDICT, ALL, ITEM(verdict)},
	{NULL, "message", ASSAY_MEMBER_TEXT, ALL, ITEM(message)},
	{NULL, "reveal", ASSAY_MEMBER_TEXT, OWNER, ITEM(reveal_message)},
	{NULL, "cpu_seconds", ASSAY_MEMBER_SECONDS, SAMPLE, ITEM(cpu_ns)},
	{NULL, "wall_seconds", ASSAY_MEMBER_SECONDS, SAMPLE, ITEM(wall_ns)},
	{NULL, "peak_bytes", ASSAY_MEMBER_U64, SAMPLE, ITEM(peak_bytes)},
	{NULL, "runs", ASSAY_MEMBER_U32, SAMPLE, ITEM(runs)},
	{NULL, "input", ASSAY_MEMBER_OPTIONAL, SAMPLE, ITEM(input)},
	{NULL, "expected", ASSAY_MEMBER_OPTIONAL, SAMPLE, ITEM(expected)},
	{NULL, "got", ASSAY_MEMBER_OPTIONAL, SAMPLE, ITEM(got)},
	{NULL, "stdout", ASSAY_MEMBER_OPTIONAL, SAMPLE, ITEM(out)},
	{NULL, "stderr", ASSAY_MEMBER_OPTIONAL, SAMPLE, ITEM(errors)},
	END,
};

const struct assay_member assay_result_measure_members[] = {
	{NULL, "metric", ASSAY_MEMBER_METRIC, ALL, MEASURE(metric)},
	{NULL, "value", ASSAY_MEMBER_U64, ALL, MEASURE(value)},
	{NULL, "reference", ASSAY_MEMBER_U64, ALL, MEASURE(reference)},
	{NULL, "source", ASSAY_MEMBER_SOURCE, ALL, MEASURE(source)},
	END,
};

const struct assay_member assay_result_diagnostic_members[] = {
	{NULL, "file", ASSAY_MEMBER_TEXT, ALL, DIAGNOSTIC(file)},
	{NULL, "line", ASSAY_MEMBER_U32, ALL, DIAGNOSTIC(line)},
	{NULL, "column", ASSAY_MEMBER_U32, ALL, DIAGNOSTIC(column)},
	{NULL, "severity", ASSAY_MEMBER_NAME, ALL, DIAGNOSTIC(severity)},
	{NULL, "text", ASSAY_MEMBER_TEXT, ALL, DIAGNOSTIC(text)},
	END,
};
