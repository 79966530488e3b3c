/*
 * probe.c - owns the probing of every layer by doing, in throw-away launchers and boxes.
 */
#include "box.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <assay/bytes.h>
#include <assay/cleanup.h>

#define NAMESPACE_LAYERS                                                                           \
	(ASSAY_LAYER_USER_NAMESPACE | ASSAY_LAYER_MOUNT_NAMESPACE | ASSAY_LAYER_PID_NAMESPACE |    \
		ASSAY_LAYER_NET_NAMESPACE | ASSAY_LAYER_IPC_NAMESPACE |                            \
		ASSAY_LAYER_UTS_NAMESPACE | ASSAY_LAYER_CGROUP_NAMESPACE | ASSAY_LAYER_ROOT)

#define TRIAL_MEMORY (UINT64_C(32) << 20)

/* What is tried for each layer, and why it may fail. */
static const struct {
	enum assay_layer layer;
	enum assay_reason reason;
	const char *tried;
} rows[ASSAY_LAYER_COUNT] = {
	{ASSAY_LAYER_USER_NAMESPACE, ASSAY_REASON_NAMESPACES,
		"made one, mapped one user and group, read the maps back"},
	{ASSAY_LAYER_MOUNT_NAMESPACE, ASSAY_REASON_NAMESPACES,
		"made one, compared its number with the host's"},
	{ASSAY_LAYER_PID_NAMESPACE, ASSAY_REASON_NAMESPACES,
		"forked into one, the child saw itself as process 1"},
	{ASSAY_LAYER_NET_NAMESPACE, ASSAY_REASON_NAMESPACES,
		"made one, compared its number with the host's"},
	{ASSAY_LAYER_IPC_NAMESPACE, ASSAY_REASON_NAMESPACES,
		"made one, compared its number with the host's"},
	{ASSAY_LAYER_UTS_NAMESPACE, ASSAY_REASON_NAMESPACES, "made one, set the host name in it"},
	{ASSAY_LAYER_CGROUP_NAMESPACE, ASSAY_REASON_NAMESPACES, "made one in a throw-away process"},
	{ASSAY_LAYER_ROOT, ASSAY_REASON_NAMESPACES,
		"mounted, bound and pivoted; no folder of the host was left, none could be made"},
	{ASSAY_LAYER_NO_NEW_PRIVILEGES, ASSAY_REASON_SECCOMP, "set it in a box, read it back"},
	{ASSAY_LAYER_CAPABILITIES, ASSAY_REASON_SECCOMP,
		"emptied all sets in a box, read them back"},
	{ASSAY_LAYER_SECCOMP, ASSAY_REASON_SECCOMP,
		"loaded a filter in a box, it answered the call that only it answers so"},
	{ASSAY_LAYER_SECCOMP_NOTIFY, ASSAY_REASON_LISTENER,
		"a box opened a socket: the call was refused and named"},
	{ASSAY_LAYER_LANDLOCK, ASSAY_REASON_LANDLOCK,
		"restricted a box, it could not open its own root"},
	{ASSAY_LAYER_RLIMITS, ASSAY_REASON_SECCOMP, "set them in a box, read them back"},
	{ASSAY_LAYER_CGROUP_MEMORY, ASSAY_REASON_CGROUP,
		"a box touched 96 MiB with a limit of 32: the kernel's event was seen"},
	{ASSAY_LAYER_CGROUP_PIDS, ASSAY_REASON_CGROUP, "made a group, set its limit, entered it"},
	{ASSAY_LAYER_CGROUP_CPU, ASSAY_REASON_CGROUP, "read a box's CPU time from its group"},
};

static const char *find_remedy(
	enum assay_reason reason, const char *why, const struct assay_wire_hello *hello)
{
	const char *remedy = assay_remedy_find("", reason, why);
	if (remedy == NULL)
		remedy = assay_cgroup_remedy((int)hello->cgroup_version, hello->cgroup_errno,
			geteuid() == 0, access("/run/systemd/system", F_OK) == 0);
	return remedy;
}

/* What the boxes of a probe showed. */
struct finding {
	uint32_t layers;
	char failure[192]; /* why a box did not end as it should; "" */
};

static int run_trial(struct assay_sandbox *sandbox, int program, const char *name,
	struct assay_observation *ret_observation, struct assay_error *err)
{
	const char *const argv[] = {"trial", name, NULL};
	const struct assay_box box = {.profile = "stdio",
		.program_fd = program,
		.argv = argv,
		.cancel_fd = -1,
		.limits = {.cpu_ns = 5000000000u,
			.wall_ns = 20000000000u,
			.memory_bytes = TRIAL_MEMORY,
			.processes = 1}};
	return assay_sandbox_run(sandbox, &box, ret_observation, err);
}

/* Takes away the layers that `wanted` would have proven, when the box ended otherwise. */
static void judge_trial(struct finding *finding, const struct assay_observation *seen,
	enum assay_status wanted, uint32_t proven)
{
	finding->layers &= seen->layers | proven;
	if (seen->status == wanted || (finding->layers & proven) == 0)
		return;
	finding->layers &= ~proven;
	if (snprintf(finding->failure, sizeof finding->failure, "the box ended with %s %.100s",
		    assay_status_name(seen->status), seen->detail) < 0)
		finding->failure[0] = '\0';
}

static int try_boxes(struct finding *finding, struct assay_error *err)
{
	static const struct {
		const char *name;
		enum assay_status wanted;
		uint32_t proven;
	} trials[] = {
		{ASSAY_TRIAL_CALL, ASSAY_STATUS_FORBIDDEN_CALL, ASSAY_LAYER_SECCOMP_NOTIFY},
		{ASSAY_TRIAL_MEMORY, ASSAY_STATUS_MEMORY_LIMIT, ASSAY_LAYER_CGROUP_MEMORY},
	};
	struct assay_sandbox *sandbox = NULL;
	ASSAY_AUTO_FD int program = -1;
	int status = assay_launcher_program(&program, err);
	if (status == 0)
		status = assay_sandbox_open(NULL, &sandbox, err);
	if (status == ASSAY_ERR_SANDBOX) {
		/* Nothing can be boxed here: the hello says why. */
		finding->layers &= NAMESPACE_LAYERS;
		return 0;
	}
	for (size_t i = 0; status == 0 && i < sizeof trials / sizeof trials[0]; i++) {
		struct assay_observation seen;
		status = run_trial(sandbox, program, trials[i].name, &seen, err);
		if (status != 0)
			break;
		judge_trial(finding, &seen, trials[i].wanted, trials[i].proven);
		assay_observation_release(&seen);
	}
	assay_sandbox_close(sandbox);
	return status;
}

/* The reason that keeps every box from being made; ASSAY_REASON_COUNT: none does. */
static enum assay_reason find_obstacle(const struct assay_wire_hello *hello)
{
	static const enum assay_reason order[] = {
		ASSAY_REASON_CALLS, ASSAY_REASON_LANDLOCK, ASSAY_REASON_SECCOMP};
	for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
		if (hello->reason[order[i]][0] != '\0')
			return order[i];
	}
	return ASSAY_REASON_COUNT;
}

/* A layer's own reason; else what the boxes showed; else what keeps boxes from being made. */
static void explain(const struct finding *finding, const struct assay_wire_hello *hello,
	enum assay_reason reason, struct assay_probe *probe)
{
	enum assay_reason obstacle = find_obstacle(hello);
	const char *before = "";
	const char *why = hello->reason[reason];
	if (why[0] == '\0')
		why = finding->failure;
	if (why[0] == '\0' && obstacle != ASSAY_REASON_COUNT) {
		before = "not tried, since no box can be made: ";
		reason = obstacle;
		why = hello->reason[obstacle];
	}
	if (snprintf(probe->detail, sizeof probe->detail, "%s%s", before, why) < 0)
		probe->detail[0] = '\0';
	if (snprintf(probe->remedy, sizeof probe->remedy, "%s", find_remedy(reason, why, hello)) <
		0)
		probe->remedy[0] = '\0';
}

static void fill_probe(size_t i, const struct finding *finding,
	const struct assay_wire_hello *hello, struct assay_probe *ret_probe)
{
	*ret_probe = (struct assay_probe){.name = assay_layer_name(rows[i].layer),
		.layer = rows[i].layer,
		.works = (finding->layers & rows[i].layer) != 0};
	bool groups = rows[i].layer == ASSAY_LAYER_CGROUP_MEMORY;
	if (!ret_probe->works)
		explain(finding, hello, rows[i].reason, ret_probe);
	else if (snprintf(ret_probe->detail, sizeof ret_probe->detail, "%s%s%s", rows[i].tried,
			 groups ? "; " : "", groups ? hello->cgroup : "") < 0)
		ret_probe->detail[0] = '\0';
}

int assay_sandbox_probe(struct assay_probe ret_probes[ASSAY_LAYER_COUNT], size_t *ret_count,
	enum assay_level *ret_level, struct assay_error *err)
{
	struct assay_launcher launcher = {0};
	int status = assay_launcher_start(&launcher, ASSAY_LEVEL_FULL, err);
	if (status != 0)
		return status;
	struct assay_wire_hello hello = launcher.hello;
	assay_launcher_stop(&launcher);
	struct finding finding = {.layers = hello.layers | ASSAY_LAYER_NO_NEW_PRIVILEGES |
					    ASSAY_LAYER_CAPABILITIES | ASSAY_LAYER_RLIMITS};
	status = try_boxes(&finding, err);
	if (status != 0)
		return status;
	for (size_t i = 0; i < ASSAY_LAYER_COUNT; i++)
		fill_probe(i, &finding, &hello, &ret_probes[i]);
	*ret_count = ASSAY_LAYER_COUNT;
	*ret_level = assay_level_of(finding.layers);
	return 0;
}
