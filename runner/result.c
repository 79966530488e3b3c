/*
 * result.c - owns the life of a result record and the names of verdicts. Must not decide any.
 */
#include <assay/result.h>

#include <stdlib.h>
#include <string.h>

struct verdict_row {
	const char *name;  /* in documents */
	const char *code;  /* in tables */
	const char *words; /* for people */
};

static const struct verdict_row verdicts[ASSAY_VERDICT_COUNT] = {
	[ASSAY_VERDICT_ACCEPTED] = {"accepted", "AC", "accepted"},
	[ASSAY_VERDICT_WRONG_ANSWER] = {"wrong-answer", "WA", "wrong answer"},
	[ASSAY_VERDICT_TIME_LIMIT] = {"time-limit-exceeded", "TLE", "time limit exceeded"},
	[ASSAY_VERDICT_MEMORY_LIMIT] = {"memory-limit-exceeded", "MLE", "memory limit exceeded"},
	[ASSAY_VERDICT_OUTPUT_LIMIT] = {"output-limit-exceeded", "OLE", "output limit exceeded"},
	[ASSAY_VERDICT_RUN_TIME_ERROR] = {"run-time-error", "RTE", "run-time error"},
	[ASSAY_VERDICT_FORBIDDEN_CALL] = {"forbidden-call", "FC", "forbidden call"},
	[ASSAY_VERDICT_COMPILE_ERROR] = {"compile-error", "CE", "compile error"},
	[ASSAY_VERDICT_INTERNAL_ERROR] = {"internal-error", "IE", "internal error"},
};

static const struct verdict_row *row_of(enum assay_verdict verdict)
{
	static const struct verdict_row unknown = {"unknown", "??", "unknown"};
	return (unsigned)verdict < ASSAY_VERDICT_COUNT ? &verdicts[verdict] : &unknown;
}

const char *assay_verdict_name(enum assay_verdict verdict)
{
	return row_of(verdict)->name;
}

const char *assay_verdict_code(enum assay_verdict verdict)
{
	return row_of(verdict)->code;
}

const char *assay_verdict_words(enum assay_verdict verdict)
{
	return row_of(verdict)->words;
}

bool assay_verdict_parse(const char *name, enum assay_verdict *ret_verdict)
{
	for (unsigned i = 0; i < ASSAY_VERDICT_COUNT; i++) {
		if (strcmp(verdicts[i].name, name) == 0) {
			*ret_verdict = (enum assay_verdict)i;
			return true;
		}
	}
	return false;
}

const char *assay_self_test_name(enum assay_self_test state)
{
	static const char *const names[ASSAY_SELF_TEST_COUNT] = {"not-run", "passed", "failed"};
	return (unsigned)state < ASSAY_SELF_TEST_COUNT ? names[state] : names[0];
}

void assay_item_release(struct assay_item *item)
{
	free(item->behaviour);
	free(item->message);
	free(item->reveal_message);
	free(item->input);
	free(item->expected);
	free(item->got);
	free(item->out);
	free(item->errors);
	*item = (struct assay_item){0};
}

void assay_result_init(struct assay_result *result)
{
	*result = (struct assay_result){0};
}

void assay_result_release(struct assay_result *result)
{
	for (size_t i = 0; i < result->group_count && result->groups != NULL; i++)
		free(result->groups[i].behaviour);
	for (size_t i = 0; i < result->item_count && result->items != NULL; i++)
		assay_item_release(&result->items[i]);
	for (size_t i = 0; i < result->diagnostic_count && result->diagnostics != NULL; i++) {
		free(result->diagnostics[i].file);
		free(result->diagnostics[i].text);
	}
	free(result->groups);
	free(result->items);
	free(result->diagnostics);
	free(result->challenge_title);
	free(result->submission_name);
	free(result->candidate);
	free(result->message);
	assay_result_init(result);
}
