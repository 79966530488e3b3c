/*
 * fuzz_events.c - any bytes as what the SQL host wrote on its channel of events: refused, or texts
 * that are cut, safe and NUL-terminated.
 */
#include "../../runner/build/sqlevents.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct assay_bytes log = {0};
	struct assay_sql_events events = {0};
	assay_bytes_append(&log, data, size);
	if (assay_sql_events_parse(&log, &events) == 0) {
		require(events.counter_count <= ASSAY_METRIC_COUNT);
		require(memchr(events.refused, '\0', sizeof events.refused) != NULL);
		require(memchr(events.failure, '\0', sizeof events.failure) != NULL);
		require_safe(events.refused, true);
		require_safe(events.failure, true);
	}
	assay_bytes_release(&log);
	return 0;
}
