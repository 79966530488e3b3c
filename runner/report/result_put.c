/*
 * result_put.c - owns the writing of assay.result/1 as a tree, in both views.
 */
#include "report.h"

#include <string.h>

#include "../score/metric.h"
#include "result_members.h"
#include "view.h"

static void put_outcome(
	struct assay_json *list, const struct assay_measure_outcome *outcome, bool reveal)
{
	struct assay_json *object = assay_json_add_object(list, NULL);
	struct assay_measure_outcome shown = *outcome;
	shown.ratio_thousandths = assay_view_ratio(outcome->ratio_thousandths, reveal);
	assay_members_put(object, assay_result_outcome_measure_members, &shown, ASSAY_MEMBER_OWNER);
	assay_json_add_string(
		object, "unit", assay_unit_name(assay_metric_row(outcome->metric)->unit));
}

static void put_group(struct assay_json *list, const struct assay_group_result *group, bool reveal)
{
	struct assay_json *object = assay_json_add_object(list, NULL);
	assay_members_put(object, assay_result_group_members, group, ASSAY_MEMBER_OWNER);
	struct assay_json *measures = assay_json_add_array(object, "measures");
	for (size_t i = 0; i < group->measure_count; i++)
		put_outcome(measures, &group->measures[i], reveal);
}

static void put_item(
	struct assay_json *list, const struct assay_result *result, size_t index, bool reveal)
{
	const struct assay_item *item = &result->items[index];
	bool sample = assay_view_is_sample(result, item);
	struct assay_item shown = *item; /* borrows its texts */
	assay_view_name(result, index, reveal, shown.name);
	struct assay_json *object = assay_json_add_object(list, NULL);
	assay_json_add_string(object, "type", "test");
	assay_json_add_bool(object, "sample", sample);
	assay_members_put(object, assay_result_item_members, &shown,
		reveal   ? ASSAY_MEMBER_OWNER
		: sample ? ASSAY_MEMBER_SAMPLE
			 : ASSAY_MEMBER_EVERYONE);
	struct assay_json *measures = assay_json_add_array(object, "measures");
	for (size_t i = 0; i < item->measure_count && (reveal || sample); i++)
		assay_members_put(assay_json_add_object(measures, NULL),
			assay_result_measure_members, &item->measures[i], ASSAY_MEMBER_OWNER);
}

static void put_hidden(struct assay_json *root, const struct assay_result *result, bool reveal)
{
#define HIDDEN(member) ASSAY_MEMBER_AT(struct assay_view_aggregate, member)
	static const struct assay_member members[] = {
		{"hidden", "tests", ASSAY_MEMBER_U32, ASSAY_MEMBER_EVERYONE, HIDDEN(tests)},
		{"hidden", "passed", ASSAY_MEMBER_U32, ASSAY_MEMBER_EVERYONE, HIDDEN(passed)},
		{"hidden", "cpu_seconds", ASSAY_MEMBER_SECONDS, ASSAY_MEMBER_EVERYONE,
			HIDDEN(cpu_ns)},
		{"hidden", "peak_bytes", ASSAY_MEMBER_U64, ASSAY_MEMBER_EVERYONE,
			HIDDEN(peak_bytes)},
		{NULL, NULL, ASSAY_MEMBER_NAME, ASSAY_MEMBER_EVERYONE, 0, 0},
	};
	struct assay_view_aggregate hidden = assay_view_hidden(result, reveal);
	assay_members_put(root, members, &hidden, ASSAY_MEMBER_OWNER);
}

int assay_result_to_json(const struct assay_result *result, bool reveal,
	struct assay_json **ret_tree, struct assay_error *err)
{
	enum assay_member_reader reader = reveal ? ASSAY_MEMBER_OWNER : ASSAY_MEMBER_EVERYONE;
	struct assay_json *root = assay_json_new_object();
	if (root == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	assay_json_add_string(root, "format", ASSAY_RESULT_FORMAT);
	assay_json_add_string(root, "view", reveal ? "owner" : "candidate");
	assay_members_put(root, assay_result_identity_members, result, reader);
	assay_members_put(root, assay_result_outcome_members, result, reader);
	assay_json_add_bool(root, "scored", assay_view_is_scored(result));
	struct assay_json *groups = assay_json_add_array(root, "groups");
	for (size_t i = 0; i < result->group_count; i++)
		put_group(groups, &result->groups[i], reveal);
	struct assay_json *items = assay_json_add_array(root, "items");
	for (size_t i = 0; i < result->item_count; i++)
		put_item(items, result, i, reveal);
	put_hidden(root, result, reveal);
	struct assay_json *diagnostics = assay_json_add_array(root, "diagnostics");
	for (size_t i = 0; i < result->diagnostic_count; i++)
		assay_members_put(assay_json_add_object(diagnostics, NULL),
			assay_result_diagnostic_members, &result->diagnostics[i], reader);
	assay_members_put(root, assay_result_environment_members, result, reader);
	assay_json_add_string(assay_json_add_object(root, "versions"), "assay", ASSAY_VERSION);
	*ret_tree = root;
	return 0;
}
