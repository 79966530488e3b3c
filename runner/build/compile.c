/*
 * compile.c - owns the compiler's command line, its box and its limits. It never lets a candidate
 * choose an argument or a file name: those are the manifest's and its own.
 */
#include "compile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <assay/cleanup.h>

#include "box.h"

#define ARGUMENTS_MAX 160
#define LIBRARY_SIZE  32
#define OUTPUT_NAME   "out"

#define COMPILE_CPU_NS       UINT64_C(20000000000)
#define COMPILE_WALL_NS      UINT64_C(60000000000)
#define COMPILE_MEMORY       (UINT64_C(1) << 30)
#define COMPILE_SCRATCH      (UINT64_C(192) << 20)
#define COMPILE_OUTPUT_BYTES (UINT64_C(64) << 20)
#define COMPILE_LOG_BYTES    (256u << 10)
#define COMPILE_PROCESSES    32

void assay_compiled_init(struct assay_compiled *compiled)
{
	*compiled = (struct assay_compiled){.output_fd = -1};
}

void assay_compiled_release(struct assay_compiled *compiled)
{
	if (compiled->output_fd >= 0)
		close(compiled->output_fd);
	assay_diagnostics_release(&compiled->diagnostics);
	free(compiled->message);
	assay_compiled_init(compiled);
}

/* argv of one run. */
struct command {
	const char *argv[ARGUMENTS_MAX];
	size_t count;
	bool overflow;
	char libraries[8][LIBRARY_SIZE];
};

static void add(struct command *command, const char *argument)
{
	if (command->count + 1 < ARGUMENTS_MAX)
		command->argv[command->count++] = argument;
	else
		command->overflow = true;
}

static void add_all(struct command *command, const char *const *arguments)
{
	for (size_t i = 0; arguments[i] != NULL; i++)
		add(command, arguments[i]);
}

static void add_inputs(struct command *command, const struct assay_compile *compile)
{
	for (size_t i = 0; i < compile->input_count; i++)
		add(command, compile->inputs[i]);
	add(command, "-o");
	add(command, OUTPUT_NAME);
	for (size_t i = 0; compile->link && i < compile->library_count && i < 8; i++) {
		snprintf(command->libraries[i], LIBRARY_SIZE, "-l%s", compile->libraries[i]);
		add(command, command->libraries[i]);
	}
}

static void make_command(struct command *command, const struct assay_compile *compile, bool quick)
{
	const struct assay_build_language *language = compile->language;
	add(command, "gcc");
	add_all(command, language->flags);
	add_all(command, language->hidden_flags);
	add(command, "-iquote");
	add(command, "src");
	if (compile->link) {
		add_all(command, language->link_flags);
		add_all(command, language->hidden_link_flags);
		if (quick)
			add(command, language->quick_linker_flag);
	} else {
		add(command, "-Iinclude");
		add_all(command,
			compile->input_count == 1 ? language->object_flags : language->join_flags);
	}
	add_inputs(command, compile);
}

void assay_compile_show(const struct assay_compile *compile, struct assay_bytes *ret_text)
{
	struct command command = {0};
	add(&command, strrchr(compile->language->compiler, '/') + 1);
	add_all(&command, compile->language->flags);
	add_all(&command, compile->language->link_flags);
	add_inputs(&command, compile);
	for (size_t i = 0; i < command.count; i++) {
		const char *argument = command.argv[i];
		if (strncmp(argument, ASSAY_COMPILE_FOLDER, strlen(ASSAY_COMPILE_FOLDER)) == 0)
			argument += strlen(ASSAY_COMPILE_FOLDER);
		assay_bytes_printf(ret_text, "%s%s", i == 0 ? "" : " ", argument);
	}
}

/* What a limit of the box means for whoever compiled; NULL when it was none. */
static const char *limit_message(const struct assay_observation *observation)
{
	switch (observation->status) {
	case ASSAY_STATUS_CPU_LIMIT:
		return "the compiler needed more than 20 s of CPU time";
	case ASSAY_STATUS_WALL_LIMIT:
		return "the compiler needed more than 60 s";
	case ASSAY_STATUS_MEMORY_LIMIT:
		return "the compiler needed more than 1 GiB of memory";
	case ASSAY_STATUS_OUTPUT_LIMIT:
		return "the compiler wrote more than 256 KiB of messages";
	case ASSAY_STATUS_FORBIDDEN_CALL:
		return "the compiler made a system call that is not allowed";
	case ASSAY_STATUS_SIGNALLED:
		return "the compiler was ended by a signal";
	case ASSAY_STATUS_EXITED:
	case ASSAY_STATUS_INTERNAL_ERROR:
		return NULL;
	}
	return NULL;
}

/* What as and ld say at the limits of a file and of the scratch folder. */
static bool is_too_large(const struct assay_bytes *log)
{
	static const char *const words[] = {
		"File size limit exceeded", "File too large", "No space left on device"};
	for (size_t i = 0; i < sizeof words / sizeof words[0] && log->size > 0; i++) {
		if (memmem(log->data, log->size, words[i], strlen(words[i])) != NULL)
			return true;
	}
	return false;
}

static int fill(const struct assay_compile *compile, struct assay_observation *observation,
	struct assay_compiled *compiled, struct assay_error *err)
{
	const struct assay_bytes *log = &observation->channel_output[0];
	if (!assay_diagnostics_parse(
		    &compiled->diagnostics, assay_bytes_text(log), log->size, &compile->names))
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	bool finished = observation->status == ASSAY_STATUS_EXITED && observation->exit_code == 0;
	compiled->succeeded = finished && observation->output_fds[0] >= 0;
	if (compiled->succeeded) {
		compiled->output_fd = assay_steal_fd(&observation->output_fds[0]);
		return 0;
	}
	const char *limit = limit_message(observation);
	if (limit == NULL && (finished || is_too_large(log)))
		limit = "the compiled program, or a part of it, is larger than 64 MiB";
	if (limit != NULL && !assay_diagnostics_add(&compiled->diagnostics, "", 0, "error", limit))
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	compiled->message = limit != NULL ? strdup(limit)
					  : assay_diagnostics_message(&compiled->diagnostics,
						    "the compiler failed without a message");
	if (compiled->message == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	return 0;
}

static int run_once(struct assay_sandbox *sandbox, const struct assay_compile *compile, bool quick,
	struct assay_compiled *compiled, struct assay_error *err)
{
	/* TMPDIR: intermediate files go into the scratch folder, the only one that is writable. */
	static const char *const environment[] = {
		"PATH=/usr/bin:/bin", "LC_ALL=C", "TMPDIR=.", NULL};
	static const char *const outputs[] = {OUTPUT_NAME};
	/* All three of the usual descriptors: gcc takes a closed one for its own pipe. */
	const struct assay_channel channels[] = {
		{.fd = 2, .output_limit = COMPILE_LOG_BYTES},
		{.fd = 1, .output_limit = COMPILE_LOG_BYTES},
		{.fd = 0, .input = "", .input_size = 0},
	};
	struct command command = {0};
	make_command(&command, compile, quick);
	if (command.overflow)
		return assay_error_set(
			err, ASSAY_ERR_CHALLENGE, "too many files for one run of the compiler");
	const struct assay_box box = {
		.profile = "compile",
		.root = ASSAY_ROOT_TOOLCHAIN,
		.program_fd = -1,
		.program_path = compile->language->compiler,
		.argv = command.argv,
		.envp = environment,
		.channels = channels,
		.channel_count = sizeof channels / sizeof channels[0],
		.files = compile->files,
		.file_count = compile->file_count,
		.outputs = outputs,
		.output_count = 1,
		.output_file_limit = COMPILE_OUTPUT_BYTES,
		.limits = {.cpu_ns = COMPILE_CPU_NS,
			.wall_ns = COMPILE_WALL_NS,
			.memory_bytes = COMPILE_MEMORY,
			.scratch_bytes = COMPILE_SCRATCH,
			.processes = COMPILE_PROCESSES},
		.cancel_fd = compile->cancel_fd,
	};
	ASSAY_AUTO(assay_observation_release) struct assay_observation observation;
	assay_observation_init(&observation);
	int status = assay_box_run(sandbox, &box, &observation, err);
	return status != 0 ? status : fill(compile, &observation, compiled, err);
}

int assay_compile_run(struct assay_sandbox *sandbox, const struct assay_compile *compile,
	struct assay_compiled *ret_compiled, struct assay_error *err)
{
	const struct assay_build_language *language = compile->language;
	int status = assay_build_language_check(language, err);
	if (status != 0)
		return status;
	bool quick = access(language->quick_linker, X_OK) == 0;
	ASSAY_AUTO(assay_compiled_release) struct assay_compiled compiled;
	assay_compiled_init(&compiled);
	status = run_once(sandbox, compile, quick, &compiled, err);
	/* It failed and nobody said why: perhaps the quick linker cannot do what the other can. */
	if (status == 0 && quick && compile->link && !compiled.succeeded &&
		compiled.diagnostics.errors == 0) {
		assay_compiled_release(&compiled);
		status = run_once(sandbox, compile, false, &compiled, err);
	}
	if (status != 0)
		return status;
	*ret_compiled = compiled;
	assay_compiled_init(&compiled);
	return 0;
}
