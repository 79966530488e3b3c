/*
 * generator.c - owns the run of a generator: arguments and seed in, a test's input out.
 */
#include "material.h"

#include <stdio.h>
#include <string.h>

#include <assay/cleanup.h>

#include "tool.h"

#define LOG_BYTES (64u << 10)

static int fail(const struct assay_challenge *challenge, const struct assay_case *test,
	const struct assay_observation *observation, struct assay_error *err)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes how = {0};
	const char *said = assay_bytes_text(&observation->channel_output[1]);
	size_t length = strcspn(said, "\n");
	assay_tool_describe(observation, &how);
	if (length > 0) {
		assay_bytes_puts(&how, ": ");
		assay_bytes_append_safe(&how, said, length, 200);
	}
	return assay_error_set(err, ASSAY_ERR_CHALLENGE,
		"challenge '%s': generator '%s' failed on test '%s/%s': %s", challenge->id,
		test->generate->generator, challenge->groups[test->group].name, test->name,
		assay_bytes_text(&how));
}

int assay_generator_run(const struct assay_tool *generator, const struct assay_case *test,
	struct assay_bytes *ret_input, struct assay_error *err)
{
	const char *argv[ASSAY_ARGUMENTS_MAX + 3] = {"generator"};
	size_t count = 1;
	for (size_t i = 0; i < test->generate->argument_count; i++)
		argv[count++] = test->generate->arguments[i];
	char seed[32];
	snprintf(seed, sizeof seed, "%llu", (unsigned long long)test->seed);
	argv[count] = seed;
	const struct assay_channel channels[] = {
		{.fd = 1, .output_limit = ASSAY_TEST_BYTES_MAX},
		{.fd = 2, .output_limit = LOG_BYTES},
		{.fd = 0, .input = "", .input_size = 0},
	};
	ASSAY_AUTO(assay_observation_release) struct assay_observation observation;
	assay_observation_init(&observation);
	int status = assay_tool_run(
		generator, argv, channels, sizeof channels / sizeof channels[0], &observation, err);
	if (status != 0)
		return status;
	if (observation.status != ASSAY_STATUS_EXITED || observation.exit_code != 0)
		return fail(generator->challenge, test, &observation, err);
	*ret_input = observation.channel_output[0];
	assay_bytes_init(&observation.channel_output[0]);
	return 0;
}
