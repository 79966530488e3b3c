/*
 * arm.c - owns what a waiting program's process is given when its request is known: descriptors
 * and limits. In init, whose descriptor table that process has in common until its exec; the
 * process itself has its filter by now and could do none of this.
 */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/resource.h>
#include <unistd.h>

#include "weaken.h"

#define PLAIN_FILES     16
#define TOOLCHAIN_FILES 256
#define PENDING_SIGNALS 64
/* Server, two inits and what is being taken down. */
#define OUR_PROCESSES   8
#define LIBRARIES_FILES 64
/* Less than ASSAY_EXEC_FD, so that no descriptor of the program's can be put there again. */
#define NETWORK_FILES 128
/* With a limited address space, the stack of each thread must leave room for the others'. */
#define THREAD_STACK (UINT64_C(8) << 20)

/* The program's descriptor, and the channels in their places; all else ends with the exec. */
static int place_descriptors(const struct assay_order *order)
{
	int program = order->program;
	if (program < 0) {
		program = open(order->program_path, O_PATH | O_CLOEXEC);
		if (program < 0)
			return -1;
	}
	if (close_range(0, ~0U, CLOSE_RANGE_CLOEXEC) != 0 ||
		dup3(program, ASSAY_EXEC_FD, O_CLOEXEC) < 0)
		return -1;
	for (size_t i = 0; i < order->run->channel_count; i++) {
		if (dup3(order->fds[i], order->run->channel_fd[i], 0) < 0)
			return -1;
	}
	if (assay_weaken("descriptors") && dup3(order->server->host_proc, 9, 0) < 0)
		return -1;
	return 0;
}

static uint64_t stack_limit(const struct assay_order *order)
{
	const struct assay_limits *limits = &order->run->limits;
	uint64_t stack = limits->stack_bytes != 0 ? limits->stack_bytes : limits->memory_bytes;
	if (order->server->cgroup.version == 0 && limits->processes > 1 && stack > THREAD_STACK)
		stack = THREAD_STACK;
	return stack;
}

/*
 * Queued signals are counted for a user, and for a user of a namespace: who filled the queue would
 * take it from everybody, and be seen to. Without namespaces there is none to fill but for threads,
 * which are cancelled by a queued signal.
 */
static uint64_t pending_limit(const struct assay_order *order)
{
	bool own = order->server->namespaces || order->run->limits.processes > 1;
	return own ? PENDING_SIGNALS : 0;
}

/* Where no group counts processes. Threads count too; so do we, init and what of the run before the
 * kernel has not yet taken down: hence the slack. */
static uint64_t process_limit(const struct assay_order *order)
{
	return order->server->own_crowd ? order->run->limits.processes + OUR_PROCESSES
					: RLIM_INFINITY;
}

static uint64_t files_limit(const struct assay_wire_run *run)
{
	static const uint64_t files[] = {[ASSAY_ROOT_EMPTY] = PLAIN_FILES,
		[ASSAY_ROOT_TOOLCHAIN] = TOOLCHAIN_FILES,
		[ASSAY_ROOT_LIBRARIES] = LIBRARIES_FILES};
	return run->own_network != 0 ? NETWORK_FILES : files[run->root];
}

/* One limit of the child, soft and hard; never above what we were started with. */
static int limit_one(pid_t child, int resource, uint64_t value)
{
	__rlimit_resource_t which = (__rlimit_resource_t)resource;
	struct rlimit limit = {.rlim_cur = value, .rlim_max = value};
	struct rlimit now;
	int status = prlimit(child, which, &limit, &now);
	/* EPERM: more than the hard limit that there is, which must be so. */
	if ((status != 0 && errno == EPERM) || (status == 0 && now.rlim_max < value)) {
		if (status != 0 && prlimit(child, which, NULL, &now) != 0)
			return -1;
		if (now.rlim_max < value)
			limit.rlim_cur = limit.rlim_max = now.rlim_max;
		status = prlimit(child, which, &limit, NULL);
	}
	if (status != 0 || prlimit(child, which, NULL, &now) != 0)
		return -1;
	if (now.rlim_max != limit.rlim_max || now.rlim_cur != limit.rlim_cur) {
		errno = EPROTO;
		return -1;
	}
	return 0;
}

static int limit_resources(const struct assay_order *order, pid_t child)
{
	const struct assay_limits *limits = &order->run->limits;
	bool plain = order->run->root != ASSAY_ROOT_TOOLCHAIN;
	bool group = order->server->cgroup.version != 0;
	const struct {
		int resource;
		uint64_t value;
	} rows[] = {
		{RLIMIT_CORE, 0},
		{RLIMIT_NOFILE, files_limit(order->run)},
		{RLIMIT_FSIZE, plain ? 0 : limits->scratch_bytes},
		{RLIMIT_STACK, stack_limit(order)},
		{RLIMIT_MEMLOCK, 0},
		{RLIMIT_MSGQUEUE, 0},
		{RLIMIT_SIGPENDING, pending_limit(order)},
		{RLIMIT_NPROC, process_limit(order)},
		/* Whole seconds, above our own clock: a second line of defence. */
		{RLIMIT_CPU, limits->cpu_ns / 1000000000u + 2},
		{RLIMIT_AS, group ? RLIM_INFINITY : limits->memory_bytes},
	};
	if (assay_weaken("rlimits"))
		return 0;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (limit_one(child, rows[i].resource, rows[i].value) != 0)
			return -1;
	}
	order->server->record->layers |= ASSAY_LAYER_RLIMITS;
	return 0;
}

enum assay_step assay_arm(const struct assay_order *order, pid_t child)
{
	if (place_descriptors(order) != 0)
		return ASSAY_STEP_DESCRIPTORS;
	return limit_resources(order, child) != 0 ? ASSAY_STEP_RLIMITS : ASSAY_STEP_NONE;
}
