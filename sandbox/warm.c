/*
 * warm.c - owns the run that nobody asked for: of a program of ours that ends at once, so that the
 * filter is there and the next box made when the first run comes. It decides nothing and is no test.
 */
#include "box.h"

#include <assay/cleanup.h>

int assay_sandbox_warm(struct assay_sandbox *sandbox, const char *profile,
	const struct assay_limits *limits, int cancel_fd, struct assay_error *err)
{
	/* Not the name of any trial (launcher/trial.c). */
	const char *const argv[] = {"warm", "nothing", NULL};
	const struct assay_channel output = {.fd = 1, .output_limit = 4096};
	ASSAY_AUTO(assay_observation_release) struct assay_observation seen;
	assay_observation_init(&seen);
	ASSAY_AUTO_FD int program = -1;
	int status = assay_launcher_program(&program, err);
	if (status != 0)
		return status;
	const struct assay_box box = {
		.profile = profile,
		.root = ASSAY_ROOT_EMPTY,
		.program_fd = program,
		.argv = argv,
		.channels = &output,
		.channel_count = 1,
		.limits = *limits,
		.cancel_fd = cancel_fd,
	};
	return assay_sandbox_run(sandbox, &box, &seen, err);
}
