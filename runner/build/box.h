/*
 * box.h - runs a box again where the fault was ours.
 */
#ifndef ASSAY_RUNNER_BOX_H
#define ASSAY_RUNNER_BOX_H

#include <assay/sandbox.h>

/* A fault of ours is tried so often in all before it is told. */
#define ASSAY_BOX_TRIES 3

/*
 * As assay_sandbox_run(), for a run whose outcome we need: a fault of ours, and a wall stop that
 * waited for a CPU, is repeated; when every try was one, it is ASSAY_ERR_SYSTEM with the reason.
 */
int assay_box_run(struct assay_sandbox *sandbox, const struct assay_box *box,
	struct assay_observation *ret_observation, struct assay_error *err);

#endif
