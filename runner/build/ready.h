/*
 * ready.h - what builds take from the cache, taken before they need it. Internal to the build stage
 * but for the two functions of build.h.
 */
#ifndef ASSAY_RUNNER_READY_H
#define ASSAY_RUNNER_READY_H

#include "build.h"
#include "prelink.h"
#include "toolchain.h"

struct assay_build_ready {
	struct assay_toolchain toolchain;
	bool prelinked; /* `prelink` is there */
	struct assay_prelink prelink;
};
void assay_build_ready_release(struct assay_build_ready *ready);

/* From the cache, or made in boxes of `sandbox` where that is not NULL. False: gcc must drive. */
bool assay_build_ready_fill(struct assay_sandbox *sandbox,
	const struct assay_build_language *language, int cancel_fd,
	struct assay_build_ready *ret_ready);

#endif
