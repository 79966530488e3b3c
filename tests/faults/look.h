/*
 * look.h - what can be seen of a box, and of what is left when it has gone, from outside.
 */
#ifndef ASSAY_FAULTS_LOOK_H
#define ASSAY_FAULTS_LOOK_H

#include <assay/sandbox.h>

#include "page.h"

/* A program in its box. */
struct sight {
	bool seen;
	uint32_t absent; /* bits of enum assay_layer that are not there */
};

/* Looks at the only program that runs in a box beneath this process; `plain`: in the empty root. */
void look_at_box(bool plain, struct sight *ret_sight);

/* The machine as it was before. */
struct machine_state {
	int descriptors;
	uint64_t mounts; /* a digest */
};
void look_at_machine(struct machine_state *ret_state);

/* What is left when all sandboxes are closed: NULL, or what there is. Waits for processes that are
 * on their way out; alarm(2) ends the wait. `folder`: where temporary folders are made. */
const char *look_for_leavings(
	const struct machine_state *before, const struct fault_page *page, const char *folder);

#endif
