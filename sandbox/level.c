/*
 * level.c - owns the names of levels, layers, statuses, sources and steps, and which layers make
 * which level.
 */
#include "box.h"

#include <string.h>

#define ITEMS(array) (sizeof(array) / sizeof((array)[0]))

static const char *const level_names[] = {"none", "minimal", "reduced", "full"};

static const char *const layer_names[ASSAY_LAYER_COUNT] = {
	"user-namespace",
	"mount-namespace",
	"pid-namespace",
	"net-namespace",
	"ipc-namespace",
	"uts-namespace",
	"cgroup-namespace",
	"root",
	"no-new-privileges",
	"capabilities",
	"seccomp",
	"seccomp-notify",
	"landlock",
	"rlimits",
	"cgroup-memory",
	"cgroup-pids",
	"cgroup-cpu",
};

static const char *const status_names[] = {"exited", "signalled", "cpu-limit", "wall-limit",
	"memory-limit", "output-limit", "forbidden-call", "internal-error"};

static const char *const source_names[] = {"none", "cgroup", "rusage"};

static const char *const step_names[ASSAY_STEP_COUNT] = {
	"nothing",
	"read the request",
	"clone init",
	"check the pid namespace",
	"enter the root",
	"mount the scratch folder",
	"write the files",
	"place the descriptors",
	"set up signals",
	"fork the program's process",
	"start a session",
	"set resource limits",
	"drop capabilities",
	"check no_new_privs",
	"restrict by Landlock",
	"enter the cgroup",
	"load the seccomp filter",
	"open the program",
	"exec the program",
	"supervise the program",
	"bring the outputs out",
	"make a net namespace",
};

#define MINIMAL_LAYERS                                                                             \
	(ASSAY_LAYER_NO_NEW_PRIVILEGES | ASSAY_LAYER_CAPABILITIES | ASSAY_LAYER_SECCOMP |          \
		ASSAY_LAYER_LANDLOCK | ASSAY_LAYER_RLIMITS)
#define REDUCED_LAYERS                                                                             \
	(MINIMAL_LAYERS | ASSAY_LAYER_USER_NAMESPACE | ASSAY_LAYER_MOUNT_NAMESPACE |               \
		ASSAY_LAYER_PID_NAMESPACE | ASSAY_LAYER_NET_NAMESPACE |                            \
		ASSAY_LAYER_IPC_NAMESPACE | ASSAY_LAYER_UTS_NAMESPACE |                            \
		ASSAY_LAYER_CGROUP_NAMESPACE | ASSAY_LAYER_ROOT)
#define FULL_LAYERS                                                                                \
	(REDUCED_LAYERS | ASSAY_LAYER_CGROUP_MEMORY | ASSAY_LAYER_CGROUP_PIDS |                    \
		ASSAY_LAYER_CGROUP_CPU)

const char *assay_level_name(enum assay_level level)
{
	return (size_t)level < ITEMS(level_names) ? level_names[level] : "none";
}

int assay_level_parse(const char *text, enum assay_level *ret_level, struct assay_error *err)
{
	for (size_t i = 0; i < ITEMS(level_names); i++) {
		if (strcmp(level_names[i], text) == 0) {
			*ret_level = (enum assay_level)i;
			return 0;
		}
	}
	return assay_error_set(err, ASSAY_ERR_USAGE,
		"isolation level: '%s' is not one of none, minimal, reduced, full", text);
}

const char *assay_layer_name(enum assay_layer layer)
{
	for (size_t i = 0; i < ASSAY_LAYER_COUNT; i++) {
		if ((unsigned)layer == 1u << i)
			return layer_names[i];
	}
	return NULL;
}

const char *assay_status_name(enum assay_status status)
{
	return (size_t)status < ITEMS(status_names) ? status_names[status] : "internal-error";
}

const char *assay_source_name(enum assay_source source)
{
	return (size_t)source < ITEMS(source_names) ? source_names[source] : "none";
}

const char *assay_step_name(enum assay_step step)
{
	return (size_t)step < ASSAY_STEP_COUNT ? step_names[step] : "an unknown step";
}

enum assay_level assay_level_of(uint32_t layers)
{
	static const uint32_t wanted[] = {0, MINIMAL_LAYERS, REDUCED_LAYERS, FULL_LAYERS};
	size_t level = ITEMS(wanted) - 1;
	while ((layers & wanted[level]) != wanted[level])
		level--;
	return (enum assay_level)level;
}
