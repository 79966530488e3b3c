/*
 * meter.c - owns the progress line. Nothing waits for it, and nothing depends on it.
 *
 * The time left is the time so far for each finished unit, times the units left; between two
 * finished ones it counts down, and it moves a quarter of the way to a new estimate, so that one
 * slow submission does not make it jump.
 */
#include "meter.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <assay/bytes.h>

#define SECOND_NS   UINT64_C(1000000000)
#define FIRST_NS    SECOND_NS /* nothing is said of what takes less */
#define REPEAT_NS   (SECOND_NS / 5)
#define PLAIN_NS    (5 * SECOND_NS) /* between two plain lines */
#define ESTIMATE_NS (2 * SECOND_NS) /* nothing is said of the time left before */

void assay_meter_estimate(
	struct assay_estimate *estimate, uint64_t elapsed_ns, size_t done, size_t total)
{
	if (done == 0 || done > total || elapsed_ns < ESTIMATE_NS) {
		estimate->known = false;
		return;
	}
	uint64_t passed_ns = elapsed_ns - estimate->at_ns;
	uint64_t left_ns = estimate->left_ns > passed_ns ? estimate->left_ns - passed_ns : 0;
	if (!estimate->known || done != estimate->done) {
		double each = (double)elapsed_ns / (double)done;
		uint64_t fresh_ns = (uint64_t)(each * (double)(total - done));
		left_ns = !estimate->known ? fresh_ns : left_ns / 4 * 3 + fresh_ns / 4;
	}
	*estimate = (struct assay_estimate){true, elapsed_ns, left_ns, done};
}

void assay_meter_words(const struct assay_estimate *estimate, char *ret_words, size_t size)
{
	uint64_t seconds = (estimate->left_ns + SECOND_NS - 1) / SECOND_NS;
	ret_words[0] = '\0';
	if (!estimate->known)
		return;
	if (seconds < 60)
		snprintf(ret_words, size, ", about %u s left", (unsigned)seconds);
	else if (seconds < 5999)
		snprintf(ret_words, size, ", about %u min left", (unsigned)((seconds + 30) / 60));
	else
		snprintf(ret_words, size, ", about %u h left", (unsigned)((seconds + 1800) / 3600));
}

/* One line: on a terminal in place of the last, elsewhere below it and without control characters. */
static void print_line(struct assay_meter *meter, uint64_t now_ns)
{
	char words[48];
	assay_meter_estimate(&meter->estimate, now_ns - meter->start_ns, meter->done, meter->total);
	assay_meter_words(&meter->estimate, words, sizeof words);
	if (!meter->terminal)
		fprintf(stderr, "assay: %zu of %zu %s%s\n", meter->done, meter->total, meter->unit,
			words);
	else if (meter->total > 0)
		fprintf(stderr, "\r%zu of %zu %s%s\x1b[K", meter->done, meter->total, meter->unit,
			words);
	else
		fprintf(stderr, "\rbuilding\x1b[K");
	fflush(stderr);
}

static struct timespec to_time(uint64_t ns)
{
	return (struct timespec){(time_t)(ns / SECOND_NS), (long)(ns % SECOND_NS)};
}

static void *print_until_over(void *context)
{
	struct assay_meter *meter = context;
	uint64_t at_ns = meter->start_ns + (meter->terminal ? FIRST_NS : PLAIN_NS);
	bool printed = false;
	pthread_mutex_lock(&meter->lock);
	while (!meter->over) {
		struct timespec at = to_time(at_ns);
		if (pthread_cond_timedwait(&meter->changed, &meter->lock, &at) != ETIMEDOUT)
			continue;
		print_line(meter, at_ns);
		printed = true;
		at_ns += meter->terminal ? REPEAT_NS : PLAIN_NS;
	}
	pthread_mutex_unlock(&meter->lock);
	if (printed && meter->terminal)
		fputs("\r\x1b[K", stderr);
	return NULL;
}

static void tick(void *context, size_t done, size_t total)
{
	assay_meter_set(context, done, total);
}

static void start(struct assay_meter *meter, const char *unit, bool terminal, bool plain)
{
	memset(meter, 0, sizeof *meter);
	meter->unit = unit;
	meter->terminal = terminal;
	meter->start_ns = assay_monotonic_ns();
	meter->progress = (struct assay_progress){.tick = tick, .context = meter};
	pthread_mutex_init(&meter->lock, NULL);
	pthread_condattr_t attributes;
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&meter->changed, &attributes);
	pthread_condattr_destroy(&attributes);
	if (terminal || plain)
		meter->running = pthread_create(&meter->thread, NULL, print_until_over, meter) == 0;
}

void assay_meter_start(struct assay_meter *meter, const char *unit)
{
	start(meter, unit, isatty(STDERR_FILENO) == 1, false);
}

void assay_meter_start_batch(struct assay_meter *meter, const char *unit, size_t total)
{
	start(meter, unit, isatty(STDERR_FILENO) == 1, true);
	assay_meter_set(meter, 0, total);
}

void assay_meter_set(struct assay_meter *meter, size_t done, size_t total)
{
	pthread_mutex_lock(&meter->lock);
	meter->done = done;
	meter->total = total;
	pthread_mutex_unlock(&meter->lock);
}

void assay_meter_stop(struct assay_meter *meter)
{
	pthread_mutex_lock(&meter->lock);
	meter->over = true;
	pthread_cond_signal(&meter->changed);
	pthread_mutex_unlock(&meter->lock);
	if (meter->running)
		pthread_join(meter->thread, NULL);
	pthread_cond_destroy(&meter->changed);
	pthread_mutex_destroy(&meter->lock);
}
