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
#include <stdlib.h>
#include <string.h>
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

/* What the server has between requests. */
struct session {
	union packet packet;
	struct assay_order order;
	struct assay_wire_filter filters[ASSAY_FILTERS_MAX];
};

/* One run under way. */
struct watch {
	pid_t init;
	int pidfd;
	uint64_t wall_ns;
	uint64_t setup_end_ns; /* by when the program must have been started */
	uint64_t deadline_ns;  /* when to act next */
	bool stopping;
	struct assay_wire_reply reply;
};

/* One packet with its descriptors; the number of bytes, or -1 when the runner is gone. */
static ssize_t receive(int socket, void *buffer, size_t size, int *fds, size_t *ret_count)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int) * ASSAY_WIRE_FDS_MAX)];
	} control;
	struct iovec part = {.iov_base = buffer, .iov_len = size};
	struct msghdr message = {.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.space,
		.msg_controllen = sizeof control.space};
	ssize_t n;
	do
		n = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	*ret_count = 0;
	if (n <= 0 || (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0)
		return -1;
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	if (header != NULL && header->cmsg_type == SCM_RIGHTS) {
		size_t bytes = header->cmsg_len - CMSG_LEN(0);
		memcpy(fds, CMSG_DATA(header), bytes);
		*ret_count = bytes / sizeof(int);
	}
	return n;
}

static void close_all(const int *fds, size_t count)
{
	for (size_t i = 0; i < count; i++)
		close(fds[i]);
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
		syscall(SYS_pidfd_send_signal, watch->pidfd, SIGKILL, NULL, 0);
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
		syscall(SYS_pidfd_send_signal, watch->pidfd, SIGKILL, NULL, 0);
		/* Without a pid namespace the compiler's children outlive init: they end here. */
		reap(server, watch);
		_exit(0);
	}
	if (n == sizeof word && word.kind == ASSAY_WIRE_KILL)
		stop(server, watch);
}

/*
 * A word from init. While the program runs there is time to make the next run's group; not sooner,
 * since the program's process would wait for us on its way into its own. True: the box has ended.
 */
static bool hear_init(struct assay_server *server)
{
	char words[4];
	ssize_t n = read(server->words[0], words, sizeof words);
	if (n > 0 && words[n - 1] == ASSAY_WORD_ENDED)
		return true;
	if (n > 0 && server->cgroup.version != 0)
		assay_group_prepare(&server->cgroup);
	return false;
}

static void watch_init(struct assay_server *server, struct watch *watch)
{
	struct pollfd watched[] = {{.fd = watch->pidfd, .events = POLLIN},
		{.fd = server->socket, .events = POLLIN},
		{.fd = server->words[0], .events = POLLIN}};
	watch->setup_end_ns = assay_clock_ns() + SETUP_NS;
	watch->deadline_ns = watch->setup_end_ns - SETUP_NS +
			     (watch->wall_ns < SETUP_NS ? watch->wall_ns : SETUP_NS);
	if (assay_weaken("wall-clock"))
		watch->deadline_ns = UINT64_MAX;
	for (;;) {
		uint64_t now = assay_clock_ns();
		uint64_t left = watch->deadline_ns > now ? watch->deadline_ns - now : 0;
		struct timespec timeout = {.tv_sec = (time_t)(left / 1000000000u),
			.tv_nsec = (long)(left % 1000000000u)};
		int n = ppoll(watched, 3, &timeout, NULL);
		if (n == 0)
			act_on_time(server, watch);
		if (n > 0 && watched[2].revents != 0 && hear_init(server))
			return;
		if (n > 0 && watched[0].revents != 0)
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

static void run_init(struct assay_server *server, struct session *session, struct watch *watch)
{
	bool fresh = server->namespaces && !assay_weaken("pid-namespace");
	bool group = server->cgroup.version != 0;
	if (group && assay_group_take(&server->cgroup, &session->order.run->limits) != 0) {
		fail_run(server, ASSAY_STEP_CGROUP, errno);
		return;
	}
	watch->init = assay_clone(fresh ? CLONE_NEWPID : 0, &watch->pidfd);
	if (watch->init == 0)
		assay_init_run(&session->order);
	if (watch->init < 0) {
		fail_run(server, ASSAY_STEP_CLONE, errno);
		return;
	}
	close_all(session->order.fds, session->order.fd_count);
	session->order.fd_count = 0;
	watch_init(server, watch);
	/* A box that told us of its end is empty but for init, which cannot stay (pid namespace). */
	if (!fresh || __atomic_load_n(&server->record->complete, __ATOMIC_ACQUIRE) == 0)
		reap(server, watch);
	if (group && server->record->fault_step == ASSAY_STEP_NONE &&
		assay_group_read(&server->cgroup, server->record) != 0)
		fail_run(server, ASSAY_STEP_CGROUP, errno);
}

static void run(struct assay_server *server, struct session *session, size_t size)
{
	struct watch watch = {.reply = {.kind = ASSAY_WIRE_REPLY}};
	struct assay_order *order = &session->order;
	memset(server->record, 0, sizeof *server->record);
	server->record->listener = -1;
	order->server = server;
	const struct assay_wire_run *request = &session->packet.run;
	if (!assay_order_parse(order, &session->packet.run, size) ||
		request->slot >= ASSAY_FILTERS_MAX ||
		session->filters[request->slot].kind != ASSAY_WIRE_FILTER) {
		fail_run(server, ASSAY_STEP_REQUEST, EBADMSG);
	} else {
		order->filter = &session->filters[request->slot];
		watch.wall_ns = request->limits.wall_ns;
		run_init(server, session, &watch);
	}
	close_all(order->fds, order->fd_count);
	watch.reply.record = *server->record;
	if (send(server->socket, &watch.reply, sizeof watch.reply, MSG_NOSIGNAL) !=
		sizeof watch.reply)
		_exit(0);
	if (watch.init > 0)
		reap(server, &watch);
	if (server->cgroup.version != 0)
		assay_group_leave(&server->cgroup);
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
	struct session *session = calloc(1, sizeof *session);
	if (session == NULL)
		_exit(1);
	for (;;) {
		ssize_t n = receive(server->socket, &session->packet, sizeof session->packet,
			session->order.fds, &session->order.fd_count);
		if (n < (ssize_t)sizeof session->packet.kind)
			_exit(0);
		/* A KILL that comes too late, when its box has ended, is for nobody. */
		if (session->packet.kind == ASSAY_WIRE_FILTER)
			keep_filter(session, (size_t)n);
		else if (session->packet.kind == ASSAY_WIRE_RUN)
			run(server, session, (size_t)n);
	}
}
