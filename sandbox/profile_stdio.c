/*
 * profile_stdio.c - owns the rows of `stdio`: a static program that computes, reads its input and
 * writes its answers. Neither files, processes, threads nor sockets.
 */
#include "profile.h"

#include <asm/prctl.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sys/mman.h>

#include "request.h"

/* linux/termios: the numbers, since the header clashes with libc's. */
#define TCGETS_NUMBER     0x5401
#define TCGETS2_NUMBER    0x802c542a
#define TIOCGWINSZ_NUMBER 0x5413
#define CET_STATUS_NUMBER 0x3001

static const struct assay_rule rules[] = {
	/* The one exec, made by us, on a descriptor that closes with it. */
	{.call = "execveat",
		.conditions = {ASSAY_INT(0, ASSAY_EXEC_FD), ASSAY_INT(4, AT_EMPTY_PATH)},
		.reason = "the launcher's own exec"},
	ASSAY_ANSWER_IF("acct", ENOTUNIQ, ASSAY_MASKED(0, UINT64_MAX, ASSAY_CANARY),
		"by this the filter proves that it is in force"),

	/* Input and answers. */
	ASSAY_ALLOW("read", "input"),
	ASSAY_ALLOW("write", "answers"),
	ASSAY_ALLOW("readv", "stdio of other libcs"),
	ASSAY_ALLOW("writev", "stdio, assert, stack protector messages"),
	ASSAY_ALLOW("pread64", "fails on pipes as it should"),
	ASSAY_ALLOW("pwrite64", "fails on pipes as it should"),
	ASSAY_ALLOW("lseek", "stdio asks whether a stream can seek"),
	ASSAY_ALLOW("close", "fclose"),
	ASSAY_ALLOW("fstat", "stdio chooses its buffer"),
	ASSAY_ALLOW_IF("newfstatat", ASSAY_INT(3, AT_EMPTY_PATH), "fstat of glibc 2.33 and later"),
	ASSAY_ANSWER_IF("newfstatat", ENOENT, ASSAY_INT(3, 0), "stat: time zone"),
	ASSAY_ANSWER_IF("newfstatat", ENOENT, ASSAY_INT(3, AT_SYMLINK_NOFOLLOW), "lstat"),
	ASSAY_ALLOW("poll", "waiting for input"),
	ASSAY_ALLOW("ppoll", "waiting for input"),
	ASSAY_ALLOW("select", "waiting for input"),
	ASSAY_ALLOW("pselect6", "waiting for input"),
	ASSAY_ALLOW_IF("fcntl", ASSAY_INT(1, F_GETFL), "fdopen"),
	ASSAY_ALLOW_IF("fcntl", ASSAY_INT(1, F_GETFD), "start-up checks"),
	ASSAY_ALLOW_IF("fcntl", ASSAY_INT(1, F_SETFL), "non-blocking input"),
	ASSAY_ALLOW_IF("fcntl", ASSAY_INT(1, F_SETFD), "harmless"),
	ASSAY_ANSWER_IF("fcntl", EMFILE, ASSAY_INT(1, F_DUPFD), "perror"),
	ASSAY_ANSWER_IF("fcntl", EMFILE, ASSAY_INT(1, F_DUPFD_CLOEXEC), "perror"),
	ASSAY_ANSWER("dup", EMFILE, "perror"),
	ASSAY_ANSWER("dup2", EMFILE, "no second name for a channel"),
	ASSAY_ANSWER("dup3", EMFILE, "no second name for a channel"),
	ASSAY_ANSWER_IF("ioctl", ENOTTY, ASSAY_INT(1, TCGETS_NUMBER), "isatty"),
	ASSAY_ANSWER_IF("ioctl", ENOTTY, ASSAY_INT(1, TCGETS2_NUMBER), "isatty of later libcs"),
	ASSAY_ANSWER_IF("ioctl", ENOTTY, ASSAY_INT(1, TIOCGWINSZ_NUMBER), "width of the terminal"),

	/* Memory. Nothing may become executable. */
	/* Huge pages come from a pool of the host's that no group is charged for. */
	{.call = "mmap",
		.conditions = {ASSAY_MASKED(2, PROT_EXEC, 0), ASSAY_MASKED(3, MAP_HUGETLB, 0)},
		.reason = "malloc"},
	ASSAY_ALLOW_IF("mprotect", ASSAY_MASKED(2, PROT_EXEC, 0), "start-up, malloc arenas"),
	ASSAY_ALLOW("munmap", "free"),
	ASSAY_ALLOW("mremap", "realloc"),
	ASSAY_ALLOW("brk", "malloc"),
	/* MADV_MERGEABLE would share pages with other processes; the greatest numbers break
	 * pages. */
	ASSAY_ANSWER_IF(
		"madvise", EINVAL, ASSAY_INT(2, MADV_MERGEABLE), "not with other processes"),
	ASSAY_ALLOW_IF("madvise", ASSAY_MASKED(2, ~UINT32_C(31), 0), "free, thread stacks"),

	/* Signals, to oneself alone. */
	ASSAY_ALLOW("rt_sigaction", "handlers"),
	ASSAY_ALLOW("rt_sigprocmask", "abort, setjmp"),
	ASSAY_ALLOW("rt_sigreturn", "handlers"),
	ASSAY_ALLOW("rt_sigpending", "handlers"),
	ASSAY_ALLOW("rt_sigsuspend", "handlers"),
	ASSAY_ALLOW("rt_sigtimedwait", "sigwait"),
	ASSAY_ALLOW("sigaltstack", "handlers of stack overflow"),
	ASSAY_ALLOW("pause", "waits for a signal"),
	ASSAY_ALLOW("alarm", "means what it means outside"),
	ASSAY_ALLOW("setitimer", "means what it means outside"),
	ASSAY_ALLOW("getitimer", "means what it means outside"),
	ASSAY_ALLOW_IF("kill", ASSAY_INT(0, ASSAY_SELF), "raise"),
	ASSAY_ALLOW_IF("tgkill", ASSAY_INT(0, ASSAY_SELF), "raise, abort"),

	/* Time. A negative clock is the CPU time of any process, by its number. */
	ASSAY_OF_BOX_IF("clock_gettime", ASSAY_CLOCK_BY_PID, "clock_getcpuclockid"),
	ASSAY_ALLOW("clock_gettime", "time"),
	ASSAY_OF_BOX_IF("clock_getres", ASSAY_CLOCK_BY_PID, "clock_getcpuclockid"),
	ASSAY_ALLOW("clock_getres", "time"),
	ASSAY_OF_BOX_IF("clock_nanosleep", ASSAY_CLOCK_BY_PID, "clock_getcpuclockid"),
	ASSAY_ALLOW("clock_nanosleep", "sleep"),
	ASSAY_ALLOW("nanosleep", "sleep"),
	ASSAY_ALLOW("gettimeofday", "time"),
	ASSAY_ALLOW("time", "time"),
	ASSAY_ALLOW("times", "clock"),
	ASSAY_ALLOW("getrusage", "clock"),

	/* Oneself. */
	ASSAY_ALLOW("getpid", "raise"),
	ASSAY_ALLOW("gettid", "raise, start-up"),
	ASSAY_ALLOW("getppid", "harmless"),
	ASSAY_ALLOW("getuid", "start-up"),
	ASSAY_ALLOW("geteuid", "start-up"),
	ASSAY_ALLOW("getgid", "start-up"),
	ASSAY_ALLOW("getegid", "start-up"),
	ASSAY_ALLOW("getpgrp", "harmless"),
	ASSAY_ALLOW("uname", "start-up of older libcs"),
	ASSAY_ALLOW("sysinfo", "qsort asks for the size of memory"),
	ASSAY_ALLOW("getrandom", "malloc's seed"),
	ASSAY_ALLOW("sched_yield", "spinning"),
	ASSAY_ALLOW_IF("sched_getaffinity", ASSAY_INT(0, 0), "number of processors"),
	ASSAY_ALLOW_IF("sched_getaffinity", ASSAY_INT(0, ASSAY_SELF), "number of processors"),
	ASSAY_ALLOW("getcpu", "number of the processor"),
	ASSAY_ALLOW("set_tid_address", "start-up"),
	ASSAY_ALLOW("set_robust_list", "start-up"),
	ASSAY_ALLOW("rseq", "start-up"),
	ASSAY_ALLOW("restart_syscall", "the kernel's own, after a stop"),
	ASSAY_ALLOW("exit", "end"),
	ASSAY_ALLOW("exit_group", "end"),
	ASSAY_ALLOW_IF("arch_prctl", ASSAY_INT(0, ARCH_SET_FS), "start-up"),
	ASSAY_ALLOW_IF("arch_prctl", ASSAY_INT(0, ARCH_GET_FS), "start-up"),
	ASSAY_ANSWER_IF("arch_prctl", EINVAL, ASSAY_INT(0, CET_STATUS_NUMBER), "start-up"),
	ASSAY_ALLOW("getrlimit", "stack size"),
	{.call = "prlimit64",
		.conditions = {ASSAY_INT(0, 0), ASSAY_MASKED(2, UINT64_MAX, 0)},
		.reason = "stack size; asking only, and of oneself only"},
	ASSAY_ANSWER("setrlimit", EPERM, "limits are ours"),

	/*
	 * The private forms stay inside the process. The shared ones do not: a page of the
	 * program's file is the same page in other boxes that run it, and the kernel itself wakes
	 * who waits there when a program ends with a robust list (get_robust_list(2)). Those that
	 * lend priority take a thread's number, of any process.
	 */
	ASSAY_ALLOW_IF("futex", ASSAY_PRIVATE_FUTEX(~3, FUTEX_WAIT), "locks; up to FUTEX_REQUEUE"),
	ASSAY_ALLOW_IF(
		"futex", ASSAY_PRIVATE_FUTEX(~1, FUTEX_CMP_REQUEUE), "conditions; FUTEX_WAKE_OP"),
	ASSAY_ALLOW_IF("futex", ASSAY_PRIVATE_FUTEX(~0, FUTEX_WAIT_BITSET), "locks with a time"),
	ASSAY_ALLOW_IF("futex", ASSAY_PRIVATE_FUTEX(~0, FUTEX_WAKE_BITSET), "locks"),

	/* There are no files: what libc tries is answered, not killed. */
	ASSAY_ANSWER("open", ENOENT, "locale, time zone"),
	ASSAY_ANSWER("openat", ENOENT, "locale, time zone"),
	ASSAY_ANSWER("access", ENOENT, "start-up"),
	ASSAY_ANSWER("faccessat", ENOENT, "start-up"),
	ASSAY_ANSWER("faccessat2", ENOENT, "start-up"),
	ASSAY_ANSWER("stat", ENOENT, "time zone"),
	ASSAY_ANSWER("lstat", ENOENT, "time zone"),
	ASSAY_ANSWER("statx", ENOENT, "time zone"),
	ASSAY_ANSWER("readlink", ENOENT, "start-up of static programs"),
	ASSAY_ANSWER("readlinkat", ENOENT, "start-up of static programs"),
	ASSAY_ANSWER("getcwd", ENOENT, "there is no folder"),
};

const struct assay_profile assay_profile_stdio = {
	.name = "stdio", .rules = rules, .count = sizeof rules / sizeof rules[0]};
