/*
 * meter.h - the progress line on standard error: only on a terminal, only after a second.
 */
#ifndef ASSAY_RUNNER_CLI_METER_H
#define ASSAY_RUNNER_CLI_METER_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "../run/run.h"

struct assay_meter {
	const char *unit;               /* "tests", "submissions" */
	struct assay_progress progress; /* to hand to grading */
	bool running;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool over; /* under the lock, as what follows */
	size_t done, total;
};

/* Starts the thread that prints. The meter must not be moved until it is stopped. */
void assay_meter_start(struct assay_meter *meter, const char *unit);
/* Says how far it is; from any thread. */
void assay_meter_set(struct assay_meter *meter, size_t done, size_t total);
/* Stops the thread and takes the line away. */
void assay_meter_stop(struct assay_meter *meter);

#endif
