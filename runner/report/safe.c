/*
 * safe.c - owns what may not leave in a report. Must not lay anything out.
 */
#include "safe.h"

#include <string.h>

/* White space; any character beyond ASCII too, for some of those are, and servers trim them. */
static bool may_start_line(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || (c & 0x80) != 0;
}

/* `##` and perhaps letters and `[`. */
static bool is_server_message(const char *at)
{
	if (at[0] != '#' || at[1] != '#')
		return false;
	at += 2;
	while (*at >= 'a' && *at <= 'z')
		at++;
	return *at == '[';
}

void assay_safe_append(struct assay_bytes *out, const char *text, size_t limit)
{
	if (text == NULL)
		return;
	struct assay_bytes safe = {0};
	assay_bytes_append_safe(&safe, text, strlen(text), limit);
	const char *from = assay_bytes_text(&safe);
	const char *done = from;
	for (const char *at = from; *at != '\0'; at++) {
		/* Wrapping may bring any word to the start of a line. */
		bool starts_word = at == from || may_start_line(at[-1]);
		bool command = starts_word && at[0] == ':' && at[1] == ':';
		if (!command && !is_server_message(at))
			continue;
		assay_bytes_append(out, done, (size_t)(at - done));
		assay_bytes_puts(out, command ? "\\x3a" : "\\x23");
		done = at + 1;
	}
	assay_bytes_puts(out, done);
	out->failed = out->failed || safe.failed;
	assay_bytes_release(&safe);
}
