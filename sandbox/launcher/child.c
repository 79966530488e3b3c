/*
 * child.c - owns the way of the program's process from the fork to the exec.
 *
 * Async-signal-safe calls only; leaves by the exec or by _exit. Every defence is checked after it
 * is set, and the first fault ends the process before any byte of the program has run. The
 * descriptor table is init's too, so nothing here may be closed that init needs.
 */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "weaken.h"

#define PLAIN_FILES     16
#define TOOLCHAIN_FILES 256
#define PENDING_SIGNALS 64
#define LIBRARIES_FILES 64
/* Less than ASSAY_EXEC_FD, so that no descriptor of the program's can be put there again. */
#define NETWORK_FILES 128
/* With a limited address space, the stack of each thread must leave room for the others'. */
#define THREAD_STACK (UINT64_C(8) << 20)

/* What a step returns, in weakened builds only, when it was left out. */
#define SKIPPED 1

static int fail_errno(int errno_value)
{
	errno = errno_value;
	return -1;
}

static int start_session(const struct assay_order *order)
{
	(void)order;
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
		return -1;
	return setsid() < 0 ? -1 : 0;
}

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

static uint64_t files_limit(const struct assay_wire_run *run)
{
	static const uint64_t files[] = {[ASSAY_ROOT_EMPTY] = PLAIN_FILES,
		[ASSAY_ROOT_TOOLCHAIN] = TOOLCHAIN_FILES,
		[ASSAY_ROOT_LIBRARIES] = LIBRARIES_FILES};
	return run->own_network != 0 ? NETWORK_FILES : files[run->root];
}

static int limit_resources(const struct assay_order *order)
{
	const struct assay_limits *limits = &order->run->limits;
	bool plain = order->run->root != ASSAY_ROOT_TOOLCHAIN;
	bool group = order->server->cgroup.version != 0;
	struct {
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
		/* Whole seconds, above our own clock: a second line of defence. */
		{RLIMIT_CPU, limits->cpu_ns / 1000000000u + 2},
		{RLIMIT_AS, group ? RLIM_INFINITY : limits->memory_bytes},
	};
	if (assay_weaken("rlimits"))
		return SKIPPED;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct rlimit now;
		if (getrlimit((__rlimit_resource_t)rows[i].resource, &now) != 0)
			return -1;
		rlim_t value = rows[i].value < now.rlim_max ? rows[i].value : now.rlim_max;
		struct rlimit limit = {.rlim_cur = value, .rlim_max = value};
		if (setrlimit((__rlimit_resource_t)rows[i].resource, &limit) != 0 ||
			getrlimit((__rlimit_resource_t)rows[i].resource, &now) != 0)
			return -1;
		if (now.rlim_max != value || now.rlim_cur != value)
			return fail_errno(EPROTO);
	}
	return 0;
}

/*
 * The group, and then the cgroup namespace, of which the group becomes the root. In this order: with
 * nsdelegate, version 2 lets nobody move into a group outside its namespace (cgroups(7)).
 */
static int enter_cgroup(const struct assay_order *order)
{
	const struct assay_server *server = order->server;
	if (server->cgroup.version != 0) {
		if (!order->in_group && assay_group_attach(&server->cgroup) != 0)
			return -1;
		server->record->layers |= ASSAY_LAYER_CGROUP_MEMORY | ASSAY_LAYER_CGROUP_PIDS |
					  ASSAY_LAYER_CGROUP_CPU;
	}
	if (!server->namespaces || assay_weaken("cgroup-namespace"))
		return 0;
	if (unshare(CLONE_NEWCGROUP) != 0)
		return -1;
	server->record->layers |= ASSAY_LAYER_CGROUP_NAMESPACE;
	return 0;
}

static int drop_capabilities(const struct assay_order *order)
{
	(void)order;
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct sets[2] = {{0}};
	/* Without no_new_privs only a capability lets a filter be loaded (seccomp(2)). */
	if (assay_weaken("capabilities") || assay_weaken("no-new-privileges"))
		return SKIPPED;
	/* The bounding and ambient sets were emptied for good by the server. */
	if (syscall(SYS_capset, &header, sets) != 0 || syscall(SYS_capget, &header, sets) != 0)
		return -1;
	for (size_t i = 0; i < 2; i++) {
		if ((sets[i].effective | sets[i].permitted | sets[i].inheritable) != 0)
			return fail_errno(EPROTO);
	}
	if (order->server->namespaces && prctl(PR_CAPBSET_READ, CAP_SYS_ADMIN) != 0)
		return fail_errno(EPROTO);
	return 0;
}

static int check_privileges(const struct assay_order *order)
{
	(void)order;
	if (prctl(PR_SET_DUMPABLE, 0) != 0)
		return -1;
	if (assay_weaken("no-new-privileges"))
		return SKIPPED;
	if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
		return fail_errno(EPROTO);
	return 0;
}

static int restrict_files(const struct assay_order *order)
{
	if (assay_weaken("landlock"))
		return SKIPPED;
	if (syscall(SYS_landlock_restrict_self, order->landlock, 0) != 0)
		return -1;
	if (open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC) >= 0 || errno != EACCES)
		return fail_errno(EPROTO);
	return 0;
}

static int reset_signals(const struct assay_order *order)
{
	(void)order;
	sigset_t none;
	sigemptyset(&none);
	return sigprocmask(SIG_SETMASK, &none, NULL);
}

static int load_filter(const struct assay_order *order)
{
	struct assay_wire_filter *filter = order->filter;
	struct sock_fprog program = {.len = (unsigned short)filter->length, .filter = filter->code};
	/* Rules that mean the program's own process; this copy of the filter is ours alone. */
	for (uint32_t i = 0; i < filter->length; i++) {
		if (filter->code[i].k == ASSAY_SELF)
			filter->code[i].k = (uint32_t)getpid();
	}
	unsigned flags = filter->notify != 0 ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0;
	if (assay_weaken("seccomp"))
		return SKIPPED;
	long got = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
	if (got < 0)
		return -1;
	order->server->record->listener = flags != 0 ? (int32_t)got : -1;
	/* The filter proves that it is in force. */
	if (syscall(SYS_acct, ASSAY_CANARY) != -1 || errno != ENOTUNIQ)
		return fail_errno(EPROTO);
	return 0;
}

/* In this order: each step needs what the later ones take away. */
static const struct {
	enum assay_step step;
	uint32_t layers; /* that stand once it is done */
	int (*run)(const struct assay_order *order);
} steps[] = {
	{ASSAY_STEP_SESSION, 0, start_session},
	{ASSAY_STEP_DESCRIPTORS, 0, place_descriptors},
	{ASSAY_STEP_RLIMITS, ASSAY_LAYER_RLIMITS, limit_resources},
	{ASSAY_STEP_CGROUP, 0, enter_cgroup},
	{ASSAY_STEP_CAPABILITIES, ASSAY_LAYER_CAPABILITIES, drop_capabilities},
	{ASSAY_STEP_PRIVILEGES, ASSAY_LAYER_NO_NEW_PRIVILEGES, check_privileges},
	{ASSAY_STEP_LANDLOCK, ASSAY_LAYER_LANDLOCK, restrict_files},
	{ASSAY_STEP_SIGNALS, 0, reset_signals},
	{ASSAY_STEP_SECCOMP, ASSAY_LAYER_SECCOMP, load_filter},
};

noreturn void assay_child_run(const struct assay_order *order)
{
	struct assay_wire_record *record = order->server->record;
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		int status = steps[i].run(order);
		if (status < 0) {
			assay_fault_set(record, steps[i].step, errno);
			_exit(125);
		}
		if (status != SKIPPED)
			record->layers |= steps[i].layers;
	}
	if (record->listener >= 0)
		record->layers |= ASSAY_LAYER_SECCOMP_NOTIFY;
	__atomic_store_n(&record->start_ns, assay_clock_ns(), __ATOMIC_RELEASE);
	syscall(SYS_execveat, ASSAY_EXEC_FD, "", order->argv, order->envp, AT_EMPTY_PATH);
	assay_fault_set(record, ASSAY_STEP_EXEC, errno);
	_exit(125);
}
