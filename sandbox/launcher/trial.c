/*
 * trial.c - owns what the launcher does when it is itself the program in a box, for probing and for
 * the self-test: acts that a good box ends in a known way. Bounded, so that a bad box does no harm.
 */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* More than the probe's memory limit, less than any host's memory. */
#define TRIAL_BYTES  (UINT64_C(96) << 20)
#define PAGE_BYTES   4096
#define SPIN_NS      UINT64_C(2000000000)
#define FLOOD_BLOCKS 64
#define STAY_SECONDS 5
/* The bit that marks the calls of the x32 ABI. */
#define X32_BIT 0x40000000

/* What came of a call that must not succeed. */
static int answer(long result)
{
	return result >= 0 ? ASSAY_TRIAL_DONE : ASSAY_TRIAL_REFUSED;
}

static int touch_memory(void)
{
	volatile char *memory =
		mmap(NULL, TRIAL_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		return ASSAY_TRIAL_REFUSED;
	for (uint64_t at = 0; at < TRIAL_BYTES; at += PAGE_BYTES)
		memory[at] = 1;
	return ASSAY_TRIAL_DONE;
}

static int open_socket(void)
{
	return answer(socket(AF_INET, SOCK_STREAM, 0));
}

static int open_file(void)
{
	return answer(open("/etc/passwd", O_RDONLY | O_CLOEXEC)) == ASSAY_TRIAL_DONE
		       ? ASSAY_TRIAL_DONE
		       : answer(open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

static int fork_child(void)
{
	long pid = syscall(SYS_fork);
	if (pid == 0)
		_exit(0);
	return answer(pid);
}

static int exec_again(void)
{
	static char *const nothing[] = {NULL};
	syscall(SYS_execveat, ASSAY_EXEC_FD, "", nothing, nothing, AT_EMPTY_PATH);
	return ASSAY_TRIAL_REFUSED;
}

static int trace_parent(void)
{
	return answer(syscall(SYS_ptrace, PTRACE_ATTACH, getppid(), NULL, NULL));
}

static int raise_limit(void)
{
	struct rlimit files = {.rlim_cur = 1024, .rlim_max = 1024};
	return answer(setrlimit(RLIMIT_NOFILE, &files));
}

static int set_clock(void)
{
	struct timespec now = {.tv_sec = 1};
	return answer(syscall(SYS_clock_settime, CLOCK_REALTIME, &now));
}

static int enter_x32(void)
{
	return answer(syscall(X32_BIT | SYS_getpid));
}

static int read_environment(void)
{
	return environ != NULL && environ[0] != NULL ? ASSAY_TRIAL_DONE : ASSAY_TRIAL_REFUSED;
}

static int use_descriptors(void)
{
	for (int fd = 3; fd < 256; fd++) {
		if (syscall(SYS_lseek, fd, 0, SEEK_CUR) >= 0 || errno != EBADF)
			return ASSAY_TRIAL_DONE;
	}
	return ASSAY_TRIAL_REFUSED;
}

static int burn_cpu(void)
{
	uint64_t end = assay_clock_ns() + SPIN_NS;
	while (assay_clock_ns() < end)
		;
	return ASSAY_TRIAL_DONE;
}

static int flood_output(void)
{
	static const char block[PAGE_BYTES];
	for (int i = 0; i < FLOOD_BLOCKS; i++) {
		if (write(1, block, sizeof block) < 0)
			return ASSAY_TRIAL_REFUSED;
	}
	return ASSAY_TRIAL_DONE;
}

/* A child that leaves its parent's session and keeps the output open. */
static int leave_child(void)
{
	long pid = syscall(SYS_fork);
	if (pid == 0) {
		setsid();
		struct timespec stay = {.tv_sec = STAY_SECONDS};
		syscall(SYS_nanosleep, &stay, NULL);
		_exit(0);
	}
	return pid > 0 ? ASSAY_TRIAL_LEFT : ASSAY_TRIAL_UNKNOWN;
}

static const struct {
	const char *name;
	int (*run)(void);
} trials[] = {
	{ASSAY_TRIAL_MEMORY, touch_memory},
	{ASSAY_TRIAL_CALL, open_socket},
	{ASSAY_TRIAL_FILE, open_file},
	{ASSAY_TRIAL_FORK, fork_child},
	{ASSAY_TRIAL_EXEC, exec_again},
	{ASSAY_TRIAL_TRACE, trace_parent},
	{ASSAY_TRIAL_LIMIT, raise_limit},
	{ASSAY_TRIAL_CLOCK, set_clock},
	{ASSAY_TRIAL_X32, enter_x32},
	{ASSAY_TRIAL_ENVIRONMENT, read_environment},
	{ASSAY_TRIAL_DESCRIPTORS, use_descriptors},
	{ASSAY_TRIAL_BURN, burn_cpu},
	{ASSAY_TRIAL_FLOOD, flood_output},
	{ASSAY_TRIAL_LEAVE, leave_child},
};

int assay_trial_run(const char *name)
{
	for (size_t i = 0; i < sizeof trials / sizeof trials[0]; i++) {
		if (strcmp(trials[i].name, name) == 0)
			return trials[i].run();
	}
	return ASSAY_TRIAL_UNKNOWN;
}
