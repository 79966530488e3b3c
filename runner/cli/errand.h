/*
 * errand.h - what `assay sandbox` is asked to do, and what is open for it.
 */
#ifndef ASSAY_RUNNER_CLI_ERRAND_H
#define ASSAY_RUNNER_CLI_ERRAND_H

#include <assay/sandbox.h>

#include "command.h"
#include "relay.h"

#define ASSAY_ERRAND_ARGUMENTS_MAX 1999

struct assay_errand {
	const char *const *argv; /* ended by NULL */
	const char *profile;     /* NULL: what fits the program */
	struct assay_limits limits;
	uint64_t output_limit, runs;
	enum assay_level minimum;
	int program, input, report; /* -1: none */
	int outputs[2];             /* for 1 and 2 of the program */
	int cancel;
	struct assay_relay relays[2];
};

/* The options but those that name files. */
int assay_errand_read(const struct assay_arguments *arguments, struct assay_errand *errand,
	struct assay_error *err);
/* Takes the program in, from where execvp(3) would find it. 0, or an exit status of observation.h,
 * with `err` set. */
int assay_errand_load(struct assay_errand *errand, struct assay_error *err);
/* Opens the files that options name. */
int assay_errand_open(const struct assay_arguments *arguments, struct assay_errand *errand,
	struct assay_error *err);
void assay_errand_close(const struct assay_errand *errand);

#endif
