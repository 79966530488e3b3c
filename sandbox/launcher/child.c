/*
 * child.c - owns the way of the program's process from the fork to the exec. It may be made before
 * its request is there: all that no request changes is done, the filter is loaded, and then it waits
 * at the gate, in a read(2) that every filter allows, until init has done the rest from outside.
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
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "weaken.h"

/* What a step returns, in weakened builds only, when it was left out. */
#define SKIPPED 1

static int fail_errno(int errno_value)
{
	errno = errno_value;
	return -1;
}

/* Init hears of our exec, and of our end, from a robust futex that we hold: no other sign of an exec
 * reaches a process that shares our descriptors (get_robust_list(2)). */
static int hold_futex(struct assay_order *order)
{
	static struct robust_list entry;
	static struct robust_list_head head;
	entry.next = &head.list;
	head.list.next = &entry;
	head.futex_offset = (long)((uintptr_t)&order->held - (uintptr_t)&entry);
	pid_t self = (pid_t)syscall(SYS_gettid);
	if (self <= 0)
		return -1;
	__atomic_store_n(&order->held, (uint32_t)self | FUTEX_WAITERS, __ATOMIC_RELEASE);
	return (int)syscall(SYS_set_robust_list, &head, sizeof head);
}

static int start_session(struct assay_order *order)
{
	if (hold_futex(order) != 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
		return -1;
	return setsid() < 0 ? -1 : 0;
}

/*
 * The group, and then the cgroup namespace, of which the group becomes the root. In this order: with
 * nsdelegate, version 2 lets nobody move into a group outside its namespace (cgroups(7)).
 */
static int enter_cgroup(struct assay_order *order)
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

static int drop_capabilities(struct assay_order *order)
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

static int check_privileges(struct assay_order *order)
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

static int restrict_files(struct assay_order *order)
{
	if (assay_weaken("landlock"))
		return SKIPPED;
	if (syscall(SYS_landlock_restrict_self, order->landlock, 0) != 0)
		return -1;
	if (open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC) >= 0 || errno != EACCES)
		return fail_errno(EPROTO);
	return 0;
}

static int reset_signals(struct assay_order *order)
{
	(void)order;
	sigset_t none;
	sigemptyset(&none);
	return sigprocmask(SIG_SETMASK, &none, NULL);
}

static int load_filter(struct assay_order *order)
{
	static struct sock_filter code[BPF_MAXINSNS];
	const struct assay_wire_filter *filter = order->filter;
	struct sock_fprog program = {.len = (unsigned short)filter->length, .filter = code};
	memcpy(code, filter->code, filter->length * sizeof code[0]);
	/* Rules that mean the program's own process. */
	for (uint32_t i = 0; i < filter->length; i++) {
		if (code[i].k == ASSAY_SELF)
			code[i].k = (uint32_t)getpid();
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
	int (*run)(struct assay_order *order);
} steps[] = {
	{ASSAY_STEP_SESSION, 0, start_session},
	{ASSAY_STEP_CGROUP, 0, enter_cgroup},
	{ASSAY_STEP_CAPABILITIES, ASSAY_LAYER_CAPABILITIES, drop_capabilities},
	{ASSAY_STEP_PRIVILEGES, ASSAY_LAYER_NO_NEW_PRIVILEGES, check_privileges},
	{ASSAY_STEP_LANDLOCK, ASSAY_LAYER_LANDLOCK, restrict_files},
	{ASSAY_STEP_SIGNALS, 0, reset_signals},
	{ASSAY_STEP_SECCOMP, ASSAY_LAYER_SECCOMP, load_filter},
};

/* Says that all is set, and waits for init's word. */
static bool pass_gate(int gate)
{
	char word = 0;
	if (write(gate, &word, 1) != 1)
		return false;
	ssize_t n;
	do
		n = read(gate, &word, 1);
	while (n < 0 && errno == EINTR);
	return n == 1;
}

noreturn void assay_child_run(struct assay_order *order)
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
	if (!pass_gate(order->gate)) {
		assay_fault_set(record, ASSAY_STEP_SUPERVISE, EPIPE);
		_exit(125);
	}
	__atomic_store_n(&record->start_ns, assay_clock_ns(), __ATOMIC_RELEASE);
	syscall(SYS_execveat, ASSAY_EXEC_FD, "", order->argv, order->envp, AT_EMPTY_PATH);
	assay_fault_set(record, ASSAY_STEP_EXEC, errno);
	_exit(125);
}
