/*
 * verify.c - owns the trying-out of what every run will need, in throw-away processes, before the
 * launcher promises it: a fresh pid namespace, a filter with a listener, a Landlock restriction.
 */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "weaken.h"

/* How a trial ends: well, or with this plus an errno. */
#define TRIAL_GOOD  0
#define TRIAL_ERRNO 64

static noreturn void end_trial(int errno_value)
{
	_exit(errno_value > 0 && errno_value < 255 - TRIAL_ERRNO ? TRIAL_ERRNO + errno_value : 255);
}

static void try_pid_namespace(const struct assay_server *server)
{
	(void)server;
	if (getpid() != 1)
		end_trial(EPROTO);
	/* Made in each run, by the program's process once it is in its group. */
	if (unshare(CLONE_NEWCGROUP) != 0)
		end_trial(errno);
}

static void try_landlock(const struct assay_server *server)
{
	if (syscall(SYS_landlock_restrict_self, server->plain_landlock, 0) != 0)
		end_trial(errno);
	if (open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC) >= 0 || errno != EACCES)
		end_trial(EPROTO);
}

/* A filter that answers one call only, so that it proves to be in force. */
static void load_canary(unsigned flags)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_acct, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOTUNIQ),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {.len = sizeof code / sizeof code[0], .filter = code};
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program) < 0)
		end_trial(errno);
	if (syscall(SYS_acct, ASSAY_CANARY) != -1 || errno != ENOTUNIQ)
		end_trial(EPROTO);
}

static void try_seccomp(const struct assay_server *server)
{
	(void)server;
	load_canary(0);
}

static void try_listener(const struct assay_server *server)
{
	(void)server;
	load_canary(SECCOMP_FILTER_FLAG_NEW_LISTENER);
}

/* What the trials try one by one, in one process. */
static void try_all(const struct assay_server *server)
{
	try_pid_namespace(server);
	try_landlock(server);
	try_listener(server);
}

/* Runs one trial; -1 with errno when it fails, else TRIAL_GOOD. */
static int try_out(const struct assay_server *server, uint64_t flags,
	void (*trial)(const struct assay_server *server))
{
	int pidfd = -1;
	int status;
	pid_t pid = assay_clone(flags, &pidfd);
	if (pid < 0)
		return -1;
	if (pid == 0) {
		trial(server);
		_exit(TRIAL_GOOD);
	}
	close(pidfd);
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return -1;
	}
	errno = EPROTO;
	if (!WIFEXITED(status))
		return -1;
	if (WEXITSTATUS(status) == TRIAL_GOOD)
		return TRIAL_GOOD;
	errno = WEXITSTATUS(status) - TRIAL_ERRNO;
	return -1;
}

static void put_reason(struct assay_wire_hello *hello, enum assay_reason which, const char *what)
{
	struct assay_reason_text text = {.text = ""};
	assay_reason_set(&text, what);
	assay_reason_put(hello, which, &text);
}

/* Where all is well one process tells; where it is not, one for each layer tells what is missing. */
static bool verify_at_once(struct assay_server *server)
{
	if (!server->namespaces || assay_weaken("pid-namespace") || server->plain_landlock < 0 ||
		try_out(server, CLONE_NEWPID, try_all) != TRIAL_GOOD)
		return false;
	server->layers |= ASSAY_LAYER_PID_NAMESPACE | ASSAY_LAYER_CGROUP_NAMESPACE |
			  ASSAY_LAYER_LANDLOCK | ASSAY_LAYER_SECCOMP | ASSAY_LAYER_SECCOMP_NOTIFY;
	return true;
}

int assay_layers_verify(struct assay_server *server, struct assay_wire_hello *hello)
{
	if (verify_at_once(server))
		return 0;
	if (server->namespaces && !assay_weaken("pid-namespace")) {
		if (try_out(server, CLONE_NEWPID, try_pid_namespace) != TRIAL_GOOD) {
			put_reason(hello, ASSAY_REASON_NAMESPACES, "pid or cgroup namespace");
			return -1;
		}
		server->layers |= ASSAY_LAYER_PID_NAMESPACE | ASSAY_LAYER_CGROUP_NAMESPACE;
	}
	if (server->plain_landlock >= 0 && try_out(server, 0, try_landlock) == TRIAL_GOOD)
		server->layers |= ASSAY_LAYER_LANDLOCK;
	else if (server->plain_landlock >= 0)
		put_reason(hello, ASSAY_REASON_LANDLOCK, "landlock_restrict_self");
	if (try_out(server, 0, try_listener) == TRIAL_GOOD) {
		server->layers |= ASSAY_LAYER_SECCOMP | ASSAY_LAYER_SECCOMP_NOTIFY;
		return 0;
	}
	put_reason(hello, ASSAY_REASON_LISTENER, "seccomp with a listener");
	if (try_out(server, 0, try_seccomp) == TRIAL_GOOD)
		server->layers |= ASSAY_LAYER_SECCOMP;
	else
		put_reason(hello, ASSAY_REASON_SECCOMP, "seccomp");
	return 0;
}
