/*
 * facts.c - owns the keys of a challenge in the documents of `list` and `show`.
 * Must tell nothing that is hidden from candidates.
 */
#include "facts.h"

static void add_strings(
	struct assay_json *object, const char *key, char *const *strings, size_t count)
{
	struct assay_json *array = assay_json_add_array(object, key);
	for (size_t i = 0; i < count; i++)
		assay_json_add_string(array, NULL, strings[i]);
}

void assay_facts_add(struct assay_json *object, const struct assay_challenge *challenge)
{
	assay_json_add_string(object, "id", challenge->id);
	assay_json_add_string(object, "version", challenge->version);
	assay_json_add_string(object, "digest", challenge->digest);
	assay_json_add_string(object, "title", challenge->title);
	assay_json_add_string(object, "summary", challenge->summary);
	assay_json_add_string(object, "kind", assay_kind_name(challenge->kind));
	assay_json_add_string(object, "harness", assay_harness_name(challenge->harness));
	assay_json_add_string(object, "language", challenge->language);
	add_strings(object, "topics", challenge->topics, challenge->topic_count);
	assay_json_add_number(object, "difficulty", challenge->difficulty);
	assay_json_add_number(object, "minutes", challenge->minutes);
	assay_json_add_number(object, "points", assay_challenge_points(challenge));
}

static void add_limits(struct assay_json *object, const struct assay_limits_spec *limits)
{
	struct assay_json *node = assay_json_add_object(object, "limits");
	assay_json_add_number(node, "cpu_seconds", (double)limits->cpu_ns / 1e9);
	assay_json_add_number(node, "wall_seconds", (double)limits->wall_ns / 1e9);
	assay_json_add_number(node, "memory_bytes", (double)limits->memory_bytes);
	assay_json_add_number(node, "output_bytes", (double)limits->output_bytes);
	assay_json_add_number(node, "processes", limits->processes);
}

static void add_group(struct assay_json *groups, const struct assay_challenge *challenge,
	const struct assay_group *group)
{
	struct assay_json *node = assay_json_add_object(groups, NULL);
	assay_json_add_string(node, "name", group->name);
	assay_json_add_string(node, "behaviour", group->behaviour);
	assay_json_add_bool(node, "sample", group->sample);
	assay_json_add_number(node, "points", group->points);
	assay_json_add_string(
		node, "scoring", group->scoring == ASSAY_SCORING_ALL ? "all" : "each");
	add_limits(node, group->has_limits ? &group->limits : &challenge->limits);
	struct assay_json *measures = assay_json_add_array(node, "measures");
	for (size_t i = 0; i < group->measure_count; i++) {
		const struct assay_measure_spec *measure = &group->measures[i];
		struct assay_json *row = assay_json_add_object(measures, NULL);
		assay_json_add_string(row, "metric", assay_metric_name(measure->metric));
		struct assay_json *bands = assay_json_add_array(row, "bands");
		for (size_t b = 0; b < measure->band_count; b++) {
			struct assay_json *band = assay_json_add_object(bands, NULL);
			assay_json_add_number(
				band, "ratio", measure->bands[b].ratio_thousandths / 1000.0);
			assay_json_add_number(
				band, "share", measure->bands[b].share_thousandths / 1000.0);
		}
	}
}

void assay_facts_add_details(struct assay_json *object, const struct assay_challenge *challenge)
{
	assay_facts_add(object, challenge);
	assay_json_add_string(object, "profile", challenge->profile);
	add_strings(object, "libraries", challenge->libraries, challenge->library_count);
	struct assay_json *files = assay_json_add_array(object, "files");
	for (size_t i = 0; i < challenge->file_count; i++) {
		struct assay_json *node = assay_json_add_object(files, NULL);
		assay_json_add_string(node, "path", challenge->files[i].path);
		assay_json_add_bool(node, "editable", challenge->files[i].editable);
	}
	add_limits(object, &challenge->limits);
	struct assay_json *groups = assay_json_add_array(object, "groups");
	for (size_t i = 0; i < challenge->group_count; i++)
		add_group(groups, challenge, &challenge->groups[i]);
}
