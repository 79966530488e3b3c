/*
 * test_find.c - where challenges are found, in which order, and what is said when they are not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../runner/challenge/challenge_find.h"
#include "../../runner/challenge/plan.h"
#include "folder.h"

static void measures_nearness(void **state)
{
	(void)state;
	static const char *const names[] = {
		"token-bucket", "lru-ttl-cache", "notes-api", "orders-index", "points", "id"};
	static const struct {
		const char *text, *nearest;
	} cases[] = {
		{"token-bucket", "token-bucket"},
		{"token-bukcet", "token-bucket"},
		{"tokenbucket", "token-bucket"},
		{"token_bucket", "token-bucket"},
		{"token", "token-bucket"},
		{"lru-cache", "lru-ttl-cache"},
		{"lru-tll-cahe", "lru-ttl-cache"},
		{"point", "points"},
		{"piont", "points"},
		{"idd", "id"},
		{"x", NULL},
		{"", NULL},
		{"zzzzzzzz", NULL},
		{"a-name-that-is-longer-than-sixty-four-bytes-and-therefore-is-near-to-none-of-"
		 "them",
			NULL},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *nearest =
			assay_nearest_name(cases[i].text, names, sizeof names / sizeof names[0]);
		if (cases[i].nearest == NULL)
			assert_null(nearest);
		else
			assert_string_equal(nearest, cases[i].nearest);
	}
	assert_null(assay_nearest_name("token", names, 0));
}

/* Two roots; the first one holds what the second also has. */
struct roots {
	char *top;
	char *first, *second;
};

static int make_roots(void **state)
{
	struct roots *roots = calloc(1, sizeof *roots);
	roots->top = folder_make();
	roots->first = folder_join(roots->top, "first");
	roots->second = folder_join(roots->top, "second");
	folder_write_challenge(roots->first, "small");
	folder_write_challenge(roots->second, "small");
	folder_write_challenge(roots->second, "another");
	char *path = NULL;
	assert_true(asprintf(&path, "%s::%s/none:%s", roots->first, roots->top, roots->second) > 0);
	setenv("ASSAY_CHALLENGES", path, 1);
	free(path);
	*state = roots;
	return 0;
}

static int remove_roots(void **state)
{
	struct roots *roots = *state;
	unsetenv("ASSAY_CHALLENGES");
	folder_remove(roots->top);
	free(roots->first);
	free(roots->second);
	free(roots);
	return 0;
}

static void finds_the_first_of_an_id(void **state)
{
	struct roots *roots = *state;
	struct assay_challenge challenge;
	struct assay_error err = {0};
	assert_int_equal(assay_challenge_find("small", &challenge, &err), 0);
	assert_memory_equal(challenge.directory, roots->first, strlen(roots->first));
	assay_challenge_release(&challenge);
	assert_int_equal(assay_challenge_find("another", &challenge, &err), 0);
	assert_memory_equal(challenge.directory, roots->second, strlen(roots->second));
	assay_challenge_release(&challenge);
}

static void offers_near_names(void **state)
{
	(void)state;
	struct assay_challenge challenge;
	struct assay_error err = {0};
	assert_int_equal(assay_challenge_find("smal", &challenge, &err), ASSAY_ERR_NOT_FOUND);
	assert_non_null(strstr(err.text, "no challenge 'smal'; did you mean 'small'?"));
	assert_int_equal(assay_challenge_find("zebra", &challenge, &err), ASSAY_ERR_NOT_FOUND);
	assert_non_null(strstr(err.text, "no challenge 'zebra'; there are 'another'"));
}

/* The folder is there, and would load: the name alone is refused. */
static void refuses_names_that_are_paths(void **state)
{
	(void)state;
	static const char *const ids[] = {"", ".", "..", "../first/small", "small/", "/etc",
		"small/../small", "Small", "-small", "small\n", "sm all",
		"a23456789012345678901234567890123456789012345678901234567890123456"};
	for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
		struct assay_challenge challenge;
		struct assay_error err = {0};
		assert_int_equal(
			assay_challenge_find(ids[i], &challenge, &err), ASSAY_ERR_NOT_FOUND);
		assert_non_null(strstr(err.text, "an id is [a-z][a-z0-9-]*"));
	}
}

static const struct assay_challenge_entry *entry_of(
	const struct assay_challenge_entry *entries, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(entries[i].id, id) == 0)
			return &entries[i];
	}
	return NULL;
}

static void lists_what_is_there(void **state)
{
	struct roots *roots = *state;
	folder_write(roots->first, "broken/challenge.json", "{");
	folder_write(roots->first, "empty/notes.txt", "no manifest, no challenge\n");
	folder_write(roots->first, ".hidden/challenge.json", "{}");
	folder_write(roots->first, "README", "not a folder\n");
	folder_link(roots->first, "linked", "../second/another");
	struct assay_challenge_entry *entries = NULL;
	size_t count = 0;
	struct assay_error err = {0};
	assert_int_equal(assay_challenge_list(&entries, &count, &err), 0);
	for (size_t i = 1; i < count; i++)
		assert_true(strcmp(entries[i - 1].id, entries[i].id) < 0);
	const struct assay_challenge_entry *small = entry_of(entries, count, "small");
	assert_non_null(small);
	assert_int_equal(small->error.code, 0);
	assert_memory_equal(small->directory, roots->first, strlen(roots->first));
	assert_string_equal(small->challenge.title, "Small");
	const struct assay_challenge_entry *broken = entry_of(entries, count, "broken");
	assert_non_null(broken);
	assert_int_equal(broken->error.code, ASSAY_ERR_CHALLENGE);
	assert_non_null(strstr(broken->error.text, "broken/challenge.json:1:2: the file ends"));
	/* Its manifest says "another", and so it is not found by the name of the link. */
	const struct assay_challenge_entry *linked = entry_of(entries, count, "linked");
	assert_non_null(linked);
	assert_int_equal(linked->error.code, ASSAY_ERR_CHALLENGE);
	assert_non_null(strstr(linked->error.text, "id: got \"another\""));
	assert_null(entry_of(entries, count, "empty"));
	assert_null(entry_of(entries, count, ".hidden"));
	assert_null(entry_of(entries, count, "README"));
	assay_challenge_entries_free(entries, count);
}

/* Every challenge that ships loads, its points come to 100, and its tests can be planned. */
static void loads_what_ships(void **state)
{
	(void)state;
	unsetenv("ASSAY_CHALLENGES");
	struct assay_challenge_entry *entries = NULL;
	size_t count = 0;
	struct assay_error err = {0};
	assert_int_equal(assay_challenge_list(&entries, &count, &err), 0);
	assert_true(count >= 5);
	for (size_t i = 0; i < count; i++) {
		if (entries[i].error.code != 0)
			fail_msg("%s", entries[i].error.text);
		assert_int_equal(assay_challenge_points(&entries[i].challenge), 100);
		struct assay_plan plan = {0};
		if (assay_plan_make(&entries[i].challenge, 1, ASSAY_SELECT_ALL, &plan, &err) != 0)
			fail_msg("%s", err.text);
		assay_plan_release(&plan);
	}
	assay_challenge_entries_free(entries, count);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(measures_nearness),
		cmocka_unit_test_setup_teardown(finds_the_first_of_an_id, make_roots, remove_roots),
		cmocka_unit_test_setup_teardown(offers_near_names, make_roots, remove_roots),
		cmocka_unit_test_setup_teardown(
			refuses_names_that_are_paths, make_roots, remove_roots),
		cmocka_unit_test_setup_teardown(lists_what_is_there, make_roots, remove_roots),
		cmocka_unit_test(loads_what_ships),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
