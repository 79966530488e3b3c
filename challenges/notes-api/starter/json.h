/*
 * json.h - reads one JSON object. Given; writing JSON is yours.
 */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>

enum json_kind {
	JSON_STRING,
	JSON_NUMBER,
	JSON_TRUE,
	JSON_FALSE,
	JSON_NULL,
	JSON_NESTED, /* an object or an array: well-formed, its contents are not kept */
};

/* Names and strings are decoded to UTF-8 and end with a NUL beyond their size; they may hold NUL
 * bytes too, since JSON can say \u0000. */
struct json_member {
	const char *name;
	size_t name_size;
	enum json_kind kind;
	const char *text; /* JSON_STRING: the string; JSON_NUMBER: as written; else "" */
	size_t text_size;
};

struct json_object {
	size_t count;
	struct json_member *members; /* in the order of the text; no name occurs twice */
	char *storage;
};

/*
 * Reads `size` bytes (which need not end with a NUL) that must be one JSON object and nothing else:
 * valid UTF-8, no name twice, at most 16 levels deep. Returns false when they are not, or when
 * memory is out; then there is nothing to release.
 */
bool json_object_read(const char *data, size_t size, struct json_object *ret_object);

void json_object_release(struct json_object *object);

#endif
