/*
 * sqlevents.c - owns the reading of the SQL host's events. Trusts that the host wrote them, and
 * nothing of the candidate's texts in them.
 */
#include "sqlevents.h"

#include <stdlib.h>
#include <string.h>

/* Copies text safely, cut so that it fits with its NUL. */
static int copy_safe(char *to, size_t size, const char *text)
{
	struct assay_bytes safe = {0};
	assay_bytes_append_safe(&safe, text, strlen(text), strlen(text));
	if (safe.failed)
		return -1;
	size_t length = safe.size < size - 1 ? safe.size : size - 1;
	/* Not in the middle of a character. */
	while (length > 0 && length < safe.size &&
		((unsigned char)safe.data[length] & 0xc0) == 0x80)
		length--;
	memcpy(to, assay_bytes_text(&safe), length);
	to[length] = '\0';
	assay_bytes_release(&safe);
	return 0;
}

static int parse_counter(const char *name, const char *value, struct assay_sql_events *events)
{
	for (int metric = 0; metric < ASSAY_METRIC_COUNT; metric++) {
		if (strcmp(assay_metric_name((enum assay_metric)metric), name) != 0)
			continue;
		uint64_t number;
		if (events->counter_count == ASSAY_METRIC_COUNT ||
			assay_parse_u64(value, name, 0, UINT64_MAX, &number, NULL) != 0)
			return -1;
		events->counters[events->counter_count++] = (struct assay_measure){
			.metric = (enum assay_metric)metric,
			.value = number,
			.source = ASSAY_SOURCE_NONE,
		};
		return 0;
	}
	return -1;
}

static int parse_line(char *line, struct assay_sql_events *events)
{
	char *rest = strchr(line, ' ');
	if (rest == NULL)
		return -1;
	*rest++ = '\0';
	if (strcmp(line, "refused") == 0)
		return copy_safe(events->refused, sizeof events->refused, rest);
	if (strcmp(line, "failure") != 0)
		return parse_counter(line, rest, events);
	char *message = strchr(rest, ' ');
	if (message == NULL)
		return -1;
	*message++ = '\0';
	uint64_t number;
	if (assay_parse_u64(rest, "line", 0, UINT32_MAX, &number, NULL) != 0)
		return -1;
	events->line = (uint32_t)number;
	return copy_safe(events->failure, sizeof events->failure, message);
}

int assay_sql_events_parse(const struct assay_bytes *log, struct assay_sql_events *ret_events)
{
	struct assay_sql_events events = {0};
	char *copy = strdup(assay_bytes_text(log));
	int status = copy == NULL ? -1 : 0;
	char *line = copy;
	while (status == 0 && line[0] != '\0') {
		char *newline = strchr(line, '\n');
		if (newline == NULL) {
			status = -1;
			break;
		}
		*newline = '\0';
		status = parse_line(line, &events);
		line = newline + 1;
	}
	free(copy);
	if (status == 0)
		*ret_events = events;
	return status;
}
