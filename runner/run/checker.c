/*
 * checker.c - owns the run of a challenge's checker: input, expected and got in, a yes or no out.
 * The checker meets the answers of a candidate and may be attacked by them: it runs in a box like
 * any other, and only its exit status and its words come back.
 */
#include "run.h"

#include <string.h>

#include <assay/cleanup.h>

#include "../build/box.h"
#include "material.h"

#define CHECKER_CPU_NS   UINT64_C(10000000000)
#define CHECKER_WALL_NS  UINT64_C(60000000000)
#define CHECKER_MEMORY   (UINT64_C(1) << 30)
#define CHECKER_SAYS_MAX (64u << 10)
#define MESSAGE_MAX      1000

/* https://www.kattis.com/problem-package-format/spec/legacy.html#output-validators */
#define ACCEPTS 42
#define REJECTS 43

int assay_run_checker(struct assay_sandbox *sandbox, const struct assay_challenge *challenge,
	const struct assay_artefact *checker, const struct assay_material *material,
	const struct assay_bytes *answers, int cancel_fd, bool *ret_accepted,
	struct assay_bytes *ret_message, struct assay_error *err)
{
	const char *const argv[] = {"checker", NULL};
	const struct assay_channel channels[] = {
		{.fd = 1, .output_limit = CHECKER_SAYS_MAX},
		{.fd = 2, .output_limit = CHECKER_SAYS_MAX},
		{.fd = 0,
			.input = assay_bytes_text(&material->input),
			.input_size = material->input.size},
		{.fd = 3,
			.input = assay_bytes_text(&material->answer),
			.input_size = material->answer.size},
		{.fd = 4, .input = assay_bytes_text(answers), .input_size = answers->size},
	};
	const struct assay_box box = {
		.profile = checker->profile,
		.program_fd = checker->program_fd,
		.argv = argv,
		.channels = channels,
		.channel_count = sizeof channels / sizeof channels[0],
		.limits = {.cpu_ns = CHECKER_CPU_NS,
			.wall_ns = CHECKER_WALL_NS,
			.memory_bytes = CHECKER_MEMORY,
			.processes = 1},
		.cancel_fd = cancel_fd,
	};
	ASSAY_AUTO(assay_observation_release) struct assay_observation seen;
	assay_observation_init(&seen);
	int status = assay_box_run(sandbox, &box, &seen, err);
	if (status != 0)
		return status;
	if (seen.status != ASSAY_STATUS_EXITED ||
		(seen.exit_code != ACCEPTS && seen.exit_code != REJECTS)) {
		ASSAY_AUTO(assay_bytes_release) struct assay_bytes how = {0};
		assay_observation_describe(&seen, &how);
		return assay_error_set(err, ASSAY_ERR_CHALLENGE,
			"challenge '%s': the checker '%s' failed: %s, expected exit status 42 or "
			"43",
			challenge->id, challenge->checker, assay_bytes_text(&how));
	}
	const struct assay_bytes *said = &seen.channel_output[0];
	assay_bytes_clear(ret_message);
	assay_bytes_append_safe(ret_message, assay_bytes_text(said), said->size, MESSAGE_MAX);
	*ret_accepted = seen.exit_code == ACCEPTS;
	return assay_bytes_check(ret_message, err);
}
