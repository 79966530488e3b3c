/*
 * tolerance.c - owns when two tokens are the same number. Must not split answers into tokens.
 *
 * What is a number is decided here and not by strtod(3), which also reads hexadecimal floats and
 * follows the program's locale: decimal numbers with an optional exponent, and inf. NaN equals
 * nothing. Whole numbers beyond 2^53 do not fit a double and are compared digit by digit.
 */
#include "compare.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The longest decimal number that is read as one; a double needs at most 1,077 significant
 * places. A longer token is text. */
#define NUMBER_BYTES_MAX 2048

struct assay_tolerance {
	double absolute, relative;
	locale_t locale;
};

enum kind {
	KIND_TEXT,
	KIND_WHOLE,
	KIND_DECIMAL,
	KIND_INFINITE,
	KIND_NAN,
};

int assay_tolerance_open(const struct assay_challenge *challenge,
	struct assay_tolerance **ret_tolerance, struct assay_error *err)
{
	locale_t locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	if (locale == (locale_t)0)
		return assay_error_errno(err, errno, "make the C locale");
	struct assay_tolerance *tolerance = calloc(1, sizeof *tolerance);
	if (tolerance == NULL) {
		freelocale(locale);
		return assay_error_errno(err, ENOMEM, "compare numbers");
	}
	tolerance->absolute = challenge->absolute_tolerance;
	tolerance->relative = challenge->relative_tolerance;
	tolerance->locale = locale;
	*ret_tolerance = tolerance;
	return 0;
}

void assay_tolerance_close(struct assay_tolerance *tolerance)
{
	if (tolerance == NULL)
		return;
	freelocale(tolerance->locale);
	free(tolerance);
}

/* Length of the run of digits at `at`. */
static size_t digits(const struct assay_piece *piece, size_t at)
{
	size_t end = at;
	while (end < piece->size && piece->data[end] >= '0' && piece->data[end] <= '9')
		end++;
	return end - at;
}

static bool is_word(const struct assay_piece *piece, size_t at, const char *word)
{
	return piece->size - at == strlen(word) &&
	       strncasecmp(piece->data + at, word, piece->size - at) == 0;
}

/* After the sign: inf, infinity, nan, nan(...), or text. */
static enum kind classify_word(const struct assay_piece *piece, size_t at)
{
	if (is_word(piece, at, "inf") || is_word(piece, at, "infinity"))
		return KIND_INFINITE;
	if (piece->size - at >= 3 && strncasecmp(piece->data + at, "nan", 3) == 0 &&
		(piece->size - at == 3 || piece->data[at + 3] == '('))
		return KIND_NAN;
	return KIND_TEXT;
}

static enum kind classify(const struct assay_piece *piece)
{
	size_t at = piece->size > 0 && (piece->data[0] == '-' || piece->data[0] == '+');
	size_t whole = digits(piece, at);
	size_t fraction = 0;
	size_t end = at + whole;
	if (whole > 0 && end == piece->size)
		return KIND_WHOLE;
	if (end < piece->size && piece->data[end] == '.') {
		fraction = digits(piece, end + 1);
		end += 1 + fraction;
	}
	if (whole + fraction == 0)
		return classify_word(piece, at);
	if (end < piece->size && (piece->data[end] == 'e' || piece->data[end] == 'E')) {
		end++;
		if (end < piece->size && (piece->data[end] == '-' || piece->data[end] == '+'))
			end++;
		size_t exponent = digits(piece, end);
		end = exponent == 0 ? SIZE_MAX : end + exponent;
	}
	return end == piece->size && end <= NUMBER_BYTES_MAX ? KIND_DECIMAL : KIND_TEXT;
}

/* The digits of a whole number without sign and leading zeros; ret_negative is false for zero. */
static struct assay_piece magnitude(const struct assay_piece *piece, bool *ret_negative)
{
	struct assay_piece bare = *piece;
	*ret_negative = bare.data[0] == '-';
	if (bare.data[0] == '-' || bare.data[0] == '+') {
		bare.data++;
		bare.size--;
	}
	while (bare.size > 0 && bare.data[0] == '0') {
		bare.data++;
		bare.size--;
	}
	*ret_negative = *ret_negative && bare.size > 0;
	return bare;
}

/* Both are whole numbers and one is beyond 2^53: then ret_equal says whether they are the same. */
static bool compare_large(
	const struct assay_piece *expected, const struct assay_piece *got, bool *ret_equal)
{
	static const char limit[] = "9007199254740992";
	const size_t length = sizeof limit - 1;
	bool negative[2];
	struct assay_piece a = magnitude(expected, &negative[0]);
	struct assay_piece b = magnitude(got, &negative[1]);
	const struct assay_piece *larger = a.size > b.size ? &a : &b;
	if (a.size == b.size && a.size > 0 && memcmp(a.data, b.data, a.size) > 0)
		larger = &a;
	if (larger->size < length ||
		(larger->size == length && memcmp(larger->data, limit, length) <= 0))
		return false;
	*ret_equal = a.size == b.size && negative[0] == negative[1] &&
		     memcmp(a.data, b.data, a.size) == 0;
	return true;
}

/* A token that classify() took for a number no longer than NUMBER_BYTES_MAX. */
static double read_number(const struct assay_tolerance *tolerance, const struct assay_piece *piece)
{
	char text[NUMBER_BYTES_MAX + 1];
	memcpy(text, piece->data, piece->size);
	text[piece->size] = '\0';
	return strtod_l(text, NULL, tolerance->locale);
}

static bool is_close(const struct assay_tolerance *tolerance, double expected, double got)
{
	/* A number too large for a double was not read; its text differs, so it is not the same. */
	if (!isfinite(expected) || !isfinite(got))
		return false;
	double apart = fabs(expected - got);
	return isfinite(apart) &&
	       (apart <= tolerance->absolute || apart <= tolerance->relative * fabs(expected));
}

bool assay_tolerance_equal(const struct assay_tolerance *tolerance,
	const struct assay_piece *expected, const struct assay_piece *got)
{
	enum kind a = classify(expected);
	enum kind b = classify(got);
	if (a == KIND_NAN || b == KIND_NAN)
		return false;
	if (expected->size == got->size && memcmp(expected->data, got->data, got->size) == 0)
		return true;
	if (a == KIND_TEXT || b == KIND_TEXT)
		return false;
	if (a == KIND_INFINITE || b == KIND_INFINITE)
		return a == b && (expected->data[0] == '-') == (got->data[0] == '-');
	bool equal = false;
	if (a == KIND_WHOLE && b == KIND_WHOLE && compare_large(expected, got, &equal))
		return equal;
	if (expected->size > NUMBER_BYTES_MAX || got->size > NUMBER_BYTES_MAX)
		return false;
	return is_close(tolerance, read_number(tolerance, expected), read_number(tolerance, got));
}
