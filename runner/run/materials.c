/*
 * materials.c - owns the making of tests: files of the challenge, or a generator's input with the
 * reference's answer and figures. Only what the cache does not hold is made, and programs are
 * compiled only where something is to be made.
 */
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <assay/cleanup.h>

#include "../beneath.h"
#include "lanes.h"
#include "material.h"
#include "testrun.h"
#include "tool.h"

#define TOOLS_MAX ASSAY_FILES_MAX

/* A program that makes tests, compiled when it is first needed. */
struct tool {
	const char *path; /* a generator's; NULL: the reference */
	struct assay_artefact artefact;
};

struct assay_maker {
	const struct assay_lanes *lanes; /* NULL until the second half */
	const struct assay_challenge *challenge;
	const struct assay_plan *plan;
	uint32_t layers;
	struct assay_material *materials;
	char (*keys)[ASSAY_DIGEST_SIZE]; /* of each case; "" where it is not for the cache */
	size_t *missing;                 /* cases to make */
	size_t missing_count;
	size_t tool_count;
	struct tool tools[TOOLS_MAX];
};

void assay_material_release(struct assay_material *material)
{
	assay_bytes_release(&material->input);
	assay_bytes_release(&material->answer);
	*material = (struct assay_material){0};
}

void assay_materials_free(struct assay_material *materials, size_t count)
{
	for (size_t i = 0; materials != NULL && i < count; i++)
		assay_material_release(&materials[i]);
	free(materials);
}

static const struct assay_group *group_of(const struct assay_maker *maker, size_t index)
{
	return &maker->challenge->groups[maker->plan->cases[index].group];
}

/* The reference runs where its answer or its figures are wanted. */
static bool needs_reference(const struct assay_maker *maker, size_t index)
{
	return maker->plan->cases[index].answer_path == NULL ||
	       group_of(maker, index)->measure_count > 0;
}

static int read_file(const struct assay_maker *maker, const char *path,
	struct assay_bytes *ret_bytes, struct assay_error *err)
{
	ASSAY_AUTO_FD int directory =
		open(maker->challenge->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0)
		return assay_error_errno(err, errno, "open '%s'", maker->challenge->directory);
	int status = assay_beneath_read(
		directory, path, path, ASSAY_TEST_BYTES_MAX, ASSAY_ERR_CHALLENGE, ret_bytes, err);
	return status == 0 ? 0 : assay_error_wrap(err, "challenge '%s'", maker->challenge->id);
}

static const struct tool *find_tool(const struct assay_maker *maker, const char *path)
{
	for (size_t i = 0; i < maker->tool_count; i++) {
		const char *own = maker->tools[i].path;
		if (path == NULL ? own == NULL : own != NULL && strcmp(own, path) == 0)
			return &maker->tools[i];
	}
	return NULL;
}

static int want_tool(struct assay_maker *maker, const char *path, struct assay_error *err)
{
	if (find_tool(maker, path) != NULL)
		return 0;
	if (maker->tool_count == TOOLS_MAX)
		return assay_error_set(err, ASSAY_ERR_CHALLENGE,
			"challenge '%s': more than %d generators", maker->challenge->id,
			TOOLS_MAX - 1);
	struct tool *tool = &maker->tools[maker->tool_count++];
	tool->path = path;
	assay_artefact_init(&tool->artefact);
	return 0;
}

/* Input and answer of a case that nothing has to be run for. What cannot be read is told later. */
static bool read_case(const struct assay_maker *maker, size_t index)
{
	const struct assay_case *test = &maker->plan->cases[index];
	struct assay_material material = {0};
	if (test->generate != NULL || needs_reference(maker, index))
		return false;
	bool read = read_file(maker, test->input_path, &material.input, NULL) == 0 &&
		    read_file(maker, test->answer_path, &material.answer, NULL) == 0;
	if (read)
		maker->materials[index] = material;
	else
		assay_material_release(&material);
	return read;
}

/* What the cache holds is taken; the rest is listed, and the programs that it needs. */
static int look_up(struct assay_maker *maker, struct assay_error *err)
{
	for (size_t i = 0; i < maker->plan->count; i++) {
		const struct assay_case *test = &maker->plan->cases[i];
		if (test->generate != NULL || needs_reference(maker, i)) {
			int status = assay_material_key(
				maker->challenge, test, maker->layers, maker->keys[i], err);
			if (status != 0)
				return status;
			if (assay_material_load(maker->keys[i], &maker->materials[i]))
				continue;
		}
		if (read_case(maker, i))
			continue;
		maker->missing[maker->missing_count++] = i;
		int status = 0;
		if (needs_reference(maker, i))
			status = want_tool(maker, NULL, err);
		if (status == 0 && test->generate != NULL)
			status = want_tool(maker, test->generate->generator, err);
		if (status != 0)
			return status;
	}
	return 0;
}

static int build_reference(struct assay_sandbox *sandbox, const struct assay_maker *maker,
	struct assay_artefact *ret_artefact, struct assay_error *err)
{
	const struct assay_challenge *challenge = maker->challenge;
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes path = {0};
	ASSAY_AUTO(assay_submission_release) struct assay_submission reference;
	ASSAY_AUTO(assay_build_release) struct assay_build build;
	assay_submission_init(&reference);
	assay_build_init(&build);
	assay_bytes_printf(&path, "%s/%s", challenge->directory, challenge->reference);
	int status = assay_bytes_check(&path, err);
	if (status == 0)
		status = assay_submission_read(challenge, path.data, &reference, err);
	if (status == ASSAY_ERR_SUBMISSION || status == ASSAY_ERR_NOT_FOUND) {
		if (err != NULL)
			err->code = ASSAY_ERR_CHALLENGE;
		return assay_error_wrap(err, "challenge '%s': reference", challenge->id);
	}
	if (status == 0)
		status = assay_build_reference(
			sandbox, challenge, &reference, maker->lanes->cancel_fd, &build, err);
	if (status != 0)
		return status;
	if (!build.succeeded)
		return assay_error_set(err, ASSAY_ERR_CHALLENGE,
			"challenge '%s': the reference '%s' does not build: %s", challenge->id,
			challenge->reference, build.message);
	*ret_artefact = build.artefact;
	assay_artefact_init(&build.artefact);
	return 0;
}

static int build_tool(
	struct assay_sandbox *sandbox, size_t index, void *context, struct assay_error *err)
{
	struct assay_maker *maker = context;
	struct tool *tool = &maker->tools[index];
	if (tool->path == NULL)
		return build_reference(sandbox, maker, &tool->artefact, err);
	return assay_build_tool(sandbox, maker->challenge, tool->path, maker->lanes->cancel_fd,
		&tool->artefact, err);
}

/* Why the reference's run is no reference; false when it is one. */
static bool describe_failure(const struct assay_run *run, const struct assay_limits_spec *limits,
	struct assay_bytes *ret_text)
{
	const struct assay_observation *seen = &run->observation;
	if (run->refused[0] != '\0')
		assay_bytes_printf(ret_text, "refused: %s", run->refused);
	else if (run->failure[0] != '\0')
		assay_bytes_puts(ret_text, run->failure);
	else if (seen->status != ASSAY_STATUS_EXITED || seen->exit_code != 0)
		assay_tool_describe(seen, ret_text);
	else if (seen->cpu_ns > limits->cpu_ns)
		assay_bytes_printf(ret_text, "%.3f s of CPU time, the limit is %.3f s",
			(double)seen->cpu_ns / 1e9, (double)limits->cpu_ns / 1e9);
	else
		return false;
	return true;
}

static int run_reference(struct assay_sandbox *sandbox, const struct assay_maker *maker,
	size_t index, struct assay_run *ret_run, struct assay_error *err)
{
	const struct assay_case *planned = &maker->plan->cases[index];
	const struct assay_test test = {
		.artefact = &find_tool(maker, NULL)->artefact,
		.limits = assay_test_limits(maker->challenge, planned),
		.input = &maker->materials[index].input,
		.keep_texts = true,
		.cancel_fd = maker->lanes->cancel_fd,
	};
	ASSAY_AUTO(assay_run_release) struct assay_run run = {0};
	assay_observation_init(&run.observation);
	int status = assay_test_run(sandbox, &test, &run, err);
	if (status != 0)
		return status;
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes why = {0};
	if (run.observation.status == ASSAY_STATUS_INTERNAL_ERROR)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "the sandbox failed %u times: %s",
			run.runs, run.observation.detail);
	if (describe_failure(&run, test.limits, &why)) {
		const char *said = assay_bytes_text(&run.errors);
		assay_bytes_puts(&why, said[0] == '\0' ? "" : ": ");
		assay_bytes_append_safe(&why, said, strcspn(said, "\n"), 200);
		return assay_error_set(err, ASSAY_ERR_CHALLENGE,
			"challenge '%s': the reference '%s' fails on test '%s/%s': %s",
			maker->challenge->id, maker->challenge->reference,
			group_of(maker, index)->name, planned->name, assay_bytes_text(&why));
	}
	*ret_run = run;
	run = (struct assay_run){0};
	assay_observation_init(&run.observation);
	return 0;
}

/* Answer and figures of the reference. */
static int take_reference(struct assay_sandbox *sandbox, const struct assay_maker *maker,
	size_t index, struct assay_error *err)
{
	struct assay_material *material = &maker->materials[index];
	ASSAY_AUTO(assay_run_release) struct assay_run run = {0};
	int status = run_reference(sandbox, maker, index, &run, err);
	if (status != 0)
		return status;
	material->reference[0] = (struct assay_measure){
		.metric = ASSAY_METRIC_PEAK_MEMORY,
		.value = run.observation.peak_bytes,
		.source = run.observation.peak_source,
	};
	material->reference_count = 1;
	for (size_t i = 0; i < run.counter_count && i + 1 < ASSAY_METRIC_COUNT; i++)
		material->reference[material->reference_count++] = run.counters[i];
	if (maker->plan->cases[index].answer_path == NULL) {
		material->answer = run.answers;
		assay_bytes_init(&run.answers);
	}
	return 0;
}

static int generate(struct assay_sandbox *sandbox, const struct assay_maker *maker,
	const struct assay_case *test, struct assay_bytes *ret_input, struct assay_error *err)
{
	const struct assay_tool generator = {
		.sandbox = sandbox,
		.challenge = maker->challenge,
		.artefact = &find_tool(maker, test->generate->generator)->artefact,
		.cancel_fd = maker->lanes->cancel_fd,
	};
	return assay_generator_run(&generator, test, ret_input, err);
}

static int make_case(
	struct assay_sandbox *sandbox, size_t number, void *context, struct assay_error *err)
{
	struct assay_maker *maker = context;
	size_t index = maker->missing[number];
	const struct assay_case *test = &maker->plan->cases[index];
	struct assay_material *material = &maker->materials[index];
	int status;
	if (test->generate != NULL)
		status = generate(sandbox, maker, test, &material->input, err);
	else
		status = read_file(maker, test->input_path, &material->input, err);
	if (status == 0 && test->answer_path != NULL)
		status = read_file(maker, test->answer_path, &material->answer, err);
	if (status == 0 && needs_reference(maker, index))
		status = take_reference(sandbox, maker, index, err);
	if (status == 0 && maker->keys[index][0] != '\0')
		assay_material_store(maker->keys[index], material);
	return status;
}

void assay_maker_free(struct assay_maker *maker)
{
	if (maker == NULL)
		return;
	for (size_t i = 0; i < maker->tool_count; i++)
		assay_artefact_release(&maker->tools[i].artefact);
	assay_materials_free(maker->materials, maker->plan->count);
	free(maker->keys);
	free(maker->missing);
	free(maker);
}

int assay_materials_look_up(const struct assay_challenge *challenge, const struct assay_plan *plan,
	uint32_t layers, struct assay_maker **ret_maker, struct assay_error *err)
{
	struct assay_maker *maker = calloc(1, sizeof *maker);
	if (maker == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	maker->challenge = challenge;
	maker->plan = plan;
	maker->layers = layers;
	maker->materials = calloc(plan->count + 1, sizeof *maker->materials);
	maker->keys = calloc(plan->count + 1, sizeof *maker->keys);
	maker->missing = calloc(plan->count + 1, sizeof *maker->missing);
	int status = maker->materials == NULL || maker->keys == NULL || maker->missing == NULL
			     ? assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory")
			     : look_up(maker, err);
	if (status != 0) {
		assay_maker_free(maker);
		return status;
	}
	*ret_maker = maker;
	return 0;
}

int assay_materials_finish(struct assay_maker *maker, const struct assay_lanes *lanes,
	struct assay_material **ret_materials, struct assay_error *err)
{
	maker->lanes = lanes;
	int status = assay_lanes_each(lanes, maker->tool_count, build_tool, maker, NULL, err);
	if (status == 0)
		status = assay_lanes_each(lanes, maker->missing_count, make_case, maker, NULL, err);
	if (status != 0)
		return status;
	*ret_materials = maker->materials;
	maker->materials = NULL;
	return 0;
}
