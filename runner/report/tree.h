/*
 * tree.h - what the formats that are JSON share.
 */
#ifndef ASSAY_RUNNER_TREE_H
#define ASSAY_RUNNER_TREE_H

#include "report.h"

/* For ASSAY_AUTO. */
void assay_tree_release(struct assay_json **tree);

/* Points of thousandths, as a number. */
void assay_tree_points(struct assay_json *object, const char *key, uint64_t millipoints);

/* Prints the tree, NULL as out of memory. */
int assay_tree_print(
	const struct assay_json *tree, struct assay_bytes *ret_text, struct assay_error *err);

#endif
