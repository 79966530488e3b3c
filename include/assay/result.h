/*
 * result.h - the result of grading one submission, and the call that makes it.
 *
 * Rendered as the document assay.result/1 (docs/result.schema.json); every other format is
 * rendered from this record.
 */
#ifndef ASSAY_RESULT_H
#define ASSAY_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <assay/challenge.h>
#include <assay/error.h>
#include <assay/sandbox.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Opinions of the judge. Names: accepted, wrong-answer, ... */
enum assay_verdict {
	ASSAY_VERDICT_ACCEPTED = 0,
	ASSAY_VERDICT_WRONG_ANSWER,
	ASSAY_VERDICT_TIME_LIMIT,
	ASSAY_VERDICT_MEMORY_LIMIT,
	ASSAY_VERDICT_OUTPUT_LIMIT,
	ASSAY_VERDICT_RUN_TIME_ERROR,
	ASSAY_VERDICT_FORBIDDEN_CALL,
	ASSAY_VERDICT_COMPILE_ERROR,  /* of a submission only */
	ASSAY_VERDICT_INTERNAL_ERROR, /* ours: never scored, gradable again */
};
#define ASSAY_VERDICT_COUNT 9
/* "accepted", "wrong-answer", "time-limit-exceeded", "memory-limit-exceeded",
 * "output-limit-exceeded", "run-time-error", "forbidden-call", "compile-error", "internal-error" */
const char *assay_verdict_name(enum assay_verdict verdict);
const char *assay_verdict_code(enum assay_verdict verdict);  /* "AC", "WA", ... */
const char *assay_verdict_words(enum assay_verdict verdict); /* "wrong answer", for people */
/* False for a name that is none. */
bool assay_verdict_parse(const char *name, enum assay_verdict *ret_verdict);

/* A figure of one test. The reference's is 0 where it was not measured. */
struct assay_measure {
	enum assay_metric metric;
	uint64_t value;
	uint64_t reference;
	enum assay_source source; /* NONE for counters of trusted code */
};

/* One test of the result. Strings belong to the record and are never NULL. */
struct assay_item {
	char group[ASSAY_ID_SIZE];
	char name[ASSAY_ID_SIZE + 8];
	char *behaviour; /* in words, for the candidate */
	enum assay_verdict verdict;
	char *message;        /* why, free of hidden data; "" when accepted */
	char *reveal_message; /* why, for the owner: line, expected, got; "" when accepted */
	uint64_t cpu_ns;
	uint64_t wall_ns;
	uint64_t peak_bytes;
	uint32_t runs; /* how often it was run: more than 1 after an overrun or a fault of ours */
	size_t measure_count;
	struct assay_measure measures[ASSAY_METRIC_COUNT];
	/* Samples only: shown by `assay test`. NULL elsewhere. */
	char *input, *expected, *got, *out, *errors;
};
void assay_item_release(struct assay_item *item); /* accepts the zeroed and the half-built */

/* A ratio that no band holds: the reference needs none of what was used. */
#define ASSAY_RATIO_BEYOND UINT64_MAX

struct assay_measure_outcome {
	enum assay_metric metric;
	uint64_t ratio_thousandths; /* the worst test's, to the reference, rounded up */
	uint32_t share_thousandths;
	uint32_t next_ratio_thousandths; /* what the next better band wants; 0 in the best */
};

struct assay_group_result {
	char name[ASSAY_ID_SIZE];
	char *behaviour;
	bool sample;
	uint32_t points;      /* the most that can be had */
	uint64_t millipoints; /* earned, thousandths of a point */
	uint32_t passed, tests;
	enum assay_verdict verdict; /* of its first failing test, or accepted */
	size_t measure_count;
	struct assay_measure_outcome measures[ASSAY_MEASURES_MAX];
};

struct assay_diagnostic {
	char *file; /* the candidate's own name for it; "" when none */
	uint32_t line, column;
	char severity[16]; /* "error", "warning", "note" */
	char *text;
};

/* Whether attacks of our own were seen to fail on this machine, in boxes of this level. */
enum assay_self_test {
	ASSAY_SELF_TEST_NOT_RUN = 0,
	ASSAY_SELF_TEST_PASSED,
	ASSAY_SELF_TEST_FAILED, /* `grade` refuses then; practising says so */
};
#define ASSAY_SELF_TEST_COUNT 3
const char *assay_self_test_name(enum assay_self_test state); /* "not-run", "passed", "failed" */

struct assay_result {
	char challenge_id[ASSAY_ID_SIZE];
	char challenge_version[ASSAY_ID_SIZE];
	char challenge_digest[ASSAY_DIGEST_SIZE];
	char *challenge_title;
	char submission_digest[ASSAY_DIGEST_SIZE];
	char *submission_name; /* what the user called it: relative, never an absolute path */
	char attempt_id[37];   /* UUID, "" when not stored */
	char *candidate;       /* "" when unknown */
	uint64_t seed;
	bool late;
	enum assay_verdict verdict;
	char *message; /* for internal-error and compile-error: why; else "" */
	uint64_t millipoints, max_millipoints;
	size_t group_count;
	struct assay_group_result *groups;
	size_t item_count;
	struct assay_item *items;
	size_t diagnostic_count;
	struct assay_diagnostic *diagnostics;
	enum assay_level level;
	uint32_t layers;
	enum assay_self_test self_test;
	uint64_t graded_at_ns;     /* wall clock */
	uint64_t build_ns, run_ns; /* how long building and running took, wall clock */
	char compiler[128];        /* first line of its --version */
};

/* An empty result. Its strings are NULL until they are set; whoever reads takes NULL as "". */
void assay_result_init(struct assay_result *result);
void assay_result_release(struct assay_result *result);

#ifdef __cplusplus
}
#endif

#endif
