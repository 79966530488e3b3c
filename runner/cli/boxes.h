/*
 * boxes.h - the sandboxes that a command works with, and the word about how isolated they are.
 */
#ifndef ASSAY_RUNNER_CLI_BOXES_H
#define ASSAY_RUNNER_CLI_BOXES_H

#include <stddef.h>

#include <assay/error.h>
#include <assay/sandbox.h>

#include "../run/run.h"

#define ASSAY_BOXES_MAX 64

struct assay_boxes {
	struct assay_sandbox *sandboxes[ASSAY_BOXES_MAX];
	size_t count;
	int cancel_fd;
};

/* Opens `count` sandboxes of at least level `minimum`. */
int assay_boxes_open(size_t count, enum assay_level minimum, int cancel_fd,
	struct assay_boxes *ret_boxes, struct assay_error *err);
void assay_boxes_close(struct assay_boxes *boxes); /* accepts the zeroed */

/* All of them, borrowed. */
struct assay_lanes assay_boxes_all(const struct assay_boxes *boxes);

/* How many sandboxes one submission is given: two where there are two CPUs. */
size_t assay_boxes_lanes(void);

/* Says in one line on standard error that the level is not full; nothing when it is. */
void assay_boxes_tell_level(const struct assay_boxes *boxes);

#endif
