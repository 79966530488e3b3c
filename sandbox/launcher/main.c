/*
 * main.c - the launcher: owns its first process, the janitor, and the theory of operation.
 *
 * The launcher is a small static program that the library carries inside itself and starts from a
 * sealed memory file, with signals at their defaults. It holds no challenge, no expected answer and
 * no clock that decides a verdict; what it is given is one test's program and pipes.
 *
 *   runner ──socket──┬─ janitor    the caller's user; owns the cgroup folder
 *                    └─ server     unprivileged, in its own user, mount, net, ipc and uts namespaces,
 *                         │        at an empty read-only root
 *                         └─ init  one a run: process 1 of a fresh pid namespace; supervisor
 *                              └─ program   the candidate's, or the compiler
 *
 * Who may do what. The janitor makes and removes cgroup folders and does nothing else. The server
 * became an unprivileged user before it made its user namespace; there it holds capabilities, which
 * reach nothing outside. Init is a fork of the server; it writes the files, forks the program's
 * process, gives it descriptors and limits, answers the seccomp listener, watches the CPU clock and
 * brings the outputs out. The program's process enters the cgroup, empties its capabilities,
 * restricts itself by Landlock, loads the filter, waits, and makes the one exec that the filter
 * lets through.
 *
 * Who kills whom. Init kills the box when the program ends, at a refused call, at the CPU limit and
 * when the server says so; its death alone makes the kernel kill everything in its pid namespace.
 * The server tells init to end at the wall limit and at the library's word, and kills it by pidfd
 * when it does not. When the runner dies, however it dies, the socket ends: the server sees it and
 * leaves, init is killed with it (parent-death signal and control pipe), and the janitor, which
 * waits for the server, kills a server that hangs and removes the cgroups.
 *
 * What is done when. Init says when the box is empty but for itself, and the server answers at
 * once; then it takes the pid namespace down, which takes the kernel as long as a small program,
 * and makes the next box: group, init and the program's process, which goes as far as its filter
 * and waits. A request that is like the last plain one (profile, root, memory, processes) finds all
 * that done: init takes it from the socket, places the descriptors, sets the limits of resources
 * from outside, and lets the process go. For any other the box is thrown away and one made to
 * measure. A box that waits has run nothing, and knows of its run only what was the same in the
 * last.
 *
 * What is shared. Plain runs have the launcher's mount, net, ipc and uts namespaces in common: the
 * profiles of plain runs have no call that could leave anything there (tests/unit/
 * test_profile_plain.c tries them). A run with sockets (`net`) has a net namespace of its own. Runs of
 * the toolchain have mount, ipc and uts of their own, and so have runs of dynamic programs, whose root
 * is made of the toolchain's for each of them.
 * The toolchain's root is made for the first run that wants it: until then the launcher keeps, by a
 * descriptor, a mount namespace with the host's mounts, into which the server goes to build it.
 *
 * What is believed. The record that init fills lies in a shared page which the program's process
 * loses in its exec, as it loses the page with the request. A fault of set-up is written there
 * before the exec or not at all, so that a candidate cannot forge one. A layer counts only after it
 * has been checked.
 */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "weaken.h"

/* How long a server may take to leave after the runner is gone. */
#define LEAVE_MS 3000

static bool receive_open(int socket, struct assay_wire_open *ret_request)
{
	ssize_t n;
	do
		n = recv(socket, ret_request, sizeof *ret_request, 0);
	while (n < 0 && errno == EINTR);
	if (n != sizeof *ret_request || ret_request->kind != ASSAY_WIRE_OPEN)
		return false;
	for (size_t i = 0; i < ASSAY_HIERARCHY_COUNT; i++)
		ret_request->cgroup_path[i][ASSAY_WIRE_PATH_SIZE - 1] = '\0';
	return true;
}

/* What the process that wants to be the server could build; the page survives it. */
struct attempt {
	uint32_t ready;
	struct assay_reason_text reason;
	struct assay_wire_hello hello;
};

/* In the server's process: builds the layers, or leaves with a reason. */
static bool build_layers(struct assay_server *server, struct attempt *attempt, bool namespaces)
{
	struct assay_reason_text *reason = &attempt->reason;
	server->namespaces = namespaces;
	if (!server->in_group && assay_cgroup_enter(&server->cgroup) != 0)
		return assay_reason_set(reason, "enter the launcher's cgroup") == 0;
	if (assay_identity_take(&attempt->hello.privileged, reason) != 0)
		return false;
	/* After the change of user, which would clear it (prctl(2)). */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
		return assay_reason_set(reason, "parent-death signal") == 0;
	if (namespaces && (assay_calls_check(true, reason) != 0 ||
				  assay_namespaces_enter(server, reason) != 0 ||
				  assay_roots_build(server, reason) != 0))
		return false;
	if (!namespaces && (chdir("/") != 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) != 0))
		return assay_reason_set(reason, "become the reaper of the box") == 0;
	return assay_privileges_lock(server, reason) == 0 &&
	       assay_layers_verify(server, &attempt->hello) == 0;
}

static noreturn void become_server(
	struct assay_server *server, struct attempt *attempt, bool namespaces, pid_t janitor)
{
	if (!build_layers(server, attempt, namespaces) || getppid() != janitor)
		_exit(1);
	if (server->cgroup.version != 0)
		server->layers |= ASSAY_LAYER_CGROUP_MEMORY | ASSAY_LAYER_CGROUP_PIDS |
				  ASSAY_LAYER_CGROUP_CPU;
	server->own_crowd = assay_crowd_is_ours(server);
	attempt->hello.layers = server->layers;
	attempt->hello.landlock_abi = server->landlock_abi;
	prctl(PR_SET_DUMPABLE, 0);
	__atomic_store_n(&attempt->ready, 1, __ATOMIC_RELEASE);
	if (send(server->socket, &attempt->hello, sizeof attempt->hello, MSG_NOSIGNAL) !=
		sizeof attempt->hello)
		_exit(0);
	assay_server_run(server);
}

/* Waits for the server; kills it when the runner has gone and it does not leave. */
static void wait_for(struct assay_server *server, pid_t pid, int pidfd)
{
	struct pollfd watched[] = {{.fd = pidfd, .events = POLLIN}, {.fd = server->socket}};
	int timeout = -1;
	for (;;) {
		int n = poll(watched, timeout < 0 ? 2 : 1, timeout);
		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			kill(pid, SIGKILL);
		if (n <= 0 || (watched[0].revents & POLLIN) != 0)
			break;
		assay_cgroup_clear(&server->cgroup);
		timeout = LEAVE_MS;
	}
	int status;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
}

static int serve(struct assay_server *server, struct attempt *attempt, uint32_t maximum)
{
	pid_t janitor = getpid();
	for (int namespaces = maximum > ASSAY_LEVEL_MINIMAL; namespaces >= 0; namespaces--) {
		memset(&attempt->reason, 0, sizeof attempt->reason);
		int pidfd = -1;
		int group = server->cgroup.version == 2 ? server->cgroup.launcher : -1;
		pid_t pid = assay_clone_into(group, 0, &pidfd, &server->in_group);
		if (pid < 0)
			return 1;
		if (pid == 0)
			become_server(server, attempt, namespaces != 0, janitor);
		wait_for(server, pid, pidfd);
		close(pidfd);
		if (__atomic_load_n(&attempt->ready, __ATOMIC_ACQUIRE) != 0)
			return 0;
		/* Unless the trying-out has left one already. */
		if (attempt->reason.text[0] != '\0')
			assay_reason_put(
				&attempt->hello, ASSAY_REASON_NAMESPACES, &attempt->reason);
	}
	return 1;
}

static void *share_page(size_t size)
{
	void *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return page == MAP_FAILED ? NULL : page;
}

/* What does not change with the level. */
static bool prepare(
	struct assay_server *server, struct attempt *attempt, const struct assay_wire_open *request)
{
	struct assay_reason_text reason = {.text = ""};
	server->host_proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	server->record = share_page(sizeof *server->record);
	if (server->host_proc < 0 || server->record == NULL ||
		pipe2(server->control, O_CLOEXEC | O_NONBLOCK) != 0 ||
		pipe2(server->words, O_CLOEXEC | O_NONBLOCK) != 0)
		return false;
	int abi = assay_landlock_abi();
	server->landlock_abi = abi < 0 ? 0 : (uint32_t)abi;
	server->plain_landlock = assay_landlock_plain(server->landlock_abi);
	if (server->plain_landlock < 0) {
		assay_reason_set(&reason, "landlock_create_ruleset");
		assay_reason_put(&attempt->hello, ASSAY_REASON_LANDLOCK, &reason);
	}
	if (request->maximum < ASSAY_LEVEL_FULL || assay_weaken("cgroup"))
		return true;
	uid_t owner = geteuid() == 0 ? ASSAY_BOX_UID : geteuid();
	assay_cgroup_make(&server->cgroup, request, owner, &attempt->hello);
	return true;
}

/*
 * Keeps 0 to 9 taken, by /dev/null, and everything close-on-exec: these are the numbers that a
 * program's channels get, and no descriptor of ours may be found among them.
 */
static int arrange_descriptors(void)
{
	struct rlimit files;
	if (getrlimit(RLIMIT_NOFILE, &files) != 0)
		return -1;
	files.rlim_cur = files.rlim_max < 4096 ? files.rlim_max : 4096;
	if (setrlimit(RLIMIT_NOFILE, &files) != 0 || close_range(ASSAY_WIRE_FD + 1, ~0U, 0) != 0)
		return -1;
	int socket = fcntl(ASSAY_WIRE_FD, F_DUPFD_CLOEXEC, 10);
	for (int fd = ASSAY_WIRE_FD; socket >= 0 && fd < 10; fd++) {
		if (dup2(0, fd) < 0)
			return -1;
	}
	/*
	 * The program's descriptor goes here, in a table that init and the child share. Growing a
	 * shared table makes the kernel wait for RCU, some ten milliseconds; this one is large
	 * already.
	 */
	if (dup2(0, ASSAY_EXEC_FD) < 0)
		return -1;
	return close_range(0, ~0U, CLOSE_RANGE_CLOEXEC) == 0 ? socket : -1;
}

/* No box can be had: says why instead of building anything. */
static int refuse(const struct assay_reason_text *reason)
{
	static struct assay_wire_hello hello = {.kind = ASSAY_WIRE_HELLO};
	struct assay_wire_open request;
	assay_reason_put(&hello, ASSAY_REASON_CALLS, reason);
	if (receive_open(ASSAY_WIRE_FD, &request))
		send(ASSAY_WIRE_FD, &hello, sizeof hello, MSG_NOSIGNAL);
	return 1;
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return assay_trial_run(argv[1]);

	static struct assay_server server = {.socket = -1,
		.host_proc = -1,
		.toolchain = -1,
		.loader_cache = -1,
		.plain_landlock = -1};
	struct assay_wire_open request;
	struct assay_reason_text reason = {.text = ""};
	/* A session of our own: what a terminal or timeout(1) sends to the runner's whole process group
	 * must not keep the janitor from cleaning up. */
	setsid();
	umask(022);
	if (assay_calls_check(false, &reason) != 0)
		return refuse(&reason);
	server.socket = arrange_descriptors();
	if (server.socket < 0 || !receive_open(server.socket, &request))
		return 1;
	struct attempt *attempt = share_page(sizeof *attempt);
	if (attempt == NULL)
		return 1;
	attempt->hello.kind = ASSAY_WIRE_HELLO;
	cpu_set_t cpus;
	CPU_ZERO(&cpus);
	server.processors =
		sched_getaffinity(0, sizeof cpus, &cpus) == 0 ? (uint32_t)CPU_COUNT(&cpus) : 1;
	int status =
		prepare(&server, attempt, &request) ? serve(&server, attempt, request.maximum) : 1;
	assay_cgroup_remove(&server.cgroup);
	return status;
}
