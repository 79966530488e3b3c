/*
 * completion.c - owns the table of the formats of help, and the quoting that shells share.
 */
#include "completion.h"

#include <string.h>

const struct assay_help_format assay_help_formats[] = {
	{"text", false, NULL},
	{"bash", false, assay_complete_bash},
	{"zsh", false, assay_complete_zsh},
	{"fish", false, assay_complete_fish},
	{"man", true, assay_manpage},
	{0},
};

void assay_complete_quote(struct assay_bytes *text, const char *raw, const char *special)
{
	for (; *raw != '\0'; raw++) {
		if (*raw == '\'') {
			assay_bytes_puts(text, "'\\''");
			continue;
		}
		if (strchr(special, *raw) != NULL)
			assay_bytes_putc(text, '\\');
		assay_bytes_putc(text, *raw);
	}
}
