/*
 * tool.h - runs a program that comes with the challenge (struct assay_tool of run.h) in a box of
 * its own. Internal to the run stage.
 */
#ifndef ASSAY_RUNNER_TOOL_H
#define ASSAY_RUNNER_TOOL_H

#include "run.h"

/*
 * One run, with generous limits; of the channels the first two are descriptors 1 and 2. What the
 * program did is the observation's to say. Errors: as assay_box_run().
 */
int assay_tool_run(const struct assay_tool *tool, const char *const *argv,
	const struct assay_channel *channels, size_t channel_count,
	struct assay_observation *ret_observation, struct assay_error *err);

/* Appends how such a program ended: "exit status 3", "signal 11", "cpu-limit", ... */
void assay_tool_describe(const struct assay_observation *observation, struct assay_bytes *ret_text);

#endif
