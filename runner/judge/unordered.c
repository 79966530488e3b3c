/*
 * unordered.c - owns the comparison of lines in any order. Must not care what they mean.
 *
 * Both sides are sorted and merged: n log n whatever the candidate writes, where a hash table could
 * be led into collisions.
 */
#include "compare.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Lines of one side. Bounds the memory: 24 bytes each. */
#define LINES_MAX (4u << 20)

struct line {
	uint64_t head; /* the first eight bytes, big-endian: most comparisons end here */
	const char *data;
	size_t size;
};

static uint64_t head_of(const struct assay_piece *piece)
{
	uint64_t head = 0;
	for (size_t i = 0; i < 8; i++)
		head = head << 8 | (i < piece->size ? (unsigned char)piece->data[i] : 0u);
	return head;
}

static int compare_lines(const void *left, const void *right)
{
	const struct line *a = left;
	const struct line *b = right;
	if (a->head != b->head)
		return a->head < b->head ? -1 : 1;
	size_t common = a->size < b->size ? a->size : b->size;
	int order = memcmp(a->data, b->data, common);
	if (order != 0)
		return order;
	return (a->size > b->size) - (a->size < b->size);
}

static size_t count_lines(const struct assay_bytes *bytes)
{
	struct assay_cursor cursor = assay_piece_lines(bytes);
	struct assay_piece piece;
	size_t count = 0;
	while (assay_piece_line(&cursor, &piece))
		count++;
	return count;
}

static struct line *sorted_lines(const struct assay_bytes *bytes, size_t count)
{
	struct line *lines = calloc(count + 1, sizeof *lines);
	if (lines == NULL)
		return NULL;
	struct assay_cursor cursor = assay_piece_lines(bytes);
	struct assay_piece piece;
	for (size_t i = 0; i < count && assay_piece_line(&cursor, &piece); i++)
		lines[i] = (struct line){head_of(&piece), piece.data, piece.size};
	qsort(lines, count, sizeof *lines, compare_lines);
	return lines;
}

/* The earliest line of each side that the other lacks, and how many there are. */
struct odd {
	const struct line *missing, *extra;
	size_t missing_count;
};

static const struct line *earlier(const struct line *a, const struct line *b)
{
	return a == NULL || b->data < a->data ? b : a;
}

static struct odd merge(const struct line *expected, size_t expected_count, const struct line *got,
	size_t got_count)
{
	struct odd odd = {0};
	size_t i = 0;
	size_t j = 0;
	while (i < expected_count || j < got_count) {
		int order = i == expected_count ? 1
			    : j == got_count    ? -1
						: compare_lines(&expected[i], &got[j]);
		if (order < 0) {
			odd.missing = earlier(odd.missing, &expected[i]);
			odd.missing_count++;
		} else if (order > 0) {
			odd.extra = earlier(odd.extra, &got[j]);
		}
		i += order <= 0;
		j += order >= 0;
	}
	return odd;
}

static void describe(
	const struct odd *odd, const struct assay_bytes *got, struct assay_difference *difference)
{
	struct assay_bytes *where = &difference->where;
	if (odd->extra != NULL) {
		size_t number = 1;
		for (const char *at = got->data; at < odd->extra->data; at++)
			number += *at == '\n';
		assay_bytes_printf(where, "line %zu: ", number);
		assay_piece_quote(
			where, &(struct assay_piece){odd->extra->data, odd->extra->size}, 0);
		assay_bytes_puts(where, " is not among the expected lines, or too often");
	}
	if (odd->missing == NULL)
		return;
	if (odd->extra != NULL)
		assay_bytes_puts(where, "; ");
	assay_piece_quote(where, &(struct assay_piece){odd->missing->data, odd->missing->size}, 0);
	assay_bytes_puts(where, " is missing");
	if (odd->missing_count > 1)
		assay_bytes_printf(where, ", and %zu more", odd->missing_count - 1);
}

int assay_compare_unordered(const struct assay_bytes *expected, const struct assay_bytes *got,
	struct assay_difference *difference, struct assay_error *err)
{
	difference->expected_count = count_lines(expected);
	difference->got_count = count_lines(got);
	if (difference->expected_count > LINES_MAX)
		return assay_error_set(err, ASSAY_ERR_CHALLENGE,
			"an expected answer of %zu lines is too long to compare in any order; at "
			"most %u",
			difference->expected_count, LINES_MAX);
	if (difference->got_count > LINES_MAX) {
		assay_bytes_printf(&difference->where, "expected %zu lines, got %zu",
			difference->expected_count, difference->got_count);
		return 0;
	}
	struct line *lines[2] = {
		sorted_lines(expected, difference->expected_count),
		sorted_lines(got, difference->got_count),
	};
	if (lines[0] != NULL && lines[1] != NULL) {
		struct odd odd = merge(
			lines[0], difference->expected_count, lines[1], difference->got_count);
		difference->equal = odd.missing == NULL && odd.extra == NULL;
		difference->cut_short = odd.missing != NULL && odd.extra == NULL;
		describe(&odd, got, difference);
	}
	bool failed = lines[0] == NULL || lines[1] == NULL;
	free(lines[0]);
	free(lines[1]);
	return failed ? assay_error_errno(err, ENOMEM, "compare answers in any order") : 0;
}
