/*
 * tool.c - owns the box of the programs that come with a challenge: its limits, and the words for
 * how they end. Knows none of them.
 */
#include "tool.h"

#include "../build/box.h"

#define TOOL_CPU_NS  UINT64_C(10000000000)
#define TOOL_WALL_NS UINT64_C(60000000000)
#define TOOL_MEMORY  (UINT64_C(1) << 30)

int assay_tool_run(const struct assay_tool *tool, const char *const *argv,
	const struct assay_channel *channels, size_t channel_count,
	struct assay_observation *ret_observation, struct assay_error *err)
{
	const struct assay_box box = {
		.profile = tool->artefact->profile,
		.program_fd = tool->artefact->program_fd,
		.argv = argv,
		.channels = channels,
		.channel_count = channel_count,
		.limits = {.cpu_ns = TOOL_CPU_NS,
			.wall_ns = TOOL_WALL_NS,
			.memory_bytes = TOOL_MEMORY,
			.processes = 1},
		.cancel_fd = tool->cancel_fd,
	};
	return assay_box_run(tool->sandbox, &box, ret_observation, err);
}

void assay_tool_describe(const struct assay_observation *observation, struct assay_bytes *ret_text)
{
	if (observation->status == ASSAY_STATUS_EXITED)
		assay_bytes_printf(ret_text, "exit status %d", observation->exit_code);
	else if (observation->status == ASSAY_STATUS_SIGNALLED)
		assay_bytes_printf(ret_text, "signal %d", observation->signal);
	else if (observation->status == ASSAY_STATUS_FORBIDDEN_CALL)
		assay_bytes_printf(ret_text, "forbidden call %s",
			observation->forbidden.known ? observation->forbidden.name : "unknown");
	else
		assay_bytes_puts(ret_text, assay_status_name(observation->status));
}
