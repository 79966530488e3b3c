/*
 * bench_launch.c - what one launch of a static program costs, as a ratio to posix_spawn and wait of
 * the same program: boxed at each level, and by others.
 *
 *   bench_launch BUILD           the whole table
 *   bench_launch BUILD --brief   one line each for warm and cold: the name, the median's ratio, and
 *                                the 95th percentile's ratio to the same base
 *
 * warm: one run in a sandbox that is open: clean state, own init, refused calls named, level full.
 * cold: all that a user of one single run pays: the sandbox opened, one run, the sandbox closed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "measure.h"

#define ROUNDS_BRIEF 3000
#define ROUNDS_TABLE 400
#define BUDGET_NS    UINT64_C(15000000000)

/* Standing for itself in a command line of another launcher. */
static const char program_word[] = "PROGRAM";

struct launch {
	struct bench_program *program;
	enum assay_level level;
	struct assay_sandbox *sandbox;
	const char *argv[16]; /* of another launcher */
};

static bool launch_plain(void *context)
{
	const struct launch *launch = context;
	return bench_spawn((const char *const[]){launch->program->path, NULL});
}

static bool launch_other(void *context)
{
	struct launch *launch = context;
	for (size_t i = 0; launch->argv[i] != NULL; i++) {
		if (launch->argv[i] == program_word)
			launch->argv[i] = launch->program->path;
	}
	return bench_spawn(launch->argv);
}

static bool launch_warm(void *context)
{
	const struct launch *launch = context;
	const struct bench_job job = {.program = launch->program};
	return bench_box_run(launch->sandbox, &job, NULL, 0);
}

static bool launch_cold(void *context)
{
	const struct launch *launch = context;
	const struct bench_job job = {.program = launch->program};
	struct assay_sandbox *sandbox = bench_sandbox_open(launch->level);
	bool good = sandbox != NULL && bench_box_run(sandbox, &job, NULL, 0);
	assay_sandbox_close(sandbox);
	return good;
}

/* Whether a command is to be had at all. */
static bool is_installed(const char *name)
{
	char path[4096];
	const char *at = getenv("PATH");
	while (at != NULL && *at != '\0') {
		size_t length = strcspn(at, ":");
		int size = snprintf(path, sizeof path, "%.*s/%s", (int)length, at, name);
		if (size > 0 && (size_t)size < sizeof path && access(path, X_OK) == 0)
			return true;
		at += length + (at[length] == ':');
	}
	return false;
}

/* Opens what a way needs. */
static void prepare(struct bench_way *way)
{
	struct launch *launch = way->context;
	if (way->act == launch_warm) {
		launch->sandbox = bench_sandbox_open(launch->level);
		way->skipped = launch->sandbox == NULL;
	} else if (way->act == launch_other) {
		/* It may be there and not be allowed to do its work. */
		way->skipped = !is_installed(launch->argv[0]) || !launch_other(launch);
	} else if (way->act == launch_cold) {
		way->skipped = !launch_cold(launch);
	}
}

static void print_brief(const struct bench_way *ways, size_t count)
{
	double base = bench_quantile_ns(&ways[0], 50);
	for (size_t i = 1; i < count; i++)
		printf("%s %.2f p95 %.2f\n", ways[i].name, bench_quantile_ns(&ways[i], 50) / base,
			bench_quantile_ns(&ways[i], 95) / base);
}

static void print_row(const struct bench_way *way, double base)
{
	const char *goal = way->goal == NULL ? "" : way->goal;
	if (way->skipped) {
		printf("%-50s %9s %8s %8s  %s\n", way->name, "not here", "-", "-", goal);
		return;
	}
	double ratio = bench_quantile_ns(way, 50) / base;
	double p95 = bench_quantile_ns(way, 95) / base;
	bool met = ratio <= way->goal_ratio && (way->goal_p95 == 0 || p95 <= way->goal_p95);
	const char *said = met ? ": met" : ": missed";
	printf("%-50s %9.0f %8.2f %8.2f  %s%s\n", way->name, bench_quantile_ns(way, 50) / 1000,
		ratio, p95, goal, way->goal == NULL ? "" : said);
}

static void print_table(const struct bench_way *ways, size_t count)
{
	printf("%-50s %9s %8s %8s  %s\n", "launch of a static program", "median us", "ratio", "p95",
		"goal");
	for (size_t i = 0; i < count; i++)
		print_row(&ways[i], bench_quantile_ns(&ways[0], 50));
}

static int measure(struct bench_way *ways, size_t count, bool brief)
{
	for (size_t i = 0; i < count; i++)
		prepare(&ways[i]);
	bool missing = brief && ways[1].skipped;
	bool good = !missing &&
		    bench_take_turns(ways, count, brief ? ROUNDS_BRIEF : ROUNDS_TABLE, BUDGET_NS);
	if (good && brief)
		print_brief(ways, count);
	else if (good)
		print_table(ways, count);
	bench_release(ways, count);
	for (size_t i = 0; i < count; i++)
		assay_sandbox_close(((struct launch *)ways[i].context)->sandbox);
	return good ? 0 : 4;
}

static int run_brief(struct bench_program *program)
{
	struct launch launches[] = {{.program = program},
		{.program = program, .level = ASSAY_LEVEL_FULL},
		{.program = program, .level = ASSAY_LEVEL_FULL}};
	/* One after the other: taking a cold box's net namespace down goes on in the kernel for
	 * milliseconds after it is closed, and would be charged to the warm ones between. */
	struct bench_way warm[] = {
		{.name = "posix_spawn", .act = launch_plain, .context = &launches[0]},
		{.name = "warm", .act = launch_warm, .context = &launches[1]},
	};
	struct bench_way cold[] = {
		{.name = "posix_spawn", .act = launch_plain, .context = &launches[0]},
		{.name = "cold", .act = launch_cold, .context = &launches[2]},
	};
	int status = measure(warm, 2, true);
	return status != 0 ? status : measure(cold, 2, true);
}

static int run_table(struct bench_program *program)
{
	struct launch plain = {program, .level = ASSAY_LEVEL_NONE};
	struct launch full = {program, .level = ASSAY_LEVEL_FULL};
	struct launch cold = {program, .level = ASSAY_LEVEL_FULL};
	struct launch reduced = {program, .level = ASSAY_LEVEL_REDUCED};
	struct launch minimal = {program, .level = ASSAY_LEVEL_MINIMAL};
	struct launch bubblewrap = {
		program, .argv = {"bwrap", "--unshare-all", "--ro-bind", "/", "/", program_word}};
	struct launch minijail = {
		program, .argv = {"minijail0", "-p", "-v", "-l", "-e", "-N", program_word}};
	struct launch nsjail = {
		program, .argv = {"nsjail", "-Q", "-Mo", "--chroot", "/", "--", program_word}};
	struct launch isolate = {
		program, .argv = {"isolate", "--silent", "--run", "--", program_word}};
	struct bench_way ways[] = {
		{"posix_spawn and wait", launch_plain, &plain, .goal = NULL},
		{"warm: boxed, full", launch_warm, &full, .goal = "<= 1.45, p95 <= 2.2",
			.goal_ratio = 1.45, .goal_p95 = 2.2},
		{"cold: opened, boxed, full, closed", launch_cold, &cold, .goal = "<= 2.4",
			.goal_ratio = 2.4},
		{"warm, reduced", launch_warm, &reduced, .goal = NULL},
		{"warm, minimal", launch_warm, &minimal, .goal = NULL},
		{"bwrap --unshare-all --ro-bind / /", launch_other, &bubblewrap, .goal = NULL},
		{"minijail0, five namespaces", launch_other, &minijail, .goal = NULL},
		{"isolate --run, box ready", launch_other, &isolate, .goal = NULL},
		{"nsjail, all namespaces", launch_other, &nsjail, .goal = NULL},
	};
	return measure(ways, sizeof ways / sizeof ways[0], false);
}

int main(int argc, char **argv)
{
	bool brief = argc == 3 && strcmp(argv[2], "--brief") == 0;
	if (argc != 2 && !brief) {
		fprintf(stderr, "usage: bench_launch BUILD [--brief]\n");
		return 2;
	}
	struct bench_program program;
	int status = 4;
	if (bench_program_open(&program, argv[1], "true"))
		status = brief ? run_brief(&program) : run_table(&program);
	bench_program_close(&program);
	return status;
}
