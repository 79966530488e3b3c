/*
 * nearest.c - owns what "did you mean" means: the nearest of some names by edit distance.
 */
#include "challenge_find.h"

#include <string.h>

#define NAME_BYTES_MAX 64

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Insertions, deletions, changes and swaps of neighbours between two names, each used once in its
 * place (optimal string alignment). Three rows of the table are enough. */
static size_t edit_distance(
	const char *left, size_t left_size, const char *right, size_t right_size)
{
	size_t rows[3][NAME_BYTES_MAX + 1];
	for (size_t j = 0; j <= right_size; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= left_size; i++) {
		size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *second = rows[(i + 1) % 3];
		row[0] = i;
		for (size_t j = 1; j <= right_size; j++) {
			size_t change = left[i - 1] != right[j - 1];
			row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + change);
			if (i > 1 && j > 1 && left[i - 1] == right[j - 2] &&
				left[i - 2] == right[j - 1])
				row[j] = least(row[j], second[j - 2] + 1);
		}
	}
	return rows[left_size % 3][right_size];
}

const char *assay_nearest_name(const char *text, const char *const *names, size_t count)
{
	const char *nearest = NULL;
	size_t size = strlen(text), best = SIZE_MAX;
	if (size == 0 || size > NAME_BYTES_MAX)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		size_t name_size = strlen(names[i]);
		if (name_size == 0 || name_size > NAME_BYTES_MAX)
			continue;
		size_t distance = edit_distance(text, size, names[i], name_size);
		/* A beginning of the name is near, however much is left to write. */
		bool begins = size >= 2 && strncmp(text, names[i], size) == 0;
		size_t allowed = least(size, name_size) / 3 + 1;
		if (begins)
			distance = least(distance, allowed);
		if (distance <= allowed && distance < best) {
			best = distance;
			nearest = names[i];
		}
	}
	return nearest;
}
