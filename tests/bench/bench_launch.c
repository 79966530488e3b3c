/*
 * bench_launch.c - what one launch of a static program costs, as a ratio to posix_spawn and wait:
 * boxed at each level, and by bubblewrap. The ways take turns, so that a busy machine is busy for
 * all of them; medians are compared.
 *
 *   bench_launch BUILD [RUNS]
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <assay/bytes.h>
#include <assay/sandbox.h>

#define RUNS_LEAST 100
#define RUNS_MOST  100000

struct bench {
	char program_path[4096];
	int program;
	bool failed;
};

/* One way to launch; `sandbox` for the boxed ones. */
struct way {
	const char *name;
	bool (*launch)(const struct bench *bench, struct way *way);
	enum assay_level level;
	struct assay_sandbox *sandbox;
	uint64_t *times;
	bool skipped;
};

static bool spawn(const char *const *argv)
{
	union {
		const char *const *from;
		char *const *to;
	} arguments = {.from = argv};
	pid_t pid;
	int status;
	if (posix_spawnp(&pid, argv[0], NULL, NULL, arguments.to, environ) != 0)
		return false;
	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool launch_plain(const struct bench *bench, struct way *way)
{
	(void)way;
	return spawn((const char *const[]){bench->program_path, NULL});
}

static bool launch_bubblewrap(const struct bench *bench, struct way *way)
{
	(void)way;
	return spawn((const char *const[]){
		"bwrap", "--unshare-all", "--ro-bind", "/", "/", bench->program_path, NULL});
}

static bool launch_boxed(const struct bench *bench, struct way *way)
{
	static const char *const argv[] = {"true", NULL};
	const struct assay_channel channels[] = {{.fd = 0, .input = "", .input_size = 0},
		{.fd = 1, .output_limit = 65536}, {.fd = 2, .output_limit = 65536}};
	struct assay_box box = {.profile = "stdio",
		.program_fd = bench->program,
		.argv = argv,
		.channels = channels,
		.channel_count = 3,
		.cancel_fd = -1,
		.limits = {.cpu_ns = 1000000000,
			.wall_ns = 10000000000u,
			.memory_bytes = 64 << 20,
			.processes = 1}};
	struct assay_observation seen;
	struct assay_error err = {0};
	if (assay_sandbox_run(way->sandbox, &box, &seen, &err) != 0) {
		fprintf(stderr, "%s: %s\n", way->name, err.text);
		return false;
	}
	bool good = seen.status == ASSAY_STATUS_EXITED && seen.exit_code == 0;
	if (!good)
		fprintf(stderr, "%s: %s %s\n", way->name, assay_status_name(seen.status),
			seen.detail);
	assay_observation_release(&seen);
	return good;
}

static int compare(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a;
	uint64_t right = *(const uint64_t *)b;
	return (left > right) - (left < right);
}

static uint64_t median(uint64_t *times, size_t count)
{
	qsort(times, count, sizeof *times, compare);
	return times[count / 2];
}

/* Opens what a way needs, and tries it once. */
static void prepare(const struct bench *bench, struct way *way, size_t runs)
{
	struct assay_error err = {0};
	struct assay_sandbox_options options = {way->level, way->level};
	way->times = calloc(runs, sizeof *way->times);
	way->skipped = way->times == NULL;
	if (!way->skipped && way->level != ASSAY_LEVEL_NONE &&
		assay_sandbox_open(&options, &way->sandbox, &err) != 0) {
		fprintf(stderr, "%s: %s\n", way->name, err.text);
		way->skipped = true;
	}
	if (!way->skipped && !way->launch(bench, way))
		way->skipped = true;
}

static bool measure(const struct bench *bench, struct way *ways, size_t count, size_t runs)
{
	for (size_t run = 0; run < runs; run++) {
		for (size_t i = 0; i < count; i++) {
			if (ways[i].skipped)
				continue;
			uint64_t start = assay_monotonic_ns();
			if (!ways[i].launch(bench, &ways[i]))
				return false;
			ways[i].times[run] = assay_monotonic_ns() - start;
		}
	}
	return true;
}

static void print(struct way *ways, size_t count, size_t runs)
{
	double base = 0;
	printf("%-44s %10s %8s\n", "launch of a static true", "median us", "ratio");
	for (size_t i = 0; i < count; i++) {
		if (ways[i].skipped) {
			printf("%-44s %10s %8s\n", ways[i].name, "not here", "-");
			continue;
		}
		double us = (double)median(ways[i].times, runs) / 1000;
		if (i == 0)
			base = us;
		printf("%-44s %10.0f %8.2f\n", ways[i].name, us, us / base);
	}
}

static int open_program(struct bench *bench, const char *build)
{
	struct assay_bytes program = {0};
	struct assay_error err = {0};
	int length = snprintf(
		bench->program_path, sizeof bench->program_path, "%s/tests/programs/true", build);
	if (length < 0 || (size_t)length >= sizeof bench->program_path ||
		assay_file_read(AT_FDCWD, bench->program_path, 16 << 20, &program, &err) != 0 ||
		assay_memory_file("true", program.data, program.size, &bench->program, &err) != 0) {
		fprintf(stderr, "bench_launch: %s\n", err.text);
		return 4;
	}
	assay_bytes_release(&program);
	return 0;
}

int main(int argc, char **argv)
{
	struct way ways[] = {{.name = "posix_spawn and wait", .launch = launch_plain},
		{.name = "boxed, full", .launch = launch_boxed, .level = ASSAY_LEVEL_FULL},
		{.name = "boxed, reduced", .launch = launch_boxed, .level = ASSAY_LEVEL_REDUCED},
		{.name = "boxed, minimal", .launch = launch_boxed, .level = ASSAY_LEVEL_MINIMAL},
		{.name = "bwrap --unshare-all --ro-bind / /", .launch = launch_bubblewrap}};
	const size_t count = sizeof ways / sizeof ways[0];
	struct bench bench = {.program = -1};
	struct assay_error err = {0};
	uint64_t runs = 200;
	if (argc < 2 || (argc > 2 && assay_parse_u64(argv[2], "RUNS", RUNS_LEAST, RUNS_MOST, &runs,
					     &err) != 0)) {
		fprintf(stderr, "usage: bench_launch BUILD [RUNS] %s\n", err.text);
		return 2;
	}
	if (open_program(&bench, argv[1]) != 0)
		return 4;
	for (size_t i = 0; i < count; i++)
		prepare(&bench, &ways[i], runs);
	bool good = measure(&bench, ways, count, runs);
	if (good)
		print(ways, count, runs);
	for (size_t i = 0; i < count; i++) {
		assay_sandbox_close(ways[i].sandbox);
		free(ways[i].times);
	}
	close(bench.program);
	return good ? 0 : 4;
}
