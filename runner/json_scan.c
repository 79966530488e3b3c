/*
 * json_scan.c - owns the grammar of JSON: one pass over hostile bytes that says what is wrong and
 * where. Must not recurse without a bound, nor build anything but a list of offsets.
 */
#include "json_scan.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <assay/bytes.h>

#include "json.h"

/* cJSON copies a number into 63 bytes; no honest one is longer than this. */
#define NUMBER_BYTES_MAX 48

struct scan {
	const char *text;
	size_t size, at;
	const char *name;
	int code;
	unsigned depth;
	struct assay_json_keys *keys;
	struct assay_error *err;
};

void assay_json_keys_release(struct assay_json_keys *keys)
{
	free(keys->offsets);
	*keys = (struct assay_json_keys){0};
}

int assay_json_fault(const char *text, size_t size, size_t offset, const char *name, int code,
	struct assay_error *err, const char *format, ...)
{
	size_t line = 1, column = 1;
	for (size_t i = 0; i < offset && i < size; i++) {
		if (text[i] == '\n') {
			line++;
			column = 1;
		} else if (((unsigned char)text[i] & 0xc0) != 0x80) {
			column++;
		}
	}
	char message[ASSAY_ERROR_SIZE];
	va_list arguments;
	va_start(arguments, format);
	assay_error_format(message, sizeof message, format, arguments);
	va_end(arguments);
	return assay_error_set(err, code, "%s:%zu:%zu: %s", name, line, column, message);
}

#define FAULT(scan, offset, ...)                                                                   \
	assay_json_fault((scan)->text, (scan)->size, offset, (scan)->name, (scan)->code,           \
		(scan)->err, __VA_ARGS__)

/* A fault at the current place: what is there, and what was expected. */
static int refuse(struct scan *scan, const char *expected)
{
	if (scan->at >= scan->size)
		return FAULT(scan, scan->at, "the file ends; expected %s", expected);
	const char *from = scan->text + scan->at;
	uint32_t point = 0;
	size_t length = assay_utf8_length(from, scan->size - scan->at, &point);
	if (length == 0 || point < 0x20 || point == 0x7f)
		return FAULT(
			scan, scan->at, "byte 0x%02x; expected %s", (unsigned char)*from, expected);
	if (assay_utf8_unsafe(point))
		return FAULT(scan, scan->at, "U+%04X; expected %s", point, expected);
	return FAULT(scan, scan->at, "'%.*s'; expected %s", (int)length, from, expected);
}

static char peek(const struct scan *scan)
{
	return scan->at < scan->size ? scan->text[scan->at] : '\0';
}

static void skip_space(struct scan *scan)
{
	while (scan->at < scan->size && strchr(" \t\r\n", scan->text[scan->at]) != NULL &&
		scan->text[scan->at] != '\0')
		scan->at++;
}

static int note_key(struct scan *scan)
{
	struct assay_json_keys *keys = scan->keys;
	if (keys->count == keys->capacity) {
		/* Never more than the text has bytes, which its reader has bounded. */
		size_t capacity = keys->capacity == 0 ? 64 : keys->capacity * 2;
		size_t *offsets = reallocarray(keys->offsets, capacity, sizeof *offsets);
		if (offsets == NULL)
			return assay_error_set(scan->err, ASSAY_ERR_SYSTEM, "out of memory");
		keys->offsets = offsets;
		keys->capacity = capacity;
	}
	keys->offsets[keys->count++] = scan->at;
	return 0;
}

/* Four hexadecimal digits at `at`; false when they are not. */
static bool read_hex(const struct scan *scan, size_t at, unsigned *ret_value)
{
	unsigned value = 0;
	if (scan->size - at < 4)
		return false;
	for (size_t i = 0; i < 4; i++) {
		char c = scan->text[at + i];
		if (c >= '0' && c <= '9')
			value = value << 4 | (unsigned)(c - '0');
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			value = value << 4 | (unsigned)((c | 0x20) - 'a' + 10);
		else
			return false;
	}
	*ret_value = value;
	return true;
}

/* At the backslash of an escape; moves behind it. */
static int scan_escape(struct scan *scan)
{
	size_t start = scan->at++;
	if (scan->at < scan->size && peek(scan) != '\0' &&
		strchr("\"\\/bfnrt", peek(scan)) != NULL) {
		scan->at++;
		return 0;
	}
	if (peek(scan) != 'u')
		return refuse(scan, "one of \" \\ / b f n r t u after a backslash");
	unsigned unit = 0, low = 0;
	if (!read_hex(scan, ++scan->at, &unit))
		return FAULT(scan, start, "expected four hexadecimal digits after \\u");
	scan->at += 4;
	if (unit == 0)
		return FAULT(scan, start, "\\u0000: a string may not hold NUL");
	if (unit < 0xd800 || unit > 0xdfff)
		return 0;
	if (unit > 0xdbff || scan->size - scan->at < 6 || scan->text[scan->at] != '\\' ||
		scan->text[scan->at + 1] != 'u' || !read_hex(scan, scan->at + 2, &low) ||
		low < 0xdc00 || low > 0xdfff)
		return FAULT(scan, start, "\\u%04x: half of a surrogate pair", unit);
	scan->at += 6;
	return 0;
}

static int scan_string(struct scan *scan, const char *expected)
{
	size_t start = scan->at;
	if (peek(scan) != '"')
		return refuse(scan, expected);
	scan->at++;
	while (scan->at < scan->size) {
		char c = scan->text[scan->at];
		if (c == '"') {
			scan->at++;
			return 0;
		}
		if (c == '\\') {
			int status = scan_escape(scan);
			if (status != 0)
				return status;
			continue;
		}
		if ((unsigned char)c < 0x20)
			return FAULT(scan, scan->at,
				"byte 0x%02x in a string; control characters are written \\u%04x",
				(unsigned char)c, (unsigned char)c);
		uint32_t point;
		size_t length =
			assay_utf8_length(scan->text + scan->at, scan->size - scan->at, &point);
		if (length == 0)
			return FAULT(scan, scan->at, "byte 0x%02x is not UTF-8", (unsigned char)c);
		scan->at += length;
	}
	return FAULT(scan, start, "a string that does not end");
}

static size_t skip_digits(struct scan *scan)
{
	size_t start = scan->at;
	while (peek(scan) >= '0' && peek(scan) <= '9')
		scan->at++;
	return scan->at - start;
}

static int scan_number(struct scan *scan)
{
	size_t start = scan->at;
	if (peek(scan) == '-')
		scan->at++;
	size_t digits_at = scan->at;
	if (skip_digits(scan) == 0)
		return refuse(scan, "a digit");
	if (scan->text[digits_at] == '0' && scan->at - digits_at > 1)
		return FAULT(scan, start, "a number with a leading zero");
	if (peek(scan) == '.') {
		scan->at++;
		if (skip_digits(scan) == 0)
			return refuse(scan, "a digit after the decimal point");
	}
	if (peek(scan) == 'e' || peek(scan) == 'E') {
		scan->at++;
		if (peek(scan) == '+' || peek(scan) == '-')
			scan->at++;
		if (skip_digits(scan) == 0)
			return refuse(scan, "a digit in the exponent");
	}
	char copy[NUMBER_BYTES_MAX + 1];
	size_t length = scan->at - start;
	if (length > NUMBER_BYTES_MAX)
		return FAULT(scan, start, "a number of %zu characters, at most %d are allowed",
			length, NUMBER_BYTES_MAX);
	memcpy(copy, scan->text + start, length);
	copy[length] = '\0';
	errno = 0;
	double value = strtod(copy, NULL);
	if (errno == ERANGE || !isfinite(value))
		return FAULT(scan, start, "%s: a number out of range", copy);
	return 0;
}

static int scan_word(struct scan *scan)
{
	static const char *const words[] = {"true", "false", "null"};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		size_t length = strlen(words[i]);
		if (scan->size - scan->at >= length &&
			memcmp(scan->text + scan->at, words[i], length) == 0) {
			scan->at += length;
			return 0;
		}
	}
	return refuse(scan, "a value");
}

static int scan_value(struct scan *scan);

static int scan_member(struct scan *scan)
{
	int status = note_key(scan);
	if (status == 0)
		status = scan_string(scan, "a key in double quotes");
	if (status != 0)
		return status;
	skip_space(scan);
	if (peek(scan) != ':')
		return refuse(scan, "':' after the key");
	scan->at++;
	return scan_value(scan);
}

/* At the bracket that opens an array or object. */
static int scan_container(struct scan *scan)
{
	bool object = peek(scan) == '{';
	char close = object ? '}' : ']';
	if (++scan->depth > ASSAY_JSON_DEPTH_MAX)
		return FAULT(
			scan, scan->at, "nested more than %d levels deep", ASSAY_JSON_DEPTH_MAX);
	scan->at++;
	skip_space(scan);
	bool more = peek(scan) != close;
	while (more) {
		skip_space(scan);
		int status = object ? scan_member(scan) : scan_value(scan);
		if (status != 0)
			return status;
		skip_space(scan);
		more = peek(scan) == ',';
		if (!more && peek(scan) != close)
			return refuse(scan, object ? "',' or '}'" : "',' or ']'");
		if (more)
			scan->at++;
	}
	scan->at++;
	scan->depth--;
	return 0;
}

static int scan_value(struct scan *scan)
{
	skip_space(scan);
	char c = peek(scan);
	if (c == '{' || c == '[')
		return scan_container(scan);
	if (c == '"')
		return scan_string(scan, "a string");
	if (c == '-' || (c >= '0' && c <= '9'))
		return scan_number(scan);
	return scan_word(scan);
}

int assay_json_scan(const char *text, size_t size, const char *name, int code,
	struct assay_json_keys *ret_keys, struct assay_error *err)
{
	struct scan scan = {.text = text,
		.size = size,
		.name = name,
		.code = code,
		.keys = ret_keys,
		.err = err};
	int status = scan_value(&scan);
	if (status != 0)
		return status;
	skip_space(&scan);
	if (scan.at < size)
		return refuse(&scan, "the end of the file");
	return 0;
}
