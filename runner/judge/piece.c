/*
 * piece.c - owns lines and tokens of answers and how a difference is put in words. Must not decide
 * whether two answers are the same.
 */
#include "compare.h"

#include <string.h>

/* Bytes of a piece that are quoted, and of what both sides share before they part. */
#define QUOTED_MAX 120
#define SHARED_MAX 40

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct assay_cursor assay_piece_lines(const struct assay_bytes *bytes)
{
	size_t size = bytes->size;
	while (size > 0 && is_blank(bytes->data[size - 1]))
		size--;
	const char *data = assay_bytes_text(bytes);
	return (struct assay_cursor){data, data + size};
}

bool assay_piece_line(struct assay_cursor *cursor, struct assay_piece *ret_piece)
{
	if (cursor->at == cursor->end)
		return false;
	size_t left = (size_t)(cursor->end - cursor->at);
	const char *newline = memchr(cursor->at, '\n', left);
	size_t size = newline == NULL ? left : (size_t)(newline - cursor->at);
	const char *data = cursor->at;
	cursor->at += newline == NULL ? size : size + 1;
	while (size > 0 && is_blank(data[size - 1]))
		size--;
	*ret_piece = (struct assay_piece){data, size};
	return true;
}

bool assay_piece_token(struct assay_cursor *cursor, struct assay_piece *ret_piece)
{
	const char *start = cursor->at;
	while (start < cursor->end && is_blank(*start))
		start++;
	const char *end = start;
	while (end < cursor->end && !is_blank(*end))
		end++;
	cursor->at = end;
	*ret_piece = (struct assay_piece){start, (size_t)(end - start)};
	return end > start;
}

/* The greatest boundary between UTF-8 characters that is not past `size`. */
static size_t boundary(const struct assay_piece *piece, size_t size)
{
	if (size >= piece->size)
		return piece->size;
	size_t start = size;
	for (int i = 0; i < 3 && start > 0 && (piece->data[start] & 0xc0) == 0x80; i++)
		start--;
	return (piece->data[start] & 0xc0) == 0x80 ? size : start;
}

void assay_piece_quote(struct assay_bytes *out, const struct assay_piece *piece, size_t start)
{
	start = boundary(piece, start);
	struct assay_piece rest = {piece->data + start, piece->size - start};
	size_t shown = boundary(&rest, QUOTED_MAX);
	struct assay_bytes safe = {0};
	assay_bytes_append_safe(&safe, rest.data, shown, shown);
	assay_bytes_puts(out, start > 0 ? "`..." : "`");
	for (size_t i = 0; i < safe.size; i++) {
		if (safe.data[i] == '\n' || safe.data[i] == '\t')
			assay_bytes_puts(out, safe.data[i] == '\n' ? "\\n" : "\\t");
		else
			assay_bytes_putc(out, safe.data[i]);
	}
	out->failed = out->failed || safe.failed;
	assay_bytes_release(&safe);
	assay_bytes_puts(out, shown < rest.size ? "...`" : "`");
	if (start > 0 || shown < rest.size)
		assay_bytes_printf(out, " (%zu bytes)", piece->size);
}

void assay_piece_describe(
	struct assay_bytes *out, const struct assay_piece *expected, const struct assay_piece *got)
{
	size_t shared = 0;
	if (expected != NULL && got != NULL)
		while (shared < expected->size && shared < got->size &&
			expected->data[shared] == got->data[shared])
			shared++;
	size_t start = shared > (size_t)2 * SHARED_MAX ? shared - SHARED_MAX : 0;
	assay_bytes_puts(out, "expected ");
	if (expected != NULL)
		assay_piece_quote(out, expected, start);
	else
		assay_bytes_puts(out, "nothing more");
	assay_bytes_puts(out, ", got ");
	if (got != NULL)
		assay_piece_quote(out, got, start);
	else
		assay_bytes_puts(out, "nothing");
}
