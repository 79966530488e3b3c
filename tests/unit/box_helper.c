/*
 * box_helper.c - see box_helper.h.
 */
#include "box_helper.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

struct assay_sandbox *box_try_open(enum assay_level level)
{
	struct assay_sandbox_options options = {.minimum = level, .maximum = level};
	struct assay_sandbox *sandbox = NULL;
	struct assay_error err = {0};
	int status = assay_sandbox_open(&options, &sandbox, &err);
	if (status == 0)
		return sandbox;
	if (status != ASSAY_ERR_SANDBOX)
		fail_msg("open a sandbox: %s", err.text);
	print_message("# %s\n", err.text);
	return NULL;
}

struct assay_sandbox *box_of(void **state)
{
	if (*state == NULL)
		skip();
	return *state;
}

struct assay_sandbox *box_open(enum assay_level level)
{
	void *sandbox = box_try_open(level);
	return box_of(&sandbox);
}

int box_open_full(void **state)
{
	*state = box_try_open(ASSAY_LEVEL_FULL);
	return 0;
}

int box_open_reduced(void **state)
{
	*state = box_try_open(ASSAY_LEVEL_REDUCED);
	return 0;
}

int box_open_minimal(void **state)
{
	*state = box_try_open(ASSAY_LEVEL_MINIMAL);
	return 0;
}

int box_close(void **state)
{
	assay_sandbox_close(*state);
	return 0;
}

int box_program(void)
{
	return box_program_named("acts");
}

int box_program_named(const char *name)
{
	char path[4096];
	struct assay_bytes program = {0};
	struct assay_error err = {0};
	int fd = -1;
	const char *build = getenv("ASSAY_BUILD");
	snprintf(path, sizeof path, "%s/tests/programs/%s", build == NULL ? "build" : build, name);
	if (assay_file_read(AT_FDCWD, path, 16 << 20, &program, &err) != 0 ||
		assay_memory_file(name, program.data, program.size, &fd, &err) != 0)
		fail_msg("%s", err.text);
	assay_bytes_release(&program);
	return fd;
}

void box_prepare(struct box_setup *setup, int program, const char *act, const char *argument)
{
	*setup = (struct box_setup){
		.channels = {{.fd = 0, .input = "", .input_size = 0},
			{.fd = 1, .output_limit = 1 << 20}, {.fd = 2, .output_limit = 1 << 20}},
		.argv = {"acts", act, argument, NULL},
		.box = {.profile = "stdio",
			.root = ASSAY_ROOT_EMPTY,
			.program_fd = program,
			.channel_count = 3,
			.cancel_fd = -1,
			.limits = {.cpu_ns = 5000000000u,
				.wall_ns = 30000000000u,
				.memory_bytes = 128 << 20,
				.processes = 8}},
	};
	setup->box.channels = setup->channels;
	setup->box.argv = setup->argv;
}

void box_run(struct assay_sandbox *sandbox, const struct box_setup *setup,
	struct assay_observation *ret_observation)
{
	struct assay_error err = {0};
	assay_observation_init(ret_observation);
	if (assay_sandbox_run(sandbox, &setup->box, ret_observation, &err) != 0)
		fail_msg("run a box: %s", err.text);
	if (ret_observation->status == ASSAY_STATUS_INTERNAL_ERROR)
		fail_msg("a fault of ours: %s", ret_observation->detail);
}

struct assay_observation box_act(
	struct assay_sandbox *sandbox, const char *act, const char *argument)
{
	struct box_setup setup;
	struct assay_observation observation;
	int program = box_program();
	box_prepare(&setup, program, act, argument);
	box_run(sandbox, &setup, &observation);
	close(program);
	for (size_t i = 0; i < ASSAY_CHANNELS_MAX; i++)
		assay_bytes_release(&observation.channel_output[i]);
	return observation;
}

const char *box_output(const struct assay_observation *observation, size_t index)
{
	return assay_bytes_text(&observation->channel_output[index]);
}
