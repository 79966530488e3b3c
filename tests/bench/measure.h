/*
 * measure.h - what the benchmarks share: ways that take turns, medians, and boxes that must end well.
 */
#ifndef ASSAY_BENCH_MEASURE_H
#define ASSAY_BENCH_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <assay/sandbox.h>

/* One way to do the thing that is measured. */
struct bench_way {
	const char *name;
	/* Does it once; false: it failed, and has said why on standard error. */
	bool (*act)(void *context);
	void *context;
	const char *goal;            /* as printed; NULL: a comparison, not a goal of ours */
	double goal_ratio, goal_p95; /* at most this much of the first way's median; 0: no goal */
	bool skipped;                /* it is not to be had on this machine */
	uint64_t *times;             /* nanoseconds, `rounds` of them, sorted once measured */
	size_t rounds;
};

/*
 * Lets the ways take turns, so that a busy machine is busy for all of them: `rounds` times, or until
 * the time is up. The first rounds are thrown away. False: one failed, or there is no memory.
 */
bool bench_take_turns(struct bench_way *ways, size_t count, size_t rounds, uint64_t budget_ns);
void bench_release(struct bench_way *ways, size_t count);
/* Of a measured way: the time that `per_cent` of its turns did not exceed. */
double bench_quantile_ns(const struct bench_way *way, unsigned per_cent);
double bench_median(double *values, size_t count); /* sorts them */

/* Starts a program and waits; true when it ended with status 0. Descriptors 0 to 2 are the caller's. */
bool bench_spawn(const char *const *argv);

/* A static program: its path, and itself as a sealed memory file. */
struct bench_program {
	char path[4096];
	int fd;
};
/* BUILD/tests/programs/NAME. False: said why. */
bool bench_program_open(struct bench_program *program, const char *build, const char *name);
void bench_program_close(struct bench_program *program);

/* What one boxed run is given besides the program. */
struct bench_job {
	const struct bench_program *program;
	const char *const *argv; /* NULL: its name alone */
	const void *input;       /* of descriptor 0 */
	size_t input_size;
};
/* Runs it in a box of profile "stdio"; true when it ended with status 0. `ret_output`, if not NULL,
 * gets what it wrote to descriptor 1. */
bool bench_box_run(struct assay_sandbox *sandbox, const struct bench_job *job, char *ret_output,
	size_t output_size);
/* Opens a sandbox of exactly this level, or says why not. */
struct assay_sandbox *bench_sandbox_open(enum assay_level level);

#endif
