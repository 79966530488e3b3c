/*
 * compare.h - what the ways to compare share: pieces of an answer, and words for a difference.
 *
 * Answers are raw bytes: they may hold NUL, lack a final newline, end lines with CR LF.
 */
#ifndef ASSAY_RUNNER_COMPARE_H
#define ASSAY_RUNNER_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

#include <assay/challenge.h>
#include <assay/error.h>

#include "judge.h"

/* A line or a token, borrowed from the answer. */
struct assay_piece {
	const char *data;
	size_t size;
};

/* What is left of an answer. */
struct assay_cursor {
	const char *at, *end;
};

/* The next line without white space at its end; false when there is none. */
bool assay_piece_line(struct assay_cursor *cursor, struct assay_piece *ret_piece);
/* The next token between white space. */
bool assay_piece_token(struct assay_cursor *cursor, struct assay_piece *ret_piece);
/* A cursor over the lines of an answer, without empty lines at the end. */
struct assay_cursor assay_piece_lines(const struct assay_bytes *bytes);

/* Appends "expected `a`, got `b`": safe, each cut to 120 bytes around where they part. NULL is
 * "nothing". */
void assay_piece_describe(
	struct assay_bytes *out, const struct assay_piece *expected, const struct assay_piece *got);
/* Appends one piece in back quotes, safe and cut, from byte `start` on. */
void assay_piece_quote(struct assay_bytes *out, const struct assay_piece *piece, size_t start);

/* Numbers within the challenge's tolerance; what is no number on both sides is text. */
struct assay_tolerance;
int assay_tolerance_open(const struct assay_challenge *challenge,
	struct assay_tolerance **ret_tolerance, struct assay_error *err);
void assay_tolerance_close(struct assay_tolerance *tolerance); /* NULL allowed */
bool assay_tolerance_equal(const struct assay_tolerance *tolerance,
	const struct assay_piece *expected, const struct assay_piece *got);

/* The same lines in any order. */
int assay_compare_unordered(const struct assay_bytes *expected, const struct assay_bytes *got,
	struct assay_difference *difference, struct assay_error *err);

#endif
