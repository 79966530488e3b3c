/*
 * bench_filter.c - the CPU time that the filter adds to each system call of a program: the same box
 * with its filter, and without it, which only the weakened library of the tests can do.
 *
 *   bench_filter BUILD
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure.h"

/* What a pipe holds is there before the program starts to read, and is written without a wait. */
#define CALLS  60000u
#define ROUNDS 31

static uint64_t run(struct assay_sandbox *sandbox, const struct bench_program *program,
	const char *verb, const char *input)
{
	const char *const argv[] = {"work", verb, "60000", NULL};
	const struct bench_job job = {
		.program = program, .argv = argv, .input = input, .input_size = CALLS};
	char text[64];
	return bench_box_run(sandbox, &job, text, sizeof text) ? strtoull(text, NULL, 10) : 0;
}

static bool measure(struct assay_sandbox *const sandboxes[2], const struct bench_program *program,
	const char *verb, const char *input)
{
	double added[ROUNDS];
	for (size_t i = 0; i < ROUNDS; i++) {
		uint64_t filtered = run(sandboxes[0], program, verb, input);
		uint64_t plain = run(sandboxes[1], program, verb, input);
		if (filtered == 0 || plain == 0)
			return false;
		added[i] = ((double)filtered - (double)plain) / CALLS;
	}
	double median = bench_median(added, ROUNDS);
	printf("%-6s %-43s %7.1f ns  <= 50 ns: %s\n", verb, "of one byte", median,
		median <= 50 ? "met" : "missed");
	return true;
}

int main(int argc, char **argv)
{
	struct bench_program program;
	struct assay_sandbox *sandboxes[2] = {NULL, NULL};
	if (argc != 2) {
		fprintf(stderr, "usage: bench_filter BUILD\n");
		return 2;
	}
	char *input = calloc(1, CALLS);
	bool good = input != NULL && bench_program_open(&program, argv[1], "work");
	for (size_t i = 0; good && i < 2; i++) {
		/* Heard by the launcher that starts now. */
		good = setenv("ASSAY_WEAKEN", i == 0 ? "" : "seccomp", 1) == 0;
		sandboxes[i] = bench_sandbox_open(ASSAY_LEVEL_FULL);
		good = good && sandboxes[i] != NULL;
	}
	if (good)
		printf("%-50s %10s  %s\n", "what the filter adds to a system call", "CPU time",
			"goal");
	good = good && measure(sandboxes, &program, "read", input) &&
	       measure(sandboxes, &program, "write", NULL);
	for (size_t i = 0; i < 2; i++)
		assay_sandbox_close(sandboxes[i]);
	free(input);
	if (good)
		bench_program_close(&program);
	return good ? 0 : 4;
}
