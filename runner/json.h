/*
 * json.h - strict JSON: the only door to cJSON.
 *
 * Reading refuses duplicate keys, NUL in strings, bad UTF-8, numbers out of range, trailing bytes
 * and nesting past a limit; errors name file, line and column. Writing builds a tree that is
 * printed once.
 */
#ifndef ASSAY_RUNNER_JSON_H
#define ASSAY_RUNNER_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <assay/bytes.h>
#include <assay/error.h>

#define ASSAY_JSON_DEPTH_MAX 32

struct assay_json; /* one node; a tree is owned by its root */

/* Parses one document, whose size the caller has bounded. `name` (a file name) is for messages
 * ("NAME:LINE:COLUMN: what is wrong"); the code of failures is `code`. */
int assay_json_parse(const char *text, size_t size, const char *name, int code,
	struct assay_json **ret_root, struct assay_error *err);
void assay_json_free(struct assay_json *root);     /* NULL allowed */
void assay_json_release(struct assay_json **root); /* the same, for ASSAY_AUTO */

enum assay_json_type {
	ASSAY_JSON_NULL,
	ASSAY_JSON_BOOL,
	ASSAY_JSON_NUMBER,
	ASSAY_JSON_STRING,
	ASSAY_JSON_ARRAY,
	ASSAY_JSON_OBJECT,
};
enum assay_json_type assay_json_type(const struct assay_json *node);
size_t assay_json_size(const struct assay_json *node); /* array or object */
/* Children in order. */
const struct assay_json *assay_json_first(const struct assay_json *node); /* NULL when empty */
const struct assay_json *assay_json_next(const struct assay_json *child); /* NULL after the last */
const char *assay_json_key(const struct assay_json *child);               /* NULL in an array */
const struct assay_json *assay_json_get(const struct assay_json *object, const char *key);
const char *assay_json_string(const struct assay_json *node); /* NULL when it is no string */
double assay_json_number(const struct assay_json *node);      /* 0 when it is no number */
bool assay_json_bool(const struct assay_json *node);
/* Appends the printed form of a value for messages, safe on a terminal, cut at 60 bytes. */
void assay_json_describe(const struct assay_json *node, struct assay_bytes *ret_text);

/* Writing. Functions that add return the node added; NULL, remembered by the root, without memory.
 * Strings are made valid UTF-8 (bad bytes become U+FFFD). Integers up to 2^53 are exact; larger
 * ones, such as seeds, are written as strings by the caller. */
struct assay_json *assay_json_new_object(void);
struct assay_json *assay_json_new_array(void);
struct assay_json *assay_json_add_object(struct assay_json *object, const char *key);
struct assay_json *assay_json_add_array(struct assay_json *object, const char *key);
struct assay_json *assay_json_add_string(
	struct assay_json *object, const char *key, const char *text);
struct assay_json *assay_json_add_number(struct assay_json *object, const char *key, double value);
/* Thousandths as the number that they are, such as points: 62500 is 62.5. */
struct assay_json *assay_json_add_thousandths(
	struct assay_json *object, const char *key, uint64_t thousandths);
struct assay_json *assay_json_add_bool(struct assay_json *object, const char *key, bool value);
struct assay_json *assay_json_add_null(struct assay_json *object, const char *key);
/* Array elements: `key` is NULL in the calls above. Attaches a whole tree, which is consumed: */
int assay_json_add_tree(struct assay_json *parent, const char *key, struct assay_json *child);
/* Prints with two-space indent and a final newline (pretty) or on one line without one.
 * ASSAY_ERR_SYSTEM where the root is NULL or anything of the tree failed for want of memory. */
int assay_json_print(const struct assay_json *root, bool pretty, struct assay_bytes *ret_text,
	struct assay_error *err);

#endif
