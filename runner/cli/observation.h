/*
 * observation.h - what happened in a box, as a document, as a line, and as an exit status.
 */
#ifndef ASSAY_RUNNER_CLI_OBSERVATION_H
#define ASSAY_RUNNER_CLI_OBSERVATION_H

#include <assay/sandbox.h>

/* Exit statuses of timeout(1), and of shells for what a signal ended (its number is added).
 * Those of a program that never ran are ASSAY_EXIT_NOT_RUNNABLE, the library's, and
 * ASSAY_EXIT_NOT_FOUND. */
#define ASSAY_EXIT_LIMIT     124
#define ASSAY_EXIT_OURS      125
#define ASSAY_EXIT_NOT_FOUND 127
#define ASSAY_EXIT_SIGNAL    128

/* One line of JSON with its newline: assay.observation/1, docs/observation.schema.json. */
int assay_observation_json(const struct assay_observation *observation, uint64_t run,
	struct assay_bytes *ret_text, struct assay_error *err);
/* A few words for people; appends nothing where the program ended by itself, whatever its
 * status. */
void assay_observation_line(const struct assay_observation *observation,
	const struct assay_limits *limits, struct assay_bytes *ret_text);
/* As timeout(1) answers; see assay-sandbox(1). */
int assay_observation_exit(const struct assay_observation *observation);

#endif
