/*
 * server.c - owns the server: it takes requests, makes one init a run, and keeps the wall clock.
 *
 * It runs no candidate byte and reads nothing that a candidate wrote.
 */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "weaken.h"

/* How long init may take to set up, and to end a box once it is told to. */
#define SETUP_NS  UINT64_C(10000000000)
#define ENDING_NS UINT64_C(3000000000)
/* How often one looks whether a set-up that takes longer than the wall limit has ended. */
#define LOOK_NS UINT64_C(20000000)

union packet {
	uint32_t kind;
	struct assay_wire_filter filter;
	struct assay_wire_run run;
};

/* While init has not taken its request off the socket, only the socket's end is watched; one looks
 * this often whether it has. A run that is over by then costs the server no turn. */
#define TAKE_NS UINT64_C(5000000)
/* How long the runner has the processor to itself after an answer, unless it asks for more. */
#define RUNNER_NS 50000
/* A request without its texts. */
#define HEAD_SIZE offsetof(struct assay_wire_run, text)

/* What the last plain run asked for. */
struct plain {
	bool known;
	uint32_t slot;
	struct assay_limits limits;
};

/* What the server has between requests; shared with init. */
struct session {
	struct plain plain;
	union packet packet;
	struct assay_order order;
	struct assay_wire_filter filters[ASSAY_FILTERS_MAX];
};

/* One run under way, or an init that was made ahead of its request. */
struct watch {
	pid_t init; /* 0: none */
	int pidfd;
	uint64_t wall_ns;
	uint64_t setup_end_ns; /* by when the program must have been started */
	uint64_t deadline_ns;  /* when to act next */
	bool stopping;
	struct assay_wire_reply reply;
};

static void close_all(const int *fds, size_t count)
{
	for (size_t i = 0; i < count; i++)
		close(fds[i]);
}

/* By its number too, which is its own until it is reaped: who waits for it waits without end. */
static void kill_init(const struct watch *watch)
{
	if (syscall(SYS_pidfd_send_signal, watch->pidfd, SIGKILL, NULL, 0) != 0)
		kill(watch->init, SIGKILL);
}

/* Tells init to end the box; it answers by ending. */
static void stop(struct assay_server *server, struct watch *watch)
{
	if (watch->stopping)
		return;
	watch->stopping = true;
	watch->deadline_ns = assay_clock_ns() + ENDING_NS;
	__atomic_store_n(&server->record->stop, 1, __ATOMIC_RELEASE);
	if (write(server->control[1], "", 1) != 1)
		watch->deadline_ns = 0;
}

/* The clock struck: the wall limit, or an init that does not come on. */
static void act_on_time(struct assay_server *server, struct watch *watch)
{
	uint64_t now = assay_clock_ns();
	uint64_t start = __atomic_load_n(&server->record->start_ns, __ATOMIC_ACQUIRE);
	if (watch->stopping || (start == 0 && now >= watch->setup_end_ns)) {
		kill_init(watch);
		watch->deadline_ns = UINT64_MAX;
		return;
	}
	if (start == 0) {
		watch->deadline_ns = now + LOOK_NS;
		return;
	}
	if (now < start + watch->wall_ns) {
		watch->deadline_ns = start + watch->wall_ns;
		return;
	}
	watch->reply.wall_reached = 1;
	watch->reply.waited_cpu = assay_delay_judge(server->host_proc, watch->init, watch->wall_ns);
	stop(server, watch);
}

static void drain(int fd)
{
	char bytes[16];
	while (read(fd, bytes, sizeof bytes) > 0)
		;
}

/* After this nothing is left of the run. */
static void reap(struct assay_server *server, struct watch *watch)
{
	while (waitpid(watch->init, &watch->reply.init_status, 0) < 0 && errno == EINTR)
		;
	/* Processes that lost their init come to us only where there is no pid namespace. */
	while (!server->namespaces && assay_children_kill(server->host_proc, NULL) > 0)
		waitpid(-1, NULL, 0);
	close(watch->pidfd);
	watch->init = 0;
	drain(server->control[0]);
	drain(server->words[0]);
}

/* A word from the library while a box runs. */
static void hear(struct assay_server *server, struct watch *watch)
{
	struct assay_wire_kill word;
	ssize_t n = recv(server->socket, &word, sizeof word, MSG_DONTWAIT);
	if (n == 0) {
		kill_init(watch);
		/* Without a pid namespace the compiler's children outlive init: they end here. */
		reap(server, watch);
		_exit(0);
	}
	if (n == sizeof word && word.kind == ASSAY_WIRE_KILL)
		stop(server, watch);
}

/* How long to wait: until the deadline, or until init should have taken its request. */
static struct timespec time_left(const struct watch *watch, bool taken)
{
	uint64_t now = assay_clock_ns();
	uint64_t left = watch->deadline_ns > now ? watch->deadline_ns - now : 0;
	if (!taken && left > TAKE_NS)
		left = TAKE_NS;
	return (struct timespec){
		.tv_sec = (time_t)(left / 1000000000u), .tv_nsec = (long)(left % 1000000000u)};
}

/* Returns when the box has ended or its init has. */
static void watch_init(
	struct assay_server *server, struct watch *watch, const struct assay_order *order)
{
	struct pollfd watched[] = {{.fd = watch->pidfd, .events = POLLIN}, {.fd = server->socket},
		{.fd = server->words[0], .events = POLLIN}};
	watch->setup_end_ns = assay_clock_ns() + SETUP_NS;
	watch->deadline_ns = watch->setup_end_ns - SETUP_NS +
			     (watch->wall_ns < SETUP_NS ? watch->wall_ns : SETUP_NS);
	if (assay_weaken("wall-clock"))
		watch->deadline_ns = UINT64_MAX;
	for (;;) {
		bool taken = __atomic_load_n(&order->taken, __ATOMIC_ACQUIRE) != 0;
		watched[1].events = taken ? POLLIN : 0;
		struct timespec timeout = time_left(watch, taken);
		int n = ppoll(watched, 3, &timeout, NULL);
		if (n == 0 && assay_clock_ns() >= watch->deadline_ns)
			act_on_time(server, watch);
		if (n > 0 && (watched[2].revents | watched[0].revents) != 0)
			return;
		if (n > 0 && watched[1].revents != 0)
			hear(server, watch);
	}
}

static void fail_run(struct assay_server *server, enum assay_step step, int errno_value)
{
	assay_fault_set(server->record, step, errno_value);
	server->record->complete = 1;
}

static bool has_group(const struct assay_server *server)
{
	return server->cgroup.version != 0;
}

static bool is_fresh(const struct assay_server *server)
{
	return server->namespaces && !assay_weaken("pid-namespace");
}

/* Makes the group and the init of a run whose request is there, or, ahead, of the one to come. */
static bool fork_init(struct assay_server *server, struct session *session, struct watch *watch,
	const struct assay_limits *limits)
{
	if (has_group(server) && assay_group_take(&server->cgroup, limits) != 0) {
		fail_run(server, ASSAY_STEP_CGROUP, errno);
		return false;
	}
	watch->init = assay_clone(is_fresh(server) ? CLONE_NEWPID : 0, &watch->pidfd);
	if (watch->init == 0)
		assay_init_run(&session->order);
	if (watch->init < 0) {
		fail_run(server, ASSAY_STEP_CLONE, errno);
		watch->init = 0;
		return false;
	}
	return true;
}

static void clear_run(struct assay_server *server, struct session *session, struct watch *watch)
{
	struct assay_order *order = &session->order;
	*watch = (struct watch){.reply = {.kind = ASSAY_WIRE_REPLY}};
	memset(server->record, 0, sizeof *server->record);
	server->record->listener = -1;
	order->server = server;
	order->run = &session->packet.run;
	order->ahead = false;
	order->go = order->taken = order->held = 0;
}

/*
 * Makes the box of the next plain run, in the hope that it is like the last plain one: the answer is
 * out, and the runner has other things to do. What is left for when the request comes is in init.c.
 */
static void make_ahead(struct assay_server *server, struct session *session, struct watch *watch)
{
	const struct assay_wire_run *last = &session->packet.run;
	if (last->root == ASSAY_ROOT_EMPTY && last->own_network == 0)
		session->plain =
			(struct plain){.known = true, .slot = last->slot, .limits = last->limits};
	clear_run(server, session, watch);
	if (!is_fresh(server) || !session->plain.known) {
		if (has_group(server))
			assay_group_prepare(&server->cgroup);
		return;
	}
	session->packet.run.root = ASSAY_ROOT_EMPTY;
	session->packet.run.own_network = 0;
	session->packet.run.limits = session->plain.limits;
	session->order.ahead = true;
	session->order.filter = &session->filters[session->plain.slot];
	if (!fork_init(server, session, watch, &session->plain.limits) && has_group(server))
		assay_group_leave(&server->cgroup);
}

/* Whether the request whose head has been seen is one that the box made ahead will do for. */
static bool fits(const struct session *session, const struct watch *watch, ssize_t size)
{
	const struct assay_wire_run *run = &session->packet.run;
	struct pollfd dead = {.fd = watch->pidfd, .events = POLLIN};
	return watch->init > 0 && size == (ssize_t)HEAD_SIZE && run->kind == ASSAY_WIRE_RUN &&
	       run->root == ASSAY_ROOT_EMPTY && run->own_network == 0 &&
	       run->slot == session->plain.slot &&
	       run->limits.memory_bytes == session->plain.limits.memory_bytes &&
	       run->limits.processes == session->plain.limits.processes && poll(&dead, 1, 0) == 0;
}

static void discard(struct assay_server *server, struct watch *watch)
{
	if (watch->init > 0) {
		kill_init(watch);
		reap(server, watch);
		if (has_group(server))
			assay_group_leave(&server->cgroup);
	}
}

/* From the start of a run, by whatever way, to its answer. False: there is none, since an init that
 * was made ahead ended before it took the request, which is there for another. */
static bool finish(struct assay_server *server, struct session *session, struct watch *watch)
{
	if (watch->init > 0) {
		watch->wall_ns = session->packet.run.limits.wall_ns;
		watch_init(server, watch, &session->order);
		if (__atomic_load_n(&session->order.taken, __ATOMIC_ACQUIRE) == 0) {
			discard(server, watch);
			return false;
		}
		/* A box that told us of its end is empty but for init, which we kill below. */
		if (!is_fresh(server) ||
			__atomic_load_n(&server->record->complete, __ATOMIC_ACQUIRE) == 0)
			reap(server, watch);
		if (has_group(server) && server->record->fault_step == ASSAY_STEP_NONE &&
			assay_group_read(&server->cgroup, server->record) != 0)
			fail_run(server, ASSAY_STEP_CGROUP, errno);
		/* Killed before its exec, and not for want of memory: by nothing of its own. */
		if (server->record->ended != 0 && server->record->start_ns == 0 &&
			server->record->oom_kills == 0)
			fail_run(server, ASSAY_STEP_SUPERVISE, ESRCH);
	}
	watch->reply.record = *server->record;
	if (send(server->socket, &watch->reply, sizeof watch->reply, MSG_NOSIGNAL) !=
		sizeof watch->reply)
		_exit(0);
	/* The runner first, which may share our processor: what follows has time until it asks again. */
	struct pollfd next = {.fd = server->socket, .events = POLLIN};
	ppoll(&next, 1, &(struct timespec){.tv_nsec = RUNNER_NS}, NULL);
	if (watch->init > 0) {
		kill_init(watch);
		reap(server, watch);
	}
	/* The runner has left: there is nobody to make the next box for. */
	if ((next.revents & POLLHUP) != 0)
		_exit(0);
	if (has_group(server))
		assay_group_leave(&server->cgroup);
	return true;
}

/* A run whose request nobody waited for. */
static void run(
	struct assay_server *server, struct session *session, struct watch *watch, size_t size)
{
	struct assay_order *order = &session->order;
	const struct assay_wire_run *request = &session->packet.run;
	clear_run(server, session, watch);
	order->taken = 1;
	bool good = assay_order_parse(order, &session->packet.run, size) &&
		    request->slot < ASSAY_FILTERS_MAX &&
		    session->filters[request->slot].kind == ASSAY_WIRE_FILTER;
	if (good && server->namespaces && request->root != ASSAY_ROOT_EMPTY &&
		assay_toolchain_build(server) != 0) {
		fail_run(server, ASSAY_STEP_ROOT, errno);
	} else if (good) {
		order->filter = &session->filters[request->slot];
		fork_init(server, session, watch, &request->limits);
	} else {
		fail_run(server, ASSAY_STEP_REQUEST, EBADMSG);
	}
	close_all(order->fds, order->fd_count);
	order->fd_count = 0;
	finish(server, session, watch);
	if (good)
		make_ahead(server, session, watch);
}

/* A run whose box waits for it. */
static void run_ahead(struct assay_server *server, struct session *session, struct watch *watch)
{
	__atomic_store_n(&session->order.go, 1, __ATOMIC_RELEASE);
	/* Who cannot be woken would be waited for; the request is there for another. */
	if (assay_futex_wake(&session->order.go) != 0)
		kill_init(watch);
	if (finish(server, session, watch))
		make_ahead(server, session, watch);
}

static void keep_filter(struct session *session, size_t size)
{
	const struct assay_wire_filter *filter = &session->packet.filter;
	size_t head = offsetof(struct assay_wire_filter, code);
	if (size < head || filter->slot >= ASSAY_FILTERS_MAX || filter->length > BPF_MAXINSNS ||
		size != head + filter->length * sizeof filter->code[0])
		_exit(1);
	memcpy(&session->filters[filter->slot], filter, size);
}

noreturn void assay_server_run(struct assay_server *server)
{
	struct session *session = mmap(
		NULL, sizeof *session, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct watch watch = {0};
	if (session == MAP_FAILED)
		_exit(1);
	for (;;) {
		ssize_t n = recv(server->socket, &session->packet, HEAD_SIZE, MSG_PEEK);
		if (n < 0 && errno == EINTR)
			continue;
		if (fits(session, &watch, n)) {
			run_ahead(server, session, &watch);
			continue;
		}
		/* A KILL that comes too late, when its box has ended, is for nobody. */
		if (n != sizeof(struct assay_wire_kill))
			discard(server, &watch);
		n = assay_order_receive(server->socket, &session->packet, sizeof session->packet,
			session->order.fds, &session->order.fd_count);
		if (n < (ssize_t)sizeof session->packet.kind)
			_exit(0);
		if (session->packet.kind == ASSAY_WIRE_FILTER)
			keep_filter(session, (size_t)n);
		else if (session->packet.kind == ASSAY_WIRE_RUN)
			run(server, session, &watch, (size_t)n);
	}
}
