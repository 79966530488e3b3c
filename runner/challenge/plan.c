/*
 * plan.c - owns the list of tests: which there are, in which order, and with which seeds. Reads
 * which files lie in data/ and their descriptions, but neither inputs nor answers.
 */
#include "plan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <assay/bytes.h>
#include <assay/cleanup.h>

#include "../beneath.h"
#include "../digest.h"
#include "fields.h"

/* As of a group's or a row's behaviour. */
#define DESCRIPTION_MAX 200

enum part {
	PART_INPUT,
	PART_ANSWER,
	PART_DESCRIPTION,
};
static const char *const suffixes[] = {".in", ".ans", ".desc"};
#define PART_COUNT (sizeof suffixes / sizeof suffixes[0])

struct planner {
	const struct assay_challenge *challenge;
	uint64_t seed;
	int dirfd;
	struct assay_plan plan;
	struct assay_error *err;
};

static int out_of_memory(struct assay_error *err)
{
	return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
}

static void release_case(struct assay_case *test)
{
	free(test->own_behaviour);
	free(test->input_path);
	free(test->answer_path);
}

void assay_plan_release(struct assay_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		release_case(&plan->cases[i]);
	free(plan->cases);
	*plan = (struct assay_plan){0};
}

/* A new case at the end of the plan, or NULL when there are too many. */
static struct assay_case *add_case(struct planner *planner, size_t group)
{
	if (planner->plan.count == ASSAY_TESTS_MAX) {
		assay_error_set(planner->err, ASSAY_ERR_CHALLENGE,
			"more than %d tests, the most that a challenge may have", ASSAY_TESTS_MAX);
		return NULL;
	}
	struct assay_case *test = &planner->plan.cases[planner->plan.count++];
	*test = (struct assay_case){
		.group = group, .behaviour = planner->challenge->groups[group].behaviour};
	return test;
}

/* Static tests */

/* Letters, digits, `_` and `-`, at most 64, the first a letter or a digit. */
static bool is_test_name(const char *name, size_t length)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-_";
	return length > 0 && length < ASSAY_ID_SIZE && name[0] != '-' && name[0] != '_' &&
	       strspn(name, letters) >= length;
}

/* Takes NAME.in and the like apart; false when it is none. */
static bool split_name(const char *file, size_t *ret_length, enum part *ret_part)
{
	const char *dot = strchr(file, '.');
	if (dot == NULL || !is_test_name(file, (size_t)(dot - file)))
		return false;
	for (size_t i = 0; i < PART_COUNT; i++) {
		if (strcmp(dot, suffixes[i]) == 0) {
			*ret_length = (size_t)(dot - file);
			*ret_part = (enum part)i;
			return true;
		}
	}
	return false;
}

static int check_plain(struct planner *planner, const char *path)
{
	struct stat status;
	ASSAY_AUTO_FD int fd = assay_beneath_open(planner->dirfd, path, O_PATH);
	if (fd < 0)
		return assay_beneath_fault(
			-fd, path, "a plain file", ASSAY_ERR_CHALLENGE, planner->err);
	if (fstat(fd, &status) != 0)
		return assay_error_errno(planner->err, errno, "stat '%s'", path);
	if (!S_ISREG(status.st_mode))
		return assay_error_set(
			planner->err, ASSAY_ERR_CHALLENGE, "'%s' is not a plain file", path);
	return 0;
}

/* NAME.desc: one line, which candidates see. */
static int read_description(struct planner *planner, const char *path, char **ret_text)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes text = {0};
	int status = assay_beneath_read(planner->dirfd, path, path, DESCRIPTION_MAX + 1,
		ASSAY_ERR_CHALLENGE, &text, planner->err);
	if (status != 0)
		return status;
	if (text.size > 0 && text.data[text.size - 1] == '\n')
		text.data[--text.size] = '\0';
	if (text.size == 0 || text.size > DESCRIPTION_MAX ||
		!assay_line_valid(text.data, text.size))
		return assay_error_set(planner->err, ASSAY_ERR_CHALLENGE,
			"'%s': expected one line of 1 to %d bytes without control characters", path,
			DESCRIPTION_MAX);
	*ret_text = assay_bytes_steal(&text);
	return *ret_text == NULL ? out_of_memory(planner->err) : 0;
}

/* Adds one file to the case that it belongs to. */
static int take_part(struct planner *planner, struct assay_case *test, const char *folder,
	const char *file, enum part part)
{
	ASSAY_AUTO_FREE char *path = NULL;
	struct assay_bytes joined = {0};
	assay_bytes_printf(&joined, "%s/%s", folder, file);
	path = assay_bytes_steal(&joined);
	if (path == NULL)
		return out_of_memory(planner->err);
	if (part == PART_DESCRIPTION) {
		int status = read_description(planner, path, &test->own_behaviour);
		test->behaviour = test->own_behaviour;
		return status;
	}
	int status = check_plain(planner, path);
	if (status == 0)
		*(part == PART_INPUT ? &test->input_path : &test->answer_path) =
			assay_steal_pointer(&path);
	return status;
}

/* The case at the end of the plan when it is called so: in sorted order all that begins
 * with "NAME." stands together. */
static struct assay_case *last_case(
	const struct assay_plan *plan, size_t first, const char *name, size_t length)
{
	if (plan->count == first)
		return NULL;
	struct assay_case *test = &plan->cases[plan->count - 1];
	bool same = strncmp(test->name, name, length) == 0 && test->name[length] == '\0';
	return same ? test : NULL;
}

static int check_complete(struct planner *planner, size_t first, const char *folder)
{
	for (size_t i = first; i < planner->plan.count; i++) {
		const struct assay_case *test = &planner->plan.cases[i];
		if (test->input_path == NULL || test->answer_path == NULL)
			return assay_error_set(planner->err, ASSAY_ERR_CHALLENGE,
				"'%s/%s%s' is missing; a test has both NAME.in and NAME.ans",
				folder, test->name,
				suffixes[test->input_path == NULL ? PART_INPUT : PART_ANSWER]);
	}
	return 0;
}

static int add_files(
	struct planner *planner, size_t group, const char *folder, const struct assay_names *names)
{
	size_t first = planner->plan.count;
	for (size_t i = 0; i < names->count; i++) {
		const char *file = names->names[i];
		size_t length;
		enum part part;
		if (!split_name(file, &length, &part))
			return assay_error_set(planner->err, ASSAY_ERR_CHALLENGE,
				"'%s/%s' is no file of a test; expected NAME.in, NAME.ans or "
				"NAME.desc with a name of [A-Za-z0-9_-]",
				folder, file);
		struct assay_case *test = last_case(&planner->plan, first, file, length);
		if (test == NULL)
			test = add_case(planner, group);
		if (test == NULL)
			return ASSAY_ERR_CHALLENGE;
		memcpy(test->name, file, length);
		int status = take_part(planner, test, folder, file, part);
		if (status != 0)
			return status;
	}
	return check_complete(planner, first, folder);
}

static int add_static(struct planner *planner, size_t group, const char *folder)
{
	ASSAY_AUTO_FD int fd = assay_beneath_open(planner->dirfd, folder, O_PATH | O_DIRECTORY);
	/* No folder is an empty one; whether the group has a test is seen at its end. */
	if (fd == -ENOENT)
		return 0;
	ASSAY_AUTO(assay_names_release) struct assay_names names = {0};
	int status = assay_beneath_list(planner->dirfd, folder, folder,
		PART_COUNT * ASSAY_TESTS_MAX, ASSAY_ERR_CHALLENGE, &names, planner->err);
	return status == 0 ? add_files(planner, group, folder, &names) : status;
}

/* Generated tests */

static uint64_t derive_seed(
	uint64_t round_seed, const char *group, const char *row, uint32_t number)
{
	unsigned char key[8];
	char text[2 * ASSAY_ID_SIZE + 16];
	for (size_t i = 0; i < sizeof key; i++)
		key[i] = (unsigned char)(round_seed >> (8 * i));
	snprintf(text, sizeof text, "%s/%s/%u", group, row, number);
	return assay_digest_seed(key, sizeof key, text);
}

static int add_generated(struct planner *planner, size_t group)
{
	const struct assay_group *spec = &planner->challenge->groups[group];
	for (size_t i = 0; i < spec->generate_count; i++) {
		const struct assay_generate *row = &spec->generates[i];
		int width = row->count > 99 ? 3 : 2;
		for (uint32_t number = 1; number <= row->count; number++) {
			struct assay_case *test = add_case(planner, group);
			if (test == NULL)
				return ASSAY_ERR_CHALLENGE;
			snprintf(
				test->name, sizeof test->name, "%s-%0*u", row->name, width, number);
			test->behaviour = row->behaviour;
			test->generate = row;
			test->seed = derive_seed(planner->seed, spec->name, row->name, number);
		}
	}
	return 0;
}

/* Groups */

static int compare_cases(const void *left, const void *right)
{
	const struct assay_case *a = left, *b = right;
	return strcmp(a->name, b->name);
}

static int add_group(struct planner *planner, size_t group)
{
	const struct assay_group *spec = &planner->challenge->groups[group];
	char folder[ASSAY_ID_SIZE + 16];
	size_t first = planner->plan.count;
	snprintf(folder, sizeof folder, "data/%s%s", spec->sample ? "" : "secret/", spec->name);
	int status = add_static(planner, group, folder);
	if (status == 0)
		status = add_generated(planner, group);
	if (status != 0)
		return status;
	struct assay_case *cases = planner->plan.cases + first;
	size_t count = planner->plan.count - first;
	if (count == 0)
		return assay_error_set(planner->err, ASSAY_ERR_CHALLENGE,
			"the group '%s' has no test; expected files in %s%s", spec->name, folder,
			spec->sample ? "" : " or a row of 'generate'");
	qsort(cases, count, sizeof *cases, compare_cases);
	for (size_t i = 1; i < count; i++) {
		if (strcmp(cases[i - 1].name, cases[i].name) == 0)
			return assay_error_set(planner->err, ASSAY_ERR_CHALLENGE,
				"the group '%s' has two tests called '%s'", spec->name,
				cases[i].name);
	}
	return 0;
}

/* Tests that no group counts would be forgotten without a word. */
static int check_folders(struct planner *planner)
{
	static const char folder[] = "data/secret";
	const struct assay_challenge *challenge = planner->challenge;
	ASSAY_AUTO_FD int fd = assay_beneath_open(planner->dirfd, folder, O_PATH | O_DIRECTORY);
	if (fd == -ENOENT)
		return 0;
	ASSAY_AUTO(assay_names_release) struct assay_names names = {0};
	int status = assay_beneath_list(planner->dirfd, folder, folder, ASSAY_TESTS_MAX,
		ASSAY_ERR_CHALLENGE, &names, planner->err);
	for (size_t i = 0; status == 0 && i < names.count; i++) {
		bool known = false;
		for (size_t j = 0; j < challenge->group_count && !known; j++)
			known = !challenge->groups[j].sample &&
				strcmp(challenge->groups[j].name, names.names[i]) == 0;
		if (!known)
			status = assay_error_set(planner->err, ASSAY_ERR_CHALLENGE,
				"'%s/%s': no hidden group has this name", folder, names.names[i]);
	}
	return status;
}

static int fill_plan(struct planner *planner, enum assay_selection selection)
{
	const struct assay_challenge *challenge = planner->challenge;
	int status = 0;
	planner->plan.cases = calloc(ASSAY_TESTS_MAX, sizeof *planner->plan.cases);
	if (planner->plan.cases == NULL)
		return out_of_memory(planner->err);
	if ((selection & ASSAY_SELECT_HIDDEN) != 0)
		status = check_folders(planner);
	for (size_t i = 0; status == 0 && i < challenge->group_count; i++) {
		int wanted =
			challenge->groups[i].sample ? ASSAY_SELECT_SAMPLE : ASSAY_SELECT_HIDDEN;
		if (((int)selection & wanted) != 0)
			status = add_group(planner, i);
	}
	return status;
}

int assay_plan_make(const struct assay_challenge *challenge, uint64_t seed,
	enum assay_selection selection, struct assay_plan *ret_plan, struct assay_error *err)
{
	ASSAY_AUTO_FD int dirfd = open(challenge->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dirfd < 0)
		return assay_error_errno(err, errno, "open the folder '%s'", challenge->directory);
	struct planner planner = {.challenge = challenge, .seed = seed, .dirfd = dirfd, .err = err};
	int status = fill_plan(&planner, selection);
	if (status != 0) {
		assay_plan_release(&planner.plan);
		return assay_error_wrap(err, "challenge '%s'", challenge->id);
	}
	*ret_plan = planner.plan;
	return 0;
}
