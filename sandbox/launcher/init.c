/*
 * init.c - owns a box's process 1: it forks the program's process, supervises it, and brings the
 * outputs out. It takes nothing from the program but the kernel's word about it.
 */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "weaken.h"

/* The CPU clock is looked at no more often than this. */
#define LEAST_WAIT_NS UINT64_C(1000000)

/* What stands for all boxes of the server; the other layers are checked in each run. */
#define SHARED_LAYERS                                                                              \
	(ASSAY_LAYER_USER_NAMESPACE | ASSAY_LAYER_MOUNT_NAMESPACE | ASSAY_LAYER_NET_NAMESPACE |    \
		ASSAY_LAYER_IPC_NAMESPACE | ASSAY_LAYER_UTS_NAMESPACE | ASSAY_LAYER_ROOT)

struct box {
	struct assay_order *order;
	struct assay_wire_record *record;
	pid_t child;
	int scratch; /* -1: a plain run */
	int signals;
	int gate;                    /* our end; see child.c */
	uint64_t cpu_ns, peak_bytes; /* of what has been reaped */
};

void assay_fault_set(struct assay_wire_record *record, enum assay_step step, int errno_value)
{
	if (record->fault_step != ASSAY_STEP_NONE)
		return;
	record->fault_errno = errno_value;
	record->fault_step = (int32_t)step;
}

static bool say(const struct assay_server *server, char word)
{
	return write(server->words[1], &word, 1) == 1;
}

/* The record is whole, and nobody but us is left in the box: the server need not wait until the
 * kernel has taken our pid namespace down. It answers first, and kills us then. */
static noreturn void leave(const struct assay_server *server)
{
	__atomic_store_n(&server->record->complete, 1, __ATOMIC_RELEASE);
	bool said = say(server, ASSAY_WORD_ENDED);
	while (said && getpid() == 1)
		pause();
	_exit(said ? 0 : 1);
}

/* A fault of ours; before the program was forked or when it is gone. While nobody has asked for a run
 * there is nobody to tell: the server notices our end, and makes a box that may fail aloud. */
static noreturn void fail(const struct box *box, enum assay_step step)
{
	const struct assay_order *order = box->order;
	if (order->ahead && __atomic_load_n(&order->taken, __ATOMIC_ACQUIRE) == 0)
		_exit(1);
	assay_fault_set(box->record, step, errno);
	leave(box->order->server);
}

/* The root of the run, and its files. */
static void enter_root(struct box *box)
{
	struct assay_order *order = box->order;
	enum assay_step step = ASSAY_STEP_ROOT;
	if (order->run->root == ASSAY_ROOT_LIBRARIES && order->server->namespaces &&
		assay_root_enter_libraries(order->server) != 0)
		fail(box, step);
	if (order->run->root != ASSAY_ROOT_TOOLCHAIN)
		return;
	box->scratch = order->scratch;
	if (order->server->namespaces)
		box->scratch = assay_root_enter(
			order->server->toolchain, order->run->limits.scratch_bytes, &step);
	else if (fchdir(order->scratch) != 0)
		fail(box, ASSAY_STEP_SCRATCH);
	if (box->scratch < 0)
		fail(box, step);
	if (assay_scratch_fill(order, box->scratch) != 0)
		fail(box, ASSAY_STEP_FILES);
}

static int choose_landlock(const struct box *box)
{
	const struct assay_server *server = box->order->server;
	if (box->order->run->root == ASSAY_ROOT_LIBRARIES)
		return assay_landlock_libraries(server->landlock_abi);
	if (box->order->run->own_network != 0)
		return assay_landlock_network(server->landlock_abi);
	return box->scratch < 0 ? server->plain_landlock
				: assay_landlock_toolchain(server->landlock_abi, box->scratch);
}

static void check_place(struct box *box)
{
	const struct assay_server *server = box->order->server;
	box->record->layers = server->layers & SHARED_LAYERS;
	if (!server->namespaces)
		return;
	errno = EPROTO;
	if (!assay_weaken("pid-namespace")) {
		if (getpid() != 1)
			fail(box, ASSAY_STEP_PID_NAMESPACE);
		box->record->layers |= ASSAY_LAYER_PID_NAMESPACE;
	}
	if ((server->layers & ASSAY_LAYER_ROOT) != 0 && access("/etc/passwd", F_OK) == 0)
		fail(box, ASSAY_STEP_ROOT);
}

static uint64_t time_ns(struct timeval time)
{
	return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_usec * 1000u;
}

/* Notes what one wait returned. */
static void note_death(struct box *box, pid_t pid, int status, const struct rusage *usage)
{
	box->cpu_ns += time_ns(usage->ru_utime) + time_ns(usage->ru_stime);
	uint64_t peak = (uint64_t)usage->ru_maxrss * 1024;
	if (peak > box->peak_bytes)
		box->peak_bytes = peak;
	if (pid != box->child)
		return;
	box->record->wait_status = status;
	box->record->ended = 1;
}

/* Takes the dead that are there; `options` as of waitpid(2). */
static void reap(struct box *box, int options)
{
	for (;;) {
		struct rusage usage;
		int status;
		pid_t pid = wait4(-1, &status, options, &usage);
		if (pid > 0)
			note_death(box, pid, status, &usage);
		else if (pid == 0 || errno == ECHILD)
			return;
		else if (errno != EINTR) {
			assay_fault_set(box->record, ASSAY_STEP_SUPERVISE, errno);
			return;
		}
	}
}

/* The program has ended, or we could not see whether it has. */
static bool is_over(const struct box *box)
{
	return box->record->ended != 0 || box->record->fault_step != ASSAY_STEP_NONE;
}

/* Kills everything in the box and waits until it is gone. */
static void end_box(struct box *box)
{
	int host_proc = box->order->server->host_proc;
	if (getpid() == 1) {
		if (kill(-1, SIGKILL) != 0 && errno != ESRCH) {
			assay_fault_set(box->record, ASSAY_STEP_SUPERVISE, errno);
			_exit(1); /* which ends the box as well */
		}
		reap(box, 0);
		return;
	}
	assay_group_kill(&box->order->server->cgroup);
	while (assay_children_kill(host_proc, &box->child) > 0) {
		siginfo_t info;
		if (waitid(P_ALL, 0, &info, WEXITED | WNOWAIT) != 0)
			break;
		reap(box, WNOHANG);
	}
}

static uint64_t read_cpu_ns(const struct box *box)
{
	const struct assay_server *server = box->order->server;
	struct timespec used = {0};
	uint64_t ns = box->cpu_ns;
	/* The CPU clock of a process (clock_getcpuclockid(3)), all its threads. */
	clockid_t clock = (clockid_t)((~(unsigned)box->child << 3) | 2u);
	if (clock_gettime(clock, &used) == 0)
		ns += (uint64_t)used.tv_sec * 1000000000u + (uint64_t)used.tv_nsec;
	/* A group's account has everything. Without one, who has not been waited for is in nobody's; plain
	 * runs have but one process. */
	uint64_t others_ns = 0;
	if (server->cgroup.version != 0)
		others_ns = assay_group_cpu_ns(&server->cgroup);
	else if (box->order->run->root != ASSAY_ROOT_EMPTY)
		others_ns = box->cpu_ns + assay_children_cpu_ns(server->host_proc);
	return others_ns > ns ? others_ns : ns;
}

/* How long nothing can reach the CPU limit; 0 when it is reached. */
static uint64_t cpu_left_ns(const struct box *box)
{
	const struct assay_limits *limits = &box->order->run->limits;
	uint64_t used = read_cpu_ns(box);
	if (assay_weaken("cpu-clock"))
		return UINT64_C(1000000000);
	if (used >= limits->cpu_ns)
		return 0;
	uint64_t parallel = box->order->server->processors;
	if (limits->processes < parallel)
		parallel = limits->processes;
	uint64_t left = (limits->cpu_ns - used) / (parallel == 0 ? 1 : parallel);
	return left < LEAST_WAIT_NS ? LEAST_WAIT_NS : left;
}

/* A refused call: noted, never answered; the box ends. False: the caller was gone already. */
static bool note_refused(struct box *box)
{
	/* Room for a kernel whose struct is larger (seccomp_unotify(2)). */
	union {
		struct seccomp_notif call;
		char room[512];
	} notice = {.room = {0}};
	struct assay_wire_record *record = box->record;
	if (ioctl(record->listener, SECCOMP_IOCTL_NOTIF_RECV, &notice) != 0)
		return false;
	record->forbidden = 1;
	record->forbidden_number = notice.call.data.nr;
	record->forbidden_arch = notice.call.data.arch;
	for (size_t i = 0; i < 6; i++)
		record->forbidden_arguments[i] = notice.call.data.args[i];
	return true;
}

static void drain_signals(int signals)
{
	struct signalfd_siginfo info[8];
	while (read(signals, info, sizeof info) > 0)
		;
}

/* Returns when the box has to end. */
static void supervise(struct box *box)
{
	struct pollfd watched[] = {{.fd = box->signals, .events = POLLIN},
		{.fd = box->order->server->control[0], .events = POLLIN},
		{.fd = box->record->listener, .events = POLLIN}};
	while (!is_over(box)) {
		uint64_t left = cpu_left_ns(box);
		if (left == 0) {
			box->record->cpu_reached = 1;
			return;
		}
		struct timespec timeout = {.tv_sec = (time_t)(left / 1000000000u),
			.tv_nsec = (long)(left % 1000000000u)};
		if (ppoll(watched, 3, &timeout, NULL) < 0 && errno != EINTR) {
			assay_fault_set(box->record, ASSAY_STEP_SUPERVISE, errno);
			return;
		}
		if (watched[1].revents != 0)
			return;
		if ((watched[2].revents & POLLIN) != 0 && note_refused(box))
			return;
		if ((watched[2].revents & (POLLHUP | POLLERR)) != 0)
			watched[2].fd = -1;
		if (watched[0].revents != 0) {
			drain_signals(box->signals);
			reap(box, WNOHANG);
		}
	}
}

/* What init shares with nobody after the fork: its copies of the program's ends. */
static void close_channels(const struct assay_order *order)
{
	close_range(0, 9, 0);
	for (size_t i = 0; i < order->run->channel_count; i++)
		close(order->fds[i]);
}

/* CLONE_FILES: the listener that seccomp(2) gives the child is ours too, and what we place among the
 * descriptors is the child's; the exec parts the tables. Not CLONE_VM. */
static void fork_program(struct box *box)
{
	int ends[2];
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		fail(box, ASSAY_STEP_SIGNALS);
	box->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (box->signals < 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		fail(box, ASSAY_STEP_SIGNALS);
	box->gate = ends[0];
	box->order->gate = ends[1];
	int group = assay_group_birth(&box->order->server->cgroup);
	pid_t pid = assay_clone_into(group, CLONE_FILES, NULL, &box->order->in_group);
	if (pid == 0)
		assay_child_run(box->order);
	if (pid < 0)
		fail(box, ASSAY_STEP_FORK);
	box->child = pid;
}

/* True when the child waits at the gate; false when it has ended before. */
static bool await_child(struct box *box)
{
	struct pollfd watched[] = {
		{.fd = box->gate, .events = POLLIN}, {.fd = box->signals, .events = POLLIN}};
	while (!is_over(box)) {
		char word;
		if (poll(watched, 2, -1) < 0)
			continue;
		if (watched[0].revents != 0 && read(box->gate, &word, 1) == 1)
			return true;
		if (watched[1].revents != 0) {
			drain_signals(box->signals);
			reap(box, WNOHANG);
		}
	}
	return false;
}

/* We were made ahead: waits for the request, which the server has seen to fit, and takes it. */
static void await_request(struct box *box)
{
	struct assay_order *order = box->order;
	while (__atomic_load_n(&order->go, __ATOMIC_ACQUIRE) == 0)
		assay_futex_wait(&order->go, 0);
	/* The process that waited with us may have been killed meanwhile. */
	reap(box, WNOHANG);
	if (box->record->ended != 0)
		fail(box, ASSAY_STEP_SUPERVISE);
	ssize_t n = assay_order_receive(order->server->socket, order->run, sizeof *order->run,
		order->fds, &order->fd_count);
	/* One that is still there is another's, or else its answer would be taken for the next one's. */
	if (n < 0)
		fail(box, ASSAY_STEP_REQUEST);
	__atomic_store_n(&order->taken, 1, __ATOMIC_RELEASE);
	errno = EBADMSG;
	if (n == 0 || order->run->kind != ASSAY_WIRE_RUN ||
		!assay_order_parse(order, order->run, (size_t)n))
		fail(box, ASSAY_STEP_REQUEST);
	close(order->server->socket);
}

/* Lets the child go; returns when it has made its exec or has ended. */
static void start_program(struct box *box)
{
	struct assay_order *order = box->order;
	enum assay_step step = assay_arm(order, box->child);
	if (step == ASSAY_STEP_NONE && write(box->gate, "", 1) != 1)
		step = ASSAY_STEP_SUPERVISE;
	if (step != ASSAY_STEP_NONE) {
		assay_fault_set(box->record, step, errno);
		end_box(box);
		leave(order->server);
	}
	for (;;) {
		uint32_t held = __atomic_load_n(&order->held, __ATOMIC_ACQUIRE);
		if ((held & FUTEX_OWNER_DIED) != 0)
			break;
		assay_futex_wait(&order->held, held);
	}
	close_channels(order);
}

noreturn void assay_init_run(struct assay_order *order)
{
	struct box box = {.order = order, .record = order->server->record, .scratch = -1};
	close(order->server->control[1]);
	if (!order->ahead)
		close(order->server->socket);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
		fail(&box, ASSAY_STEP_SIGNALS);
	/* A server that died before that call sends no signal, but its end of the pipe is closed. */
	struct pollfd server_end = {.fd = order->server->control[0]};
	if (poll(&server_end, 1, 0) != 0)
		_exit(1);
	if (!order->server->namespaces && prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
		fail(&box, ASSAY_STEP_SIGNALS);
	enter_root(&box);
	if (order->run->own_network != 0 && assay_network_enter(order->server->host_proc) != 0)
		fail(&box, ASSAY_STEP_NETWORK);
	check_place(&box);
	order->landlock = choose_landlock(&box);
	fork_program(&box);
	bool waits = await_child(&box);
	if (order->ahead && !waits)
		fail(&box, ASSAY_STEP_SUPERVISE);
	if (order->ahead)
		await_request(&box);
	if (waits)
		start_program(&box);
	supervise(&box);
	end_box(&box);
	box.record->end_ns = assay_clock_ns();
	box.record->cpu_ns = box.cpu_ns;
	box.record->cpu_source = ASSAY_SOURCE_RUSAGE;
	box.record->peak_bytes = box.peak_bytes;
	box.record->peak_source = ASSAY_SOURCE_RUSAGE;
	if (box.scratch >= 0 && box.record->fault_step == ASSAY_STEP_NONE &&
		assay_scratch_take(order, box.scratch) != 0)
		fail(&box, ASSAY_STEP_OUTPUTS);
	leave(order->server);
}
