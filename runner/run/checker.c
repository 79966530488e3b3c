/*
 * checker.c - owns the run of a challenge's checker: input, expected and got in, a yes or no out.
 * The checker meets the answers of a candidate and may be attacked by them: it runs in a box like
 * any other, and only its exit status and its words come back.
 */
#include "run.h"

#include <string.h>

#include <assay/cleanup.h>

#include "tool.h"

#define SAYS_MAX    (64u << 10)
#define MESSAGE_MAX 1000

/* https://www.kattis.com/problem-package-format/spec/legacy.html#output-validators */
#define ACCEPTS 42
#define REJECTS 43

static int fail(const struct assay_tool *checker, const struct assay_observation *seen,
	struct assay_error *err)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes how = {0};
	assay_tool_describe(seen, &how);
	return assay_error_set(err, ASSAY_ERR_CHALLENGE,
		"challenge '%s': the checker '%s' failed: %s, expected exit status %d or %d",
		checker->challenge->id, checker->challenge->checker, assay_bytes_text(&how),
		ACCEPTS, REJECTS);
}

int assay_run_checker(const struct assay_tool *checker, const struct assay_material *material,
	const struct assay_bytes *answers, bool *ret_accepted, struct assay_bytes *ret_message,
	struct assay_error *err)
{
	const char *const argv[] = {"checker", NULL};
	const struct assay_channel channels[] = {
		{.fd = 1, .output_limit = SAYS_MAX},
		{.fd = 2, .output_limit = SAYS_MAX},
		{.fd = 0,
			.input = assay_bytes_text(&material->input),
			.input_size = material->input.size},
		{.fd = 3,
			.input = assay_bytes_text(&material->answer),
			.input_size = material->answer.size},
		{.fd = 4, .input = assay_bytes_text(answers), .input_size = answers->size},
	};
	ASSAY_AUTO(assay_observation_release) struct assay_observation seen;
	assay_observation_init(&seen);
	int status = assay_tool_run(
		checker, argv, channels, sizeof channels / sizeof channels[0], &seen, err);
	if (status != 0)
		return status;
	if (seen.status != ASSAY_STATUS_EXITED ||
		(seen.exit_code != ACCEPTS && seen.exit_code != REJECTS))
		return fail(checker, &seen, err);
	const struct assay_bytes *said = &seen.channel_output[0];
	assay_bytes_clear(ret_message);
	assay_bytes_append_safe(ret_message, assay_bytes_text(said), said->size, MESSAGE_MAX);
	*ret_accepted = seen.exit_code == ACCEPTS;
	return assay_bytes_check(ret_message, err);
}
