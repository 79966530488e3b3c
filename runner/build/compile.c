/*
 * compile.c - owns the compiler's command line, and what its end means. It never lets a candidate
 * choose an argument or a file name: those are the manifest's and its own.
 */
#include "compile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <assay/cleanup.h>

#include "compile_box.h"
#include "compile_steps.h"
#include "maker.h"

#define ARGUMENTS_MAX 640
#define LIBRARY_SIZE  32

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

static void add_inputs(
	struct command *command, const struct assay_compile *compile, const char *const *inputs)
{
	for (size_t i = 0; i < compile->input_count; i++)
		add(command, inputs[i]);
	add(command, "-o");
	add(command, ASSAY_MAKER_OUTPUT);
	for (size_t i = 0; compile->link && i < compile->library_count && i < 8; i++) {
		snprintf(command->libraries[i], LIBRARY_SIZE, "-l%s", compile->libraries[i]);
		add(command, command->libraries[i]);
	}
}

/* gcc's own command line over `inputs`: sources, or the objects that they became. */
static void make_command(struct command *command, const struct assay_compile *compile,
	const char *const *inputs, bool quick)
{
	const struct assay_build_language *language = compile->language;
	add(command, language->compiler);
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
	add_inputs(command, compile, inputs);
}

void assay_compile_show(const struct assay_compile *compile, struct assay_bytes *ret_text)
{
	struct command command = {0};
	add(&command, strrchr(compile->language->compiler, '/') + 1);
	add_all(&command, compile->language->flags);
	add_all(&command, compile->language->link_flags);
	add_inputs(&command, compile, compile->inputs);
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
	struct command command = {0};
	make_command(&command, compile, compile->inputs, quick);
	if (command.overflow)
		return assay_error_set(
			err, ASSAY_ERR_CHALLENGE, "too many files for one run of the compiler");
	const struct assay_compile_work work = {
		.program_fd = -1,
		.program_path = compile->language->compiler,
		.argv = command.argv,
		.files = compile->files,
		.file_count = compile->file_count,
		.cancel_fd = compile->cancel_fd,
	};
	ASSAY_AUTO(assay_observation_release) struct assay_observation observation;
	assay_observation_init(&observation);
	int status = assay_compile_box_run(sandbox, &work, &observation, err);
	return status != 0 ? status : fill(compile, &observation, compiled, err);
}

/* By the maker, without gcc; `*ret_done` false: gcc must do it. */
static int run_steps(struct assay_sandbox *sandbox, const struct assay_compile *compile, bool quick,
	struct assay_compiled *compiled, bool *ret_done, struct assay_error *err)
{
	struct command otherwise = {0};
	struct assay_objects objects;
	assay_objects_name(compile, &objects);
	make_command(&otherwise, compile, objects.names, quick);
	*ret_done = false;
	if (otherwise.overflow)
		return 0;
	bool ran = false;
	ASSAY_AUTO(assay_observation_release) struct assay_observation observation;
	assay_observation_init(&observation);
	int status =
		assay_compile_steps_run(sandbox, compile, otherwise.argv, &observation, &ran, err);
	if (status != 0 || !ran)
		return status;
	status = fill(compile, &observation, compiled, err);
	/* It failed and nobody said why: that is for gcc to say. */
	*ret_done = compiled->succeeded || compiled->diagnostics.errors > 0;
	return status;
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
	bool done = false;
	if (compile->link)
		status = run_steps(sandbox, compile, quick, &compiled, &done, err);
	if (status == 0 && !done) {
		assay_compiled_release(&compiled);
		status = run_once(sandbox, compile, quick, &compiled, err);
	}
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
