/*
 * bench_compute.c - what a box costs the program that runs in it: a CPU-bound program's slow-down
 * beside the same file outside, and the throughput of two boxes at once beside that of one.
 *
 *   bench_compute BUILD
 */
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <assay/bytes.h>

#include "measure.h"

#define ROUNDS 15
/* Steps of the program that take about 200 ms are found by trying. */
#define TRY_STEPS 20000000u
#define WANTED_NS 200000000u

struct lane {
	struct assay_sandbox *sandbox;
	struct bench_job job;
	uint64_t cpu_ns; /* as the program measured it */
	bool good;
};

static uint64_t read_figure(const char *text)
{
	return strtoull(text, NULL, 10);
}

static void *run_lane(void *context)
{
	struct lane *lane = context;
	char text[64];
	lane->good = bench_box_run(lane->sandbox, &lane->job, text, sizeof text);
	lane->cpu_ns = lane->good ? read_figure(text) : 0;
	return NULL;
}

/* The same file outside a box; 0: it failed. */
static uint64_t run_outside(const struct bench_program *program, char *steps)
{
	char verb[] = "spin";
	char name[] = "work";
	char *const argv[] = {name, verb, steps, NULL};
	posix_spawn_file_actions_t actions;
	int ends[2];
	pid_t pid;
	int status = -1;
	char text[64] = "";
	if (pipe2(ends, O_CLOEXEC) != 0 || posix_spawn_file_actions_init(&actions) != 0)
		return 0;
	posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
	bool good = posix_spawn(&pid, program->path, &actions, NULL, argv, environ) == 0;
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	good = good && waitpid(pid, &status, 0) == pid && status == 0 &&
	       read(ends[0], text, sizeof text - 1) > 0;
	close(ends[0]);
	return good ? read_figure(text) : 0;
}

/* Wall time of the first `count` lanes at once; 0: one failed. */
static uint64_t run_lanes(struct lane *lanes, size_t count)
{
	pthread_t threads[2];
	uint64_t start = assay_monotonic_ns();
	for (size_t i = 0; i < count; i++) {
		if (pthread_create(&threads[i], NULL, run_lane, &lanes[i]) != 0)
			return 0;
	}
	bool good = true;
	for (size_t i = 0; i < count; i++) {
		pthread_join(threads[i], NULL);
		good = good && lanes[i].good;
	}
	return good ? assay_monotonic_ns() - start : 0;
}

static int measure(const struct bench_program *program, struct lane *lanes, char *steps)
{
	double slower[ROUNDS];
	double throughput[ROUNDS];
	for (size_t i = 0; i < ROUNDS; i++) {
		uint64_t outside = run_outside(program, steps);
		uint64_t one = run_lanes(lanes, 1);
		uint64_t boxed = lanes[0].cpu_ns;
		uint64_t two = run_lanes(lanes, 2);
		if (outside == 0 || one == 0 || two == 0 || boxed == 0)
			return 4;
		slower[i] = (double)boxed / (double)outside;
		throughput[i] = 2 * (double)one / (double)two;
	}
	double slow_down = (bench_median(slower, ROUNDS) - 1) * 100;
	double both = bench_median(throughput, ROUNDS);
	printf("%-50s %10s  %s\n", "a program of 200 ms of CPU, boxed, full", "figure", "goal");
	printf("%-50s %8.2f %%  <= 1 %%: %s\n", "slow-down beside the same file outside", slow_down,
		slow_down <= 1 ? "met" : "missed");
	printf("%-50s %10.2f  >= 1.8: %s\n", "throughput of two boxes at once, of one being 1",
		both, both >= 1.8 ? "met" : "missed");
	return 0;
}

int main(int argc, char **argv)
{
	struct bench_program program;
	struct lane lanes[2] = {{.good = false}, {.good = false}};
	char steps[32];
	int status = 4;
	if (argc != 2) {
		fprintf(stderr, "usage: bench_compute BUILD\n");
		return 2;
	}
	snprintf(steps, sizeof steps, "%u", TRY_STEPS);
	uint64_t tried = 0;
	if (bench_program_open(&program, argv[1], "work"))
		tried = run_outside(&program, steps);
	const char *const arguments[] = {"work", "spin", steps, NULL};
	for (size_t i = 0; tried > 0 && i < 2; i++)
		lanes[i] = (struct lane){.sandbox = bench_sandbox_open(ASSAY_LEVEL_FULL),
			.job = {.program = &program, .argv = arguments}};
	if (tried > 0 && lanes[0].sandbox != NULL && lanes[1].sandbox != NULL) {
		snprintf(steps, sizeof steps, "%llu",
			(unsigned long long)((double)TRY_STEPS * WANTED_NS / (double)tried));
		status = measure(&program, lanes, steps);
	}
	for (size_t i = 0; i < 2; i++)
		assay_sandbox_close(lanes[i].sandbox);
	bench_program_close(&program);
	return status;
}
