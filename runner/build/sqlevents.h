/*
 * sqlevents.h - what the SQL host says on its channel of events.
 */
#ifndef ASSAY_RUNNER_SQLEVENTS_H
#define ASSAY_RUNNER_SQLEVENTS_H

#include <stddef.h>
#include <stdint.h>

#include <assay/bytes.h>
#include <assay/result.h>

struct assay_sql_events {
	size_t counter_count;
	struct assay_measure counters[ASSAY_METRIC_COUNT];
	char refused[64];  /* what the authorizer refused, or "" */
	uint32_t line;     /* of the failure in the candidate's SQL; 0: elsewhere */
	char failure[256]; /* SQLite's message, or "" */
};

/* Reads the host's lines. Texts are made safe and cut. -1 when a line is none of the host's. */
int assay_sql_events_parse(const struct assay_bytes *log, struct assay_sql_events *ret_events);

#endif
