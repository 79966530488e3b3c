/*
 * program.c - owns the step from a compiler's outcome to an artefact, and the compiling of the
 * challenge's own tools (generators, checkers), which is the same step with one file.
 */
#include "program.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <assay/cleanup.h>

#include "cache.h"

extern const char assay_embedded_driver_header[];
extern const char assay_embedded_driver_header_end[];

int assay_program_add_header(struct assay_sources *sources, struct assay_error *err)
{
	size_t size = (uintptr_t)assay_embedded_driver_header_end -
		      (uintptr_t)assay_embedded_driver_header;
	return assay_sources_add(
		sources, "include/", "assay/driver.h", assay_embedded_driver_header, size, err);
}

/* Moves the diagnostics over. */
static int take_diagnostics(
	struct assay_build *build, struct assay_compiled *compiled, struct assay_error *err)
{
	struct assay_diagnostics *from = &compiled->diagnostics;
	if (from->count == 0)
		return 0;
	build->diagnostics = calloc(from->count, sizeof *build->diagnostics);
	if (build->diagnostics == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	memcpy(build->diagnostics, from->items, from->count * sizeof *build->diagnostics);
	build->diagnostic_count = from->count;
	*from = (struct assay_diagnostics){0};
	return 0;
}

int assay_program_fail(
	struct assay_build *build, struct assay_compiled *compiled, struct assay_error *err)
{
	build->succeeded = false;
	free(build->message);
	build->message = assay_steal_pointer(&compiled->message);
	return take_diagnostics(build, compiled, err);
}

static int set_program(struct assay_build *build, int program_fd, struct assay_error *err)
{
	build->artefact.program_fd = program_fd;
	build->artefact.arguments[0] = strdup("program");
	if (build->artefact.arguments[0] == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	build->artefact.argument_count = 1;
	build->succeeded = true;
	return 0;
}

static int keep_program(int fd, const char *key, struct assay_error *err)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes program = {0};
	int status = assay_fd_read_all(fd, "program", 64u << 20, &program, err);
	if (status != 0)
		return status;
	assay_cache_put(key, assay_bytes_text(&program), program.size);
	if (lseek(fd, 0, SEEK_SET) != 0)
		return assay_error_errno(err, errno, "seek 'program'");
	return 0;
}

int assay_program_make(struct assay_sandbox *sandbox, const struct assay_compile *compile,
	const char *key, struct assay_build *build, struct assay_error *err)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes kept = {0};
	if (key != NULL && assay_cache_get(key, &kept)) {
		int fd;
		int status = assay_memory_file("program", kept.data, kept.size, &fd, err);
		return status != 0 ? status : set_program(build, fd, err);
	}
	ASSAY_AUTO(assay_compiled_release) struct assay_compiled compiled;
	assay_compiled_init(&compiled);
	int status = assay_compile_run(sandbox, compile, &compiled, err);
	if (status != 0)
		return status;
	if (!compiled.succeeded)
		return assay_program_fail(build, &compiled, err);
	status = take_diagnostics(build, &compiled, err);
	if (status == 0 && key != NULL)
		status = keep_program(compiled.output_fd, key, err);
	return status != 0 ? status : set_program(build, assay_steal_fd(&compiled.output_fd), err);
}

int assay_build_tool(struct assay_sandbox *sandbox, const struct assay_challenge *challenge,
	const char *path, int cancel_fd, struct assay_artefact *ret_artefact,
	struct assay_error *err)
{
	static char maths[] = "m";
	static char *const libraries[] = {maths};
	const struct assay_build_language *language = assay_build_language_find("c");
	ASSAY_AUTO(assay_sources_release) struct assay_sources sources = {0};
	char key[ASSAY_DIGEST_SIZE];
	int status = assay_build_language_check(language, err);
	if (status == 0)
		status = assay_sources_add_file(&sources, "src/", path, challenge, path, err);
	if (status == 0)
		status = assay_sources_key(&sources, "tool", language, challenge, key, err);
	if (status != 0)
		return status;
	struct assay_box_file files[ASSAY_BOX_FILES_MAX];
	const char *const names[] = {path};
	const char *const inputs[] = {sources.items[0].path};
	const struct assay_compile compile = {
		.language = language,
		.link = true,
		.files = files,
		.file_count = assay_sources_files(&sources, NULL, files),
		.inputs = inputs,
		.input_count = 1,
		.libraries = libraries,
		.library_count = 1,
		.names = {ASSAY_COMPILE_FOLDER, names, 1},
		.cancel_fd = cancel_fd,
	};
	ASSAY_AUTO(assay_build_release) struct assay_build build;
	assay_build_init(&build);
	status = assay_program_make(sandbox, &compile, key, &build, err);
	if (status != 0)
		return status;
	if (!build.succeeded)
		return assay_error_set(err, ASSAY_ERR_CHALLENGE,
			"challenge '%s': '%s' does not compile: %s", challenge->id, path,
			build.message);
	*ret_artefact = build.artefact;
	assay_artefact_init(&build.artefact);
	memcpy(ret_artefact->profile, "stdio", sizeof "stdio");
	return 0;
}
