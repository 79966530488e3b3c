/*
 * attack_box.c - owns one run of one attack in a box, and the words for what was observed.
 */
#include "suite.h"

#include <string.h>
#include <unistd.h>

#include <assay/cleanup.h>

#define MS UINT64_C(1000000)

/* "forbidden-call(socket)", "signalled(6)", "exited(0)", "memory-limit". */
static void put_text(const struct assay_observation *observation, char *text, size_t size)
{
	const char *name = assay_status_name(observation->status);
	if (observation->status == ASSAY_STATUS_FORBIDDEN_CALL)
		snprintf(text, size, "%s(%s)", name,
			observation->forbidden.known ? observation->forbidden.name
			: (observation->layers & ASSAY_LAYER_SECCOMP_NOTIFY) == 0
				? ASSAY_ATTACK_UNNAMED
				: "unknown");
	else if (observation->status == ASSAY_STATUS_SIGNALLED)
		snprintf(text, size, "%s(%d)", name, observation->signal);
	else if (observation->status == ASSAY_STATUS_EXITED)
		snprintf(text, size, "%s(%d)", name, observation->exit_code);
	else
		snprintf(text, size, "%s", name);
}

/* A sleeping attack needs the wall limit to end it; a compilation, and a pair, time to work. */
static uint64_t wall_ms(const struct attack_suite *suite, const struct attack *attack)
{
	if (attack->kind == ATTACK_COMPILE)
		return 10000;
	if (attack->kind == ATTACK_PAIR)
		return 5000;
	return suite->weak ? 8000 : 1500;
}

int assay_attack_program(const struct attack *attack)
{
	int program = -1;
	if (attack->kind != ATTACK_COMPILE && assay_memory_file("attack", attack->file.data,
						      attack->file.size, &program, NULL) != 0)
		assay_attack_die(attack->name);
	return program;
}

void assay_attack_box(const struct attack_suite *suite, struct assay_sandbox *sandbox,
	const struct attack *attack, const char *role, int program, struct attack_sight *ret_sight)
{
	bool compile = attack->kind == ATTACK_COMPILE;
	const char *const plain[] = {suite->marker, role, NULL};
	const char *const compiler[] = {
		"gcc", "-std=c17", "-O1", "-c", "-o", "out", "attack.c", NULL};
	const char *const path_only[] = {"PATH=/usr/bin", "TMPDIR=.", NULL};
	const size_t output_limit = compile ? 262144 : 65536;
	const struct assay_channel channels[] = {
		{.fd = 0, .input = "a line of input\n", .input_size = 16},
		{.fd = 1, .output_limit = output_limit},
		{.fd = 2, .output_limit = output_limit},
	};
	const struct assay_box_file source = {"attack.c", attack->file.data, attack->file.size};
	const char *const outputs[] = {"out"};
	const struct assay_box box = {
		.profile = attack->profile,
		.root = attack->toolchain ? ASSAY_ROOT_TOOLCHAIN : ASSAY_ROOT_EMPTY,
		.program_fd = program,
		.program_path = compile ? "/usr/bin/gcc" : NULL,
		.argv = compile ? compiler : plain,
		.envp = compile ? path_only : NULL,
		.channels = channels,
		.channel_count = 3,
		.files = compile ? &source : NULL,
		.file_count = compile ? 1 : 0,
		.outputs = outputs,
		.output_count = attack->toolchain ? 1 : 0,
		.output_file_limit = 1 << 20,
		.limits = {.cpu_ns = attack->cpu_ms * MS,
			.wall_ns = wall_ms(suite, attack) * MS,
			.memory_bytes = (compile ? 256u : 32u) << 20,
			.scratch_bytes = 16 << 20,
			.processes = attack->processes},
		.cancel_fd = -1,
	};
	struct assay_error err = {0};
	ASSAY_AUTO(assay_observation_release) struct assay_observation observation;
	assay_observation_init(&observation);
	*ret_sight = (struct attack_sight){0};
	if (assay_sandbox_run(sandbox, &box, &observation, &err) != 0) {
		snprintf(ret_sight->text, sizeof ret_sight->text, "%.200s", err.text);
		return;
	}
	ret_sight->ran = true;
	put_text(&observation, ret_sight->text, sizeof ret_sight->text);
	if (observation.status == ASSAY_STATUS_INTERNAL_ERROR)
		fprintf(stderr, "%s: %s\n", attack->name, observation.detail);
	ret_sight->reached =
		strcmp(attack->aim, ret_sight->text) == 0 ||
		strstr(assay_bytes_text(&observation.channel_output[1]), attack->aim) != NULL ||
		strstr(assay_bytes_text(&observation.channel_output[2]), attack->aim) != NULL ||
		(attack->brings_out_nothing && observation.output_fds[0] >= 0);
}
