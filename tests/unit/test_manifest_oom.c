/*
 * test_manifest_oom.c - loading, listing and planning without memory: the n-th allocation fails,
 * for every n. Each must fail with ASSAY_ERR_SYSTEM or give what it gives with memory; no
 * descriptor is left open.
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
#include <unistd.h>

#include <cjson/cJSON.h>

#include "../../runner/challenge/challenge_find.h"
#include "../../runner/challenge/plan.h"
#include "../../runner/json.h"
#include "folder.h"
#include "refuse.h"

static char *root, *folder;

static int load(struct assay_bytes *outcome, struct assay_error *err)
{
	struct assay_challenge challenge;
	int status = assay_challenge_load(folder, &challenge, err);
	if (status != 0)
		return status;
	assay_bytes_printf(outcome, "%s %s %s", challenge.title, challenge.digest,
		challenge.groups[1].generates[0].behaviour);
	assay_challenge_release(&challenge);
	return assay_bytes_check(outcome, err);
}

static int find(struct assay_bytes *outcome, struct assay_error *err)
{
	struct assay_challenge challenge;
	int status = assay_challenge_find("small", &challenge, err);
	if (status != 0)
		return status;
	assay_bytes_printf(outcome, "%s", challenge.directory);
	assay_challenge_release(&challenge);
	return assay_bytes_check(outcome, err);
}

static int miss(struct assay_bytes *outcome, struct assay_error *err)
{
	struct assay_challenge challenge;
	int status = assay_challenge_find("smal", &challenge, err);
	if (status != ASSAY_ERR_NOT_FOUND)
		return status;
	assay_bytes_puts(outcome, err->text);
	return assay_bytes_check(outcome, err);
}

/* A challenge that cannot be loaded is a row of the list and no failure of it. */
static int list(struct assay_bytes *outcome, struct assay_error *err)
{
	struct assay_challenge_entry *entries = NULL;
	size_t count = 0;
	int status = assay_challenge_list(&entries, &count, err);
	if (status != 0)
		return status;
	for (size_t i = 0; i < count && status == 0; i++) {
		status = entries[i].error.code;
		assay_bytes_printf(outcome, "%s ", entries[i].id);
	}
	assay_challenge_entries_free(entries, count);
	return status == 0 ? assay_bytes_check(outcome, err) : status;
}

static int plan(struct assay_bytes *outcome, struct assay_error *err)
{
	struct assay_challenge challenge;
	struct assay_plan made = {0};
	int status = assay_challenge_load(folder, &challenge, err);
	if (status != 0)
		return status;
	status = assay_plan_make(&challenge, 1, ASSAY_SELECT_ALL, &made, err);
	for (size_t i = 0; i < made.count; i++)
		assay_bytes_printf(outcome, "%s %s ", made.cases[i].name, made.cases[i].behaviour);
	assay_plan_release(&made);
	assay_challenge_release(&challenge);
	return status == 0 ? assay_bytes_check(outcome, err) : status;
}

static int write_json(struct assay_bytes *outcome, struct assay_error *err)
{
	struct assay_json *object = assay_json_new_object();
	struct assay_json *inner = assay_json_add_array(object, "list");
	for (int i = 0; i < 5; i++) {
		struct assay_json *item = assay_json_add_object(inner, NULL);
		assay_json_add_string(item, "text", "in words");
		assay_json_add_number(item, "number", i);
		assay_json_add_bool(item, "yes", true);
		assay_json_add_null(item, "none");
	}
	struct assay_json *tree = assay_json_new_object();
	assay_json_add_string(tree, "a", "b");
	/* On failure the tree is consumed all the same; the print says what came of it. */
	(void)assay_json_add_tree(object, "tree", tree);
	int status = assay_json_print(object, true, outcome, err);
	assay_json_free(object);
	return status;
}

static int lowest_free_descriptor(void)
{
	int fd = open("/", O_RDONLY | O_CLOEXEC);
	close(fd);
	return fd;
}

static void fails_at_every_allocation(void **state)
{
	(void)state;
	int before = lowest_free_descriptor();
	walk(load);
	walk(find);
	walk(miss);
	walk(list);
	walk(plan);
	walk(write_json);
	assert_int_equal(lowest_free_descriptor(), before);
}

static int make_root(void **state)
{
	(void)state;
	root = folder_make();
	folder = folder_join(root, "small");
	folder_write_challenge(root, "small");
	folder_write(root, "small/data/secret/sums/zero.desc", "adds nothing\n");
	setenv("ASSAY_CHALLENGES", root, 1);
	/* cJSON is a shared library: it is given the allocator that may refuse. */
	cJSON_InitHooks(&(cJSON_Hooks){.malloc_fn = malloc, .free_fn = free});
	/* What ships is not part of the list here. */
	return chdir(root);
}

static int remove_root(void **state)
{
	(void)state;
	free(folder);
	folder_remove(root);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fails_at_every_allocation),
	};
	return cmocka_run_group_tests(tests, make_root, remove_root);
}
