/*
 * view.c - owns what the candidate may see. Must not know any format.
 */
#include "view.h"

#include <stdio.h>
#include <string.h>

bool assay_view_is_sample(const struct assay_result *result, const struct assay_item *item)
{
	for (size_t i = 0; i < result->group_count; i++)
		if (strcmp(result->groups[i].name, item->group) == 0)
			return result->groups[i].sample;
	return false; /* of an unknown group: nothing is shown */
}

bool assay_view_is_scored(const struct assay_result *result)
{
	return result->verdict != ASSAY_VERDICT_INTERNAL_ERROR && result->max_millipoints > 0;
}

void assay_view_name(const struct assay_result *result, size_t index, bool reveal,
	char ret_name[ASSAY_ID_SIZE + 8])
{
	const struct assay_item *item = &result->items[index];
	if (reveal || assay_view_is_sample(result, item)) {
		memcpy(ret_name, item->name, sizeof item->name);
		return;
	}
	size_t ordinal = 1;
	for (size_t i = 0; i < index; i++)
		ordinal += strcmp(result->items[i].group, item->group) == 0;
	snprintf(ret_name, sizeof item->name, "%zu", ordinal);
}

static uint64_t round_up(uint64_t value, uint64_t unit)
{
	uint64_t rounded;
	if (__builtin_add_overflow(value, unit - 1, &rounded))
		return value;
	return rounded / unit * unit;
}

uint64_t assay_view_ratio(uint64_t ratio_thousandths, bool reveal)
{
	return reveal ? ratio_thousandths : round_up(ratio_thousandths, 10);
}

static uint64_t two_digits(uint64_t value)
{
	uint64_t unit = 1;
	while (value / unit >= 100)
		unit *= 10;
	return round_up(value, unit);
}

struct assay_view_aggregate assay_view_hidden(const struct assay_result *result, bool reveal)
{
	struct assay_view_aggregate all = {0};
	for (size_t i = 0; i < result->item_count; i++) {
		const struct assay_item *item = &result->items[i];
		if (assay_view_is_sample(result, item))
			continue;
		all.tests++;
		all.passed += item->verdict == ASSAY_VERDICT_ACCEPTED;
		all.cpu_ns += item->cpu_ns;
		if (item->peak_bytes > all.peak_bytes)
			all.peak_bytes = item->peak_bytes;
	}
	if (!reveal) {
		all.cpu_ns = two_digits(all.cpu_ns);
		all.peak_bytes = two_digits(all.peak_bytes);
	}
	return all;
}
