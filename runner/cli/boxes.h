/*
 * boxes.h - the sandboxes that a command works with, and the word about how isolated they are.
 */
#ifndef ASSAY_RUNNER_CLI_BOXES_H
#define ASSAY_RUNNER_CLI_BOXES_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include <assay/error.h>
#include <assay/sandbox.h>

#include "../run/run.h"
#include "selftest.h"

#define ASSAY_BOXES_MAX 64

/* May not be copied once it is opened. */
struct assay_boxes {
	struct assay_sandbox *sandboxes[ASSAY_BOXES_MAX]; /* those that were waited for */
	size_t count;
	bool apart; /* one is for builds alone (struct assay_lanes) */
	int cancel_fd;
	enum assay_self_test self_test; /* of what assay_boxes_self_test() knows */
	/* The thread that opens them; `lock` guards what stands below it. */
	struct assay_sandbox_options options;
	bool begun, running;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	const struct assay_build_ready *ready; /* what builds need: there once one was waited for */
	struct assay_build_ready *kept;        /* the same, to be freed */
	pthread_t loading;                     /* the thread that takes it from the cache */
	bool loads, loaded;
	size_t opened;
	int status;
	struct assay_error error;
	/* The thread that closes them. */
	bool parting;
	pthread_t closing;
};

/* Begins to open `count` sandboxes of at least level `minimum`, one after another, while the caller
 * does something else. Whoever wants to be cancelled by signals blocks them before. */
void assay_boxes_begin(
	size_t count, enum assay_level minimum, int cancel_fd, struct assay_boxes *ret_boxes);
/* As many as one submission is given, and, where they work at once, one more for its build. */
void assay_boxes_begin_apart(
	enum assay_level minimum, int cancel_fd, struct assay_boxes *ret_boxes);
/* Waits until the first `count` are open, or one of all could not be opened: that is the error. */
int assay_boxes_wait(struct assay_boxes *boxes, size_t count, struct assay_error *err);
/* Both, for all. */
int assay_boxes_open(size_t count, enum assay_level minimum, int cancel_fd,
	struct assay_boxes *ret_boxes, struct assay_error *err);
/* Once the first is open and before any is used: goes about the self-test as the command needs. */
int assay_boxes_self_test(
	struct assay_boxes *boxes, enum assay_selftest_need need, struct assay_error *err);
/* Begins to close them, while the caller does something else without them. */
void assay_boxes_part(struct assay_boxes *boxes);
void assay_boxes_close(struct assay_boxes *boxes); /* accepts the zeroed */

/* All of them, borrowed; whoever uses them waits for them (struct assay_lanes). */
struct assay_lanes assay_boxes_all(struct assay_boxes *boxes);

/* How many sandboxes one submission is given: two where there are two CPUs. */
size_t assay_boxes_lanes(void);

/* Says in one line on standard error that the level is not full; nothing when it is. */
void assay_boxes_tell_level(struct assay_boxes *boxes);

#endif
