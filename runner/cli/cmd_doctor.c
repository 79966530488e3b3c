/*
 * cmd_doctor.c - `assay doctor`: what works on this machine, and what to do about the rest.
 */
#include <string.h>

#include <assay/sandbox.h>

#include "../build/build.h"
#include "../challenge/challenge_find.h"
#include "../store/store.h"
#include "choice.h"
#include "commands.h"
#include "console.h"
#include "selftest.h"

/* Something beside the layers: it works, and `text` says what it is; or `text` says why not. */
struct finding {
	const char *name;
	bool works;
	char text[ASSAY_ERROR_SIZE];
};

enum {
	FINDING_SELF_TEST,
	FINDING_COMPILER,
	FINDING_STORE,
	FINDING_CHALLENGES,
	FINDING_COUNT
};

struct checkup {
	struct assay_probe probes[ASSAY_LAYER_COUNT];
	size_t probe_count;
	enum assay_level level;
	struct finding findings[FINDING_COUNT];
	struct assay_trial trials[ASSAY_TRIAL_COUNT];
	size_t trial_count; /* 0: there was no box to try them in */
};

static void fail(struct finding *finding, const struct assay_error *err)
{
	finding->works = false;
	memcpy(finding->text, err->text, sizeof finding->text);
}

/* Attacks of our own in a box of the level that there is. */
static void check_box(struct checkup *checkup, struct finding *finding)
{
	struct assay_error err = {0};
	struct assay_sandbox *sandbox = NULL;
	const struct assay_trial *failed = NULL;
	if (assay_sandbox_open(NULL, &sandbox, &err) != 0 ||
		assay_selftest_run(sandbox, checkup->trials, &failed, &err) != 0) {
		fail(finding, &err);
	} else {
		checkup->trial_count = ASSAY_TRIAL_COUNT;
		finding->works = failed == NULL;
		if (failed == NULL)
			snprintf(finding->text, sizeof finding->text,
				"%d attacks on a box of level %s, each held", ASSAY_TRIAL_COUNT,
				assay_level_name(assay_sandbox_level(sandbox)));
		else
			snprintf(finding->text, sizeof finding->text,
				"not held: %s, which ended with %s", failed->name, failed->detail);
	}
	assay_sandbox_close(sandbox);
}

static void check_compiler(struct finding *finding)
{
	struct assay_error err = {0};
	finding->works = true;
	if (assay_build_compiler(finding->text, sizeof finding->text, &err) != 0)
		fail(finding, &err);
}

static void check_store(struct finding *finding)
{
	struct assay_error err = {0};
	struct assay_store *store = NULL;
	uint64_t rows = 0, bad_row = 0;
	finding->works = true;
	if (assay_store_open(NULL, &store, &err) != 0 ||
		assay_store_verify_timeline(store, &rows, &bad_row, &err) != 0) {
		fail(finding, &err);
	} else if (bad_row != 0) {
		finding->works = false;
		snprintf(finding->text, sizeof finding->text,
			"row %llu of the timeline does not fit the row before it: it was changed",
			(unsigned long long)bad_row);
	} else {
		snprintf(finding->text, sizeof finding->text,
			"opens; the timeline's %llu rows fit together", (unsigned long long)rows);
	}
	assay_store_close(store);
}

static void check_challenges(struct finding *finding)
{
	struct assay_error err = {0};
	struct assay_challenge_entry *entries = NULL;
	size_t count = 0, bad = 0;
	if (assay_challenge_list(&entries, &count, &err) != 0) {
		fail(finding, &err);
		return;
	}
	for (size_t i = 0; i < count; i++)
		bad += entries[i].error.code != 0;
	finding->works = count > 0 && bad == 0;
	snprintf(finding->text, sizeof finding->text,
		bad > 0 ? "%zu found, %zu of them invalid; `assay list` says why" : "%zu found",
		count, bad);
	assay_challenge_entries_free(entries, count);
}

static int examine(struct checkup *checkup, struct assay_error *err)
{
	*checkup = (struct checkup){
		.findings = {{.name = "self_test"}, {.name = "compiler"}, {.name = "store"},
			{.name = "challenges"}},
	};
	int status =
		assay_sandbox_probe(checkup->probes, &checkup->probe_count, &checkup->level, err);
	check_box(checkup, &checkup->findings[FINDING_SELF_TEST]);
	check_compiler(&checkup->findings[FINDING_COMPILER]);
	check_store(&checkup->findings[FINDING_STORE]);
	check_challenges(&checkup->findings[FINDING_CHALLENGES]);
	return status;
}

/* 0: `grade` works as it is; 1: with less, such as a lower level or no store; 4: not at all. */
static int conclude(const struct checkup *checkup)
{
	if (checkup->level == ASSAY_LEVEL_NONE || !checkup->findings[FINDING_SELF_TEST].works ||
		!checkup->findings[FINDING_COMPILER].works)
		return ASSAY_EXIT_FAULT;
	if (checkup->level != ASSAY_LEVEL_FULL || !checkup->findings[FINDING_STORE].works)
		return ASSAY_EXIT_SHORT;
	return ASSAY_EXIT_OK;
}

static void print_line(bool works, bool colour, const char *name, const char *text)
{
	static const char *const marks[2][2] = {
		{"no ", "yes"}, {"\x1b[31mno \x1b[0m", "\x1b[32myes\x1b[0m"}};
	struct assay_bytes safe = {0};
	assay_bytes_append_safe(&safe, text, strlen(text), ASSAY_ERROR_SIZE);
	printf("  %s  %-18s %s\n", marks[colour][works], name, assay_bytes_text(&safe));
	assay_bytes_release(&safe);
}

/* The options that `assay grade` needs here, each for its own reason. */
static void print_conclusion(const struct checkup *checkup)
{
	switch (conclude(checkup)) {
	case ASSAY_EXIT_OK:
		puts("\nAll well: `assay grade` works.");
		return;
	case ASSAY_EXIT_SHORT:
		break;
	default:
		puts("\nNothing can be graded here.");
		return;
	}
	printf("\n`assay test` works; `assay grade` needs");
	if (checkup->level != ASSAY_LEVEL_FULL)
		printf(" --isolation %s", assay_level_name(checkup->level));
	if (!checkup->findings[FINDING_STORE].works)
		printf(" --no-store");
	puts(" here.");
}

static void print_text(const struct checkup *checkup)
{
	static const char *const meaning[] = {
		[ASSAY_LEVEL_NONE] = "nothing can be run here",
		[ASSAY_LEVEL_MINIMAL] = "system calls, files and limits, but no namespaces",
		[ASSAY_LEVEL_REDUCED] = "everything but cgroups",
		[ASSAY_LEVEL_FULL] = "every layer that `assay grade` asks for",
	};
	bool colour = assay_console_colour();
	puts("Isolation, each layer tried:");
	for (size_t i = 0; i < checkup->probe_count; i++) {
		const struct assay_probe *probe = &checkup->probes[i];
		print_line(probe->works, colour, probe->name, probe->detail);
		if (!probe->works && probe->remedy[0] != '\0')
			printf("       %-18s -> %s\n", "", probe->remedy);
	}
	printf("Level: %s (%s)\n\nThe rest:\n", assay_level_name(checkup->level),
		meaning[checkup->level]);
	for (size_t i = 0; i < FINDING_COUNT; i++)
		print_line(checkup->findings[i].works, colour, checkup->findings[i].name,
			checkup->findings[i].text);
	for (size_t i = 0; i < checkup->trial_count; i++)
		if (!checkup->trials[i].held)
			printf("       %-18s -> %s: %s\n", "self_test", checkup->trials[i].name,
				checkup->trials[i].detail);
	print_conclusion(checkup);
}

static int print_json(const struct checkup *checkup, struct assay_error *err)
{
	struct assay_json *root = assay_json_new_object();
	assay_json_add_string(root, "format", "assay.doctor/1");
	assay_json_add_string(root, "version", ASSAY_VERSION);
	assay_json_add_string(root, "level", assay_level_name(checkup->level));
	struct assay_json *layers = assay_json_add_array(root, "layers");
	for (size_t i = 0; i < checkup->probe_count; i++) {
		struct assay_json *node = assay_json_add_object(layers, NULL);
		assay_json_add_string(node, "name", checkup->probes[i].name);
		assay_json_add_bool(node, "works", checkup->probes[i].works);
		assay_json_add_string(node, "detail", checkup->probes[i].detail);
		assay_json_add_string(node, "remedy", checkup->probes[i].remedy);
	}
	for (size_t i = 0; i < FINDING_COUNT; i++) {
		struct assay_json *node = assay_json_add_object(root, checkup->findings[i].name);
		assay_json_add_bool(node, "works", checkup->findings[i].works);
		assay_json_add_string(node, "detail", checkup->findings[i].text);
	}
	struct assay_json *trials = assay_json_add_array(root, "trials");
	for (size_t i = 0; i < checkup->trial_count; i++) {
		struct assay_json *node = assay_json_add_object(trials, NULL);
		assay_json_add_string(node, "name", checkup->trials[i].name);
		assay_json_add_bool(node, "held", checkup->trials[i].held);
		assay_json_add_string(node, "detail", checkup->trials[i].detail);
	}
	return assay_choice_print_json(root, err);
}

static int run_doctor(const struct assay_arguments *arguments, struct assay_error *err)
{
	bool json;
	struct checkup checkup;
	int status = assay_choice_table_format(arguments, &json, err);
	if (status == 0)
		status = examine(&checkup, err);
	if (status == 0 && json)
		status = print_json(&checkup, err);
	else if (status == 0)
		print_text(&checkup);
	return status != 0 ? assay_code_exit_status(status) : conclude(&checkup);
}

static const struct assay_option options[] = {
	ASSAY_OPTION_TABLE_FORMAT,
	{0},
};

const struct assay_command assay_command_doctor = {
	.name = "doctor",
	.synopsis = "assay doctor [--format FORMAT]",
	.summary = "Try every layer of isolation, and say how to mend what fails.",
	.details = "Looks at the compiler, the store and the challenges too. The exit status is 0 "
		   "when `assay grade` works as it is, 1 when it works with less (a lower level, "
		   "no store), 4 when nothing can be graded.",
	.options = options,
	.run = run_doctor,
};
