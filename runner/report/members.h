/*
 * members.h - records as JSON objects by tables of members, so that writing and reading cannot
 * differ.
 */
#ifndef ASSAY_RUNNER_MEMBERS_H
#define ASSAY_RUNNER_MEMBERS_H

#include <stddef.h>

#include <assay/error.h>

#include "../json.h"

#define ASSAY_MEMBER_EXACT_MAX (UINT64_C(1) << 53) /* the largest number of a document */

/* How a member of a record is written. A row of members_put.c and of members_get.c each. */
enum assay_member_type {
	ASSAY_MEMBER_NAME = 0,      /* char[]: a string */
	ASSAY_MEMBER_ID,            /* char[]: a string, null when empty */
	ASSAY_MEMBER_TEXT,          /* char *: a string, "" for NULL */
	ASSAY_MEMBER_WHO,           /* char *: a string, null when empty or NULL */
	ASSAY_MEMBER_OPTIONAL,      /* char *: left out when NULL */
	ASSAY_MEMBER_BOOL,          /* bool */
	ASSAY_MEMBER_U32,           /* uint32_t: a number */
	ASSAY_MEMBER_U64,           /* uint64_t: a number, at most 2^53 */
	ASSAY_MEMBER_DIGITS,        /* uint64_t: a string, since seeds need 64 bits */
	ASSAY_MEMBER_SECONDS,       /* uint64_t nanoseconds: a number of seconds */
	ASSAY_MEMBER_THOUSANDTHS,   /* uint64_t thousandths: a number */
	ASSAY_MEMBER_THOUSANDTHS32, /* uint32_t thousandths: a number */
	ASSAY_MEMBER_RATIO,         /* uint64_t thousandths: null for ASSAY_RATIO_BEYOND */
	ASSAY_MEMBER_NEXT,          /* uint32_t thousandths: null for 0 */
	ASSAY_MEMBER_TIME,          /* uint64_t wall clock: RFC 3339 in UTC; null for 0 */
	ASSAY_MEMBER_VERDICT,       /* an enum: its name; likewise those below */
	ASSAY_MEMBER_CODE,          /* a verdict's code; not read back */
	ASSAY_MEMBER_METRIC,
	ASSAY_MEMBER_SOURCE,
	ASSAY_MEMBER_LEVEL,
	ASSAY_MEMBER_LAYERS,    /* uint32_t of bits: an array of names */
	ASSAY_MEMBER_SELF_TEST, /* an enum; older documents have none */
};

/* Who reads a member. Ordered: each sees what those before it see. */
enum assay_member_reader {
	ASSAY_MEMBER_EVERYONE = 0,
	ASSAY_MEMBER_SAMPLE, /* of a visible test everyone; else the owner alone */
	ASSAY_MEMBER_OWNER,
};

struct assay_member {
	const char *object; /* the object within, or NULL */
	const char *key;    /* NULL ends a table */
	enum assay_member_type type;
	enum assay_member_reader reader;
	size_t offset, size;
};

/* The last two columns of a row. */
#define ASSAY_MEMBER_AT(record, member) offsetof(record, member), sizeof(((record *)0)->member)

/* Adds the members that `reader` may see. Without memory the tree remembers it. */
void assay_members_put(struct assay_json *object, const struct assay_member *members,
	const void *record, enum assay_member_reader reader);

/*
 * Fills a zeroed record from an object: every member must be there and of its type, but for
 * OPTIONAL. Keys that no member names are ignored. Errors: ASSAY_ERR_STORE naming `path` and the
 * key; the record is then half-built.
 */
int assay_members_get(const struct assay_json *object, const struct assay_member *members,
	const char *path, void *record, struct assay_error *err);

#endif
