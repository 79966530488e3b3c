/*
 * fuzz_observe.c - any bytes as what the launcher answered. Whatever stands there, exactly one end
 * of the run is told, texts are whole, and a run without a whole record is nobody's but ours.
 */
#include "../../sandbox/box.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct assay_wire_reply reply = {0};
	struct assay_observation seen;
	size_t taken = size < sizeof reply ? size : sizeof reply;
	memcpy(&reply, data, taken);
	struct assay_evidence evidence = {.reply = &reply,
		.cpu_limit_ns = 1000000000,
		.memory_limit_bytes = 1 << 26,
		.notify = (size & 1) != 0,
		.foreign = (size & 2) != 0,
		.output_reached = (size & 4) != 0};
	assay_observation_init(&seen);
	assay_observe(&evidence, &seen);
	require(assay_status_name(seen.status) != NULL);
	require(memchr(seen.detail, '\0', sizeof seen.detail) != NULL);
	require(memchr(seen.forbidden.name, '\0', sizeof seen.forbidden.name) != NULL);
	require(assay_source_name(seen.cpu_source) != NULL);
	require(assay_source_name(seen.peak_source) != NULL);
	if (reply.record.complete == 0)
		require(seen.status == ASSAY_STATUS_INTERNAL_ERROR);
	if (seen.status == ASSAY_STATUS_INTERNAL_ERROR)
		require(seen.detail[0] != '\0');
	assay_observation_release(&seen);
	return 0;
}
