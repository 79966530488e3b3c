/*
 * test_manifest.c - every key of the manifest, right and wrong: the table
 * tests/manifests/cases.json, which manifest_schema.bats holds against the JSON Schema.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <fcntl.h>

#include "../../runner/challenge/manifest.h"
#include "folder.h"

#define TABLE_BYTES_MAX (1u << 20)

static char *read_text(const char *path)
{
	struct assay_bytes bytes = {0};
	struct assay_error err = {0};
	if (assay_file_read(AT_FDCWD, path, TABLE_BYTES_MAX, &bytes, &err) != 0)
		fail_msg("%s", err.text);
	return assay_bytes_steal(&bytes);
}

static const char *text_of(const struct assay_json *row, const char *key)
{
	const struct assay_json *node = assay_json_get(row, key);
	return node == NULL ? NULL : assay_json_string(node);
}

/* One row: a base, one place in it that is changed, and what the loader says: null when it loads.
 */
static bool check_row(const struct assay_json *row)
{
	char *path = NULL;
	assert_true(asprintf(&path, "tests/manifests/%s.json", text_of(row, "base")) > 0);
	char *base = read_text(path);
	char *text = text_of(row, "old") == NULL
			     ? strdup(base)
			     : folder_replace(base, text_of(row, "old"), text_of(row, "new"));
	const char *says = text_of(row, "says");
	struct assay_challenge challenge;
	struct assay_error err = {0};
	assay_challenge_init(&challenge);
	int status = assay_manifest_read(text, strlen(text), "f.json", "small", &challenge, &err);
	bool passes = says == NULL ? status == 0
				   : status == ASSAY_ERR_CHALLENGE && strcmp(err.text, says) == 0;
	if (!passes)
		print_message("# %s -> %s\n#   expected %s\n#   got      %s\n", text_of(row, "old"),
			text_of(row, "new"), says == NULL ? "none" : says, err.text);
	assay_challenge_release(&challenge);
	free(text);
	free(base);
	free(path);
	return passes;
}

static void says_what_the_table_says(void **state)
{
	(void)state;
	char *table = read_text("tests/manifests/cases.json");
	struct assay_json *root = NULL;
	struct assay_error err = {0};
	if (assay_json_parse(table, strlen(table), "cases.json", ASSAY_ERR_INTERNAL, &root, &err) !=
		0)
		fail_msg("%s", err.text);
	size_t failures = 0;
	for (const struct assay_json *row = assay_json_first(root); row != NULL;
		row = assay_json_next(row))
		failures += !check_row(row);
	assert_true(assay_json_size(root) > 300);
	assert_int_equal(failures, 0);
	assay_json_free(root);
	free(table);
}

static void read_base(const char *path, struct assay_challenge *challenge)
{
	char *text = read_text(path);
	struct assay_error err = {0};
	assay_challenge_init(challenge);
	if (assay_manifest_read(text, strlen(text), path, "small", challenge, &err) != 0)
		fail_msg("%s", err.text);
	free(text);
}

static void fills_the_record(void **state)
{
	(void)state;
	struct assay_challenge challenge;
	read_base("tests/manifests/function.json", &challenge);
	assert_string_equal(challenge.id, "small");
	assert_string_equal(challenge.version, "1.20.0");
	assert_string_equal(challenge.title, "Small");
	assert_string_equal(challenge.summary, "All that a manifest may say.");
	assert_int_equal(challenge.kind, ASSAY_KIND_IMPLEMENT);
	assert_int_equal(challenge.harness, ASSAY_HARNESS_FUNCTION);
	assert_string_equal(challenge.language, "c");
	assert_string_equal(challenge.profile, "threads");
	assert_int_equal(challenge.library_count, 2);
	assert_string_equal(challenge.libraries[1], "pthread");
	assert_int_equal(challenge.topic_count, 2);
	assert_string_equal(challenge.topics[1], "api-2");
	assert_int_equal(challenge.difficulty, 3);
	assert_int_equal(challenge.minutes, 30);
	assert_int_equal(challenge.compare, ASSAY_COMPARE_NUMBERS);
	assert_true(challenge.absolute_tolerance == 0.001);
	assert_true(challenge.relative_tolerance == 0.02);
	assert_null(challenge.checker);
	assert_null(challenge.sql_setup);
	assert_string_equal(challenge.reference, "submissions/accepted/add.c");
	assert_string_equal(challenge.driver, "driver/driver.c");
	assert_int_equal(challenge.file_count, 2);
	assert_true(challenge.files[0].editable);
	assert_false(challenge.files[1].editable);
	assert_string_equal(challenge.files[1].path, "lib/add.h");
	assert_int_equal(assay_challenge_points(&challenge), 100);
	assay_challenge_release(&challenge);
	assay_challenge_release(&challenge);
}

static void fills_groups(void **state)
{
	(void)state;
	struct assay_challenge challenge;
	read_base("tests/manifests/function.json", &challenge);
	assert_int_equal(challenge.group_count, 3);
	assert_true(challenge.groups[0].sample);
	const struct assay_group *group = &challenge.groups[1];
	assert_false(group->sample);
	assert_string_equal(group->name, "sums");
	assert_int_equal(group->points, 60);
	assert_int_equal(group->scoring, ASSAY_SCORING_EACH);
	assert_int_equal(group->generate_count, 2);
	assert_string_equal(group->generates[0].behaviour, "many");
	assert_int_equal(group->generates[0].argument_count, 2);
	assert_string_equal(group->generates[0].arguments[1], "");
	assert_int_equal(group->generates[0].count, 30);
	/* A row without words of its own has the group's. */
	assert_string_equal(group->generates[1].behaviour, "adds");
	assert_int_equal(group->measure_count, 1);
	assert_int_equal(group->measures[0].metric, ASSAY_METRIC_PEAK_MEMORY);
	assert_int_equal(group->measures[0].band_count, 2);
	assert_int_equal(group->measures[0].bands[0].ratio_thousandths, 1500);
	assert_int_equal(group->measures[0].bands[1].share_thousandths, 250);
	assert_int_equal(challenge.groups[2].scoring, ASSAY_SCORING_ALL);
	assay_challenge_release(&challenge);
}

/* A group's limits are the challenge's but for what it names; the wall limit that nobody set
 * follows the CPU limit. */
static void inherits_limits(void **state)
{
	(void)state;
	struct assay_challenge challenge;
	read_base("tests/manifests/function.json", &challenge);
	assert_true(challenge.limits.cpu_ns == 500000000);
	assert_true(challenge.limits.wall_ns == 9500000000);
	assert_true(challenge.limits.memory_bytes == 67108864);
	assert_true(challenge.limits.output_bytes == 4096);
	assert_int_equal(challenge.limits.processes, 4);
	const struct assay_group *group = &challenge.groups[1];
	assert_true(group->has_limits);
	assert_true(group->limits.cpu_ns == 2000000000);
	assert_true(group->limits.memory_bytes == 8388608);
	assert_true(group->limits.wall_ns == 9500000000);
	assert_int_equal(group->limits.processes, 4);
	assert_false(challenge.groups[2].has_limits);
	assay_challenge_release(&challenge);

	char *base = read_text("tests/manifests/function.json");
	char *text = folder_replace(
		base, ", \"wall_seconds\": 9.5,\n    \"output_bytes\": 4096, \"processes\": 4", "");
	assert_int_equal(
		assay_manifest_read(text, strlen(text), "f.json", NULL, &challenge, NULL), 0);
	assert_true(challenge.limits.wall_ns == 7000000000);
	assert_true(challenge.limits.output_bytes == 1048576);
	assert_int_equal(challenge.limits.processes, 1);
	assert_true(challenge.groups[1].limits.wall_ns == 22000000000);
	assay_challenge_release(&challenge);
	free(text);
	free(base);
}

static void fills_sql(void **state)
{
	(void)state;
	struct assay_challenge challenge;
	read_base("tests/manifests/sql.json", &challenge);
	assert_int_equal(challenge.harness, ASSAY_HARNESS_SQL);
	assert_string_equal(challenge.profile, "stdio");
	assert_int_equal(challenge.compare, ASSAY_COMPARE_CHECKER);
	assert_string_equal(challenge.checker, "judge/check.c");
	assert_string_equal(challenge.sql_setup, "data/schema.sql");
	assert_int_equal(challenge.sql_allow_count, 2);
	assert_string_equal(challenge.sql_allow[1], "create-index");
	assert_int_equal(challenge.sql_statements_max, 2);
	assert_null(challenge.driver);
	/* Ten times the CPU limit and two seconds would be more than a wall limit may be. */
	assert_true(challenge.limits.wall_ns == 600000000000);
	assert_int_equal(challenge.groups[1].measures[1].metric, ASSAY_METRIC_DATABASE_BYTES);
	assert_int_equal(challenge.groups[1].measures[1].bands[0].share_thousandths, 1);
	assay_challenge_release(&challenge);
}

/* Cut anywhere, or with any byte changed, a manifest is refused or read, never more. */
static void survives_damage(void **state)
{
	(void)state;
	char *base = read_text("tests/manifests/function.json");
	size_t size = strlen(base);
	struct assay_challenge challenge;
	struct assay_error err;
	for (size_t i = 0; i < size; i++) {
		assay_challenge_init(&challenge);
		/* A copy of the exact size, so that a byte read past it is seen. */
		char *cut = malloc(i == 0 ? 1 : i);
		memcpy(cut, base, i);
		int status = assay_manifest_read(cut, i, "f", "small", &challenge, &err);
		assert_true(status == ASSAY_ERR_CHALLENGE || i + 1 == size);
		assay_challenge_release(&challenge);
		free(cut);
		static const char bytes[] = {'\0', '"', '{', ']', ',', '\\', '9', '\xff'};
		for (size_t j = 0; j < sizeof bytes; j++) {
			char kept = base[i];
			base[i] = bytes[j];
			assay_challenge_init(&challenge);
			assay_manifest_read(base, size, "f", "small", &challenge, &err);
			assay_challenge_release(&challenge);
			base[i] = kept;
		}
	}
	free(base);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_the_table_says),
		cmocka_unit_test(fills_the_record),
		cmocka_unit_test(fills_groups),
		cmocka_unit_test(inherits_limits),
		cmocka_unit_test(fills_sql),
		cmocka_unit_test(survives_damage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
