/*
 * fields.c - owns the walk over an object by its table of keys, and the messages that name a place
 * in a manifest. Knows no key of its own.
 */
#include "fields.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "challenge_find.h"

#define KEYS_MAX 32

static size_t enter(struct assay_reader *reader, const char *before, const char *text)
{
	size_t mark = strlen(reader->path);
	/* Deeper than the tables of keys go, a path is never entered: it always fits. */
	int length = snprintf(reader->path + mark, sizeof reader->path - mark, "%s%s",
		mark == 0 ? "" : before, text);
	if (length < 0 || (size_t)length >= sizeof reader->path - mark)
		reader->path[mark] = '\0';
	return mark;
}

size_t assay_reader_enter(struct assay_reader *reader, const char *key)
{
	return enter(reader, ".", key);
}

size_t assay_reader_enter_item(struct assay_reader *reader, size_t index)
{
	char text[32];
	snprintf(text, sizeof text, "[%zu]", index);
	return enter(reader, "", text);
}

void assay_reader_leave(struct assay_reader *reader, size_t mark)
{
	reader->path[mark] = '\0';
}

int assay_reader_fail(struct assay_reader *reader, const char *format, ...)
{
	char message[ASSAY_ERROR_SIZE];
	va_list arguments;
	va_start(arguments, format);
	assay_error_format(message, sizeof message, format, arguments);
	va_end(arguments);
	return assay_error_set(reader->err, ASSAY_ERR_CHALLENGE, "%s: %s%s%s", reader->file,
		reader->path, reader->path[0] == '\0' ? "" : ": ", message);
}

int assay_reader_refuse(
	struct assay_reader *reader, const struct assay_json *node, const char *format, ...)
{
	char expected[ASSAY_ERROR_SIZE];
	va_list arguments;
	va_start(arguments, format);
	assay_error_format(expected, sizeof expected, format, arguments);
	va_end(arguments);
	struct assay_bytes value = {0};
	assay_json_describe(node, &value);
	int status = assay_bytes_check(&value, reader->err);
	if (status == 0)
		status = assay_reader_fail(
			reader, "got %s; expected %s", assay_bytes_text(&value), expected);
	assay_bytes_release(&value);
	return status;
}

int assay_copy_text(struct assay_reader *reader, const char *text, char **ret_text)
{
	*ret_text = strdup(text);
	return *ret_text != NULL ? 0
				 : assay_error_set(reader->err, ASSAY_ERR_SYSTEM, "out of memory");
}

static int refuse_key(
	struct assay_reader *reader, const struct assay_field *fields, const char *key)
{
	const char *known[KEYS_MAX];
	size_t count = 0;
	struct assay_bytes list = {0};
	for (; count < KEYS_MAX && fields[count].key != NULL; count++) {
		known[count] = fields[count].key;
		assay_bytes_printf(&list, "%s'%s'", count == 0 ? "" : ", ", known[count]);
	}
	struct assay_bytes shown = {0};
	assay_bytes_append_safe(&shown, key, strlen(key), 60);
	int status = assay_bytes_check(list.failed ? &list : &shown, reader->err);
	const char *nearest = assay_nearest_name(key, known, count);
	if (status == 0 && nearest != NULL)
		status = assay_reader_fail(reader, "unknown key '%s'; did you mean '%s'?",
			assay_bytes_text(&shown), nearest);
	else if (status == 0)
		status = assay_reader_fail(reader, "unknown key '%s'; expected one of %s",
			assay_bytes_text(&shown), assay_bytes_text(&list));
	assay_bytes_release(&list);
	assay_bytes_release(&shown);
	return status;
}

static bool is_known(const struct assay_field *fields, const char *key)
{
	for (; fields->key != NULL; fields++) {
		if (strcmp(fields->key, key) == 0)
			return true;
	}
	return false;
}

int assay_fields_read(struct assay_reader *reader, const struct assay_field *fields,
	const struct assay_json *object, void *record)
{
	if (assay_json_type(object) != ASSAY_JSON_OBJECT)
		return assay_reader_refuse(reader, object, "an object");
	const struct assay_json *child = assay_json_first(object);
	for (; child != NULL; child = assay_json_next(child)) {
		if (!is_known(fields, assay_json_key(child)))
			return refuse_key(reader, fields, assay_json_key(child));
	}
	for (const struct assay_field *field = fields; field->key != NULL; field++) {
		const struct assay_json *node = assay_json_get(object, field->key);
		if (node == NULL && field->required)
			return assay_reader_fail(reader, "the key '%s' is missing", field->key);
		if (node == NULL)
			continue;
		size_t mark = assay_reader_enter(reader, field->key);
		int status = field->read(reader, field, node, record);
		assay_reader_leave(reader, mark);
		if (status != 0)
			return status;
	}
	return 0;
}
