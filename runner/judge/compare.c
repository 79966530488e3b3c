/*
 * compare.c - owns the table of ways to compare answers. Must not know what a verdict is.
 */
#include "compare.h"

#include <string.h>

/* How a mode walks two answers side by side. */
struct walk {
	const char *unit;
	bool (*next)(struct assay_cursor *cursor, struct assay_piece *ret_piece);
	const struct assay_tolerance *tolerance; /* NULL: byte for byte */
};

static bool is_same(
	const struct walk *walk, const struct assay_piece *expected, const struct assay_piece *got)
{
	if (walk->tolerance != NULL)
		return assay_tolerance_equal(walk->tolerance, expected, got);
	return expected->size == got->size && memcmp(expected->data, got->data, got->size) == 0;
}

static size_t newlines(const char *from, const char *to)
{
	size_t count = 0;
	while (from < to && (from = memchr(from, '\n', (size_t)(to - from))) != NULL) {
		count++;
		from++;
	}
	return count;
}

/* Walks both to their ends, so that both are counted, and describes where they first part. */
static void compare_pieces(const struct walk *walk, const struct assay_cursor both[2],
	struct assay_difference *difference)
{
	struct assay_cursor expected = both[0];
	struct assay_cursor got = both[1];
	struct assay_piece a = {0};
	struct assay_piece b = {0};
	difference->equal = true;
	for (;;) {
		bool have_a = walk->next(&expected, &a);
		bool have_b = walk->next(&got, &b);
		difference->expected_count += have_a;
		difference->got_count += have_b;
		if (!have_a && !have_b)
			return;
		if (!difference->equal || (have_a && have_b && is_same(walk, &a, &b)))
			continue;
		difference->equal = false;
		difference->cut_short = !have_b;
		assay_bytes_printf(&difference->where, "%s %zu", walk->unit,
			have_a ? difference->expected_count : difference->got_count);
		if (walk->next == assay_piece_token)
			assay_bytes_printf(&difference->where, " (line %zu)",
				(have_b ? newlines(both[1].at, b.data)
					: newlines(both[0].at, a.data)) +
					1);
		assay_bytes_puts(&difference->where, ": ");
		assay_piece_describe(&difference->where, have_a ? &a : NULL, have_b ? &b : NULL);
	}
}

static struct assay_cursor whole(const struct assay_bytes *bytes)
{
	const char *data = assay_bytes_text(bytes);
	return (struct assay_cursor){data, data + bytes->size};
}

/* Lines as they are, the last one counted even without its newline. */
static size_t count_raw_lines(const struct assay_bytes *bytes)
{
	struct assay_cursor all = whole(bytes);
	return newlines(all.at, all.end) + (bytes->size > 0 && all.end[-1] != '\n');
}

/* The line, newline included, that starts `start` bytes into the answer; empty past its end. */
static struct assay_piece raw_line(const struct assay_bytes *bytes, size_t start)
{
	const char *data = assay_bytes_text(bytes) + start;
	const char *newline = memchr(data, '\n', bytes->size - start);
	return (struct assay_piece){
		data, newline == NULL ? bytes->size - start : (size_t)(newline - data) + 1};
}

static int compare_exact(const struct assay_challenge *challenge,
	const struct assay_bytes *expected, const struct assay_bytes *got,
	struct assay_difference *difference, struct assay_error *err)
{
	(void)challenge, (void)err;
	size_t least = expected->size < got->size ? expected->size : got->size;
	size_t shared = 0;
	size_t start = 0;
	for (; shared < least && expected->data[shared] == got->data[shared]; shared++)
		if (expected->data[shared] == '\n')
			start = shared + 1;
	difference->expected_count = count_raw_lines(expected);
	difference->got_count = count_raw_lines(got);
	difference->equal = expected->size == got->size && shared == least;
	if (difference->equal)
		return 0;
	difference->cut_short = shared == got->size;
	struct assay_piece a = raw_line(expected, start);
	struct assay_piece b = raw_line(got, start);
	const char *from = assay_bytes_text(expected);
	assay_bytes_printf(&difference->where,
		"line %zu, byte %zu: ", newlines(from, from + start) + 1, shared - start + 1);
	assay_piece_describe(&difference->where, a.size > 0 ? &a : NULL, b.size > 0 ? &b : NULL);
	return 0;
}

static int compare_lines(const struct assay_challenge *challenge,
	const struct assay_bytes *expected, const struct assay_bytes *got,
	struct assay_difference *difference, struct assay_error *err)
{
	(void)challenge, (void)err;
	const struct assay_cursor both[] = {assay_piece_lines(expected), assay_piece_lines(got)};
	compare_pieces(&(struct walk){"line", assay_piece_line, NULL}, both, difference);
	return 0;
}

static int compare_tokens(const struct assay_challenge *challenge,
	const struct assay_bytes *expected, const struct assay_bytes *got,
	struct assay_difference *difference, struct assay_error *err)
{
	(void)challenge, (void)err;
	const struct assay_cursor both[] = {whole(expected), whole(got)};
	compare_pieces(&(struct walk){"token", assay_piece_token, NULL}, both, difference);
	return 0;
}

static int compare_numbers(const struct assay_challenge *challenge,
	const struct assay_bytes *expected, const struct assay_bytes *got,
	struct assay_difference *difference, struct assay_error *err)
{
	struct assay_tolerance *tolerance = NULL;
	int r = assay_tolerance_open(challenge, &tolerance, err);
	if (r != 0)
		return r;
	const struct assay_cursor both[] = {whole(expected), whole(got)};
	compare_pieces(&(struct walk){"token", assay_piece_token, tolerance}, both, difference);
	assay_tolerance_close(tolerance);
	return 0;
}

static int compare_unordered(const struct assay_challenge *challenge,
	const struct assay_bytes *expected, const struct assay_bytes *got,
	struct assay_difference *difference, struct assay_error *err)
{
	(void)challenge;
	return assay_compare_unordered(expected, got, difference, err);
}

/* Modes by number; their names are words of the manifest, runner/challenge/kinds.c. */
struct mode {
	/* Fills a zeroed difference. NULL: the challenge's own program compares. */
	int (*compare)(const struct assay_challenge *challenge, const struct assay_bytes *expected,
		const struct assay_bytes *got, struct assay_difference *difference,
		struct assay_error *err);
};

static const struct mode modes[] = {
	[ASSAY_COMPARE_EXACT] = {compare_exact},
	[ASSAY_COMPARE_LINES] = {compare_lines},
	[ASSAY_COMPARE_TOKENS] = {compare_tokens},
	[ASSAY_COMPARE_NUMBERS] = {compare_numbers},
	[ASSAY_COMPARE_UNORDERED] = {compare_unordered},
	[ASSAY_COMPARE_CHECKER] = {NULL},
};
#define MODE_COUNT (sizeof modes / sizeof modes[0])

void assay_difference_release(struct assay_difference *difference)
{
	assay_bytes_release(&difference->where);
	*difference = (struct assay_difference){0};
}

int assay_compare_answers(const struct assay_challenge *challenge,
	const struct assay_bytes *expected, const struct assay_bytes *got,
	struct assay_difference *ret_difference, struct assay_error *err)
{
	enum assay_compare mode = challenge->compare;
	if ((unsigned)mode >= MODE_COUNT || modes[mode].compare == NULL)
		return assay_error_set(err, ASSAY_ERR_INTERNAL,
			"compare answers: mode %d is not compared by assay itself", (int)mode);
	int r = assay_bytes_check(expected, err);
	if (r == 0)
		r = assay_bytes_check(got, err);
	struct assay_difference difference = {0};
	if (r == 0)
		r = modes[mode].compare(challenge, expected, got, &difference, err);
	if (r == 0)
		r = assay_bytes_check(&difference.where, err);
	if (r == 0)
		*ret_difference = difference;
	else
		assay_difference_release(&difference);
	return r;
}
