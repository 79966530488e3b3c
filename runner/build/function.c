/*
 * function.c - owns the `function` harness: the candidate's C linked with the challenge's driver.
 *
 * The driver, and the sources that the candidate may not change, are compiled once with the headers
 * that they may include and kept as one object, so that a submission costs its own compilation and
 * a link.
 */
#include "harness.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <assay/cleanup.h>

#include "cache.h"
#include "compile.h"
#include "program.h"
#include "sources.h"

#define DRIVER_OBJECT "driver.o"

/* Names that a candidate may see in messages: those of the manifest. */
static size_t list_names(const struct assay_challenge *challenge, const char *extra,
	const char *ret_names[ASSAY_FILES_MAX + 1])
{
	size_t count = 0;
	for (size_t i = 0; i < challenge->file_count && count < ASSAY_FILES_MAX; i++)
		ret_names[count++] = challenge->files[i].path;
	if (extra != NULL)
		ret_names[count++] = extra;
	return count;
}

/* The sources that are the candidate's, or those that never are; the rest is included. */
static size_t list_inputs(const struct assay_sources *sources, const char *suffix, bool own,
	const char *ret_inputs[ASSAY_FILES_MAX + 1])
{
	size_t count = 0;
	for (size_t i = 0; i < sources->count && count < ASSAY_FILES_MAX; i++) {
		const struct assay_source_file *item = &sources->items[i];
		if (item->own == own && assay_name_ends(item->path, suffix))
			ret_inputs[count++] = item->path;
	}
	return count;
}

/* The driver, the challenge's own sources, and everything that they may include. */
static int gather_driver(const struct assay_build_order *order,
	const struct assay_build_language *language, const struct assay_sources *sources,
	struct assay_sources *driver, bool *ret_own, struct assay_error *err)
{
	int status = 0;
	for (size_t i = 0; i < sources->count && status == 0; i++) {
		const struct assay_source_file *item = &sources->items[i];
		if (item->own && assay_name_ends(item->path, language->source_suffix))
			continue;
		*ret_own |= item->own;
		status = assay_sources_add(driver, "", item->path, assay_bytes_text(&item->data),
			item->data.size, err);
	}
	if (status == 0)
		status = assay_program_add_header(driver, err);
	if (status == 0)
		status = assay_sources_add_file(driver, "", order->challenge->driver,
			order->challenge, order->challenge->driver, err);
	return status;
}

/* The driver's object, from the cache or compiled. `ret_object` stays empty, and the build fails,
 * where a header of the candidate's keeps it from compiling. */
static int make_driver(const struct assay_build_order *order,
	const struct assay_build_language *language, const struct assay_sources *sources,
	struct assay_bytes *ret_object, struct assay_build *build, struct assay_error *err)
{
	ASSAY_AUTO(assay_sources_release) struct assay_sources driver = {0};
	bool own = false;
	char key[ASSAY_DIGEST_SIZE];
	int status = gather_driver(order, language, sources, &driver, &own, err);
	if (status == 0)
		status = assay_sources_key(&driver, "driver", language, order->challenge, key, err);
	if (status != 0 || assay_cache_get(key, ret_object))
		return status;
	struct assay_box_file files[ASSAY_BOX_FILES_MAX];
	const char *names[ASSAY_FILES_MAX + 1];
	const char *inputs[ASSAY_FILES_MAX + 1];
	const struct assay_compile compile = {
		.language = language,
		.files = files,
		.file_count = assay_sources_files(&driver, NULL, files),
		.inputs = inputs,
		.input_count = list_inputs(&driver, language->source_suffix, false, inputs),
		.names = {ASSAY_COMPILE_FOLDER, names,
			list_names(order->challenge, order->challenge->driver, names)},
		.cancel_fd = order->cancel_fd,
	};
	ASSAY_AUTO(assay_compiled_release) struct assay_compiled compiled;
	assay_compiled_init(&compiled);
	status = assay_compile_run(order->sandbox, &compile, &compiled, err);
	if (status != 0)
		return status;
	if (!compiled.succeeded && own)
		return assay_program_fail(build, &compiled, err);
	if (!compiled.succeeded)
		return assay_error_set(err, ASSAY_ERR_CHALLENGE,
			"challenge '%s': the driver, or a file beside it, does not compile: %s",
			order->challenge->id, compiled.message);
	status = assay_fd_read_all(
		compiled.output_fd, DRIVER_OBJECT, ASSAY_CACHE_ENTRY_MAX, ret_object, err);
	if (status == 0)
		assay_cache_put(key, ret_object->data, ret_object->size);
	return status;
}

/* Compiles the submission's sources and links them with the driver. */
static int make_program(const struct assay_build_order *order,
	const struct assay_build_language *language, struct assay_sources *sources,
	struct assay_build *build, struct assay_error *err)
{
	struct assay_box_file files[ASSAY_BOX_FILES_MAX];
	const char *names[ASSAY_FILES_MAX + 1];
	const char *inputs[ASSAY_FILES_MAX + 1];
	size_t input_count = list_inputs(sources, language->source_suffix, true, inputs);
	inputs[input_count++] = DRIVER_OBJECT;
	const struct assay_compile compile = {
		.language = language,
		.link = true,
		.files = files,
		.file_count = assay_sources_files(sources, language->source_suffix, files),
		.inputs = inputs,
		.input_count = input_count,
		.libraries = order->challenge->libraries,
		.library_count = order->challenge->library_count,
		.names = {ASSAY_COMPILE_FOLDER, names, list_names(order->challenge, NULL, names)},
		.cancel_fd = order->cancel_fd,
		.ready = order->ready,
	};
	char key[ASSAY_DIGEST_SIZE];
	int status = assay_sources_key(sources, "program", language, order->challenge, key, err);
	if (status != 0)
		return status;
	return assay_program_make(order->sandbox, &compile, order->keep ? key : NULL, build, err);
}

int assay_function_build(
	const struct assay_build_order *order, struct assay_build *build, struct assay_error *err)
{
	const struct assay_build_language *language =
		assay_build_language_find(order->challenge->language);
	if (language == NULL || order->challenge->driver == NULL)
		return assay_error_set(err, ASSAY_ERR_CHALLENGE,
			"challenge '%s': harness 'function' needs a driver and a language that is "
			"compiled, got '%s'",
			order->challenge->id, order->challenge->language);
	int status = assay_build_language_check(language, err);
	if (status != 0)
		return status;
	ASSAY_AUTO(assay_sources_release) struct assay_sources sources = {0};
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes object = {0};
	status = assay_sources_add_submission(&sources, order->challenge, order->submission, err);
	if (status == 0)
		status = make_driver(order, language, &sources, &object, build, err);
	if (status != 0 || object.size == 0)
		return status;
	status = assay_sources_add(&sources, "", DRIVER_OBJECT, object.data, object.size, err);
	if (status == 0)
		status = make_program(order, language, &sources, build, err);
	return status;
}

void assay_function_show(const struct assay_challenge *challenge, struct assay_bytes *ret_text)
{
	const struct assay_build_language *language =
		assay_build_language_find(challenge->language);
	if (language == NULL)
		return;
	const char *inputs[ASSAY_FILES_MAX + 1];
	size_t count = 0;
	for (size_t i = 0; i < challenge->file_count && count < ASSAY_FILES_MAX; i++) {
		const struct assay_file_spec *file = &challenge->files[i];
		if (file->editable && assay_name_ends(file->path, language->source_suffix))
			inputs[count++] = file->path;
	}
	inputs[count++] = DRIVER_OBJECT;
	const struct assay_compile compile = {
		.language = language,
		.link = true,
		.inputs = inputs,
		.input_count = count,
		.libraries = challenge->libraries,
		.library_count = challenge->library_count,
	};
	assay_compile_show(&compile, ret_text);
}
