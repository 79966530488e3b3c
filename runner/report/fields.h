/*
 * fields.h - records as JSON objects by tables of fields, so that writing and reading cannot
 * differ.
 */
#ifndef ASSAY_RUNNER_FIELDS_H
#define ASSAY_RUNNER_FIELDS_H

#include <stddef.h>

#include <assay/error.h>

#include "../json.h"

#define ASSAY_FIELD_EXACT_MAX (UINT64_C(1) << 53) /* the largest number of a document */

/* How a member of a record is written. One row of the table in fields.c each. */
enum assay_field_type {
	ASSAY_FIELD_NAME = 0,      /* char[]: a string */
	ASSAY_FIELD_ID,            /* char[]: a string, null when empty */
	ASSAY_FIELD_TEXT,          /* char *: a string, "" for NULL */
	ASSAY_FIELD_WHO,           /* char *: a string, null when empty or NULL */
	ASSAY_FIELD_OPTIONAL,      /* char *: left out when NULL */
	ASSAY_FIELD_BOOL,          /* bool */
	ASSAY_FIELD_U32,           /* uint32_t: a number */
	ASSAY_FIELD_U64,           /* uint64_t: a number, at most 2^53 */
	ASSAY_FIELD_DIGITS,        /* uint64_t: a string, since seeds need 64 bits */
	ASSAY_FIELD_SECONDS,       /* uint64_t nanoseconds: a number of seconds */
	ASSAY_FIELD_THOUSANDTHS,   /* uint64_t thousandths: a number */
	ASSAY_FIELD_THOUSANDTHS32, /* uint32_t thousandths: a number */
	ASSAY_FIELD_RATIO,         /* uint64_t thousandths: null for ASSAY_RATIO_BEYOND */
	ASSAY_FIELD_NEXT,          /* uint32_t thousandths: null for 0 */
	ASSAY_FIELD_TIME,          /* uint64_t wall clock: RFC 3339 in UTC; null for 0 */
	ASSAY_FIELD_VERDICT,       /* an enum: its name; likewise those below */
	ASSAY_FIELD_CODE,          /* a verdict's code; not read back */
	ASSAY_FIELD_METRIC,
	ASSAY_FIELD_SOURCE,
	ASSAY_FIELD_LEVEL,
	ASSAY_FIELD_LAYERS, /* uint32_t of bits: an array of names */
};

/* Who reads a field. Ordered: each sees what those before it see. */
enum assay_field_reader {
	ASSAY_FIELD_EVERYONE = 0,
	ASSAY_FIELD_SAMPLE, /* of a visible test everyone; else the owner alone */
	ASSAY_FIELD_OWNER,
};

struct assay_field {
	const char *object; /* the object within, or NULL */
	const char *key;    /* NULL ends a table */
	enum assay_field_type type;
	enum assay_field_reader reader;
	size_t offset, size;
};

/* The last two columns of a row. */
#define ASSAY_FIELD_AT(record, member) offsetof(record, member), sizeof(((record *)0)->member)

/* Adds the fields that `reader` may see. Without memory the tree remembers it. */
void assay_fields_put(struct assay_json *object, const struct assay_field *fields,
	const void *record, enum assay_field_reader reader);

/*
 * Fills a zeroed record from an object: every field must be there and of its type, but for
 * OPTIONAL. Keys that no field names are ignored. Errors: ASSAY_ERR_STORE naming `path` and the
 * key; the record is then half-built.
 */
int assay_fields_get(const struct assay_json *object, const struct assay_field *fields,
	const char *path, void *record, struct assay_error *err);

#endif
