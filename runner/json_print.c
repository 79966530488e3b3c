/*
 * json_print.c - owns the written form of JSON. Characters that could steer a terminal are written
 * as escapes, so that a document is as safe to look at as it is to parse.
 */
#include "json_print.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 2^53: up to here every whole number is a double. */
#define EXACT_MAX 9007199254740992.0

static void print_escape(uint32_t point, struct assay_bytes *text)
{
	static const char letters[][2] = {{'"', '"'}, {'\\', '\\'}, {'\b', 'b'}, {'\f', 'f'},
		{'\n', 'n'}, {'\r', 'r'}, {'\t', 't'}};
	for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
		if (point == (uint32_t)letters[i][0]) {
			assay_bytes_putc(text, '\\');
			assay_bytes_putc(text, letters[i][1]);
			return;
		}
	}
	if (point > 0xffff) {
		assay_bytes_printf(text, "\\u%04x\\u%04x", 0xd800 + ((point - 0x10000) >> 10),
			0xdc00 + ((point - 0x10000) & 0x3ff));
		return;
	}
	assay_bytes_printf(text, "\\u%04x", point);
}

static void print_string(const char *string, struct assay_bytes *text)
{
	size_t size = strlen(string);
	assay_bytes_putc(text, '"');
	for (size_t i = 0; i < size;) {
		uint32_t point = 0xfffd;
		size_t length = assay_utf8_length(string + i, size - i, &point);
		if (point == '"' || point == '\\' || point < 0x20 || assay_utf8_unsafe(point))
			print_escape(point, text);
		else
			assay_bytes_append(text, string + i, length);
		i += length == 0 ? 1 : length;
	}
	assay_bytes_putc(text, '"');
}

static void print_number(double number, struct assay_bytes *text)
{
	if (fabs(number) <= EXACT_MAX && number == trunc(number)) {
		assay_bytes_printf(text, "%.0f", number);
		return;
	}
	/* The shortest form that reads back as the same number; JSON has no infinities. */
	char form[40];
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(form, sizeof form, "%.*g", digits, number);
		if (strtod(form, NULL) == number)
			break;
	}
	assay_bytes_puts(text, isfinite(number) ? form : "null");
}

static void break_line(bool pretty, unsigned indent, struct assay_bytes *text)
{
	if (pretty)
		assay_bytes_printf(text, "\n%*s", (int)(2 * indent), "");
}

static void print_container(
	const struct assay_json *node, bool pretty, unsigned indent, struct assay_bytes *text)
{
	bool object = assay_json_type(node) == ASSAY_JSON_OBJECT;
	const struct assay_json *child = assay_json_first(node);
	if (child == NULL) {
		assay_bytes_puts(text, object ? "{}" : "[]");
		return;
	}
	assay_bytes_putc(text, object ? '{' : '[');
	for (; child != NULL; child = assay_json_next(child)) {
		break_line(pretty, indent + 1, text);
		if (object) {
			print_string(assay_json_key(child), text);
			assay_bytes_puts(text, pretty ? ": " : ":");
		}
		assay_json_print_value(child, pretty, indent + 1, text);
		if (assay_json_next(child) != NULL)
			assay_bytes_putc(text, ',');
	}
	break_line(pretty, indent, text);
	assay_bytes_putc(text, object ? '}' : ']');
}

void assay_json_print_value(
	const struct assay_json *node, bool pretty, unsigned indent, struct assay_bytes *text)
{
	switch (assay_json_type(node)) {
	case ASSAY_JSON_NULL:
		assay_bytes_puts(text, "null");
		return;
	case ASSAY_JSON_BOOL:
		assay_bytes_puts(text, assay_json_bool(node) ? "true" : "false");
		return;
	case ASSAY_JSON_NUMBER:
		print_number(assay_json_number(node), text);
		return;
	case ASSAY_JSON_STRING:
		print_string(assay_json_string(node), text);
		return;
	case ASSAY_JSON_ARRAY:
	case ASSAY_JSON_OBJECT:
		print_container(node, pretty, indent, text);
		return;
	}
}
