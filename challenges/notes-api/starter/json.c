/*
 * json.c - reads one JSON object (RFC 8259). Given.
 */
#include "json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 16

struct reader {
	const char *at, *end;
	char *out; /* where decoded bytes go; as long as the input, and a NUL for each string */
};

static void skip_blanks(struct reader *reader)
{
	while (reader->at < reader->end && *reader->at != '\0' &&
		strchr(" \t\r\n", *reader->at) != NULL)
		reader->at++;
}

static bool take(struct reader *reader, char c)
{
	if (reader->at == reader->end || *reader->at != c)
		return false;
	reader->at++;
	return true;
}

static bool take_word(struct reader *reader, const char *word)
{
	size_t size = strlen(word);
	if ((size_t)(reader->end - reader->at) < size || memcmp(reader->at, word, size) != 0)
		return false;
	reader->at += size;
	return true;
}

/* How many bytes of `rest` are one character of valid UTF-8; 0 when it is not valid. */
static size_t utf8_size(const char *text, size_t rest)
{
	unsigned char first = (unsigned char)text[0];
	size_t size = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	if (size == 0 || first > 0xf4 || size > rest)
		return 0;
	for (size_t i = 1; i < size; i++) {
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			return 0;
	}
	unsigned char second = size > 1 ? (unsigned char)text[1] : 0;
	if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
		(first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f))
		return 0;
	return size;
}

static bool read_hex(struct reader *reader, uint32_t *ret_code)
{
	uint32_t code = 0;
	for (int i = 0; i < 4; i++) {
		static const char digits[] = "0123456789abcdef";
		if (reader->at == reader->end || *reader->at == '\0')
			return false;
		char c = *reader->at++;
		const char *digit = strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);
		if (digit == NULL)
			return false;
		code = code * 16 + (uint32_t)(digit - digits);
	}
	*ret_code = code;
	return true;
}

static void put_utf8(struct reader *reader, uint32_t code)
{
	if (code < 0x80) {
		*reader->out++ = (char)code;
		return;
	}
	int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
	static const unsigned char marks[] = {0, 0xc0, 0xe0, 0xf0};
	*reader->out++ = (char)(marks[more] | code >> (6 * more));
	while (more-- > 0)
		*reader->out++ = (char)(0x80 | (code >> (6 * more) & 0x3f));
}

static bool read_escape(struct reader *reader)
{
	static const char names[] = "\"\\/bfnrt";
	static const char bytes[] = "\"\\/\b\f\n\r\t";
	if (reader->at == reader->end || *reader->at == '\0')
		return false;
	char c = *reader->at++;
	const char *name = strchr(names, c);
	if (name != NULL) {
		*reader->out++ = bytes[name - names];
		return true;
	}
	uint32_t code;
	uint32_t low;
	if (c != 'u' || !read_hex(reader, &code) || (code >= 0xdc00 && code < 0xe000))
		return false;
	if (code >= 0xd800 && code < 0xdc00) {
		if (!take_word(reader, "\\u") || !read_hex(reader, &low) || low < 0xdc00 ||
			low >= 0xe000)
			return false;
		code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
	}
	put_utf8(reader, code);
	return true;
}

static bool read_string(struct reader *reader, const char **ret_text, size_t *ret_size)
{
	const char *start = reader->out;
	if (!take(reader, '"'))
		return false;
	while (!take(reader, '"')) {
		if (reader->at == reader->end || (unsigned char)*reader->at < 0x20)
			return false;
		if (take(reader, '\\')) {
			if (!read_escape(reader))
				return false;
			continue;
		}
		size_t size = utf8_size(reader->at, (size_t)(reader->end - reader->at));
		if (size == 0)
			return false;
		memcpy(reader->out, reader->at, size);
		reader->out += size;
		reader->at += size;
	}
	*ret_text = start;
	*ret_size = (size_t)(reader->out - start);
	*reader->out++ = '\0';
	return true;
}

static bool take_digits(struct reader *reader)
{
	const char *start = reader->at;
	while (reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9')
		reader->at++;
	return reader->at > start;
}

static bool read_number(struct reader *reader, const char **ret_text, size_t *ret_size)
{
	const char *start = reader->at;
	take(reader, '-');
	if (!take(reader, '0') && !take_digits(reader))
		return false;
	if (take(reader, '.') && !take_digits(reader))
		return false;
	if (take(reader, 'e') || take(reader, 'E')) {
		if (!take(reader, '+'))
			take(reader, '-');
		if (!take_digits(reader))
			return false;
	}
	*ret_size = (size_t)(reader->at - start);
	*ret_text = memcpy(reader->out, start, *ret_size);
	reader->out += *ret_size;
	*reader->out++ = '\0';
	return true;
}

static bool read_nested(struct reader *reader, int depth);

static bool read_value(struct reader *reader, struct json_member *member, int depth)
{
	member->text = "";
	member->text_size = 0;
	skip_blanks(reader);
	if (reader->at == reader->end)
		return false;
	switch (*reader->at) {
	case '"':
		member->kind = JSON_STRING;
		return read_string(reader, &member->text, &member->text_size);
	case '{':
	case '[':
		member->kind = JSON_NESTED;
		return depth < DEPTH_MAX && read_nested(reader, depth + 1);
	case 't':
		member->kind = JSON_TRUE;
		return take_word(reader, "true");
	case 'f':
		member->kind = JSON_FALSE;
		return take_word(reader, "false");
	case 'n':
		member->kind = JSON_NULL;
		return take_word(reader, "null");
	default:
		member->kind = JSON_NUMBER;
		return read_number(reader, &member->text, &member->text_size);
	}
}

static bool read_name(struct reader *reader, struct json_member *member)
{
	skip_blanks(reader);
	if (!read_string(reader, &member->name, &member->name_size))
		return false;
	skip_blanks(reader);
	return take(reader, ':');
}

/* Passes over an object or an array; the names in it are not compared. */
static bool read_nested(struct reader *reader, int depth)
{
	bool object = take(reader, '{');
	char close = object ? '}' : ']';
	if (!object && !take(reader, '['))
		return false;
	skip_blanks(reader);
	if (take(reader, close))
		return true;
	do {
		struct json_member member;
		if ((object && !read_name(reader, &member)) || !read_value(reader, &member, depth))
			return false;
		skip_blanks(reader);
	} while (take(reader, ','));
	return take(reader, close);
}

static bool has_name(const struct json_object *object, const struct json_member *member)
{
	for (size_t i = 0; i < object->count; i++) {
		if (object->members[i].name_size == member->name_size &&
			memcmp(object->members[i].name, member->name, member->name_size) == 0)
			return true;
	}
	return false;
}

static bool read_members(struct reader *reader, struct json_object *object)
{
	skip_blanks(reader);
	if (!take(reader, '{'))
		return false;
	skip_blanks(reader);
	if (!take(reader, '}')) {
		do {
			struct json_member member;
			if (!read_name(reader, &member) || has_name(object, &member) ||
				!read_value(reader, &member, 1))
				return false;
			object->members[object->count++] = member;
			skip_blanks(reader);
		} while (take(reader, ','));
		if (!take(reader, '}'))
			return false;
	}
	skip_blanks(reader);
	return reader->at == reader->end;
}

bool json_object_read(const char *data, size_t size, struct json_object *ret_object)
{
	if (data == NULL || size == 0 || size > SIZE_MAX / 64)
		return false;
	/* A member takes at least five bytes, `"":0,`; each text a NUL beyond what it was read
	 * from. */
	struct json_object object = {.members = calloc(size / 4 + 1, sizeof *object.members),
		.storage = malloc(size * 2 + 2)};
	struct reader reader = {.at = data, .end = data + size, .out = object.storage};
	if (object.members == NULL || object.storage == NULL || !read_members(&reader, &object)) {
		json_object_release(&object);
		return false;
	}
	*ret_object = object;
	return true;
}

void json_object_release(struct json_object *object)
{
	free(object->members);
	free(object->storage);
	*object = (struct json_object){0};
}
