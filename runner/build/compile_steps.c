/*
 * compile_steps.c - owns the maker's command line. Its words are the toolchain's own, ours, and the
 * manifest's file names; a candidate chooses none.
 */
#include "compile_steps.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <assay/cleanup.h>

#include "compile_box.h"
#include "maker.h"
#include "ready.h"
#include "sources.h"

#define WORDS_MAX     1900
#define PRELINK_FILES 4

extern const char assay_embedded_maker[];
extern const char assay_embedded_maker_end[];

struct words {
	size_t count;
	const char *argv[WORDS_MAX + 1];
	struct assay_objects objects; /* whose names are among them */
};

static void add(struct words *words, const char *word)
{
	if (words->count <= WORDS_MAX)
		words->argv[words->count++] = word;
}

static void add_command(
	struct words *words, const struct assay_toolchain_command *command, const char *slot)
{
	for (size_t i = 0; i < command->count; i++)
		add(words, command->words[i] != NULL ? command->words[i] : slot);
}

void assay_objects_name(const struct assay_compile *compile, struct assay_objects *ret_objects)
{
	ret_objects->count = 0;
	for (size_t i = 0; i < compile->input_count && i <= ASSAY_FILES_MAX; i++) {
		snprintf(ret_objects->room[i], sizeof ret_objects->room[i], "part%zu.o", i);
		bool source = assay_name_ends(compile->inputs[i], compile->language->source_suffix);
		ret_objects->names[ret_objects->count++] =
			source ? ret_objects->room[i] : compile->inputs[i];
	}
}

static bool has_library(const struct assay_compile *compile, const char *name)
{
	for (size_t i = 0; i < compile->library_count; i++) {
		if (strcmp(compile->libraries[i], name) == 0)
			return true;
	}
	return false;
}

/* Whether what the prelinked library has is all that these libraries have. */
static bool can_prelink(const struct assay_compile *compile)
{
	for (size_t i = 0; i < compile->library_count; i++) {
		const char *name = compile->libraries[i];
		if (strcmp(name, "m") != 0 && strcmp(name, "pthread") != 0)
			return false;
	}
	return true;
}

static void add_link(struct words *words, const struct assay_compile *compile,
	const struct assay_objects *objects)
{
	add(words, compile->language->plain_linker);
	add(words, "--build-id=none");
	add(words, "-o");
	add(words, ASSAY_MAKER_OUTPUT);
	add(words, "-T");
	add(words, ASSAY_PRELINK_SCRIPT);
	for (size_t i = 0; i < objects->count; i++)
		add(words, objects->names[i]);
	add(words, ASSAY_PRELINK_OBJECT);
	if (has_library(compile, "m"))
		add(words, ASSAY_PRELINK_MATHS);
}

static void make_words(struct words *words, const struct assay_compile *compile,
	const struct assay_toolchain *toolchain, bool prelinked, const char *const *otherwise)
{
	struct assay_objects *objects = &words->objects;
	assay_objects_name(compile, objects);
	add(words, "maker");
	for (size_t i = 0; i < compile->input_count; i++) {
		if (objects->names[i] == compile->inputs[i])
			continue;
		add(words, "=compile");
		add_command(words, &toolchain->compiler, compile->inputs[i]);
		add(words, "=assemble");
		add_command(words, &toolchain->assembler, objects->names[i]);
	}
	add(words, "=link");
	if (prelinked)
		add_link(words, compile, objects);
	add(words, "=otherwise");
	for (size_t i = 0; otherwise[i] != NULL; i++)
		add(words, otherwise[i]);
}

static int run(struct assay_sandbox *sandbox, const struct assay_compile *compile,
	const struct words *words, const struct assay_prelink *prelink,
	struct assay_observation *ret_observation, struct assay_error *err)
{
	struct assay_box_file files[ASSAY_BOX_FILES_MAX];
	size_t count = compile->file_count;
	memcpy(files, compile->files, count * sizeof files[0]);
	if (prelink != NULL) {
		const struct assay_bytes *const parts[PRELINK_FILES] = {
			&prelink->object, &prelink->script, &prelink->maths, &prelink->headers};
		static const char *const names[PRELINK_FILES] = {ASSAY_PRELINK_OBJECT,
			ASSAY_PRELINK_SCRIPT, ASSAY_PRELINK_MATHS, ASSAY_MAKER_HEADERS};
		for (size_t i = 0; i < PRELINK_FILES; i++)
			files[count++] = (struct assay_box_file){
				names[i], assay_bytes_text(parts[i]), parts[i]->size};
	}
	ASSAY_AUTO_FD int maker = -1;
	size_t size = (uintptr_t)assay_embedded_maker_end - (uintptr_t)assay_embedded_maker;
	int status = assay_memory_file("maker", assay_embedded_maker, size, &maker, err);
	if (status != 0)
		return status;
	const struct assay_compile_work work = {
		.program_fd = maker,
		.argv = words->argv,
		.files = files,
		.file_count = count,
		.cancel_fd = compile->cancel_fd,
	};
	return assay_compile_box_run(sandbox, &work, ret_observation, err);
}

/* The library's body is read while the compiler runs. */
struct body {
	const struct assay_build_language *language;
	int fd;
	bool running;
	pthread_t thread;
};

static void *open_body(void *context)
{
	struct body *body = context;
	body->fd = assay_prelink_open_body(body->language);
	return NULL;
}

static void begin_body(struct body *body)
{
	body->running = pthread_create(&body->thread, NULL, open_body, body) == 0;
	if (!body->running)
		open_body(body);
}

/*
 * Puts the body behind the program, if there is one. What is too large for that was linked by the
 * compiler and has no use for it, nor has what was linked so and is small, to which it does nothing.
 * False: the body was not to be had.
 */
static bool end_body(struct body *body, struct assay_observation *observation)
{
	int *program = &observation->output_fds[ASSAY_COMPILE_PRODUCT];
	struct stat status;
	if (body->running)
		pthread_join(body->thread, NULL);
	ASSAY_AUTO_FD int fd = body->fd;
	if (*program < 0 || (fstat(*program, &status) == 0 && status.st_size > ASSAY_MAKER_BODY_AT))
		return true;
	if (fd < 0 || !assay_prelink_join(fd, *program))
		return false;
	close(*program);
	*program = assay_steal_fd(&fd);
	return true;
}

int assay_compile_steps_run(struct assay_sandbox *sandbox, const struct assay_compile *compile,
	const char *const *otherwise, struct assay_observation *ret_observation, bool *ret_ran,
	struct assay_error *err)
{
	ASSAY_AUTO(assay_build_ready_release) struct assay_build_ready own = {0};
	const struct assay_build_ready *ready = compile->ready;
	*ret_ran = false;
	if (compile->file_count + PRELINK_FILES > ASSAY_BOX_FILES_MAX ||
		compile->input_count > ASSAY_MAKER_SOURCES_MAX)
		return 0;
	if (ready == NULL) {
		if (!assay_build_ready_fill(sandbox, compile->language, compile->cancel_fd, &own))
			return 0;
		ready = &own;
	}
	bool prelinked = ready->prelinked && can_prelink(compile);
	struct words words = {0};
	make_words(&words, compile, &ready->toolchain, prelinked, otherwise);
	if (words.count > WORDS_MAX)
		return 0;
	struct body body = {.language = compile->language, .fd = -1};
	if (prelinked)
		begin_body(&body);
	int status = run(
		sandbox, compile, &words, prelinked ? &ready->prelink : NULL, ret_observation, err);
	bool joined = !prelinked || end_body(&body, ret_observation);
	*ret_ran = status == 0 && joined &&
		   (ret_observation->status != ASSAY_STATUS_EXITED ||
			   ret_observation->exit_code != ASSAY_MAKER_UNUSUAL);
	return status;
}
