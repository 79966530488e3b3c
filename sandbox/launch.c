/*
 * launch.c - owns the launcher's process: starting it from the bytes inside this library, speaking
 * to it, and ending it. A launcher that does not end in time is killed.
 */
#include "box.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <assay/bytes.h>
#include <assay/cleanup.h>

#define HELLO_MS   20000
#define LEAVING_MS 10000

extern const unsigned char assay_embedded_launcher[];
extern const unsigned char assay_embedded_launcher_end[];

/* In weakened test builds the launcher must hear which defences to leave out. */
static char **launcher_environment(void)
{
#ifdef ASSAY_WEAKEN
	return environ;
#else
	static char *const nothing[] = {NULL};
	union {
		char *const *from;
		char **to;
	} list = {.from = nothing};
	return list.to;
#endif
}

static int prepare_spawn(
	posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes, int end)
{
	sigset_t none, all;
	sigemptyset(&none);
	sigfillset(&all);
	int status = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDWR, 0);
	for (int fd = 1; status == 0 && fd <= 2; fd++)
		status = posix_spawn_file_actions_adddup2(actions, 0, fd);
	if (status == 0)
		status = posix_spawn_file_actions_adddup2(actions, end, ASSAY_WIRE_FD);
	if (status == 0)
		status = posix_spawnattr_setsigmask(attributes, &none);
	if (status == 0)
		status = posix_spawnattr_setsigdefault(attributes, &all);
	if (status == 0)
		status = posix_spawnattr_setflags(
			attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	return status;
}

/* A copy above the numbers that the launcher starts with, which the spawn puts in their places. */
static int move_up(int fd)
{
	return fcntl(fd, F_DUPFD_CLOEXEC, ASSAY_WIRE_FD + 1);
}

static int spawn(int program_fd, int end_fd, pid_t *ret_pid, struct assay_error *err)
{
	static const char name[] = "assay-launcher";
	char path[64];
	union {
		const char *from;
		char *to;
	} argument = {.from = name};
	char *const argv[] = {argument.to, NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	ASSAY_AUTO_FD int program = move_up(program_fd);
	ASSAY_AUTO_FD int end = move_up(end_fd);
	if (program < 0 || end < 0)
		return assay_error_errno(err, errno, "start the launcher");
	if (snprintf(path, sizeof path, "/proc/self/fd/%d", program) < 0)
		return assay_error_set(err, ASSAY_ERR_INTERNAL, "launcher: path");
	int status = posix_spawn_file_actions_init(&actions);
	if (status != 0)
		return assay_error_errno(err, status, "start the launcher");
	status = posix_spawnattr_init(&attributes);
	if (status == 0) {
		status = prepare_spawn(&actions, &attributes, end);
		if (status == 0)
			status = posix_spawn(
				ret_pid, path, &actions, &attributes, argv, launcher_environment());
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&actions);
	if (status != 0)
		return assay_error_errno(err, status, "start the launcher");
	return 0;
}

/* Waits for one packet; the number of bytes, 0 at the end, -1 when there is none in time. */
static ssize_t receive(int socket, void *buffer, size_t size, int timeout_ms)
{
	struct pollfd watched = {.fd = socket, .events = POLLIN};
	int n;
	do
		n = poll(&watched, 1, timeout_ms);
	while (n < 0 && errno == EINTR);
	return n <= 0 ? -1 : recv(socket, buffer, size, 0);
}

/* "what was tried: what the kernel said". */
static void finish_reason(char reason[ASSAY_REASON_SIZE], int errno_value)
{
	reason[ASSAY_REASON_SIZE - 1] = '\0';
	const char *said = strerrordesc_np(errno_value);
	size_t length = strlen(reason);
	if (length > 0 && said != NULL &&
		snprintf(reason + length, ASSAY_REASON_SIZE - length, ": %s", said) < 0)
		reason[length] = '\0';
}

static int greet(struct assay_launcher *launcher, enum assay_level maximum, struct assay_error *err)
{
	ASSAY_AUTO_FREE struct assay_wire_open *request = calloc(1, sizeof *request);
	if (request == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	request->kind = ASSAY_WIRE_OPEN;
	request->maximum = (uint32_t)maximum;
	assay_place_find("", request);
	int status = assay_launcher_send(launcher, request, sizeof *request, NULL, 0, err);
	if (status != 0)
		return status;
	ssize_t n = receive(launcher->socket, &launcher->hello, sizeof launcher->hello, HELLO_MS);
	if (n != sizeof launcher->hello || launcher->hello.kind != ASSAY_WIRE_HELLO)
		return assay_error_set(err, ASSAY_ERR_SANDBOX, "launcher: no answer (%s)",
			n < 0 ? "it took too long" : "it ended");
	for (size_t i = 0; i < ASSAY_REASON_COUNT; i++)
		finish_reason(launcher->hello.reason[i], launcher->hello.reason_errno[i]);
	return 0;
}

int assay_launcher_program(int *ret_fd, struct assay_error *err)
{
	size_t size = (uintptr_t)assay_embedded_launcher_end - (uintptr_t)assay_embedded_launcher;
	return assay_memory_file("assay-launcher", assay_embedded_launcher, size, ret_fd, err);
}

/*
 * The resource limits that we were started with are the boxes' too and cannot be raised by
 * everyone. What is too little for a compiler would show as an error in the candidate's program.
 */
static int check_resources(struct assay_error *err)
{
	static const struct {
		const char *name;
		rlim_t least;
		int resource;
		char letter; /* of the shell's ulimit */
	} rows[] = {
		{"open files", 512, RLIMIT_NOFILE, 'n'},
		{"bytes of address space", (rlim_t)2 << 30, RLIMIT_AS, 'v'},
		{"bytes of data", (rlim_t)2 << 30, RLIMIT_DATA, 'd'},
		{"bytes of a file", (rlim_t)192 << 20, RLIMIT_FSIZE, 'f'},
		{"seconds of CPU time", 60, RLIMIT_CPU, 't'},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct rlimit limit;
		if (getrlimit((__rlimit_resource_t)rows[i].resource, &limit) != 0)
			return assay_error_errno(err, errno, "getrlimit");
		if (limit.rlim_max < rows[i].least)
			return assay_error_set(err, ASSAY_ERR_SANDBOX,
				"resource limits: %llu %s (ulimit -%c), expected at least %llu",
				(unsigned long long)limit.rlim_max, rows[i].name, rows[i].letter,
				(unsigned long long)rows[i].least);
	}
	return 0;
}

int assay_launcher_start(
	struct assay_launcher *launcher, enum assay_level maximum, struct assay_error *err)
{
	ASSAY_AUTO_FD int program = -1;
	int ends[2];
	int status = check_resources(err);
	if (status == 0)
		status = assay_launcher_program(&program, err);
	if (status != 0)
		return status;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return assay_error_errno(err, errno, "socketpair");
	*launcher = (struct assay_launcher){.socket = ends[0]};
	/* A request with its texts and files' sizes must fit in one packet. */
	int room = 2 * (int)sizeof(struct assay_wire_run);
	if (setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof room) != 0)
		status = assay_error_errno(err, errno, "set the socket's buffer");
	if (status == 0)
		status = spawn(program, ends[1], &launcher->pid, err);
	close(ends[1]);
	if (status == 0)
		status = greet(launcher, maximum, err);
	if (status != 0)
		assay_launcher_stop(launcher);
	return status;
}

bool assay_launcher_alive(const struct assay_launcher *launcher)
{
	struct pollfd watched = {.fd = launcher->socket};
	return launcher->pid > 0 && poll(&watched, 1, 0) == 0;
}

void assay_launcher_stop(struct assay_launcher *launcher)
{
	if (launcher->pid == 0 && launcher->socket <= 0)
		return;
	shutdown(launcher->socket, SHUT_RDWR);
	close(launcher->socket);
	if (launcher->pid > 0) {
		/* It removes its cgroups and ends; a pidfd tells when. */
		int pidfd = pidfd_open(launcher->pid, 0);
		struct pollfd watched = {.fd = pidfd, .events = POLLIN};
		int n = 1;
		while (pidfd >= 0 && (n = poll(&watched, 1, LEAVING_MS)) < 0 && errno == EINTR)
			;
		if (n == 0)
			kill(launcher->pid, SIGKILL);
		if (pidfd >= 0)
			close(pidfd);
		while (waitpid(launcher->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	*launcher = (struct assay_launcher){0};
}

int assay_launcher_send(const struct assay_launcher *launcher, const void *data, size_t size,
	const int *fds, size_t count, struct assay_error *err)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int) * ASSAY_WIRE_FDS_MAX)];
	} control = {0};
	union {
		const void *from;
		void *to;
	} payload = {.from = data};
	struct iovec part = {.iov_base = payload.to, .iov_len = size};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
	if (count > 0) {
		message.msg_control = control.space;
		message.msg_controllen = CMSG_SPACE(sizeof(int) * count);
		control.header = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof(int) * count),
			.cmsg_level = SOL_SOCKET,
			.cmsg_type = SCM_RIGHTS};
		memcpy(CMSG_DATA(&control.header), fds, sizeof(int) * count);
	}
	ssize_t n;
	do
		n = sendmsg(launcher->socket, &message, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	if (n != (ssize_t)size)
		return assay_error_errno(err, n < 0 ? errno : EMSGSIZE, "speak to the launcher");
	return 0;
}
