/*
 * fields.h - reads JSON objects into records by tables of keys: a key is a row. Internal to
 * runner/challenge/.
 */
#ifndef ASSAY_RUNNER_FIELDS_H
#define ASSAY_RUNNER_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include <assay/challenge.h>
#include <assay/error.h>

#include "../json.h"

/* Where a reading stands, for messages: "FILE: PATH: ...". */
struct assay_reader {
	const char *file;
	char path[256]; /* "groups[2].points"; "" at the top */
	struct assay_challenge *challenge;
	bool wall_default; /* the manifest leaves wall_seconds to the default */
	struct assay_error *err;
};

/* One key of an object. */
struct assay_field {
	const char *key;
	/* Reads the value into `record` at `offset`. */
	int (*read)(struct assay_reader *reader, const struct assay_field *field,
		const struct assay_json *node, void *record);
	size_t offset;
	bool required;
	double minimum, maximum; /* of the number, of the bytes of a text, of the items of a list */
	const void *detail;      /* what the reader below says */
};

/* Reads an object by its table, which ends with a NULL key. Unknown and missing keys are errors;
 * rows are read in the order of the table, not of the text. */
int assay_fields_read(struct assay_reader *reader, const struct assay_field *fields,
	const struct assay_json *object, void *record);

/* Enters a key or an item for messages; returns what to give back to assay_reader_leave(). */
size_t assay_reader_enter(struct assay_reader *reader, const char *key);
size_t assay_reader_enter_item(struct assay_reader *reader, size_t index);
void assay_reader_leave(struct assay_reader *reader, size_t mark);

/* "FILE: PATH: MESSAGE" and ASSAY_ERR_CHALLENGE. */
int assay_reader_fail(struct assay_reader *reader, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* "FILE: PATH: got VALUE; expected ...". */
int assay_reader_refuse(struct assay_reader *reader, const struct assay_json *node,
	const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The readers of a row. Each is `read` of a field; what `detail` is stands behind it. */
#define ASSAY_READER(name)                                                                         \
	int name(struct assay_reader *reader, const struct assay_field *field,                     \
		const struct assay_json *node, void *record)
ASSAY_READER(assay_read_uint32);      /* uint32_t */
ASSAY_READER(assay_read_uint64);      /* uint64_t, up to 2^53 */
ASSAY_READER(assay_read_nanoseconds); /* uint64_t, from seconds; more than 0 */
ASSAY_READER(assay_read_thousandths); /* uint32_t, from a number; more than 0 */
ASSAY_READER(assay_read_double);      /* double */
ASSAY_READER(assay_read_bool);        /* bool */
ASSAY_READER(assay_read_text);        /* char *; one line, nothing that moves a cursor */
ASSAY_READER(assay_read_word);        /* char [ASSAY_ID_SIZE]; struct assay_pattern */
ASSAY_READER(assay_read_new_word);    /* char *; struct assay_pattern */
ASSAY_READER(assay_read_choice);      /* an enum; list of words ended by NULL */
ASSAY_READER(assay_read_choice_word); /* char [ASSAY_ID_SIZE]; the same */
ASSAY_READER(assay_read_new_choice);  /* char *; the same */
ASSAY_READER(assay_read_path);        /* char *; struct assay_path_rule */
ASSAY_READER(assay_read_object);      /* a record at the offset; its table of fields */
ASSAY_READER(assay_read_list);        /* an array; struct assay_list */

/* A copy of its own; ASSAY_ERR_SYSTEM without memory. */
int assay_copy_text(struct assay_reader *reader, const char *text, char **ret_text);

/* Whether a text is one line of UTF-8 without what could steer a terminal; an empty one is. */
bool assay_line_valid(const char *text, size_t size);

/* What a short text must look like. */
struct assay_pattern {
	bool (*matches)(const char *text);
	const char *expected;
};

/* Where a path must lie and how it ends; NULL: anywhere, anyhow. */
struct assay_path_rule {
	const char *prefix, *suffix;
};

/* A list: `minimum` to `maximum` items. */
struct assay_list {
	size_t count_offset;     /* of the size_t in the record that counts the items */
	size_t item_size;        /* of one item in memory */
	bool allocated;          /* the record holds a pointer to the items, else the items */
	bool unique;             /* the items are `char *` and differ */
	struct assay_field item; /* how to read one, at offset 0 of the item */
};

#endif
