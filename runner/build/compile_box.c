/*
 * compile_box.c - owns the limits of a compilation. Knows no command line.
 */
#include "compile_box.h"

#include "box.h"
#include "maker.h"

#define COMPILE_CPU_NS       UINT64_C(20000000000)
#define COMPILE_WALL_NS      UINT64_C(60000000000)
#define COMPILE_MEMORY       (UINT64_C(1) << 30)
#define COMPILE_SCRATCH      (UINT64_C(192) << 20)
#define COMPILE_OUTPUT_BYTES (UINT64_C(64) << 20)
#define COMPILE_LOG_BYTES    (256u << 10)
#define COMPILE_PROCESSES    32

int assay_compile_box_run(struct assay_sandbox *sandbox, const struct assay_compile_work *work,
	struct assay_observation *ret_observation, struct assay_error *err)
{
	/* TMPDIR: intermediate files go into the scratch folder, the only one that is writable. */
	static const char *const environment[] = {
		"PATH=/usr/bin:/bin", "LC_ALL=C", "TMPDIR=.", NULL};
	static const char *const outputs[] = {ASSAY_MAKER_OUTPUT};
	/* All three of the usual descriptors: gcc takes a closed one for its own pipe. */
	const struct assay_channel channels[] = {
		{.fd = 2, .output_limit = COMPILE_LOG_BYTES},
		{.fd = 1, .output_limit = COMPILE_LOG_BYTES},
		{.fd = 0, .input = "", .input_size = 0},
	};
	const struct assay_box box = {
		.profile = "compile",
		.root = ASSAY_ROOT_TOOLCHAIN,
		.program_fd = work->program_fd,
		.program_path = work->program_path,
		.argv = work->argv,
		.envp = environment,
		.channels = channels,
		.channel_count = sizeof channels / sizeof channels[0],
		.files = work->files,
		.file_count = work->file_count,
		.outputs = outputs,
		.output_count = 1,
		.output_file_limit = COMPILE_OUTPUT_BYTES,
		.limits = {.cpu_ns = COMPILE_CPU_NS,
			.wall_ns = COMPILE_WALL_NS,
			.memory_bytes = COMPILE_MEMORY,
			.scratch_bytes = COMPILE_SCRATCH,
			.processes = COMPILE_PROCESSES},
		.cancel_fd = work->cancel_fd,
	};
	return assay_box_run(sandbox, &box, ret_observation, err);
}
