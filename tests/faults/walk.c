/*
 * walk.c - fails the n-th system call of the launcher's processes, for every n, and wants the box to
 * fail closed: the attacks in it never succeed, and no process is left.
 *
 *   walk LEVEL STRIDE [FIRST]   TAP, one point; every STRIDE-th call, from FIRST on
 *   walk LEVEL subject          what is walked: opens a sandbox, one plain run, one of the toolchain
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <assay/cleanup.h>
#include <assay/sandbox.h>

#define PROCESSES_MAX 64
#define SECONDS_MAX   60
#define OPTIONS                                                                                    \
	(PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC |     \
		PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL)

/* One traced process; the launcher's are counted until they become the box's program. */
struct process {
	pid_t pid;
	bool launcher, failing;
};

struct walk {
	struct process processes[PROCESSES_MAX];
	unsigned long nth, count; /* of the launcher's calls: the one to fail, those so far */
	int errno_value;
	long failed_call;
};

/* Subject: nothing that is observed may show an attack that succeeded. */
static bool is_closed(const struct assay_observation *seen, bool plain, const char *what)
{
	const char *out = assay_bytes_text(&seen->channel_output[0]);
	/* A launcher that could set up no listener leaves a refused call to the filter's signal. */
	bool held = seen->status == ASSAY_STATUS_INTERNAL_ERROR ||
		    (seen->status == ASSAY_STATUS_SIGNALLED && seen->signal == SIGSYS);
	if (plain)
		held = held || seen->status == ASSAY_STATUS_FORBIDDEN_CALL;
	else
		held = held || (seen->status == ASSAY_STATUS_EXITED && seen->exit_code != 0);
	if (held && strstr(out, "root:") == NULL)
		return true;
	fprintf(stderr, "%s: %s exit %d signal %d: '%.100s' %s\n", what,
		assay_status_name(seen->status), seen->exit_code, seen->signal, out, seen->detail);
	return false;
}

static int run_boxes(struct assay_sandbox *sandbox, int program, struct assay_error *err)
{
	static const char *const acts[] = {"acts", "socket", NULL};
	static const char *const cat[] = {"cat", "/etc/passwd", NULL};
	const struct assay_channel output = {.fd = 1, .output_limit = 65536};
	int status = 0, open = 0;
	for (int plain = 1; plain >= 0 && status == 0; plain--) {
		const struct assay_box box = {.profile = plain ? "stdio" : "compile",
			.root = plain ? ASSAY_ROOT_EMPTY : ASSAY_ROOT_TOOLCHAIN,
			.program_fd = plain ? program : -1,
			.program_path = plain ? NULL : "/usr/bin/cat",
			.argv = plain ? acts : cat,
			.channels = &output,
			.channel_count = 1,
			.cancel_fd = -1,
			.limits = {.cpu_ns = 2000000000u,
				.wall_ns = 4000000000u,
				.memory_bytes = 64u << 20,
				.scratch_bytes = 1u << 20,
				.processes = plain ? 1 : 4}};
		ASSAY_AUTO(assay_observation_release) struct assay_observation seen;
		assay_observation_init(&seen);
		status = assay_sandbox_run(sandbox, &box, &seen, err);
		if (status == 0 && !is_closed(&seen, plain != 0, plain ? "plain" : "toolchain"))
			open = 1;
	}
	return open;
}

/* 0: closed; 1: open. An error of the library is closed. */
static int be_subject(enum assay_level level)
{
	const char *build = getenv("ASSAY_BUILD");
	struct assay_error err = {0};
	char path[4096];
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes bytes = {0};
	ASSAY_AUTO_FD int program = -1;
	snprintf(path, sizeof path, "%s/tests/programs/acts", build == NULL ? "build" : build);
	if (assay_file_read(AT_FDCWD, path, 16u << 20, &bytes, &err) != 0 ||
		assay_memory_file("acts", bytes.data, bytes.size, &program, &err) != 0) {
		fprintf(stderr, "%s\n", err.text);
		return 2;
	}
	const struct assay_sandbox_options options = {ASSAY_LEVEL_MINIMAL, level};
	struct assay_sandbox *sandbox = NULL;
	if (assay_sandbox_open(&options, &sandbox, &err) != 0)
		return 0;
	int open = run_boxes(sandbox, program, &err);
	assay_sandbox_close(sandbox);
	return open;
}

static struct process *find(struct walk *walk, pid_t pid)
{
	struct process *empty = NULL;
	for (size_t i = 0; i < PROCESSES_MAX; i++) {
		if (walk->processes[i].pid == pid)
			return &walk->processes[i];
		if (walk->processes[i].pid == 0 && empty == NULL)
			empty = &walk->processes[i];
	}
	if (empty == NULL)
		abort();
	*empty = (struct process){.pid = pid};
	return empty;
}

static bool is_launcher(pid_t pid)
{
	char path[64], name[256] = "";
	snprintf(path, sizeof path, "/proc/%d/exe", (int)pid);
	return readlink(path, name, sizeof name - 1) > 0 && strstr(name, "assay-launcher") != NULL;
}

/* At a call's door: the n-th is skipped, and given an error on the way out. */
static void pass_door(struct walk *walk, struct process *process)
{
	struct __ptrace_syscall_info info;
	struct user_regs_struct regs;
	if (!process->launcher ||
		ptrace(PTRACE_GET_SYSCALL_INFO, process->pid, sizeof info, &info) <= 0 ||
		ptrace(PTRACE_GETREGS, process->pid, NULL, &regs) != 0)
		return;
	if (info.op == PTRACE_SYSCALL_INFO_EXIT && process->failing) {
		process->failing = false;
		regs.rax = (unsigned long)-(long)walk->errno_value;
		ptrace(PTRACE_SETREGS, process->pid, NULL, &regs);
	}
	if (info.op != PTRACE_SYSCALL_INFO_ENTRY || regs.orig_rax == SYS_exit_group ||
		regs.orig_rax == SYS_exit || regs.orig_rax == SYS_rt_sigreturn ||
		++walk->count != walk->nth)
		return;
	walk->failed_call = (long)regs.orig_rax;
	process->failing = true;
	regs.orig_rax = (unsigned long)-1;
	ptrace(PTRACE_SETREGS, process->pid, NULL, &regs);
}

static void resume(struct walk *walk, pid_t pid, int status)
{
	struct process *process = find(walk, pid);
	int event = status >> 16, number = WSTOPSIG(status);
	unsigned long child = 0;
	if (event == PTRACE_EVENT_EXEC) {
		process->launcher = is_launcher(pid);
		process->failing = false;
	} else if (event != 0 && ptrace(PTRACE_GETEVENTMSG, pid, NULL, &child) == 0) {
		find(walk, (pid_t)child)->launcher = process->launcher;
	} else if (number == (SIGTRAP | 0x80)) {
		pass_door(walk, process);
	}
	bool ours = event != 0 || number == (SIGTRAP | 0x80) || number == SIGSTOP;
	/* Everything is followed to its doors: what is a launcher is known only at its exec. */
	ptrace(PTRACE_SYSCALL, pid, NULL, ours ? 0L : (long)number);
}

static void on_alarm(int number)
{
	(void)number;
}

/* One run with one failure; NULL: it held, or else what is wrong. */
static const char *run_once(struct walk *walk, char **argv)
{
	char *const subject[] = {argv[0], argv[1], "subject", NULL};
	int status, result = -1;
	pid_t pid = fork();
	if (pid == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		execv("/proc/self/exe", subject);
		_exit(3);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid ||
		ptrace(PTRACE_SETOPTIONS, pid, NULL, OPTIONS) != 0)
		return "cannot trace";
	ptrace(PTRACE_SYSCALL, pid, NULL, NULL);
	alarm(SECONDS_MAX);
	for (;;) {
		pid_t stopped = waitpid(-1, &status, __WALL);
		if (stopped < 0 && errno == EINTR)
			return result < 0 ? "the run does not end" : "a process is left";
		if (stopped < 0)
			break;
		if (WIFSTOPPED(status)) {
			resume(walk, stopped, status);
			continue;
		}
		if (stopped == pid)
			result = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
		/* What outlives the library's word that all is over has these seconds. */
		if (stopped == pid)
			alarm(10);
		find(walk, stopped)->pid = 0;
	}
	alarm(0);
	return result == 0 ? NULL : result == 1 ? "AN ATTACK SUCCEEDED" : "the subject failed";
}

int main(int argc, char **argv)
{
	static const int errors[] = {EPERM, ENOMEM, EIO};
	enum assay_level level;
	if (argc < 3 || assay_level_parse(argv[1], &level, NULL) != 0)
		return 2;
	if (strcmp(argv[2], "subject") == 0)
		return be_subject(level);
	struct sigaction action = {.sa_handler = on_alarm};
	sigaction(SIGALRM, &action, NULL);
	unsigned long stride = strtoul(argv[2], NULL, 10), failures = 0, injected = 0;
	unsigned long nth = argc > 3 ? strtoul(argv[3], NULL, 10) : 1;
	for (bool more = true; more && stride > 0; nth += stride) {
		struct walk walk = {.nth = nth, .errno_value = errors[nth % 3], .failed_call = -1};
		const char *wrong = run_once(&walk, argv);
		more = walk.failed_call >= 0;
		injected += more;
		if (wrong == NULL)
			continue;
		failures++;
		fprintf(stderr, "call %lu (number %ld) of the launcher fails with %s: %s\n", nth,
			walk.failed_call, strerrorname_np(walk.errno_value), wrong);
		if (strstr(wrong, "left") != NULL || strstr(wrong, "not end") != NULL)
			break; /* what is still traced dies with us */
	}
	printf("%s 1 - level %s: %lu failures injected, %lu not closed\n1..1\n",
		failures == 0 && injected > 0 ? "ok" : "not ok", argv[1], injected, failures);
	return failures == 0 && injected > 0 ? 0 : 1;
}
