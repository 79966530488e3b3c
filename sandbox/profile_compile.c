/*
 * profile_compile.c - owns the rows of `compile`: what gcc, cc1, as, collect2 and ld need, on the
 * files of their box. No sockets, no tracing, no mounts, no keys, no namespaces, no devices.
 */
#include "profile.h"

#include <asm/prctl.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <sys/prctl.h>

#include "request.h"

#define TCGETS_NUMBER     0x5401
#define TCGETS2_NUMBER    0x802c542a
#define TIOCGWINSZ_NUMBER 0x5413
#define SET_VMA_NUMBER    0x53564d41
#define NEW_NAMESPACES                                                                             \
	(CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |             \
		CLONE_NEWPID | (uint64_t)CLONE_NEWNET)

static const struct assay_rule rules[] = {
	ASSAY_ALLOW("execveat", "the launcher's own exec"),
	ASSAY_ALLOW("execve", "cc1, as, collect2, ld"),
	ASSAY_ANSWER_IF("acct", ENOTUNIQ, ASSAY_MASKED(0, UINT64_MAX, ASSAY_CANARY),
		"by this the filter proves that it is in force"),
	{.call = "clone",
		.conditions = {ASSAY_MASKED(0, NEW_NAMESPACES, 0)},
		.reason = "posix_spawn, fork, threads of the linker"},
	ASSAY_ALLOW("fork", "older drivers"),
	ASSAY_ALLOW("vfork", "the driver's children"),
	ASSAY_ANSWER("clone3", ENOSYS, "its flags cannot be seen; libc falls back to clone"),
	ASSAY_ALLOW("wait4", "the driver's children"),
	ASSAY_ALLOW("waitid", "the driver's children"),
	ASSAY_ALLOW("pipe", "-pipe"),
	ASSAY_ALLOW("pipe2", "-pipe"),
	ASSAY_ALLOW("dup", "the driver's children"),
	ASSAY_ALLOW("dup2", "the driver's children"),
	ASSAY_ALLOW("dup3", "the driver's children"),
	ASSAY_ANSWER("setsid", EPERM, "the session is ours"),
	ASSAY_ANSWER("setpgid", EPERM, "the process group is ours"),

	/* Files: the root and Landlock decide which. */
	ASSAY_ALLOW("read", "files"),
	ASSAY_ALLOW("write", "files"),
	ASSAY_ALLOW("readv", "files"),
	ASSAY_ALLOW("writev", "files"),
	ASSAY_ALLOW("pread64", "files"),
	ASSAY_ALLOW("pwrite64", "files"),
	ASSAY_ALLOW("lseek", "files"),
	ASSAY_ALLOW("open", "files"),
	ASSAY_ALLOW("openat", "files"),
	ASSAY_ALLOW("creat", "files"),
	ASSAY_ALLOW("close", "files"),
	ASSAY_ALLOW("close_range", "posix_spawn"),
	/* Not locks, leases and notices, by which two boxes could talk over the files of the
	 * toolchain, nor owners, to whom the kernel sends signals. */
	ASSAY_ALLOW_IF(
		"fcntl", ASSAY_MASKED(1, ~UINT32_C(3), F_DUPFD), "files; F_GETFD to F_GETFL"),
	ASSAY_ALLOW_IF("fcntl", ASSAY_INT(1, F_SETFL), "files"),
	ASSAY_ALLOW_IF("fcntl", ASSAY_INT(1, F_DUPFD_CLOEXEC), "files"),
	ASSAY_ANSWER("fcntl", EINVAL, "locks of archives, sizes of pipes"),
	ASSAY_ANSWER("flock", EOPNOTSUPP, "incremental linking"),
	ASSAY_ALLOW("fstat", "files"),
	ASSAY_ALLOW("stat", "files"),
	ASSAY_ALLOW("lstat", "files"),
	ASSAY_ALLOW("newfstatat", "files"),
	ASSAY_ALLOW("statx", "files"),
	ASSAY_ALLOW("statfs", "files"),
	ASSAY_ALLOW("fstatfs", "files"),
	ASSAY_ALLOW("access", "files"),
	ASSAY_ALLOW("faccessat", "files"),
	ASSAY_ALLOW("faccessat2", "files"),
	ASSAY_ALLOW("readlink", "paths"),
	ASSAY_ALLOW("readlinkat", "paths"),
	ASSAY_ALLOW("getcwd", "paths"),
	ASSAY_ALLOW("chdir", "paths"),
	ASSAY_ALLOW("getdents64", "search paths"),
	ASSAY_ALLOW("unlink", "temporary files"),
	ASSAY_ALLOW("unlinkat", "temporary files"),
	ASSAY_ALLOW("rename", "temporary files"),
	ASSAY_ALLOW("renameat", "temporary files"),
	ASSAY_ALLOW("renameat2", "temporary files"),
	ASSAY_ALLOW("mkdir", "temporary files"),
	ASSAY_ALLOW("mkdirat", "temporary files"),
	ASSAY_ALLOW("rmdir", "temporary files"),
	ASSAY_ALLOW("chmod", "the linker's result"),
	ASSAY_ALLOW("fchmod", "the linker's result"),
	ASSAY_ALLOW("fchmodat", "the linker's result"),
	ASSAY_ALLOW("umask", "the linker's result"),
	ASSAY_ALLOW("ftruncate", "the linker's result"),
	ASSAY_ALLOW("fallocate", "the linker's result"),
	ASSAY_ALLOW("fadvise64", "reading ahead"),
	ASSAY_ALLOW("copy_file_range", "archives"),
	ASSAY_ALLOW("sendfile", "archives"),
	ASSAY_ALLOW("fsync", "the linker's result"),
	ASSAY_ALLOW("utimensat", "archives"),
	ASSAY_ALLOW("poll", "pipes"),
	ASSAY_ALLOW("ppoll", "pipes"),
	ASSAY_ALLOW("select", "pipes"),
	ASSAY_ALLOW("pselect6", "pipes"),
	ASSAY_ANSWER_IF("ioctl", ENOTTY, ASSAY_INT(1, TCGETS_NUMBER), "isatty"),
	ASSAY_ANSWER_IF("ioctl", ENOTTY, ASSAY_INT(1, TCGETS2_NUMBER), "isatty of later libcs"),
	ASSAY_ANSWER_IF("ioctl", ENOTTY, ASSAY_INT(1, TIOCGWINSZ_NUMBER), "width of diagnostics"),

	/* Memory. */
	ASSAY_ALLOW("mmap", "shared libraries"),
	ASSAY_ALLOW("mprotect", "shared libraries"),
	ASSAY_ALLOW("munmap", "memory"),
	ASSAY_ALLOW("mremap", "memory"),
	ASSAY_ALLOW("brk", "memory"),
	ASSAY_ALLOW("madvise", "memory"),
	ASSAY_ALLOW("msync", "mapped results"),
	ASSAY_ALLOW("mincore", "crash handlers"),

	/* Signals. */
	ASSAY_ALLOW("rt_sigaction", "handlers"),
	ASSAY_ALLOW("rt_sigprocmask", "posix_spawn"),
	ASSAY_ALLOW("rt_sigreturn", "handlers"),
	ASSAY_ALLOW("rt_sigsuspend", "handlers"),
	ASSAY_ALLOW("sigaltstack", "crash handlers"),
	ASSAY_ALLOW("alarm", "handlers"),
	{.call = "kill", .needs_pid_namespace = true, .reason = "the driver stops its children"},
	{.call = "tgkill", .needs_pid_namespace = true, .reason = "abort"},

	/* Oneself, time, limits. */
	ASSAY_ALLOW("getpid", "names of temporary files"),
	ASSAY_ALLOW("gettid", "abort"),
	ASSAY_ALLOW("getppid", "harmless"),
	ASSAY_ALLOW("getpgrp", "harmless"),
	{.call = "getpgid", .needs_pid_namespace = true, .reason = "shells"},
	ASSAY_ALLOW("getuid", "start-up"),
	ASSAY_ALLOW("geteuid", "start-up"),
	ASSAY_ALLOW("getgid", "start-up"),
	ASSAY_ALLOW("getegid", "start-up"),
	ASSAY_ALLOW("getgroups", "shells"),
	ASSAY_ALLOW("uname", "start-up"),
	ASSAY_ALLOW("sysinfo", "size of the garbage collector's heap"),
	ASSAY_ALLOW("getrandom", "names of temporary files"),
	ASSAY_OF_BOX_IF("clock_gettime", ASSAY_CLOCK_BY_PID, "clock_getcpuclockid"),
	ASSAY_ALLOW("clock_gettime", "time"),
	ASSAY_OF_BOX_IF("clock_getres", ASSAY_CLOCK_BY_PID, "clock_getcpuclockid"),
	ASSAY_ALLOW("clock_getres", "time"),
	ASSAY_OF_BOX_IF("clock_nanosleep", ASSAY_CLOCK_BY_PID, "clock_getcpuclockid"),
	ASSAY_ALLOW("clock_nanosleep", "time"),
	ASSAY_ALLOW("nanosleep", "time"),
	ASSAY_ALLOW("gettimeofday", "time"),
	ASSAY_ALLOW("time", "time"),
	ASSAY_ALLOW("times", "time"),
	ASSAY_ALLOW("getrusage", "time"),
	ASSAY_ALLOW("getrlimit", "stack size"),
	ASSAY_ALLOW("setrlimit", "cc1 raises its stack, up to the hard limit"),
	ASSAY_ALLOW_IF("prlimit64", ASSAY_INT(0, 0), "cc1 raises its own stack"),
	ASSAY_ALLOW("sched_yield", "threads"),
	ASSAY_ALLOW_IF("sched_getaffinity", ASSAY_INT(0, 0), "number of processors"),
	ASSAY_ALLOW("getcpu", "number of the processor"),
	ASSAY_ALLOW("set_tid_address", "start-up"),
	ASSAY_ALLOW("set_robust_list", "start-up"),
	ASSAY_ALLOW("rseq", "start-up"),
	ASSAY_ALLOW("membarrier", "threads"),
	ASSAY_ALLOW("restart_syscall", "the kernel's own, after a stop"),
	ASSAY_ALLOW("arch_prctl", "start-up"),
	ASSAY_ALLOW_IF("prctl", ASSAY_INT(0, PR_SET_NAME), "names of threads"),
	ASSAY_ANSWER_IF("prctl", EINVAL, ASSAY_INT(0, SET_VMA_NUMBER), "names of memory"),
	/* The shared forms would join boxes over the files of the toolchain (see profile_stdio.c).
	 * pthread_join, in a linker with threads, tries again until its thread has ended. */
	ASSAY_ALLOW_IF("futex", ASSAY_PRIVATE_FUTEX(~3, FUTEX_WAIT), "locks; up to FUTEX_REQUEUE"),
	ASSAY_ALLOW_IF(
		"futex", ASSAY_PRIVATE_FUTEX(~1, FUTEX_CMP_REQUEUE), "conditions; FUTEX_WAKE_OP"),
	ASSAY_ALLOW_IF("futex", ASSAY_PRIVATE_FUTEX(~0, FUTEX_WAIT_BITSET), "locks with a time"),
	ASSAY_ALLOW_IF("futex", ASSAY_PRIVATE_FUTEX(~0, FUTEX_WAKE_BITSET), "locks"),
	ASSAY_ANSWER_IF("futex", EAGAIN, ASSAY_SHARED_FUTEX(~0, FUTEX_WAIT), "pthread_join"),
	ASSAY_ANSWER_IF("futex", EAGAIN, ASSAY_SHARED_FUTEX(~0, FUTEX_WAIT_BITSET), "pthread_join"),
	ASSAY_ALLOW("exit", "end"),
	ASSAY_ALLOW("exit_group", "end"),
};

const struct assay_profile assay_profile_compile = {.name = "compile",
	.root = ASSAY_ROOT_TOOLCHAIN,
	.rules = rules,
	.count = sizeof rules / sizeof rules[0]};
