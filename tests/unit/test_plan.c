/*
 * test_plan.c - which tests there are, in which order and with which seeds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../runner/challenge/plan.h"
#include "folder.h"

static int make_root(void **state)
{
	char *root = folder_make();
	folder_write_challenge(root, "small");
	*state = root;
	return 0;
}

static int remove_root(void **state)
{
	folder_remove(*state);
	return 0;
}

static void load_small(const char *root, struct assay_challenge *ret_challenge)
{
	char *folder = folder_join(root, "small");
	struct assay_error err = {0};
	if (assay_challenge_load(folder, ret_challenge, &err) != 0)
		fail_msg("%s", err.text);
	free(folder);
}

static void make_plan(const struct assay_challenge *challenge, uint64_t seed,
	enum assay_selection selection, struct assay_plan *ret_plan)
{
	struct assay_error err = {0};
	if (assay_plan_make(challenge, seed, selection, ret_plan, &err) != 0)
		fail_msg("%s", err.text);
}

static void orders_by_group_and_name(void **state)
{
	const char *root = *state;
	folder_write(root, "small/data/sample/0.in", "");
	folder_write(root, "small/data/sample/0.ans", "");
	folder_write(root, "small/data/secret/sums/a.in", "");
	folder_write(root, "small/data/secret/sums/a.ans", "");
	folder_write(root, "small/data/secret/sums/a-b.in", "");
	folder_write(root, "small/data/secret/sums/a-b.ans", "");
	folder_write(root, "small/data/secret/sums/a.desc", "adds in words\n");
	static const struct {
		size_t group;
		const char *name, *input, *behaviour;
	} expected[] = {
		{0, "0", "data/sample/0.in", "the worked example"},
		{0, "1", "data/sample/1.in", "the worked example"},
		{1, "a", "data/secret/sums/a.in", "adds in words"},
		{1, "a-b", "data/secret/sums/a-b.in", "adds"},
		{1, "random-01", NULL, "adds"},
		{1, "random-02", NULL, "adds"},
		{1, "random-03", NULL, "adds"},
		{1, "zero", "data/secret/sums/zero.in", "adds"},
	};
	struct assay_challenge challenge;
	struct assay_plan plan = {0};
	load_small(root, &challenge);
	make_plan(&challenge, 1, ASSAY_SELECT_ALL, &plan);
	assert_int_equal(plan.count, sizeof expected / sizeof expected[0]);
	for (size_t i = 0; i < plan.count; i++) {
		const struct assay_case *test = &plan.cases[i];
		assert_int_equal(test->group, expected[i].group);
		assert_string_equal(test->name, expected[i].name);
		assert_string_equal(test->behaviour, expected[i].behaviour);
		if (expected[i].input == NULL) {
			assert_null(test->input_path);
			assert_null(test->answer_path);
			assert_ptr_equal(test->generate, &challenge.groups[1].generates[0]);
		} else {
			assert_string_equal(test->input_path, expected[i].input);
			assert_non_null(test->answer_path);
			assert_null(test->generate);
		}
	}
	assay_plan_release(&plan);
	assay_plan_release(&plan);
	assay_challenge_release(&challenge);
}

static void selects_groups(void **state)
{
	struct assay_challenge challenge;
	struct assay_plan plan = {0};
	load_small(*state, &challenge);
	make_plan(&challenge, 1, ASSAY_SELECT_SAMPLE, &plan);
	assert_int_equal(plan.count, 1);
	assert_string_equal(plan.cases[0].answer_path, "data/sample/1.ans");
	assay_plan_release(&plan);
	make_plan(&challenge, 1, ASSAY_SELECT_HIDDEN, &plan);
	assert_int_equal(plan.count, 4);
	assert_int_equal(plan.cases[0].group, 1);
	assay_plan_release(&plan);
	assay_challenge_release(&challenge);
}

/* Seeds come from the round's seed, the group, the row and the number: the same for everyone in a
 * round, others in every other, and fixed for good since regrades depend on it. */
static void derives_seeds(void **state)
{
	struct assay_challenge challenge;
	struct assay_plan one = {0}, again = {0}, other = {0};
	load_small(*state, &challenge);
	make_plan(&challenge, 7, ASSAY_SELECT_HIDDEN, &one);
	make_plan(&challenge, 7, ASSAY_SELECT_HIDDEN, &again);
	make_plan(&challenge, 8, ASSAY_SELECT_HIDDEN, &other);
	for (size_t i = 0; i < 3; i++) {
		assert_true(one.cases[i].seed == again.cases[i].seed);
		assert_true(one.cases[i].seed != other.cases[i].seed);
		assert_true(one.cases[i].seed <= INT64_MAX);
		for (size_t j = 0; j < i; j++)
			assert_true(one.cases[i].seed != one.cases[j].seed);
	}
	/* printf 'sums/random/1' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0700000000000000
	 */
	assert_true(one.cases[0].seed == UINT64_C(0xcd39f0ef6f5a6384) >> 1);
	assay_plan_release(&one);
	assay_plan_release(&again);
	assay_plan_release(&other);
	assay_challenge_release(&challenge);
}

/* Rows of a hundred tests have three digits, so that names sort as numbers do. */
static void numbers_long_rows(void **state)
{
	const char *root = *state;
	char *few = folder_replace(folder_manifest, "\"count\": 3", "\"count\": 100");
	folder_write(root, "small/challenge.json", few);
	free(few);
	struct assay_challenge challenge;
	struct assay_plan plan = {0};
	load_small(root, &challenge);
	make_plan(&challenge, 7, ASSAY_SELECT_HIDDEN, &plan);
	assert_int_equal(plan.count, 101);
	assert_string_equal(plan.cases[0].name, "random-001");
	assert_string_equal(plan.cases[99].name, "random-100");
	assay_plan_release(&plan);
	assay_challenge_release(&challenge);
}

/* What is wrong with data/ is said, with the file's name. */
static void refuses_odd_files(void **state)
{
	(void)state;
	static const struct {
		const char *path, *text, *message;
	} cases[] = {
		{"data/secret/sums/b.in", "",
			"'data/secret/sums/b.ans' is missing; a test has both NAME.in and "
			"NAME.ans"},
		{"data/secret/sums/b.ans", "",
			"'data/secret/sums/b.in' is missing; a test has both NAME.in and NAME.ans"},
		{"data/secret/sums/b.desc", "x", "'data/secret/sums/b.in' is missing"},
		{"data/secret/sums/README", "x",
			"'data/secret/sums/README' is no file of a test; expected NAME.in"},
		{"data/secret/sums/b.in.orig", "x", "'data/secret/sums/b.in.orig' is no file"},
		{"data/secret/sums/-b.in", "x", "'data/secret/sums/-b.in' is no file of a test"},
		{"data/secret/sums/b c.in", "x", "'data/secret/sums/b c.in' is no file of a test"},
		{"data/secret/sums/b\nc.in", "x", "'data/secret/sums/b\\x0ac.in' is no file"},
		{"data/secret/sums/.in", "x", "'data/secret/sums/.in' is no file of a test"},
		{"data/secret/sums/b.in/x", "x", "'data/secret/sums/b.in' is not a plain file"},
		{"data/secret/sums/zero.desc", "two\nlines\n",
			"'data/secret/sums/zero.desc': expected one line of 1 to 200 bytes"},
		{"data/secret/sums/zero.desc", "", "expected one line of 1 to 200 bytes"},
		{"data/secret/sums/zero.desc", "red \x1b[31m", "without control characters"},
		{"data/secret/sums/random-02.in", "",
			"'data/secret/sums/random-02.ans' is missing"},
		{"data/secret/other/b.in", "",
			"'data/secret/other': no hidden group has this name"},
		{"data/secret/sample/b.in", "", "'data/secret/sample': no hidden group"},
		{"data/secret/notes.txt", "", "'data/secret/notes.txt': no hidden group"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char *root = folder_make();
		folder_write_challenge(root, "small");
		struct assay_challenge challenge;
		load_small(root, &challenge);
		char *folder = folder_join(root, "small");
		folder_write(folder, cases[i].path, cases[i].text);
		free(folder);
		struct assay_plan plan = {0};
		struct assay_error err = {0};
		assert_int_equal(assay_plan_make(&challenge, 1, ASSAY_SELECT_ALL, &plan, &err),
			ASSAY_ERR_CHALLENGE);
		if (strstr(err.text, cases[i].message) == NULL)
			fail_msg("%s: got %s", cases[i].path, err.text);
		assert_non_null(strstr(err.text, "challenge 'small': "));
		assert_null(plan.cases);
		assay_challenge_release(&challenge);
		folder_remove(root);
	}
}

static void refuses_two_tests_of_a_name(void **state)
{
	const char *root = *state;
	struct assay_challenge challenge;
	struct assay_plan plan = {0};
	struct assay_error err = {0};
	folder_write(root, "small/data/secret/sums/random-02.in", "");
	folder_write(root, "small/data/secret/sums/random-02.ans", "");
	load_small(root, &challenge);
	assert_int_equal(
		assay_plan_make(&challenge, 1, ASSAY_SELECT_ALL, &plan, &err), ASSAY_ERR_CHALLENGE);
	assert_string_equal(
		err.text, "challenge 'small': the group 'sums' has two tests called 'random-02'");
	assay_challenge_release(&challenge);
}

static void refuses_links(void **state)
{
	const char *root = *state;
	struct assay_challenge challenge;
	struct assay_plan plan = {0};
	struct assay_error err = {0};
	load_small(root, &challenge);
	folder_delete(root, "small/data/secret/sums/zero.ans");
	folder_link(root, "small/data/secret/sums/zero.ans", "/etc/passwd");
	assert_int_equal(
		assay_plan_make(&challenge, 1, ASSAY_SELECT_ALL, &plan, &err), ASSAY_ERR_CHALLENGE);
	assert_string_equal(err.text,
		"challenge 'small': 'data/secret/sums/zero.ans' is a symbolic "
		"link; expected a plain file");
	folder_delete(root, "small/data/secret/sums");
	folder_link(root, "small/data/secret/sums", "../sample");
	assert_int_equal(
		assay_plan_make(&challenge, 1, ASSAY_SELECT_ALL, &plan, &err), ASSAY_ERR_CHALLENGE);
	assert_non_null(strstr(err.text, "'data/secret/sums' is a symbolic link"));
	assay_challenge_release(&challenge);
}

static void refuses_groups_without_a_test(void **state)
{
	const char *root = *state;
	struct assay_challenge challenge;
	struct assay_plan plan = {0};
	struct assay_error err = {0};
	load_small(root, &challenge);
	folder_delete(root, "small/data/sample");
	assert_int_equal(assay_plan_make(&challenge, 1, ASSAY_SELECT_SAMPLE, &plan, &err),
		ASSAY_ERR_CHALLENGE);
	assert_string_equal(err.text, "challenge 'small': the group 'sample' has no test; expected "
				      "files in data/sample");
	/* Generated tests alone are enough; static ones alone too; none is not. */
	folder_delete(root, "small/data/secret");
	make_plan(&challenge, 1, ASSAY_SELECT_HIDDEN, &plan);
	assert_int_equal(plan.count, 3);
	assay_plan_release(&plan);
	assay_challenge_release(&challenge);
	char *manifest = folder_replace(folder_manifest,
		",\n     \"generate\": [{\"name\": \"random\", \"generator\": "
		"\"generators/add.c\", \"count\": 3}]",
		"");
	folder_write(root, "small/challenge.json", manifest);
	free(manifest);
	load_small(root, &challenge);
	assert_int_equal(assay_plan_make(&challenge, 1, ASSAY_SELECT_HIDDEN, &plan, &err),
		ASSAY_ERR_CHALLENGE);
	assert_string_equal(err.text, "challenge 'small': the group 'sums' has no test; expected "
				      "files in data/secret/sums or a row of 'generate'");
	assay_challenge_release(&challenge);
}

/* 1,000 tests are a plan; one more is not. */
static void bounds_the_number_of_tests(void **state)
{
	const char *root = *state;
	char *many = folder_replace(folder_manifest, "\"count\": 3", "\"count\": 99");
	folder_write(root, "small/challenge.json", many);
	free(many);
	struct assay_challenge challenge;
	struct assay_plan plan = {0};
	struct assay_error err = {0};
	load_small(root, &challenge);
	for (int i = 0; i < 899; i++) {
		char path[64];
		snprintf(path, sizeof path, "small/data/secret/sums/s%d.in", i);
		folder_write(root, path, "");
		snprintf(path, sizeof path, "small/data/secret/sums/s%d.ans", i);
		folder_write(root, path, "");
	}
	make_plan(&challenge, 1, ASSAY_SELECT_ALL, &plan);
	assert_int_equal(plan.count, 1000);
	assay_plan_release(&plan);
	folder_write(root, "small/data/secret/sums/one-more.in", "");
	folder_write(root, "small/data/secret/sums/one-more.ans", "");
	assert_int_equal(
		assay_plan_make(&challenge, 1, ASSAY_SELECT_ALL, &plan, &err), ASSAY_ERR_CHALLENGE);
	assert_string_equal(err.text,
		"challenge 'small': more than 1000 tests, the most that a challenge may have");
	assay_challenge_release(&challenge);
}

#define WITH_ROOT(test) cmocka_unit_test_setup_teardown(test, make_root, remove_root)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_ROOT(orders_by_group_and_name),
		WITH_ROOT(selects_groups),
		WITH_ROOT(derives_seeds),
		WITH_ROOT(numbers_long_rows),
		cmocka_unit_test(refuses_odd_files),
		WITH_ROOT(refuses_two_tests_of_a_name),
		WITH_ROOT(refuses_links),
		WITH_ROOT(refuses_groups_without_a_test),
		WITH_ROOT(bounds_the_number_of_tests),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
