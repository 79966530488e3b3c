/*
 * judge.c - owns the way from one finished test to its item: verdict, words, figures and, for a
 * sample, the texts to show. Pure: no clock, no file, no process.
 */
#include "judge.h"

#include <assay/cleanup.h>

#include <string.h>

#include "cause.h"

/* Each text of a sample, in bytes of its source. */
#define SAMPLE_TEXT_MAX (16u << 10)

/* The reference's figure of the same metric; 0 without one, and where another layer measured it:
 * what a cgroup charges and what wait4(2) tells are not to be compared. */
static uint64_t find_reference(
	const struct assay_material *material, const struct assay_measure *measure)
{
	for (size_t i = 0; i < material->reference_count; i++) {
		const struct assay_measure *reference = &material->reference[i];
		if (reference->metric == measure->metric && reference->source == measure->source)
			return reference->value;
	}
	return 0;
}

/* The figures: peak memory first, then the counters, each beside the reference's. */
static int fill_measures(const struct assay_material *material, const struct assay_run *run,
	struct assay_item *item, struct assay_error *err)
{
	const struct assay_observation *seen = &run->observation;
	if (run->counter_count >= ASSAY_METRIC_COUNT)
		return assay_error_set(err, ASSAY_ERR_INTERNAL,
			"judge test '%s': %zu counters, at most %d", item->name, run->counter_count,
			ASSAY_METRIC_COUNT - 1);
	item->measures[0] = (struct assay_measure){
		.metric = ASSAY_METRIC_PEAK_MEMORY,
		.value = seen->peak_bytes,
		.source = seen->peak_source,
	};
	for (size_t i = 0; i < run->counter_count; i++)
		item->measures[i + 1] = run->counters[i];
	item->measure_count = run->counter_count + 1;
	for (size_t i = 0; i < item->measure_count; i++)
		item->measures[i].reference = find_reference(material, &item->measures[i]);
	return 0;
}

/* A copy that is safe to print and holds no NUL; NULL when there is no memory. */
static char *show(const struct assay_bytes *bytes)
{
	struct assay_bytes safe = {0};
	assay_bytes_append_safe(&safe, bytes->data, bytes->size, SAMPLE_TEXT_MAX);
	char *text = assay_bytes_steal(&safe);
	assay_bytes_release(&safe);
	return text;
}

static bool fill_sample(
	const struct assay_material *material, const struct assay_run *run, struct assay_item *item)
{
	item->input = show(&material->input);
	item->expected = show(&material->answer);
	item->got = show(&run->answers);
	item->out = show(&run->out);
	item->errors = show(&run->errors);
	return item->input != NULL && item->expected != NULL && item->got != NULL &&
	       item->out != NULL && item->errors != NULL;
}

/* The cause; compares only where the run itself was clean. */
static int find_cause(const struct assay_evidence *evidence, const struct assay_material *material,
	struct assay_difference *difference, enum assay_cause *ret_cause, struct assay_error *err)
{
	enum assay_cause cause = assay_cause_of_run(evidence);
	if (cause == ASSAY_CAUSE_NONE) {
		bool checker = evidence->challenge->compare == ASSAY_COMPARE_CHECKER;
		if (checker && (evidence->checked == NULL || !evidence->checked->used))
			return assay_error_set(err, ASSAY_ERR_INTERNAL,
				"a clean run was judged before the challenge's checker saw it");
		int r = checker ? 0
				: assay_compare_answers(evidence->challenge, &material->answer,
					  &evidence->run->answers, difference, err);
		if (r != 0)
			return r;
		cause = assay_cause_of_answers(evidence);
	}
	*ret_cause = cause;
	return 0;
}

static int fill_item(const struct assay_evidence *evidence, const struct assay_material *material,
	struct assay_item *item, struct assay_error *err)
{
	struct assay_difference difference ASSAY_AUTO(assay_difference_release) = {0};
	struct assay_evidence known = *evidence;
	known.difference = &difference;
	enum assay_cause cause = ASSAY_CAUSE_NONE;
	int r = find_cause(&known, material, &difference, &cause, err);
	if (r == 0)
		r = fill_measures(material, evidence->run, item, err);
	if (r != 0)
		return assay_error_wrap(err, "while judging test '%s'", item->name);
	const struct assay_observation *seen = &evidence->run->observation;
	item->verdict = assay_cause_verdict(cause);
	item->cpu_ns = seen->cpu_ns;
	item->wall_ns = seen->wall_ns;
	item->peak_bytes = seen->peak_bytes;
	item->runs = evidence->run->runs;
	struct assay_bytes message = {0};
	struct assay_bytes reveal = {0};
	assay_cause_explain(cause, &known, &message, &reveal);
	item->message = assay_bytes_steal(&message);
	item->reveal_message = assay_bytes_steal(&reveal);
	bool whole =
		item->message != NULL && item->reveal_message != NULL && item->behaviour != NULL;
	if (whole && evidence->sample)
		whole = fill_sample(material, evidence->run, item);
	return whole ? 0 : assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
}

int assay_judge_case(const struct assay_challenge *challenge, const struct assay_case *test,
	const struct assay_material *material, const struct assay_run *run,
	const struct assay_checked *checked, struct assay_item *ret_item, struct assay_error *err)
{
	if (test->group >= challenge->group_count)
		return assay_error_set(err, ASSAY_ERR_INTERNAL, "judge test '%s': group %zu of %zu",
			test->name, test->group, challenge->group_count);
	const struct assay_group *group = &challenge->groups[test->group];
	const struct assay_evidence evidence = {
		.challenge = challenge,
		.sample = group->sample,
		.limits = group->has_limits ? &group->limits : &challenge->limits,
		.run = run,
		.checked = checked,
	};
	struct assay_item item = {.behaviour = strdup(test->behaviour)};
	memcpy(item.group, group->name, sizeof item.group);
	memcpy(item.name, test->name, sizeof item.name);
	int r = fill_item(&evidence, material, &item, err);
	if (r != 0) {
		assay_item_release(&item);
		return r;
	}
	*ret_item = item;
	return 0;
}
