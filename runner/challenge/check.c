/*
 * check.c - owns what one key of a manifest demands of another. Works on the record alone and must
 * not touch a file.
 */
#include "manifest.h"

#include <stdarg.h>
#include <string.h>

#include "kinds.h"

/* A fault at "KEY[index].LEAF". */
__attribute__((format(printf, 5, 6))) static int fail_item(struct assay_reader *reader,
	const char *key, size_t index, const char *leaf, const char *format, ...)
{
	char message[ASSAY_ERROR_SIZE];
	va_list arguments;
	va_start(arguments, format);
	assay_error_format(message, sizeof message, format, arguments);
	va_end(arguments);
	assay_reader_enter(reader, key);
	assay_reader_enter_item(reader, index);
	assay_reader_enter(reader, leaf);
	return assay_reader_fail(reader, "%s", message);
}

static int fail_key(struct assay_reader *reader, const char *key, const char *value,
	const char *before, const char *expected)
{
	assay_reader_enter(reader, key);
	return assay_reader_fail(reader, "got \"%s\"; expected %s\"%s\"", value, before, expected);
}

/* Every challenge has the language of some row: its reader has seen to that. */
static const struct assay_language *find_language(const struct assay_challenge *challenge)
{
	const struct assay_language *language = assay_languages;
	while (strcmp(language->name, challenge->language) != 0)
		language++;
	return language;
}

static int check_harness(struct assay_reader *reader)
{
	const struct assay_challenge *challenge = reader->challenge;
	enum assay_harness harness = challenge->harness;
	const struct {
		const char *key;
		enum assay_harness harness;
		bool given;
	} companions[] = {
		{"driver", ASSAY_HARNESS_FUNCTION, challenge->driver != NULL},
		{"sql", ASSAY_HARNESS_SQL, challenge->sql_setup != NULL},
	};
	const struct assay_language *language = find_language(challenge);
	if (language->harness != harness)
		return assay_reader_fail(reader,
			"the language is \"%s\" and the harness \"%s\"; that language goes with "
			"the harness \"%s\"",
			language->name, assay_harness_name(harness),
			assay_harness_name(language->harness));
	for (size_t i = 0; i < sizeof companions / sizeof companions[0]; i++) {
		bool wanted = companions[i].harness == harness;
		if (wanted && !companions[i].given)
			return assay_reader_fail(reader,
				"the key '%s' is missing; the harness \"%s\" needs it",
				companions[i].key, assay_harness_name(harness));
		if (!wanted && companions[i].given)
			return assay_reader_fail(reader,
				"the key '%s' does not go with the harness \"%s\"",
				companions[i].key, assay_harness_name(harness));
	}
	return 0;
}

static bool ends_as(const char *path, const char *const *suffixes)
{
	size_t size = strlen(path);
	for (; *suffixes != NULL; suffixes++) {
		size_t length = strlen(*suffixes);
		if (size > length && strcmp(path + size - length, *suffixes) == 0)
			return true;
	}
	return false;
}

static int check_files(struct assay_reader *reader)
{
	const struct assay_challenge *challenge = reader->challenge;
	const struct assay_language *language = find_language(challenge);
	bool editable = false;
	for (size_t i = 0; i < challenge->file_count; i++) {
		const struct assay_file_spec *file = &challenge->files[i];
		for (size_t j = 0; j < i; j++) {
			if (strcmp(file->path, challenge->files[j].path) == 0)
				return fail_item(reader, "files", i, "path",
					"got \"%s\"; expected another path than files[%zu]",
					file->path, j);
		}
		if (file->editable && !ends_as(file->path, language->suffixes))
			return fail_item(reader, "files", i, "path",
				"got \"%s\"; expected an editable file that ends in %s%s%s",
				file->path, language->suffixes[0],
				language->suffixes[1] == NULL ? "" : " or ",
				language->suffixes[1] == NULL ? "" : language->suffixes[1]);
		editable = editable || file->editable;
	}
	if (!editable) {
		assay_reader_enter(reader, "files");
		return assay_reader_fail(reader,
			"no file is editable; expected at least one with \"editable\": true");
	}
	return 0;
}

/* Below the CPU limit, the wall limit would end what computes and say that it slept. */
static int check_limits(struct assay_reader *reader, const struct assay_limits_spec *limits)
{
	if (limits->wall_ns >= limits->cpu_ns)
		return 0;
	assay_reader_enter(reader, "limits");
	assay_reader_enter(reader, "wall_seconds");
	return assay_reader_fail(reader,
		"got %.10g; expected no less than the %.10g of cpu_seconds",
		(double)limits->wall_ns / 1e9, (double)limits->cpu_ns / 1e9);
}

static int check_generates(struct assay_reader *reader, const struct assay_group *group)
{
	for (size_t i = 0; i < group->generate_count; i++) {
		for (size_t j = 0; j < i; j++) {
			if (strcmp(group->generates[i].name, group->generates[j].name) == 0)
				return fail_item(reader, "generate", i, "name",
					"got \"%s\"; expected another name than generate[%zu]",
					group->generates[i].name, j);
		}
	}
	return 0;
}

static int check_bands(struct assay_reader *reader, const struct assay_measure_spec *measure)
{
	for (size_t i = 1; i < measure->band_count; i++) {
		const struct assay_band *band = &measure->bands[i], *last = band - 1;
		if (band->ratio_thousandths <= last->ratio_thousandths)
			return fail_item(reader, "bands", i, "ratio",
				"got %u.%03u; expected more than the %u.%03u of the band before",
				band->ratio_thousandths / 1000, band->ratio_thousandths % 1000,
				last->ratio_thousandths / 1000, last->ratio_thousandths % 1000);
		if (band->share_thousandths >= last->share_thousandths)
			return fail_item(reader, "bands", i, "share",
				"got %u.%03u; expected less than the %u.%03u of the band before",
				band->share_thousandths / 1000, band->share_thousandths % 1000,
				last->share_thousandths / 1000, last->share_thousandths % 1000);
	}
	return 0;
}

static int check_measures(struct assay_reader *reader, const struct assay_group *group)
{
	enum assay_harness harness = reader->challenge->harness;
	for (size_t i = 0; i < group->measure_count; i++) {
		const struct assay_measure_spec *measure = &group->measures[i];
		const char *name = assay_metric_name(measure->metric);
		if (!assay_metric_has(measure->metric, harness))
			return fail_item(reader, "measures", i, "metric",
				"got \"%s\"; expected what the harness \"%s\" can measure", name,
				assay_harness_name(harness));
		for (size_t j = 0; j < i; j++) {
			if (measure->metric == group->measures[j].metric)
				return fail_item(reader, "measures", i, "metric",
					"got \"%s\"; expected another metric than measures[%zu]",
					name, j);
		}
		size_t mark = assay_reader_enter(reader, "measures");
		assay_reader_enter_item(reader, i);
		int status = check_bands(reader, measure);
		assay_reader_leave(reader, mark);
		if (status != 0)
			return status;
	}
	return 0;
}

static int check_group(struct assay_reader *reader, size_t index)
{
	const struct assay_challenge *challenge = reader->challenge;
	const struct assay_group *group = &challenge->groups[index];
	for (size_t j = 0; j < index; j++) {
		if (strcmp(group->name, challenge->groups[j].name) == 0)
			return fail_item(reader, "groups", index, "name",
				"got \"%s\"; expected another name than groups[%zu]", group->name,
				j);
	}
	size_t mark = assay_reader_enter(reader, "groups");
	assay_reader_enter_item(reader, index);
	int status = group->has_limits ? check_limits(reader, &group->limits) : 0;
	if (status == 0)
		status = check_generates(reader, group);
	if (status == 0)
		status = check_measures(reader, group);
	assay_reader_leave(reader, mark);
	return status;
}

static int check_totals(struct assay_reader *reader)
{
	const struct assay_challenge *challenge = reader->challenge;
	size_t tests = 0;
	for (size_t i = 0; i < challenge->group_count; i++) {
		for (size_t j = 0; j < challenge->groups[i].generate_count; j++)
			tests += challenge->groups[i].generates[j].count;
	}
	assay_reader_enter(reader, "groups");
	if (tests > ASSAY_TESTS_MAX)
		return assay_reader_fail(reader,
			"%zu generated tests; expected at most %d over all groups", tests,
			ASSAY_TESTS_MAX);
	if (assay_challenge_points(challenge) == 0)
		return assay_reader_fail(
			reader, "no group has points; expected at least one point");
	assay_reader_leave(reader, 0);
	return 0;
}

int assay_manifest_check(struct assay_reader *reader, const char *folder)
{
	const struct assay_challenge *challenge = reader->challenge;
	if (folder != NULL && strcmp(challenge->id, folder) != 0)
		return fail_key(reader, "id", challenge->id, "the folder's name ", folder);
	int status = check_harness(reader);
	if (status == 0)
		status = check_limits(reader, &challenge->limits);
	if (status == 0)
		status = check_files(reader);
	for (size_t i = 0; status == 0 && i < challenge->group_count; i++)
		status = check_group(reader, i);
	return status == 0 ? check_totals(reader) : status;
}
