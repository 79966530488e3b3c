/*
 * meter.h - progress on standard error: on a terminal one line that changes, after a second; of a
 * batch elsewhere too, a plain line every five seconds. With the time left once that can be told.
 */
#ifndef ASSAY_RUNNER_CLI_METER_H
#define ASSAY_RUNNER_CLI_METER_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../run/run.h"

/* How long it will take yet; zeroed: not known. */
struct assay_estimate {
	bool known;
	uint64_t at_ns; /* when it was made, since the start */
	uint64_t left_ns;
	size_t done;
};
/* Brings the estimate to `elapsed_ns` since the start, with `done` of `total` finished. */
void assay_meter_estimate(
	struct assay_estimate *estimate, uint64_t elapsed_ns, size_t done, size_t total);
/* ", about 12 s left", or "" where it is not known. */
void assay_meter_words(const struct assay_estimate *estimate, char *ret_words, size_t size);

struct assay_meter {
	const char *unit;               /* "tests", "submissions" */
	struct assay_progress progress; /* to hand to grading */
	bool terminal;
	bool running;
	uint64_t start_ns;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool over; /* under the lock, as what follows */
	size_t done, total;
	struct assay_estimate estimate;
};

/* Starts the thread that prints. The meter must not be moved until it is stopped. */
void assay_meter_start(struct assay_meter *meter, const char *unit);
/* The same for what may take minutes: told where there is no terminal as well. */
void assay_meter_start_batch(struct assay_meter *meter, const char *unit, size_t total);
/* Says how far it is; from any thread. */
void assay_meter_set(struct assay_meter *meter, size_t done, size_t total);
/* Stops the thread and takes the line away. */
void assay_meter_stop(struct assay_meter *meter);

#endif
