/*
 * run.h - runs tests in boxes: one process a test, input by pipe, answers by pipe.
 *
 * Also makes the material of generated tests: the input from the generator, the answer and the
 * reference's figures from the reference solution; both are cached by challenge digest and seed.
 */
#ifndef ASSAY_RUNNER_RUN_H
#define ASSAY_RUNNER_RUN_H

#include <assay/bytes.h>
#include <assay/challenge.h>
#include <assay/error.h>
#include <assay/result.h>
#include <assay/sandbox.h>

#include "../build/build.h"
#include "../challenge/plan.h"

/* Descriptors of a test run: 0 input, 1 and 2 the candidate's own text, 3 answers, 4 counters. */
#define ASSAY_FD_ANSWERS  3
#define ASSAY_FD_COUNTERS 4
#define ASSAY_FD_SQL      5 /* harness sql: the candidate's SQL */

/* The material of one test: what goes in and what is expected. */
struct assay_material {
	struct assay_bytes input;
	struct assay_bytes answer;
	size_t reference_count; /* the reference's figures, for measures */
	struct assay_measure reference[ASSAY_METRIC_COUNT];
};
void assay_materials_free(struct assay_material *materials, size_t count); /* NULL allowed */

/* What was observed of one test: facts only. */
struct assay_run {
	struct assay_observation observation; /* of the run that counts (the least CPU) */
	uint32_t runs;
	struct assay_bytes answers; /* descriptor 3 */
	struct assay_bytes out;     /* descriptor 1, samples only beyond 64 KiB */
	struct assay_bytes errors;  /* descriptor 2 */
	size_t counter_count;       /* harness sql: from the SQL host, descriptor 4 */
	struct assay_measure counters[ASSAY_METRIC_COUNT];
	char refused[64];  /* harness sql: what the authorizer refused ("ATTACH"), or "" */
	char failure[256]; /* harness sql: SQLite's message for the candidate's SQL, or "" */
};
void assay_runs_free(struct assay_run *runs, size_t count); /* NULL allowed */

/* Called from the calling thread after each finished test. `index` is the case's. */
struct assay_progress {
	void (*tick)(void *context, size_t done, size_t total);
	void *context;
};

/*
 * A pool of boxes: `count` sandboxes used by as many threads. Where they may still be opening,
 * `wait` returns when the first `count` of them are there, or could not be had.
 */
struct assay_lanes {
	struct assay_sandbox *const *sandboxes;
	size_t count;
	bool apart; /* the first, of several, is for the build alone; the others can be made warm */
	int cancel_fd;
	enum assay_self_test self_test; /* what is known of these boxes */
	int (*wait)(void *context, size_t count, struct assay_error *err); /* or NULL */
	void *context;
	const struct assay_build_ready *const *ready; /* for builds, once waited for; or NULL */
};
int assay_lanes_wait(const struct assay_lanes *lanes, size_t count, struct assay_error *err);

/* While the first lane builds: makes the others ready for these tests. What fails is no matter. */
void assay_run_warm(const struct assay_lanes *lanes, const struct assay_challenge *challenge,
	const struct assay_plan *plan);

/*
 * Makes the materials of every case of the plan, in order. First takes from the cache, and from
 * files, what is there; no box is needed, only the `layers` of those to come. Everything is borrowed
 * until the maker is freed. Errors: CHALLENGE, SYSTEM.
 */
struct assay_maker;
int assay_materials_look_up(const struct assay_challenge *challenge, const struct assay_plan *plan,
	uint32_t layers, struct assay_maker **ret_maker, struct assay_error *err);
/*
 * Then makes the rest in boxes, once. Errors: CHALLENGE (a generator or the reference fails: says
 * which, with what and how), SANDBOX, SYSTEM, CANCELLED.
 */
int assay_materials_finish(struct assay_maker *maker, const struct assay_lanes *lanes,
	struct assay_material **ret_materials, struct assay_error *err);
void assay_maker_free(struct assay_maker *maker); /* NULL allowed */

/*
 * Runs every case of the plan. A run over the CPU limit but below 1.5 times it is repeated, up to
 * three in all, and the least counts; a wall stop that waited for a CPU, and a fault of ours, is
 * repeated likewise.
 */
int assay_run_cases(const struct assay_lanes *lanes, const struct assay_challenge *challenge,
	const struct assay_plan *plan, const struct assay_material *materials,
	const struct assay_artefact *artefact, const struct assay_progress *progress,
	struct assay_run **ret_runs, struct assay_error *err);

/* A program that comes with the challenge, such as a checker, and where it runs; all borrowed. */
struct assay_tool {
	struct assay_sandbox *sandbox;
	const struct assay_challenge *challenge;
	const struct assay_artefact *artefact;
	int cancel_fd;
};

/*
 * Runs the challenge's checker on one finished test: 42 accepts, 43 rejects (Kattis);
 * `*ret_message` is what it says. Errors: CHALLENGE (it ends otherwise: says how), SANDBOX, SYSTEM,
 * CANCELLED.
 */
int assay_run_checker(const struct assay_tool *checker, const struct assay_material *material,
	const struct assay_bytes *answers, bool *ret_accepted, struct assay_bytes *ret_message,
	struct assay_error *err);

#endif
