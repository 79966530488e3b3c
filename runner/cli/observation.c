/*
 * observation.c - owns the wording of what happened in a box. Facts alone: it judges nothing.
 */
#include "observation.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "../json.h"

/* What a status is called in the document, and what the exit status is. */
static const struct {
	const char *name;
	int exit_status; /* -1: the program's own */
} statuses[] = {
	[ASSAY_STATUS_EXITED] = {"exited", -1},
	[ASSAY_STATUS_SIGNALLED] = {"signalled", -1},
	[ASSAY_STATUS_CPU_LIMIT] = {"time-limit", ASSAY_EXIT_LIMIT},
	[ASSAY_STATUS_WALL_LIMIT] = {"wall-limit", ASSAY_EXIT_LIMIT},
	[ASSAY_STATUS_MEMORY_LIMIT] = {"memory-limit", ASSAY_EXIT_LIMIT},
	[ASSAY_STATUS_OUTPUT_LIMIT] = {"output-limit", ASSAY_EXIT_LIMIT},
	[ASSAY_STATUS_FORBIDDEN_CALL] = {"forbidden-call", ASSAY_EXIT_SIGNAL + SIGSYS},
	[ASSAY_STATUS_INTERNAL_ERROR] = {"internal-error", ASSAY_EXIT_OURS},
};

int assay_observation_exit(const struct assay_observation *observation)
{
	if (observation->status == ASSAY_STATUS_EXITED)
		return observation->exit_code;
	if (observation->status == ASSAY_STATUS_SIGNALLED)
		return ASSAY_EXIT_SIGNAL + observation->signal;
	return statuses[observation->status].exit_status;
}

static void add_number(struct assay_json *root, const char *key, bool known, double value)
{
	if (known)
		assay_json_add_number(root, key, value);
	else
		assay_json_add_null(root, key);
}

static void add_text(struct assay_json *root, const char *key, bool known, const char *text)
{
	if (known)
		assay_json_add_string(root, key, text);
	else
		assay_json_add_null(root, key);
}

static void add_source(struct assay_json *root, const char *key, enum assay_source source)
{
	add_text(root, key, source != ASSAY_SOURCE_NONE, assay_source_name(source));
}

/* Arguments are 64 bits wide, which a number in JSON is not: hexadecimal texts. */
static void add_call(struct assay_json *root, const struct assay_forbidden_call *call)
{
	if (!call->known) {
		assay_json_add_null(root, "forbidden_call");
		return;
	}
	struct assay_json *node = assay_json_add_object(root, "forbidden_call");
	assay_json_add_number(node, "number", call->number);
	assay_json_add_string(node, "name", call->name);
	struct assay_json *arguments = assay_json_add_array(node, "args");
	for (size_t i = 0; i < 6; i++) {
		char text[24];
		if (snprintf(text, sizeof text, "0x%" PRIx64, call->arguments[i]) > 0)
			assay_json_add_string(arguments, NULL, text);
	}
}

static void add_layers(struct assay_json *root, uint32_t layers)
{
	struct assay_json *names = assay_json_add_array(root, "layers");
	for (unsigned i = 0; i < ASSAY_LAYER_COUNT; i++) {
		if ((layers & 1u << i) != 0)
			assay_json_add_string(
				names, NULL, assay_layer_name((enum assay_layer)(1u << i)));
	}
}

static double seconds(uint64_t ns)
{
	return (double)ns / 1e9;
}

int assay_observation_json(const struct assay_observation *observation, uint64_t run,
	struct assay_bytes *ret_text, struct assay_error *err)
{
	const struct assay_observation *o = observation;
	bool ran = o->status != ASSAY_STATUS_INTERNAL_ERROR;
	struct assay_json *root = assay_json_new_object();
	if (root == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	assay_json_add_string(root, "format", "assay.observation/1");
	assay_json_add_number(root, "run", (double)run);
	assay_json_add_string(root, "status", statuses[o->status].name);
	add_number(root, "exit_code", o->status == ASSAY_STATUS_EXITED, o->exit_code);
	add_number(root, "signal", o->status == ASSAY_STATUS_SIGNALLED, o->signal);
	add_call(root, &o->forbidden);
	add_number(root, "cpu_s", ran, seconds(o->cpu_ns));
	add_source(root, "cpu_source", o->cpu_source);
	add_number(root, "wall_s", ran, seconds(o->wall_ns));
	assay_json_add_bool(root, "waited_cpu", o->waited_cpu);
	add_number(root, "launch_s", ran, seconds(o->launch_ns));
	add_number(root, "peak_memory_bytes", ran, (double)o->peak_bytes);
	add_source(root, "peak_source", o->peak_source);
	assay_json_add_number(root, "output_bytes", (double)o->output_bytes);
	add_text(root, "level", ran, assay_level_name(o->level));
	add_layers(root, o->layers);
	add_text(root, "detail", o->detail[0] != '\0', o->detail);
	int status = assay_json_print(root, false, ret_text, err);
	assay_json_free(root);
	if (status != 0)
		return status;
	assay_bytes_putc(ret_text, '\n');
	return assay_bytes_check(ret_text, err);
}

static void put_call(struct assay_bytes *text, const struct assay_forbidden_call *call)
{
	if (!call->known) {
		assay_bytes_puts(text, "a forbidden system call; which one cannot be told here");
		return;
	}
	assay_bytes_printf(text, "forbidden system call: %s(", call->name);
	for (size_t i = 0; i < 6; i++)
		assay_bytes_printf(text, "%s0x%" PRIx64, i > 0 ? ", " : "", call->arguments[i]);
	assay_bytes_putc(text, ')');
}

void assay_observation_line(const struct assay_observation *observation,
	const struct assay_limits *limits, struct assay_bytes *ret_text)
{
	const struct assay_observation *o = observation;
	const char *name = sigabbrev_np(o->signal);
	switch (o->status) {
	case ASSAY_STATUS_EXITED:
		assay_bytes_puts(ret_text, o->detail);
		return;
	case ASSAY_STATUS_SIGNALLED:
		assay_bytes_printf(ret_text, "ended by signal %d%s%s", o->signal,
			name != NULL ? ", SIG" : "", name != NULL ? name : "");
		return;
	case ASSAY_STATUS_CPU_LIMIT:
		assay_bytes_printf(ret_text, "time limit: used more than %g s of CPU time",
			seconds(limits->cpu_ns));
		return;
	case ASSAY_STATUS_WALL_LIMIT:
		assay_bytes_printf(ret_text, "wall limit: not done after %g s%s",
			seconds(limits->wall_ns),
			o->waited_cpu ? ", most of which it waited for a processor" : "");
		return;
	case ASSAY_STATUS_MEMORY_LIMIT:
		assay_bytes_printf(ret_text, "memory limit: needed more than %g MiB",
			(double)limits->memory_bytes / (1 << 20));
		return;
	case ASSAY_STATUS_OUTPUT_LIMIT:
		assay_bytes_printf(ret_text,
			"output limit: wrote %" PRIu64 " bytes before it was ended",
			o->output_bytes);
		return;
	case ASSAY_STATUS_FORBIDDEN_CALL:
		put_call(ret_text, &o->forbidden);
		return;
	case ASSAY_STATUS_INTERNAL_ERROR:
		assay_bytes_printf(ret_text, "a fault of ours, not the program's: %s", o->detail);
		return;
	}
}
