/*
 * fuzz_answers.c - any bytes as the expected answers and as what a program printed, by every way to
 * compare. Equal means the same both ways round, everything equals itself, and a difference is said
 * in words that are safe to show.
 */
#include "../../runner/judge/compare.h"

#include "fuzz.h"

static const enum assay_compare modes[] = {ASSAY_COMPARE_EXACT, ASSAY_COMPARE_LINES,
	ASSAY_COMPARE_TOKENS, ASSAY_COMPARE_NUMBERS, ASSAY_COMPARE_UNORDERED};

static bool equal(
	enum assay_compare mode, const struct assay_bytes *expected, const struct assay_bytes *got)
{
	/* An absolute tolerance alone: a relative one is measured by the expected answer. */
	struct assay_challenge challenge = {.compare = mode, .absolute_tolerance = 1e-6};
	struct assay_difference difference = {0};
	struct assay_error err = {0};
	require(assay_compare_answers(&challenge, expected, got, &difference, &err) == 0);
	bool same = difference.equal;
	require(same == (difference.where.size == 0));
	require_safe(assay_bytes_text(&difference.where), true);
	assay_difference_release(&difference);
	return same;
}

/* By numbers NaN equals nothing, not even itself. */
static bool may_hold_nan(enum assay_compare mode, const struct assay_bytes *answers)
{
	return mode == ASSAY_COMPARE_NUMBERS &&
	       strcasestr(assay_bytes_text(answers), "nan") != NULL;
}

static void check(enum assay_compare mode, const struct assay_bytes *a, const struct assay_bytes *b)
{
	bool same = equal(mode, a, b);
	require(same == equal(mode, b, a));
	if (may_hold_nan(mode, a) || memchr(assay_bytes_text(a), '\0', a->size) != NULL)
		return;
	require(equal(mode, a, a));
	/* What is the same byte by byte is the same by every other way. */
	require(same || !equal(ASSAY_COMPARE_EXACT, a, b));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* The first 0xff parts the two. */
	const uint8_t *mark = size == 0 ? NULL : memchr(data, 0xff, size);
	size_t first = mark == NULL ? size : (size_t)(mark - data);
	struct assay_bytes expected = {0};
	struct assay_bytes got = {0};
	assay_bytes_append(&expected, data, first);
	if (mark != NULL)
		assay_bytes_append(&got, mark + 1, size - first - 1);
	for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
		check(modes[i], &expected, &got);
		check(modes[i], &got, &expected);
	}
	assay_bytes_release(&expected);
	assay_bytes_release(&got);
	return 0;
}
