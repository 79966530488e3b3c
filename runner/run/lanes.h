/*
 * lanes.h - does a list of jobs over a pool of boxes, a thread a box.
 */
#ifndef ASSAY_RUNNER_LANES_H
#define ASSAY_RUNNER_LANES_H

#include "run.h"

/* One job. Different jobs run at the same time and may only write to what is theirs. */
typedef int assay_lane_job(
	struct assay_sandbox *sandbox, size_t index, void *context, struct assay_error *err);

/*
 * Does jobs 0 to `count` - 1. With one lane everything happens on the calling thread; else that
 * thread waits and ticks. After a failure no further job is begun; of several failures the one
 * with the least index is told.
 */
int assay_lanes_each(const struct assay_lanes *lanes, size_t count, assay_lane_job *job,
	void *context, const struct assay_progress *progress, struct assay_error *err);

#endif
