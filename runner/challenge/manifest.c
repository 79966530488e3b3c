/*
 * manifest.c - owns the keys of challenge.json: one table an object, a row a key. What the keys
 * mean is said in docs/challenge-format.md; docs/challenge.schema.json says the same to other
 * programs. Must not touch a file.
 */
#include "manifest.h"

#include <stdlib.h>
#include <string.h>

#include "kinds.h"

#define COUNT(array)     (sizeof(array) / sizeof(array)[0])
#define AT(type, member) offsetof(struct type, member)

#define MIB           1048576.0
#define POINTS_MAX    1000
#define GENERATES_MAX 100
#define WALL_MAX_NS   UINT64_C(600000000000)

/* Patterns */

bool assay_id_valid(const char *text)
{
	size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-");
	return text[0] >= 'a' && text[0] <= 'z' && text[length] == '\0' && length < ASSAY_ID_SIZE;
}

static bool is_version(const char *text)
{
	for (int part = 0; part < 3; part++) {
		size_t digits = strspn(text, "0123456789");
		if (digits == 0 || digits > 6 || (digits > 1 && text[0] == '0'))
			return false;
		text += digits;
		if (*text != (part < 2 ? '.' : '\0'))
			return false;
		text++;
	}
	return true;
}

static const struct assay_pattern id_pattern = {
	assay_id_valid, "[a-z][a-z0-9-]*, at most 64 bytes, such as \"token-bucket\""};
static const struct assay_pattern version_pattern = {
	is_version, "three numbers of at most six digits without leading zeros, such as \"1.0.0\""};

/* Limits. A group may change some of them, so that there none is required. */

#define LIMIT_FIELDS(is_required)                                                                  \
	{"cpu_seconds", assay_read_nanoseconds, AT(assay_limits_spec, cpu_ns), is_required, 0, 60, \
		NULL},                                                                             \
		{"memory_bytes", assay_read_uint64, AT(assay_limits_spec, memory_bytes),           \
			is_required, 4 * MIB, 4096 * MIB, NULL},                                   \
		{"wall_seconds", assay_read_nanoseconds, AT(assay_limits_spec, wall_ns), false, 0, \
			600, NULL},                                                                \
		{"output_bytes", assay_read_uint64, AT(assay_limits_spec, output_bytes), false, 1, \
			64 * MIB, NULL},                                                           \
		{"processes", assay_read_uint32, AT(assay_limits_spec, processes), false, 1, 64,   \
			NULL},                                                                     \
	{                                                                                          \
		0                                                                                  \
	}

static const struct assay_field challenge_limit_fields[] = {LIMIT_FIELDS(true)};
static const struct assay_field group_limit_fields[] = {LIMIT_FIELDS(false)};

static void set_default_wall(struct assay_limits_spec *limits)
{
	limits->wall_ns = 10 * limits->cpu_ns + UINT64_C(2000000000);
	if (limits->wall_ns > WALL_MAX_NS)
		limits->wall_ns = WALL_MAX_NS;
}

static ASSAY_READER(read_limits)
{
	(void)field;
	(void)record;
	struct assay_limits_spec *limits = &reader->challenge->limits;
	*limits = (struct assay_limits_spec){.output_bytes = 1 << 20, .processes = 1};
	int status = assay_fields_read(reader, challenge_limit_fields, node, limits);
	reader->wall_default = status == 0 && assay_json_get(node, "wall_seconds") == NULL;
	if (reader->wall_default)
		set_default_wall(limits);
	return status;
}

static ASSAY_READER(read_group_limits)
{
	(void)field;
	struct assay_group *group = record;
	group->has_limits = true;
	group->limits = reader->challenge->limits;
	int status = assay_fields_read(reader, group_limit_fields, node, &group->limits);
	if (status == 0 && reader->wall_default && assay_json_get(node, "wall_seconds") == NULL)
		set_default_wall(&group->limits);
	return status;
}

/* Comparison */

static const struct assay_path_rule checker_rule = {"judge/", ".c"};
static const struct assay_field compare_fields[] = {
	{"mode", assay_read_choice, AT(assay_challenge, compare), true, 0, 0, assay_compare_words},
	{"absolute", assay_read_double, AT(assay_challenge, absolute_tolerance), false, 0, 1e9,
		NULL},
	{"relative", assay_read_double, AT(assay_challenge, relative_tolerance), false, 0, 1, NULL},
	{"checker", assay_read_path, AT(assay_challenge, checker), false, 0, 0, &checker_rule},
	{0},
};

/* Which keys of `compare` go with one mode alone. */
static const struct {
	const char *key;
	enum assay_compare mode;
	bool required;
} compare_companions[] = {
	{"absolute", ASSAY_COMPARE_NUMBERS, false},
	{"relative", ASSAY_COMPARE_NUMBERS, false},
	{"checker", ASSAY_COMPARE_CHECKER, true},
};

static ASSAY_READER(read_compare)
{
	(void)field;
	int status = assay_fields_read(reader, compare_fields, node, record);
	for (size_t i = 0; status == 0 && i < COUNT(compare_companions); i++) {
		const char *key = compare_companions[i].key;
		bool given = assay_json_get(node, key) != NULL;
		bool fits = reader->challenge->compare == compare_companions[i].mode;
		if (given && !fits)
			status = assay_reader_fail(reader,
				"the key '%s' goes with the mode \"%s\"; the mode is \"%s\"", key,
				assay_compare_name(compare_companions[i].mode),
				assay_compare_name(reader->challenge->compare));
		if (!given && fits && compare_companions[i].required)
			status = assay_reader_fail(reader,
				"the key '%s' is missing; the mode \"%s\" needs it", key,
				assay_compare_name(reader->challenge->compare));
	}
	return status;
}

/* The harness sql */

static const struct assay_list allow_list = {
	.count_offset = offsetof(struct assay_challenge, sql_allow_count),
	.item_size = sizeof(char *),
	.unique = true,
	.item = {.read = assay_read_new_choice, .detail = assay_sql_allow_words},
};
static const struct assay_path_rule setup_rule = {"data/", ".sql"};
static const struct assay_field sql_fields[] = {
	{"setup", assay_read_path, AT(assay_challenge, sql_setup), true, 0, 0, &setup_rule},
	{"allow", assay_read_list, AT(assay_challenge, sql_allow), true, 1, 16, &allow_list},
	{"statements", assay_read_uint32, AT(assay_challenge, sql_statements_max), true, 1, 1000,
		NULL},
	{0},
};

/* Files */

static const struct assay_path_rule any_rule = {NULL, NULL};
static const struct assay_field file_fields[] = {
	{"path", assay_read_path, AT(assay_file_spec, path), true, 0, 0, &any_rule},
	{"editable", assay_read_bool, AT(assay_file_spec, editable), false, 0, 0, NULL},
	{0},
};
static const struct assay_list file_list = {
	.count_offset = offsetof(struct assay_challenge, file_count),
	.item_size = sizeof(struct assay_file_spec),
	.allocated = true,
	.item = {.read = assay_read_object, .detail = file_fields},
};

/* Groups */

static const struct assay_field band_fields[] = {
	{"ratio", assay_read_thousandths, AT(assay_band, ratio_thousandths), true, 0, 1000, NULL},
	{"share", assay_read_thousandths, AT(assay_band, share_thousandths), true, 0, 1, NULL},
	{0},
};
static const struct assay_list band_list = {
	.count_offset = offsetof(struct assay_measure_spec, band_count),
	.item_size = sizeof(struct assay_band),
	.item = {.read = assay_read_object, .detail = band_fields},
};
static const struct assay_field measure_fields[] = {
	{"metric", assay_read_choice, AT(assay_measure_spec, metric), true, 0, 0,
		assay_metric_words},
	{"bands", assay_read_list, AT(assay_measure_spec, bands), true, 1, ASSAY_BANDS_MAX,
		&band_list},
	{0},
};
static const struct assay_list measure_list = {
	.count_offset = offsetof(struct assay_group, measure_count),
	.item_size = sizeof(struct assay_measure_spec),
	.item = {.read = assay_read_object, .detail = measure_fields},
};

static const struct assay_list argument_list = {
	.count_offset = offsetof(struct assay_generate, argument_count),
	.item_size = sizeof(char *),
	.item = {.read = assay_read_text, .maximum = 256},
};
static const struct assay_path_rule generator_rule = {"generators/", ".c"};
static const struct assay_field generate_fields[] = {
	{"name", assay_read_word, AT(assay_generate, name), true, 0, 0, &id_pattern},
	{"generator", assay_read_path, AT(assay_generate, generator), true, 0, 0, &generator_rule},
	{"arguments", assay_read_list, AT(assay_generate, arguments), false, 0, ASSAY_ARGUMENTS_MAX,
		&argument_list},
	{"count", assay_read_uint32, AT(assay_generate, count), true, 1, 100, NULL},
	{"behaviour", assay_read_text, AT(assay_generate, behaviour), false, 1, 200, NULL},
	{0},
};
static const struct assay_list generate_list = {
	.count_offset = offsetof(struct assay_group, generate_count),
	.item_size = sizeof(struct assay_generate),
	.allocated = true,
	.item = {.read = assay_read_object, .detail = generate_fields},
};

static const struct assay_field group_fields[] = {
	{"name", assay_read_word, AT(assay_group, name), true, 0, 0, &id_pattern},
	{"behaviour", assay_read_text, AT(assay_group, behaviour), true, 1, 200, NULL},
	{"points", assay_read_uint32, AT(assay_group, points), false, 0, POINTS_MAX, NULL},
	{"scoring", assay_read_choice, AT(assay_group, scoring), false, 0, 0, assay_scoring_words},
	{"limits", read_group_limits, 0, false, 0, 0, NULL},
	{"generate", assay_read_list, AT(assay_group, generates), false, 1, GENERATES_MAX,
		&generate_list},
	{"measures", assay_read_list, AT(assay_group, measures), false, 1, ASSAY_MEASURES_MAX,
		&measure_list},
	{0},
};

/* The sample group is the first and is called so; the tests of the others are hidden. */
static int check_sample(
	struct assay_reader *reader, const struct assay_json *node, const struct assay_group *group)
{
	static const char *const hidden_keys[] = {"generate", "measures"};
	if (group->sample != (strcmp(group->name, "sample") == 0)) {
		assay_reader_enter(reader, "name");
		return assay_reader_refuse(reader, assay_json_get(node, "name"),
			group->sample ? "\"sample\", the name of the first group"
				      : "another name; \"sample\" is the first group's");
	}
	if (!group->sample && assay_json_get(node, "points") == NULL)
		return assay_reader_fail(reader, "the key 'points' is missing");
	if (group->sample && group->points != 0) {
		assay_reader_enter(reader, "points");
		return assay_reader_refuse(
			reader, assay_json_get(node, "points"), "0 in the sample group");
	}
	for (size_t i = 0; group->sample && i < COUNT(hidden_keys); i++) {
		if (assay_json_get(node, hidden_keys[i]) != NULL)
			return assay_reader_fail(reader,
				"the key '%s' is not for the sample group, whose tests lie in "
				"data/sample/ and earn no points",
				hidden_keys[i]);
	}
	return 0;
}

static ASSAY_READER(read_group)
{
	(void)field;
	struct assay_group *group = record;
	group->sample = group == reader->challenge->groups;
	int status = assay_fields_read(reader, group_fields, node, group);
	if (status == 0)
		status = check_sample(reader, node, group);
	for (size_t i = 0; status == 0 && i < group->generate_count; i++) {
		struct assay_generate *generate = &group->generates[i];
		if (generate->behaviour == NULL)
			status = assay_copy_text(reader, group->behaviour, &generate->behaviour);
	}
	return status;
}

static const struct assay_list group_list = {
	.count_offset = offsetof(struct assay_challenge, group_count),
	.item_size = sizeof(struct assay_group),
	.allocated = true,
	.item = {.read = read_group},
};

/* The manifest */

static ASSAY_READER(read_format)
{
	(void)field;
	(void)record;
	const char *text = assay_json_string(node);
	if (text == NULL || strcmp(text, "assay.challenge/1") != 0)
		return assay_reader_refuse(reader, node, "\"assay.challenge/1\"");
	return 0;
}

static const struct assay_list library_list = {
	.count_offset = offsetof(struct assay_challenge, library_count),
	.item_size = sizeof(char *),
	.unique = true,
	.item = {.read = assay_read_new_choice, .detail = assay_library_words},
};
static const struct assay_list topic_list = {
	.count_offset = offsetof(struct assay_challenge, topic_count),
	.item_size = sizeof(char *),
	.unique = true,
	.item = {.read = assay_read_new_word, .detail = &id_pattern},
};
static const struct assay_path_rule reference_rule = {"submissions/accepted/", NULL};
static const struct assay_path_rule driver_rule = {"driver/", ".c"};

/* `limits` stands before `groups`, which start from them. */
static const struct assay_field manifest_fields[] = {
	{"format", read_format, 0, true, 0, 0, NULL},
	{"id", assay_read_word, AT(assay_challenge, id), true, 0, 0, &id_pattern},
	{"version", assay_read_word, AT(assay_challenge, version), true, 0, 0, &version_pattern},
	{"title", assay_read_text, AT(assay_challenge, title), true, 1, 80, NULL},
	{"summary", assay_read_text, AT(assay_challenge, summary), true, 1, 160, NULL},
	{"kind", assay_read_choice, AT(assay_challenge, kind), true, 0, 0, assay_kind_words},
	{"harness", assay_read_choice, AT(assay_challenge, harness), true, 0, 0,
		assay_harness_words},
	{"language", assay_read_choice_word, AT(assay_challenge, language), true, 0, 0,
		assay_language_words},
	{"profile", assay_read_choice_word, AT(assay_challenge, profile), false, 0, 0,
		assay_profile_words},
	{"libraries", assay_read_list, AT(assay_challenge, libraries), false, 0, 8, &library_list},
	{"topics", assay_read_list, AT(assay_challenge, topics), true, 1, 16, &topic_list},
	{"difficulty", assay_read_uint32, AT(assay_challenge, difficulty), true, 1, 5, NULL},
	{"minutes", assay_read_uint32, AT(assay_challenge, minutes), true, 1, 600, NULL},
	{"limits", read_limits, 0, true, 0, 0, NULL},
	{"compare", read_compare, 0, false, 0, 0, NULL},
	{"files", assay_read_list, AT(assay_challenge, files), true, 1, ASSAY_FILES_MAX,
		&file_list},
	{"reference", assay_read_path, AT(assay_challenge, reference), true, 0, 0, &reference_rule},
	{"driver", assay_read_path, AT(assay_challenge, driver), false, 0, 0, &driver_rule},
	{"sql", assay_read_object, 0, false, 0, 0, sql_fields},
	{"groups", assay_read_list, AT(assay_challenge, groups), true, 2, ASSAY_GROUPS_MAX,
		&group_list},
	{0},
};

int assay_manifest_read(const char *text, size_t size, const char *file, const char *folder,
	struct assay_challenge *challenge, struct assay_error *err)
{
	struct assay_reader reader = {.file = file, .challenge = challenge, .err = err};
	challenge->compare = ASSAY_COMPARE_LINES;
	memcpy(challenge->profile, assay_profile_words[0], strlen(assay_profile_words[0]) + 1);
	struct assay_json *root = NULL;
	int status = assay_json_parse(text, size, file, ASSAY_ERR_CHALLENGE, &root, err);
	if (status == 0)
		status = assay_fields_read(&reader, manifest_fields, root, challenge);
	if (status == 0)
		status = assay_manifest_check(&reader, folder);
	assay_json_free(root);
	return status;
}
