/*
 * tree.c - owns what the formats that are JSON share. Must not know any of them.
 */
#include "tree.h"

void assay_tree_release(struct assay_json **tree)
{
	assay_json_free(*tree);
	*tree = NULL;
}

void assay_tree_points(struct assay_json *object, const char *key, uint64_t millipoints)
{
	assay_json_add_number(object, key, (double)millipoints / 1000);
}

int assay_tree_print(
	const struct assay_json *tree, struct assay_bytes *ret_text, struct assay_error *err)
{
	if (tree == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	return assay_json_print(tree, true, ret_text, err);
}
