/*
 * sandbox.c - owns the public calls: opening a sandbox, running boxes in it, closing it.
 *
 * The theory of operation, processes, rights and who kills whom, is at the top of launcher/main.c.
 */
#include "box.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <assay/cleanup.h>

#include "filter.h"
#include "profile.h"

/* What the launcher may take beyond the wall limit: setting up, ending, bringing out. */
#define GRACE_NS UINT64_C(30000000000)

/* What every run verifies for itself, so that the hello need not promise it. */
#define RUN_LAYERS (ASSAY_LAYER_NO_NEW_PRIVILEGES | ASSAY_LAYER_CAPABILITIES | ASSAY_LAYER_RLIMITS)

struct assay_sandbox {
	struct assay_sandbox_options options;
	struct assay_launcher launcher;
	bool notify;
	uint32_t filters; /* bits: slots that this launcher has */
	uint32_t layers;
	enum assay_level level;
	struct assay_copy copy;
};

static const char *const remedies[] = {
	[ASSAY_LEVEL_NONE] = "",
	[ASSAY_LEVEL_MINIMAL] = "needs Linux 5.13 or later with Landlock and seccomp enabled",
	[ASSAY_LEVEL_REDUCED] = "needs unprivileged user namespaces; see `assay doctor`",
	[ASSAY_LEVEL_FULL] = ("needs a cgroup of one's own: as root, or by `systemd-run --user "
			      "--scope -p Delegate=yes`"),
};

/* The reason that stands between the level reached and the one wanted. */
static const char *missing(const struct assay_sandbox *sandbox)
{
	static const enum assay_reason order[] = {ASSAY_REASON_CALLS, ASSAY_REASON_LANDLOCK,
		ASSAY_REASON_SECCOMP, ASSAY_REASON_NAMESPACES, ASSAY_REASON_CGROUP};
	for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
		if (sandbox->launcher.hello.reason[order[i]][0] != '\0')
			return sandbox->launcher.hello.reason[order[i]];
	}
	return "the caller allows no more";
}

/* Starts the launcher, and decides the level from what it built. */
static int start(struct assay_sandbox *sandbox, struct assay_error *err)
{
	int status = assay_launcher_start(&sandbox->launcher, sandbox->options.maximum, err);
	if (status != 0)
		return status;
	sandbox->filters = 0;
	sandbox->layers = sandbox->launcher.hello.layers | RUN_LAYERS;
	sandbox->level = assay_level_of(sandbox->layers);
	if (sandbox->level >= sandbox->options.minimum && sandbox->level != ASSAY_LEVEL_NONE)
		return 0;
	enum assay_level wanted = sandbox->level + 1;
	status = assay_error_set(err, ASSAY_ERR_SANDBOX,
		"isolation level '%s' is wanted, '%s' can be had: %s; '%s' %s",
		assay_level_name(sandbox->options.minimum), assay_level_name(sandbox->level),
		missing(sandbox), assay_level_name(wanted), remedies[wanted]);
	assay_launcher_stop(&sandbox->launcher);
	return status;
}

int assay_sandbox_open(const struct assay_sandbox_options *options,
	struct assay_sandbox **ret_sandbox, struct assay_error *err)
{
	struct assay_sandbox *sandbox = calloc(1, sizeof *sandbox);
	if (sandbox == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	sandbox->options = options != NULL ? *options
					   : (struct assay_sandbox_options){
						     ASSAY_LEVEL_MINIMAL, ASSAY_LEVEL_FULL};
	int status = start(sandbox, err);
	if (status != 0) {
		free(sandbox);
		return status;
	}
	/* What was told once holds: a launcher that replaces this one may not be weaker. */
	sandbox->options.minimum = sandbox->level;
	*ret_sandbox = sandbox;
	return 0;
}

void assay_sandbox_close(struct assay_sandbox *sandbox)
{
	if (sandbox == NULL)
		return;
	assay_launcher_stop(&sandbox->launcher);
	assay_copy_release(&sandbox->copy);
	free(sandbox);
}

enum assay_level assay_sandbox_level(const struct assay_sandbox *sandbox)
{
	return sandbox->level;
}

uint32_t assay_sandbox_layers(const struct assay_sandbox *sandbox)
{
	return sandbox->layers;
}

/* Makes sure that the launcher has the profile's filter. */
static int send_filter(struct assay_sandbox *sandbox, const char *profile, struct assay_error *err)
{
	int slot = assay_profile_find(profile);
	if ((sandbox->filters & 1u << slot) != 0)
		return 0;
	ASSAY_AUTO_FREE struct assay_wire_filter *filter = calloc(1, sizeof *filter);
	if (filter == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	bool pid_namespace = (sandbox->layers & ASSAY_LAYER_PID_NAMESPACE) != 0;
	bool notify = (sandbox->layers & ASSAY_LAYER_SECCOMP_NOTIFY) != 0;
	int status = assay_filter_compile(assay_profiles[slot], notify, pid_namespace, filter, err);
	if (status != 0)
		return status;
	filter->slot = (uint32_t)slot;
	size_t size =
		offsetof(struct assay_wire_filter, code) + filter->length * sizeof filter->code[0];
	/* When this fails the request that follows fails too, and says so. */
	if (assay_launcher_send(&sandbox->launcher, filter, size, NULL, 0, NULL) == 0)
		sandbox->filters |= 1u << slot;
	return 0;
}

/* Seals what came out, and hands it over. */
static int hand_outputs(struct assay_pack *pack, const struct assay_pump *pump,
	struct assay_observation *observation, struct assay_error *err)
{
	for (size_t i = 0; i < pump->box->output_count; i++) {
		if (pump->reply.record.output_there[i] == 0)
			continue;
		int status = assay_fd_seal(pack->outputs[i], pump->box->outputs[i], err);
		if (status != 0)
			return status;
		observation->output_fds[i] = assay_steal_fd(&pack->outputs[i]);
	}
	return 0;
}

static int conclude(struct assay_sandbox *sandbox, struct assay_pack *pack,
	const struct assay_pump *pump, uint64_t called_ns, struct assay_observation *observation,
	struct assay_error *err)
{
	struct assay_evidence evidence = {.reply = pump->replied ? &pump->reply : NULL,
		.output_reached = pump->output_reached,
		.cpu_limit_ns = pump->box->limits.cpu_ns,
		.memory_limit_bytes = pump->box->limits.memory_bytes,
		.called_ns = called_ns,
		.foreign = pump->box->program_fd >= 0,
		.notify = (sandbox->layers & ASSAY_LAYER_SECCOMP_NOTIFY) != 0};
	if (!pump->replied)
		assay_launcher_stop(&sandbox->launcher);
	if (pump->cancelled)
		return assay_error_set(err, ASSAY_ERR_CANCELLED, "cancelled");
	for (size_t i = 0; i < pump->box->channel_count; i++) {
		int status = assay_bytes_check(&observation->channel_output[i], err);
		if (status != 0)
			return status;
	}
	observation->output_bytes = pump->output_bytes;
	assay_observe(&evidence, observation);
	return pump->replied ? hand_outputs(pack, pump, observation, err) : 0;
}

/* The request is made and the launcher is there. */
static int run_packed(struct assay_sandbox *sandbox, const struct assay_box *box,
	struct assay_pack *pack, uint64_t called_ns, struct assay_observation *observation,
	struct assay_error *err)
{
	struct assay_pump pump = {.box = box,
		.outputs = observation->channel_output,
		.ours = pack->ours,
		.launcher = &sandbox->launcher,
		.deadline_ns = called_ns + box->limits.wall_ns + GRACE_NS};
	/* A launcher that died just now is a fault of ours that can be repeated. */
	if (assay_launcher_send(&sandbox->launcher, pack->run, pack->size, pack->fds,
		    pack->fd_count, NULL) != 0)
		return conclude(sandbox, pack, &pump, called_ns, observation, err);
	assay_pack_sent(pack);
	int status = assay_pump_run(&pump, err);
	if (status != 0) {
		assay_launcher_stop(&sandbox->launcher);
		return status;
	}
	return conclude(sandbox, pack, &pump, called_ns, observation, err);
}

/* The program that is run in the box's place: where the profile wants it, a copy of our own. */
static int choose_program(
	struct assay_sandbox *sandbox, struct assay_box *box, struct assay_error *err)
{
	const struct assay_profile *profile = assay_profiles[assay_profile_find(box->profile)];
	while (profile != NULL && !profile->own_copy)
		profile = profile->base;
	if (profile == NULL || box->program_fd < 0)
		return 0;
	return assay_copy_of(&sandbox->copy, box->program_fd, &box->program_fd, err);
}

/* Never the host's network, and never memory without a limit: what lacks its layer does not run. */
static int check_layers(
	const struct assay_sandbox *sandbox, const char *name, struct assay_error *err)
{
	const struct assay_profile *profile = assay_profiles[assay_profile_find(name)];
	const struct {
		bool wanted;
		enum assay_layer layer;
		const char *what;
	} rows[] = {
		{profile->own_network, ASSAY_LAYER_NET_NAMESPACE, "net namespace"},
		{profile->reserves, ASSAY_LAYER_CGROUP_MEMORY, "memory cgroup"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (rows[i].wanted && (sandbox->layers & rows[i].layer) == 0)
			return assay_error_set(err, ASSAY_ERR_SANDBOX,
				"box: profile '%s' needs a %s of its own, which level '%s' does "
				"not have",
				name, rows[i].what, assay_level_name(sandbox->level));
	}
	return 0;
}

int assay_sandbox_run(struct assay_sandbox *sandbox, const struct assay_box *wanted,
	struct assay_observation *ret_observation, struct assay_error *err)
{
	uint64_t called_ns = assay_monotonic_ns();
	struct assay_observation observation;
	struct assay_box box = *wanted;
	int status = assay_box_check(wanted, err);
	if (status == 0 && !assay_launcher_alive(&sandbox->launcher)) {
		assay_launcher_stop(&sandbox->launcher);
		status = start(sandbox, err);
	}
	if (status == 0)
		status = check_layers(sandbox, box.profile, err);
	if (status == 0)
		status = send_filter(sandbox, box.profile, err);
	if (status == 0)
		status = choose_program(sandbox, &box, err);
	if (status != 0)
		return status;
	struct assay_pack pack;
	assay_observation_init(&observation);
	status = assay_pack_make(&pack, &box, &sandbox->launcher.hello, err);
	if (status == 0)
		status = run_packed(sandbox, &box, &pack, called_ns, &observation, err);
	assay_pack_release(&pack);
	if (status != 0) {
		assay_observation_release(&observation);
		return status;
	}
	*ret_observation = observation;
	return 0;
}

void assay_observation_release(struct assay_observation *observation)
{
	for (size_t i = 0; i < ASSAY_CHANNELS_MAX; i++)
		assay_bytes_release(&observation->channel_output[i]);
	for (size_t i = 0; i < ASSAY_BOX_OUTPUTS_MAX; i++) {
		if (observation->output_fds[i] > 2)
			close(observation->output_fds[i]);
	}
	assay_observation_init(observation);
}
