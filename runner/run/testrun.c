/*
 * testrun.c - owns one test: its channels, its limits, and when it is run again.
 *
 * The box stops a run at 1.5 times its CPU limit, so that a run that was only disturbed is not cut
 * off and can be made again; the least CPU time counts, since disturbance only ever adds. What says
 * nothing (a fault of ours, a wall stop that waited for a CPU) is made again too.
 */
#include "testrun.h"

#include <signal.h>
#include <string.h>

#include <assay/cleanup.h>

#include "../build/sqlevents.h"

#define TEXT_KEPT      (64u << 10) /* of descriptors 1 and 2 */
#define COUNTERS_LIMIT (64u << 10)
#define FAULT_TEXT     "the SQL host said what is none of its events"

/* Where each descriptor stands among the channels. */
enum {
	CHANNEL_INPUT = 0,
	CHANNEL_OUT,
	CHANNEL_ERRORS,
	CHANNEL_ANSWERS,
	CHANNEL_PLAIN_COUNT,
	CHANNEL_COUNTERS = CHANNEL_PLAIN_COUNT,
	CHANNEL_SQL,
	CHANNEL_SQL_COUNT,
};

const struct assay_limits_spec *assay_test_limits(
	const struct assay_challenge *challenge, const struct assay_case *test)
{
	const struct assay_group *group = &challenge->groups[test->group];
	return group->has_limits ? &group->limits : &challenge->limits;
}

void assay_test_box_limits(const struct assay_limits_spec *limits, struct assay_limits *ret_limits)
{
	*ret_limits = (struct assay_limits){
		.cpu_ns = limits->cpu_ns + limits->cpu_ns / 2,
		.wall_ns = limits->wall_ns,
		.memory_bytes = limits->memory_bytes,
		.processes = limits->processes,
	};
}

void assay_run_release(struct assay_run *run)
{
	assay_observation_release(&run->observation);
	assay_bytes_release(&run->answers);
	assay_bytes_release(&run->out);
	assay_bytes_release(&run->errors);
	*run = (struct assay_run){0};
	assay_observation_init(&run->observation);
}

static int run_once(struct assay_sandbox *sandbox, const struct assay_test *test,
	struct assay_observation *ret_observation, struct assay_error *err)
{
	const struct assay_artefact *artefact = test->artefact;
	const struct assay_limits_spec *limits = test->limits;
	const char *argv[sizeof artefact->arguments / sizeof artefact->arguments[0] + 1] = {0};
	for (size_t i = 0; i < artefact->argument_count; i++)
		argv[i] = artefact->arguments[i];
	const struct assay_channel channels[CHANNEL_SQL_COUNT] = {
		[CHANNEL_INPUT] = {.fd = 0,
			.input = assay_bytes_text(test->input),
			.input_size = test->input->size},
		[CHANNEL_OUT] = {.fd = 1, .output_limit = limits->output_bytes},
		[CHANNEL_ERRORS] = {.fd = 2, .output_limit = limits->output_bytes},
		[CHANNEL_ANSWERS] = {.fd = ASSAY_FD_ANSWERS, .output_limit = limits->output_bytes},
		[CHANNEL_COUNTERS] = {.fd = ASSAY_FD_COUNTERS, .output_limit = COUNTERS_LIMIT},
		[CHANNEL_SQL] = {.fd = ASSAY_FD_SQL,
			.input = artefact->sql,
			.input_size = artefact->sql_size},
	};
	struct assay_box box = {
		.profile = artefact->profile,
		.root = ASSAY_ROOT_EMPTY,
		.program_fd = artefact->program_fd,
		.argv = argv,
		.channels = channels,
		.channel_count = artefact->sql == NULL ? CHANNEL_PLAIN_COUNT : CHANNEL_SQL_COUNT,
		.cancel_fd = test->cancel_fd,
	};
	assay_test_box_limits(limits, &box.limits);
	int status = assay_sandbox_run(sandbox, &box, ret_observation, err);
	if (status != 0)
		return status;
	/* Each channel has a limit of its own while it runs; together they have the same one. */
	bool ended = ret_observation->status == ASSAY_STATUS_EXITED ||
		     ret_observation->status == ASSAY_STATUS_SIGNALLED;
	if (ended && ret_observation->output_bytes > limits->output_bytes)
		ret_observation->status = ASSAY_STATUS_OUTPUT_LIMIT;
	return 0;
}

/*
 * It says nothing about the program, or may not: SIGKILL without a limit reached is the program's
 * own, or somebody's outside (a service manager, a daemon that watches over memory). What kills
 * itself does so again, and that counts.
 */
static bool is_void(const struct assay_observation *observation)
{
	return observation->status == ASSAY_STATUS_INTERNAL_ERROR ||
	       (observation->status == ASSAY_STATUS_SIGNALLED && observation->signal == SIGKILL) ||
	       (observation->status == ASSAY_STATUS_WALL_LIMIT && observation->waited_cpu);
}

/* It ended by itself, but used more CPU time than it may. */
static bool is_near(const struct assay_observation *observation, uint64_t cpu_ns)
{
	bool ended = observation->status == ASSAY_STATUS_EXITED ||
		     observation->status == ASSAY_STATUS_SIGNALLED;
	return ended && observation->cpu_ns > cpu_ns;
}

static void take_text(struct assay_bytes *from, size_t limit, struct assay_bytes *ret_text)
{
	if (from->size > limit) {
		from->size = limit;
		from->data[limit] = '\0';
	}
	*ret_text = *from;
	assay_bytes_init(from);
}

static int take_counters(
	const struct assay_observation *observation, struct assay_run *run, struct assay_error *err)
{
	struct assay_sql_events events = {0};
	const struct assay_bytes *log = &observation->channel_output[CHANNEL_COUNTERS];
	/* A run that was stopped may have been stopped in the middle of a line. */
	if (assay_sql_events_parse(log, &events) != 0 && observation->status == ASSAY_STATUS_EXITED)
		return assay_error_set(
			err, ASSAY_ERR_INTERNAL, FAULT_TEXT ": %s", assay_bytes_text(log));
	run->counter_count = events.counter_count;
	memcpy(run->counters, events.counters, sizeof run->counters);
	memcpy(run->refused, events.refused, sizeof run->refused);
	memcpy(run->failure, events.failure, sizeof run->failure);
	return 0;
}

/* Turns the observation that counts into the record. */
static int fill(const struct assay_test *test, struct assay_run *run, struct assay_error *err)
{
	struct assay_bytes *outputs = run->observation.channel_output;
	if (test->artefact->sql != NULL) {
		int status = take_counters(&run->observation, run, err);
		if (status != 0)
			return status;
	}
	take_text(&outputs[CHANNEL_ANSWERS], SIZE_MAX, &run->answers);
	if (test->keep_texts) {
		take_text(&outputs[CHANNEL_OUT], TEXT_KEPT, &run->out);
		take_text(&outputs[CHANNEL_ERRORS], TEXT_KEPT, &run->errors);
	}
	for (size_t i = 0; i < ASSAY_CHANNELS_MAX; i++)
		assay_bytes_release(&outputs[i]);
	return 0;
}

int assay_test_run(struct assay_sandbox *sandbox, const struct assay_test *test,
	struct assay_run *ret_run, struct assay_error *err)
{
	ASSAY_AUTO(assay_run_release) struct assay_run run = {0};
	assay_observation_init(&run.observation);
	while (run.runs < ASSAY_TEST_RUNS_MAX) {
		ASSAY_AUTO(assay_observation_release) struct assay_observation seen;
		assay_observation_init(&seen);
		int status = run_once(sandbox, test, &seen, err);
		if (status != 0)
			return status;
		bool better = run.runs == 0 || is_void(&run.observation) ||
			      (!is_void(&seen) && seen.cpu_ns < run.observation.cpu_ns);
		run.runs++;
		bool again = is_void(&seen) || is_near(&seen, test->limits->cpu_ns);
		if (better) {
			assay_observation_release(&run.observation);
			run.observation = seen;
			assay_observation_init(&seen);
		}
		if (!again)
			break;
	}
	int status = fill(test, &run, err);
	if (status != 0)
		return status;
	*ret_run = run;
	run = (struct assay_run){0};
	assay_observation_init(&run.observation);
	return 0;
}
