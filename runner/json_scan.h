/*
 * json_scan.h - checks that bytes are one strict JSON document (RFC 8259) before a tree is built.
 * Internal to json.c.
 */
#ifndef ASSAY_RUNNER_JSON_SCAN_H
#define ASSAY_RUNNER_JSON_SCAN_H

#include <stddef.h>

#include <assay/error.h>

/* Where the keys of a document begin, in the order in which they are written. */
struct assay_json_keys {
	size_t *offsets;
	size_t count, capacity;
};
void assay_json_keys_release(struct assay_json_keys *keys);

/* A fault of the text at `offset`: "NAME:LINE:COLUMN: MESSAGE". Columns count characters. */
int assay_json_fault(const char *text, size_t size, size_t offset, const char *name, int code,
	struct assay_error *err, const char *format, ...) __attribute__((format(printf, 7, 8)));

/*
 * Checks grammar, UTF-8, escapes, the range of numbers and nesting; refuses NUL characters and
 * bytes after the value. Does not look for duplicate keys. Fills the places of all keys; the caller
 * releases them, on failure too.
 */
int assay_json_scan(const char *text, size_t size, const char *name, int code,
	struct assay_json_keys *ret_keys, struct assay_error *err);

#endif
