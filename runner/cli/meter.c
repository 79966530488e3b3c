/*
 * meter.c - owns the progress line. Nothing waits for it, and nothing depends on it.
 */
#include "meter.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define FIRST_NS  1000000000L
#define REPEAT_NS 200000000L

static void add_ns(struct timespec *at, long ns)
{
	at->tv_nsec += ns;
	at->tv_sec += at->tv_nsec / 1000000000L;
	at->tv_nsec %= 1000000000L;
}

static void print_line(const struct assay_meter *meter)
{
	if (meter->total > 0)
		fprintf(stderr, "\r%zu of %zu %s\x1b[K", meter->done, meter->total, meter->unit);
	else
		fprintf(stderr, "\rbuilding\x1b[K");
	fflush(stderr);
}

static void *print_until_over(void *context)
{
	struct assay_meter *meter = context;
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	add_ns(&at, FIRST_NS);
	bool printed = false;
	pthread_mutex_lock(&meter->lock);
	while (!meter->over) {
		if (pthread_cond_timedwait(&meter->changed, &meter->lock, &at) != ETIMEDOUT)
			continue;
		print_line(meter);
		printed = true;
		add_ns(&at, REPEAT_NS);
	}
	pthread_mutex_unlock(&meter->lock);
	if (printed)
		fputs("\r\x1b[K", stderr);
	return NULL;
}

static void tick(void *context, size_t done, size_t total)
{
	assay_meter_set(context, done, total);
}

void assay_meter_start(struct assay_meter *meter, const char *unit)
{
	memset(meter, 0, sizeof *meter);
	meter->unit = unit;
	meter->progress = (struct assay_progress){.tick = tick, .context = meter};
	pthread_mutex_init(&meter->lock, NULL);
	pthread_condattr_t attributes;
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&meter->changed, &attributes);
	pthread_condattr_destroy(&attributes);
	if (isatty(STDERR_FILENO))
		meter->running = pthread_create(&meter->thread, NULL, print_until_over, meter) == 0;
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
