/*
 * measure.c - owns the method of the benchmarks: turns, medians, and the boxes that they run. It
 * prints errors only; tables belong to the benchmarks.
 */
#include "measure.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <assay/bytes.h>

/* Rounds that only warm caches. */
#define ROUNDS_THROWN 5
#define OUTPUT_LIMIT  65536

static int compare_times(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a;
	uint64_t right = *(const uint64_t *)b;
	return (left > right) - (left < right);
}

static int compare_values(const void *a, const void *b)
{
	double left = *(const double *)a;
	double right = *(const double *)b;
	return (left > right) - (left < right);
}

static bool take_turn(struct bench_way *way, bool keep)
{
	if (way->skipped)
		return true;
	uint64_t start = assay_monotonic_ns();
	if (!way->act(way->context)) {
		fprintf(stderr, "%s: failed\n", way->name);
		return false;
	}
	if (keep)
		way->times[way->rounds++] = assay_monotonic_ns() - start;
	return true;
}

bool bench_take_turns(struct bench_way *ways, size_t count, size_t rounds, uint64_t budget_ns)
{
	for (size_t i = 0; i < count; i++) {
		ways[i].rounds = 0;
		ways[i].times = calloc(rounds, sizeof *ways[i].times);
		if (ways[i].times == NULL)
			return false;
	}
	uint64_t end = assay_monotonic_ns() + budget_ns;
	for (size_t round = 0; round < rounds + ROUNDS_THROWN; round++) {
		for (size_t i = 0; i < count; i++) {
			if (!take_turn(&ways[i], round >= ROUNDS_THROWN))
				return false;
		}
		if (round > ROUNDS_THROWN && assay_monotonic_ns() >= end)
			break;
	}
	for (size_t i = 0; i < count; i++)
		qsort(ways[i].times, ways[i].rounds, sizeof *ways[i].times, compare_times);
	return true;
}

void bench_release(struct bench_way *ways, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(ways[i].times);
}

double bench_quantile_ns(const struct bench_way *way, unsigned per_cent)
{
	return way->rounds == 0 ? 0 : (double)way->times[(way->rounds - 1) * per_cent / 100];
}

double bench_median(double *values, size_t count)
{
	qsort(values, count, sizeof *values, compare_values);
	return count == 0 ? 0 : values[count / 2];
}

bool bench_spawn(const char *const *argv)
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

bool bench_program_open(struct bench_program *program, const char *build, const char *name)
{
	struct assay_bytes bytes = {0};
	struct assay_error err = {0};
	program->fd = -1;
	int length =
		snprintf(program->path, sizeof program->path, "%s/tests/programs/%s", build, name);
	bool good = length > 0 && (size_t)length < sizeof program->path &&
		    assay_file_read(AT_FDCWD, program->path, 16 << 20, &bytes, &err) == 0 &&
		    assay_memory_file(name, bytes.data, bytes.size, &program->fd, &err) == 0;
	assay_bytes_release(&bytes);
	if (!good)
		fprintf(stderr, "%s: %s\n", name, err.text);
	return good;
}

void bench_program_close(struct bench_program *program)
{
	if (program->fd >= 0)
		close(program->fd);
	program->fd = -1;
}

struct assay_sandbox *bench_sandbox_open(enum assay_level level)
{
	struct assay_sandbox_options options = {level, level};
	struct assay_sandbox *sandbox = NULL;
	struct assay_error err = {0};
	if (assay_sandbox_open(&options, &sandbox, &err) != 0)
		fprintf(stderr, "level %s: %s\n", assay_level_name(level), err.text);
	return sandbox;
}

static bool ended_well(const struct assay_observation *seen)
{
	if (seen->status == ASSAY_STATUS_EXITED && seen->exit_code == 0)
		return true;
	fprintf(stderr, "a box ended with %s, exit code %d %s%s\n", assay_status_name(seen->status),
		seen->exit_code, seen->forbidden.name, seen->detail);
	return false;
}

bool bench_box_run(struct assay_sandbox *sandbox, const struct bench_job *job, char *ret_output,
	size_t output_size)
{
	static const char *const name[] = {"program", NULL};
	const struct assay_channel channels[] = {
		{.fd = 0,
			.input = job->input == NULL ? "" : job->input,
			.input_size = job->input_size},
		{.fd = 1, .output_limit = OUTPUT_LIMIT}, {.fd = 2, .output_limit = OUTPUT_LIMIT}};
	struct assay_box box = {.profile = "stdio",
		.program_fd = job->program->fd,
		.argv = job->argv == NULL ? name : job->argv,
		.channels = channels,
		.channel_count = 3,
		.cancel_fd = -1,
		.limits = {.cpu_ns = 5000000000,
			.wall_ns = 10000000000u,
			.memory_bytes = 64 << 20,
			.processes = 1}};
	struct assay_observation seen;
	struct assay_error err = {0};
	if (assay_sandbox_run(sandbox, &box, &seen, &err) != 0) {
		fprintf(stderr, "%s\n", err.text);
		return false;
	}
	if (ret_output != NULL) {
		size_t size = seen.channel_output[1].size;
		size = size < output_size ? size : output_size - 1;
		if (size > 0)
			memcpy(ret_output, seen.channel_output[1].data, size);
		ret_output[size] = '\0';
	}
	bool good = ended_well(&seen);
	assay_observation_release(&seen);
	return good;
}
