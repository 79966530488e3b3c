/*
 * observation.h - what happened in a box, as a document, as a line, and as an exit status.
 */
#ifndef ASSAY_RUNNER_CLI_OBSERVATION_H
#define ASSAY_RUNNER_CLI_OBSERVATION_H

#include <assay/sandbox.h>

/* One line of JSON with its newline: assay.observation/1, docs/observation.schema.json. */
int assay_observation_json(const struct assay_observation *observation, uint64_t run,
	struct assay_bytes *ret_text, struct assay_error *err);
/* A few words for people; appends nothing where the program ended by itself, whatever its status. */
void assay_observation_line(const struct assay_observation *observation,
	const struct assay_limits *limits, struct assay_bytes *ret_text);
/* As timeout(1) answers; see assay-sandbox(1). */
int assay_observation_exit(const struct assay_observation *observation);

#endif
