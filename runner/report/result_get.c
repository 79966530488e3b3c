/*
 * result_get.c - owns the reading of a stored assay.result/1, the owner's view.
 */
#include "report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "result_members.h"

/* An array at `key` of at most `maximum` objects, and room for as many records. */
static int open_list(const struct assay_json *object, const char *key, const char *path,
	size_t maximum, const struct assay_json **ret_list, struct assay_error *err)
{
	const struct assay_json *list = assay_json_get(object, key);
	if (list == NULL || assay_json_type(list) != ASSAY_JSON_ARRAY)
		return assay_error_set(err, ASSAY_ERR_STORE, "%s.%s: expected an array", path, key);
	size_t count = assay_json_size(list);
	if (count > maximum)
		return assay_error_set(err, ASSAY_ERR_STORE, "%s.%s: %zu elements, at most %zu",
			path, key, count, maximum);
	*ret_list = list;
	return 0;
}

static void *allocate(size_t count, size_t size, struct assay_error *err, int *ret_r)
{
	void *records = calloc(count + 1, size);
	if (records == NULL)
		*ret_r = assay_error_errno(err, ENOMEM, "read a result");
	return records;
}

static int get_group(const struct assay_json *object, const char *path,
	struct assay_group_result *group, struct assay_error *err)
{
	const struct assay_json *list = NULL;
	int r = assay_members_get(object, assay_result_group_members, path, group, err);
	if (r == 0)
		r = open_list(object, "measures", path, ASSAY_MEASURES_MAX, &list, err);
	if (r != 0)
		return r;
	const struct assay_json *child = assay_json_first(list);
	for (; child != NULL && r == 0; child = assay_json_next(child))
		r = assay_members_get(child, assay_result_outcome_measure_members, path,
			&group->measures[group->measure_count++], err);
	return r;
}

static int get_item(const struct assay_json *object, const char *path, struct assay_item *item,
	struct assay_error *err)
{
	const struct assay_json *list = NULL;
	int r = assay_members_get(object, assay_result_item_members, path, item, err);
	if (r == 0)
		r = open_list(object, "measures", path, ASSAY_METRIC_COUNT, &list, err);
	if (r != 0)
		return r;
	const struct assay_json *child = assay_json_first(list);
	for (; child != NULL && r == 0; child = assay_json_next(child))
		r = assay_members_get(child, assay_result_measure_members, path,
			&item->measures[item->measure_count++], err);
	return r;
}

static int get_groups(
	const struct assay_json *root, struct assay_result *result, struct assay_error *err)
{
	const struct assay_json *list = NULL;
	int r = open_list(root, "groups", "result", ASSAY_GROUPS_MAX, &list, err);
	if (r == 0)
		result->groups = allocate(assay_json_size(list), sizeof *result->groups, err, &r);
	if (r != 0)
		return r;
	const struct assay_json *child = assay_json_first(list);
	for (; child != NULL && r == 0; child = assay_json_next(child)) {
		char path[64];
		snprintf(path, sizeof path, "result.groups[%zu]", result->group_count);
		r = get_group(child, path, &result->groups[result->group_count++], err);
	}
	return r;
}

static int get_items(
	const struct assay_json *root, struct assay_result *result, struct assay_error *err)
{
	const struct assay_json *list = NULL;
	int r = open_list(root, "items", "result", ASSAY_TESTS_MAX, &list, err);
	if (r == 0)
		result->items = allocate(assay_json_size(list), sizeof *result->items, err, &r);
	if (r != 0)
		return r;
	const struct assay_json *child = assay_json_first(list);
	for (; child != NULL && r == 0; child = assay_json_next(child)) {
		char path[64];
		snprintf(path, sizeof path, "result.items[%zu]", result->item_count);
		r = get_item(child, path, &result->items[result->item_count++], err);
	}
	return r;
}

static int get_diagnostics(
	const struct assay_json *root, struct assay_result *result, struct assay_error *err)
{
	const struct assay_json *list = NULL;
	int r = open_list(root, "diagnostics", "result", ASSAY_RESULT_DIAGNOSTICS_MAX, &list, err);
	if (r == 0)
		result->diagnostics =
			allocate(assay_json_size(list), sizeof *result->diagnostics, err, &r);
	if (r != 0)
		return r;
	const struct assay_json *child = assay_json_first(list);
	for (; child != NULL && r == 0; child = assay_json_next(child)) {
		char path[64];
		snprintf(path, sizeof path, "result.diagnostics[%zu]", result->diagnostic_count);
		r = assay_members_get(child, assay_result_diagnostic_members, path,
			&result->diagnostics[result->diagnostic_count++], err);
	}
	return r;
}

static int check_format(const struct assay_json *tree, struct assay_error *err)
{
	static const struct {
		const char *key, *expected;
	} rows[] = {{"format", ASSAY_RESULT_FORMAT}, {"view", "owner"}};
	for (size_t i = 0; i < 2; i++) {
		const struct assay_json *node = assay_json_get(tree, rows[i].key);
		const char *text = node == NULL ? NULL : assay_json_string(node);
		if (text == NULL || strcmp(text, rows[i].expected) != 0)
			return assay_error_set(err, ASSAY_ERR_STORE,
				"result.%s: got '%s', expected '%s'", rows[i].key,
				text == NULL ? "" : text, rows[i].expected);
	}
	return 0;
}

int assay_result_from_json(
	const struct assay_json *tree, struct assay_result *ret_result, struct assay_error *err)
{
	static const struct assay_member *const tables[] = {assay_result_identity_members,
		assay_result_outcome_members, assay_result_environment_members};
	struct assay_result result;
	assay_result_init(&result);
	int r = check_format(tree, err);
	for (size_t i = 0; i < 3 && r == 0; i++)
		r = assay_members_get(tree, tables[i], "result", &result, err);
	if (r == 0)
		r = get_groups(tree, &result, err);
	if (r == 0)
		r = get_items(tree, &result, err);
	if (r == 0)
		r = get_diagnostics(tree, &result, err);
	if (r != 0) {
		assay_result_release(&result);
		return r;
	}
	*ret_result = result;
	return 0;
}
