/*
 * quote.c - owns the quoting rules of report syntaxes, one function each.
 */
#include "quote.h"

#include <string.h>

void assay_quote_xml(struct assay_bytes *out, const char *text)
{
	for (const char *at = text; *at != '\0'; at++) {
		if (*at == '&')
			assay_bytes_puts(out, "&amp;");
		else if (*at == '<')
			assay_bytes_puts(out, "&lt;");
		else if (*at == '>')
			assay_bytes_puts(out, "&gt;");
		else if (*at == '"')
			assay_bytes_puts(out, "&quot;");
		else if (*at == '\n')
			assay_bytes_puts(out, "&#10;");
		else if (*at == '\t')
			assay_bytes_puts(out, "&#9;");
		else if (strncmp(at, "\xef\xbf\xbe", 3) == 0 ||
			 strncmp(at, "\xef\xbf\xbf", 3) == 0) {
			assay_bytes_puts(out, "\xef\xbf\xbd");
			at += 2;
		} else {
			assay_bytes_putc(out, *at);
		}
	}
}

void assay_quote_tap(struct assay_bytes *out, const char *text)
{
	for (const char *at = text; *at != '\0'; at++) {
		if (*at == '\\' || *at == '#')
			assay_bytes_putc(out, '\\');
		assay_bytes_putc(out, *at == '\n' ? ' ' : *at);
	}
}

void assay_quote_json(struct assay_bytes *out, const char *text)
{
	assay_bytes_putc(out, '"');
	for (const char *at = text; *at != '\0'; at++) {
		if (*at == '"' || *at == '\\')
			assay_bytes_putc(out, '\\');
		if ((unsigned char)*at < 0x20)
			assay_bytes_printf(out, "\\u%04x", (unsigned char)*at);
		else
			assay_bytes_putc(out, *at);
	}
	assay_bytes_putc(out, '"');
}

void assay_quote_command(struct assay_bytes *out, const char *text, bool property)
{
	for (const char *at = text; *at != '\0'; at++) {
		bool special = *at == '%' || *at == '\r' || *at == '\n' ||
			       (property && (*at == ':' || *at == ','));
		if (special)
			assay_bytes_printf(out, "%%%02X", (unsigned char)*at);
		else
			assay_bytes_putc(out, *at);
	}
}

void assay_quote_markdown(struct assay_bytes *out, const char *text)
{
	static const char special[] = "&<>\"'\\`*_{}[]()#+-.!|~:@^=$";
	for (const char *at = text; *at != '\0'; at++) {
		/* A point or a hyphen inside a word is no markup, and stays readable. */
		bool inside = (*at == '.' || *at == '-' || *at == ':') && at != text &&
			      at[-1] != ' ' && at[-1] != '\n' && at[-1] != *at;
		if (*at == '\n')
			assay_bytes_puts(out, "<br>");
		else if (strchr(special, *at) != NULL && !inside)
			assay_bytes_printf(out, "&#%u;", (unsigned char)*at);
		else
			assay_bytes_putc(out, *at);
	}
}

void assay_quote_uri(struct assay_bytes *out, const char *text)
{
	static const char plain[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/+@,";
	for (const char *at = text; *at != '\0'; at++) {
		if (strchr(plain, *at) != NULL)
			assay_bytes_putc(out, *at);
		else
			assay_bytes_printf(out, "%%%02X", (unsigned char)*at);
	}
}
