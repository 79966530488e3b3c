/*
 * readers.c - owns how a JSON value becomes a field of a record: types, ranges, sizes. Knows no key
 * of its own.
 */
#include "fields.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../beneath.h"

static void *target_of(const struct assay_field *field, void *record)
{
	return (char *)record + field->offset;
}

static int out_of_memory(struct assay_reader *reader)
{
	return assay_error_set(reader->err, ASSAY_ERR_SYSTEM, "out of memory");
}

/* Numbers */

static int read_whole(struct assay_reader *reader, const struct assay_field *field,
	const struct assay_json *node, double *ret_value)
{
	double value = assay_json_number(node);
	if (assay_json_type(node) != ASSAY_JSON_NUMBER || value != trunc(value) ||
		value < field->minimum || value > field->maximum)
		return assay_reader_refuse(reader, node, "a whole number from %.0f to %.0f",
			field->minimum, field->maximum);
	*ret_value = value;
	return 0;
}

ASSAY_READER(assay_read_uint32)
{
	double value = 0;
	int status = read_whole(reader, field, node, &value);
	if (status == 0)
		*(uint32_t *)target_of(field, record) = (uint32_t)value;
	return status;
}

ASSAY_READER(assay_read_uint64)
{
	double value = 0;
	int status = read_whole(reader, field, node, &value);
	if (status == 0)
		*(uint64_t *)target_of(field, record) = (uint64_t)value;
	return status;
}

/* A number times `unit`, rounded, never rounded down to nothing. */
static int read_scaled(struct assay_reader *reader, const struct assay_field *field,
	const struct assay_json *node, double unit, double *ret_value)
{
	double value = assay_json_number(node);
	if (assay_json_type(node) != ASSAY_JSON_NUMBER || value <= 0 || value > field->maximum)
		return assay_reader_refuse(
			reader, node, "a number more than 0, at most %g", field->maximum);
	double scaled = nearbyint(value * unit);
	*ret_value = scaled < 1 ? 1 : scaled;
	return 0;
}

ASSAY_READER(assay_read_nanoseconds)
{
	double value = 0;
	int status = read_scaled(reader, field, node, 1e9, &value);
	if (status == 0)
		*(uint64_t *)target_of(field, record) = (uint64_t)value;
	return status;
}

ASSAY_READER(assay_read_thousandths)
{
	double value = 0;
	int status = read_scaled(reader, field, node, 1e3, &value);
	if (status == 0)
		*(uint32_t *)target_of(field, record) = (uint32_t)value;
	return status;
}

ASSAY_READER(assay_read_double)
{
	double value = assay_json_number(node);
	if (assay_json_type(node) != ASSAY_JSON_NUMBER || value < field->minimum ||
		value > field->maximum)
		return assay_reader_refuse(reader, node, "a number from %.10g to %.10g",
			field->minimum, field->maximum);
	*(double *)target_of(field, record) = value;
	return 0;
}

ASSAY_READER(assay_read_bool)
{
	if (assay_json_type(node) != ASSAY_JSON_BOOL)
		return assay_reader_refuse(reader, node, "true or false");
	*(bool *)target_of(field, record) = assay_json_bool(node);
	return 0;
}

/* Texts */

bool assay_line_valid(const char *text, size_t size)
{
	for (size_t i = 0; i < size;) {
		uint32_t point = 0;
		size_t length = assay_utf8_length(text + i, size - i, &point);
		if (length == 0 || point < 0x20 || assay_utf8_unsafe(point))
			return false;
		i += length;
	}
	return true;
}

ASSAY_READER(assay_read_text)
{
	const char *text = assay_json_string(node);
	if (text == NULL || (double)strlen(text) < field->minimum ||
		(double)strlen(text) > field->maximum)
		return assay_reader_refuse(reader, node, "a text of %.0f to %.0f bytes",
			field->minimum, field->maximum);
	if (!assay_line_valid(text, strlen(text)))
		return assay_reader_refuse(
			reader, node, "one line of text without control characters");
	return assay_copy_text(reader, text, target_of(field, record));
}

static bool is_word(const char *text, const struct assay_pattern *pattern)
{
	return text != NULL && strlen(text) < ASSAY_ID_SIZE && pattern->matches(text);
}

static int refuse_word(
	struct assay_reader *reader, const struct assay_field *field, const struct assay_json *node)
{
	const struct assay_pattern *pattern = field->detail;
	return assay_reader_refuse(reader, node, "%s", pattern->expected);
}

ASSAY_READER(assay_read_word)
{
	const char *text = assay_json_string(node);
	if (!is_word(text, field->detail))
		return refuse_word(reader, field, node);
	memcpy(target_of(field, record), text, strlen(text) + 1);
	return 0;
}

ASSAY_READER(assay_read_new_word)
{
	const char *text = assay_json_string(node);
	if (!is_word(text, field->detail))
		return refuse_word(reader, field, node);
	return assay_copy_text(reader, text, target_of(field, record));
}

static int check_choice(struct assay_reader *reader, const struct assay_field *field,
	const struct assay_json *node, int *ret_index)
{
	const char *const *words = field->detail;
	const char *text = assay_json_string(node);
	for (int i = 0; text != NULL && words[i] != NULL; i++) {
		if (strcmp(words[i], text) == 0) {
			*ret_index = i;
			return 0;
		}
	}
	struct assay_bytes list = {0};
	for (size_t i = 0; words[i] != NULL; i++)
		assay_bytes_printf(&list, "%s\"%s\"", i == 0 ? "" : ", ", words[i]);
	int status = assay_bytes_check(&list, reader->err);
	if (status == 0)
		status = assay_reader_refuse(reader, node, words[1] == NULL ? "%s" : "one of %s",
			assay_bytes_text(&list));
	assay_bytes_release(&list);
	return status;
}

ASSAY_READER(assay_read_choice)
{
	int index = 0;
	int status = check_choice(reader, field, node, &index);
	/* Every enum of the records has the size of an int (no value past it, no attribute). */
	if (status == 0)
		memcpy(target_of(field, record), &index, sizeof index);
	return status;
}

ASSAY_READER(assay_read_choice_word)
{
	int index = 0;
	int status = check_choice(reader, field, node, &index);
	if (status == 0) {
		const char *word = ((const char *const *)field->detail)[index];
		memcpy(target_of(field, record), word, strlen(word) + 1);
	}
	return status;
}

ASSAY_READER(assay_read_new_choice)
{
	int index = 0;
	int status = check_choice(reader, field, node, &index);
	return status != 0
		       ? status
		       : assay_copy_text(reader, assay_json_string(node), target_of(field, record));
}

static bool has_suffix(const char *text, const char *suffix)
{
	size_t size = strlen(text), suffix_size = strlen(suffix);
	return size > suffix_size && strcmp(text + size - suffix_size, suffix) == 0;
}

ASSAY_READER(assay_read_path)
{
	const struct assay_path_rule *rule = field->detail;
	const char *prefix = rule->prefix == NULL ? "" : rule->prefix;
	const char *suffix = rule->suffix == NULL ? "" : rule->suffix;
	const char *text = assay_json_string(node);
	if (text == NULL || !assay_path_valid(text))
		return assay_reader_refuse(reader, node,
			"a relative path of at most 200 bytes of [A-Za-z0-9_.-] in parts that "
			"begin with [A-Za-z0-9_], such as \"%sname%s\"",
			prefix, suffix);
	if (strncmp(text, prefix, strlen(prefix)) != 0 ||
		!has_suffix(text + strlen(prefix), suffix))
		return assay_reader_refuse(
			reader, node, "a path such as \"%sname%s\"", prefix, suffix);
	return assay_copy_text(reader, text, target_of(field, record));
}

/* Objects and lists */

ASSAY_READER(assay_read_object)
{
	return assay_fields_read(reader, field->detail, node, target_of(field, record));
}

static int check_new(
	struct assay_reader *reader, const struct assay_json *node, char *const *items, size_t last)
{
	for (size_t i = 0; i < last; i++) {
		if (strcmp(items[i], items[last]) == 0)
			return assay_reader_refuse(
				reader, node, "each item once; it is already the item [%zu]", i);
	}
	return 0;
}

ASSAY_READER(assay_read_list)
{
	const struct assay_list *list = field->detail;
	if (assay_json_type(node) != ASSAY_JSON_ARRAY)
		return assay_reader_refuse(reader, node, "a list of %.0f to %.0f items",
			field->minimum, field->maximum);
	size_t count = assay_json_size(node);
	if ((double)count < field->minimum || (double)count > field->maximum)
		return assay_reader_fail(reader,
			"got a list of %zu items; expected %.0f to %.0f items", count,
			field->minimum, field->maximum);
	char *items = target_of(field, record);
	if (list->allocated) {
		items = calloc(count == 0 ? 1 : count, list->item_size);
		if (items == NULL)
			return out_of_memory(reader);
		*(char **)target_of(field, record) = items;
	}
	size_t *counted = (size_t *)((char *)record + list->count_offset);
	const struct assay_json *child = assay_json_first(node);
	for (size_t i = 0; i < count; i++, child = assay_json_next(child)) {
		/* Counted before it is read, so that a half-read item is released too. */
		*counted = i + 1;
		size_t mark = assay_reader_enter_item(reader, i);
		int status =
			list->item.read(reader, &list->item, child, items + i * list->item_size);
		if (status == 0 && list->unique)
			status = check_new(reader, child, (char *const *)(void *)items, i);
		assay_reader_leave(reader, mark);
		if (status != 0)
			return status;
	}
	return 0;
}
