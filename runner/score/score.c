/*
 * score.c - owns points and the verdict of a submission. Pure. Must not judge a test.
 */
#include "score.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "metric.h"

static bool is_in_group(const struct assay_item *item, const struct assay_group *group)
{
	return strcmp(item->group, group->name) == 0;
}

static bool has_items(const struct assay_result *result, const struct assay_group *group)
{
	for (size_t i = 0; i < result->item_count; i++)
		if (is_in_group(&result->items[i], group))
			return true;
	return false;
}

/* Share and next better band of a ratio. */
static void find_band(const struct assay_measure_spec *spec, struct assay_measure_outcome *outcome)
{
	size_t band = 0;
	while (band < spec->band_count &&
		outcome->ratio_thousandths > spec->bands[band].ratio_thousandths)
		band++;
	outcome->share_thousandths =
		band < spec->band_count ? spec->bands[band].share_thousandths : 0;
	outcome->next_ratio_thousandths = band > 0 ? spec->bands[band - 1].ratio_thousandths : 0;
}

/* A figure that is never 0 and yet is 0 was not measured. */
static bool is_measured(uint64_t figure, enum assay_metric metric)
{
	return figure != 0 || !assay_metric_row(metric)->positive;
}

/*
 * The worst test of the group counts, failed ones too: else a test that is dear could be failed on
 * purpose. A failed test may lack the figure; an accepted one may not.
 */
static int measure_group(const struct assay_measure_spec *spec, const struct assay_result *result,
	const struct assay_group *group, struct assay_measure_outcome *ret_outcome,
	struct assay_error *err)
{
	struct assay_measure_outcome outcome = {.metric = spec->metric};
	for (size_t i = 0; i < result->item_count; i++) {
		const struct assay_item *item = &result->items[i];
		if (!is_in_group(item, group))
			continue;
		const struct assay_measure *measure = assay_metric_find(item, spec->metric);
		bool own = measure != NULL && is_measured(measure->value, spec->metric);
		bool whole = own && is_measured(measure->reference, spec->metric);
		if (!whole && item->verdict == ASSAY_VERDICT_ACCEPTED)
			return assay_error_set(err, ASSAY_ERR_INTERNAL,
				"score group '%s': '%s'%s was not measured in test '%s'",
				group->name, assay_metric_name(spec->metric),
				own ? " of the reference" : "", item->name);
		if (!whole)
			continue;
		uint64_t ratio = assay_metric_ratio(measure->value, measure->reference);
		if (ratio > outcome.ratio_thousandths)
			outcome.ratio_thousandths = ratio;
	}
	find_band(spec, &outcome);
	*ret_outcome = outcome;
	return 0;
}

/* Points of the right answers, times the worst share; rounded down to thousandths of a point. */
static uint64_t earn(const struct assay_group *group, const struct assay_group_result *outcome)
{
	if (outcome->tests == 0 ||
		(group->scoring == ASSAY_SCORING_ALL && outcome->passed < outcome->tests))
		return 0;
	uint64_t share = 1000;
	for (size_t i = 0; i < outcome->measure_count; i++)
		if (outcome->measures[i].share_thousandths < share)
			share = outcome->measures[i].share_thousandths;
	return (uint64_t)group->points * outcome->passed * share / outcome->tests;
}

static int score_group(const struct assay_group *group, const struct assay_result *result,
	struct assay_group_result *outcome, struct assay_error *err)
{
	memcpy(outcome->name, group->name, sizeof outcome->name);
	outcome->sample = group->sample;
	outcome->points = group->points;
	char *behaviour = strdup(group->behaviour);
	if (behaviour == NULL)
		return assay_error_errno(err, ENOMEM, "score group '%s'", group->name);
	outcome->behaviour = behaviour;
	for (size_t i = 0; i < result->item_count; i++) {
		const struct assay_item *item = &result->items[i];
		if (!is_in_group(item, group))
			continue;
		outcome->tests++;
		if (item->verdict == ASSAY_VERDICT_ACCEPTED)
			outcome->passed++;
		else if (outcome->verdict == ASSAY_VERDICT_ACCEPTED)
			outcome->verdict = item->verdict;
	}
	if (outcome->tests == 0) {
		outcome->verdict = result->verdict; /* nothing ran: it did not even compile */
		return 0;
	}
	for (size_t i = 0; i < group->measure_count; i++) {
		int r = measure_group(
			&group->measures[i], result, group, &outcome->measures[i], err);
		if (r != 0)
			return r;
		outcome->measure_count++;
	}
	outcome->millipoints = earn(group, outcome);
	return 0;
}

/* The verdict of the first failing group; internal-error before all, and then no points. */
static void decide_verdict(struct assay_result *result)
{
	bool fault = result->verdict == ASSAY_VERDICT_INTERNAL_ERROR;
	for (size_t i = 0; i < result->item_count; i++)
		fault = fault || result->items[i].verdict == ASSAY_VERDICT_INTERNAL_ERROR;
	for (size_t i = 0; i < result->group_count; i++) {
		struct assay_group_result *group = &result->groups[i];
		if (result->verdict == ASSAY_VERDICT_ACCEPTED)
			result->verdict = group->verdict;
		if (fault)
			group->millipoints = 0;
		result->millipoints += group->millipoints;
		result->max_millipoints += UINT64_C(1000) * group->points;
	}
	if (fault)
		result->verdict = ASSAY_VERDICT_INTERNAL_ERROR;
}

static int check_items(const struct assay_challenge *challenge, const struct assay_result *result,
	struct assay_error *err)
{
	bool failed_before = result->verdict == ASSAY_VERDICT_COMPILE_ERROR ||
			     result->verdict == ASSAY_VERDICT_INTERNAL_ERROR;
	if (result->item_count == 0 && !failed_before)
		return assay_error_set(err, ASSAY_ERR_INTERNAL, "score: no test was judged");
	for (size_t i = 0; i < result->item_count; i++) {
		size_t j = 0;
		while (j < challenge->group_count &&
			!is_in_group(&result->items[i], &challenge->groups[j]))
			j++;
		if (j == challenge->group_count)
			return assay_error_set(err, ASSAY_ERR_INTERNAL,
				"score: test '%s' is of group '%s', which challenge '%s' has not",
				result->items[i].name, result->items[i].group, challenge->id);
	}
	return 0;
}

int assay_score_result(const struct assay_challenge *challenge, struct assay_result *result,
	struct assay_error *err)
{
	int r = check_items(challenge, result, err);
	if (r != 0)
		return r;
	struct assay_group_result *groups = calloc(challenge->group_count, sizeof *groups);
	if (groups == NULL)
		return assay_error_errno(err, ENOMEM, "score a result");
	result->groups = groups;
	result->group_count = 0;
	result->millipoints = result->max_millipoints = 0;
	for (size_t i = 0; i < challenge->group_count; i++) {
		/* A group that was not selected is no part of the result. */
		if (result->item_count > 0 && !has_items(result, &challenge->groups[i]))
			continue;
		r = score_group(&challenge->groups[i], result, &groups[result->group_count++], err);
		if (r != 0)
			return r;
	}
	decide_verdict(result);
	return 0;
}
