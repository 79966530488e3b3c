/*
 * json_print.h - writes a tree as text. Internal to json.c.
 */
#ifndef ASSAY_RUNNER_JSON_PRINT_H
#define ASSAY_RUNNER_JSON_PRINT_H

#include <stdbool.h>

#include <assay/bytes.h>

#include "json.h"

/* Appends the text of one value. Strings must be valid UTF-8. */
void assay_json_print_value(
	const struct assay_json *node, bool pretty, unsigned indent, struct assay_bytes *text);

#endif
