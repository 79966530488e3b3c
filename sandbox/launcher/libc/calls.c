/*
 * calls.c - owns the system calls that the launcher makes by name, where it has no C library: each
 * is the call of section 2 of the manual and nothing else, but for what its comment says.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The kernel's set of signals (rt_sigprocmask(2)): 64 of them. */
#define KERNEL_SET 8

/* NAME(parameters) { return the call with these arguments } */
#define CALL(type, name, parameters, ...)                                                          \
	type name parameters                                                                       \
	{                                                                                          \
		return (type)syscall(SYS_##name, __VA_ARGS__);                                     \
	}
#define CALL_PLAIN(type, name)                                                                     \
	type name(void)                                                                            \
	{                                                                                          \
		return (type)syscall(SYS_##name);                                                  \
	}

/* Processes and users. */
CALL_PLAIN(int, pause)
CALL_PLAIN(pid_t, getpid)
CALL_PLAIN(pid_t, getppid)
CALL_PLAIN(pid_t, setsid)
CALL_PLAIN(uid_t, getuid)
CALL_PLAIN(uid_t, geteuid)
CALL_PLAIN(gid_t, getegid)
CALL(int, kill, (pid_t pid, int number), pid, number)
CALL(pid_t, wait4, (pid_t pid, int *status, int options, struct rusage *usage), pid, status,
	options, usage)
CALL(int, waitid, (idtype_t type, id_t id, siginfo_t *info, int options), type, id, info, options,
	NULL)
CALL(int, unshare, (int flags), flags)
CALL(int, setns, (int fd, int type), fd, type)
CALL(int, sethostname, (const char *name, size_t size), name, size)

/* Files. */
CALL(int, close, (int fd), fd)
CALL(int, close_range, (unsigned first, unsigned last, int flags), first, last, flags)
CALL(int, dup2, (int from, int to), from, to)
CALL(int, dup3, (int from, int to, int flags), from, to, flags)
CALL(int, pipe2, (int ends[2], int flags), ends, flags)
CALL(ssize_t, read, (int fd, void *buffer, size_t size), fd, buffer, size)
CALL(ssize_t, write, (int fd, const void *buffer, size_t size), fd, buffer, size)
CALL(int, fchdir, (int fd), fd)
CALL(int, chdir, (const char *path), path)
CALL(int, access, (const char *path, int mode), path, mode)
CALL(ssize_t, readlinkat,
	(int folder, const char *restrict path, char *restrict buffer, size_t size), folder, path,
	buffer, size)
CALL(int, mkdir, (const char *path, mode_t mode), path, mode)
CALL(int, mkdirat, (int folder, const char *path, mode_t mode), folder, path, mode)
CALL(int, unlinkat, (int folder, const char *path, int flags), folder, path, flags)
CALL(int, symlinkat, (const char *target, int folder, const char *path), target, folder, path)
CALL(ssize_t, readlink, (const char *restrict path, char *restrict buffer, size_t size), path,
	buffer, size)
CALL(int, fchownat, (int folder, const char *path, uid_t uid, gid_t gid, int flags), folder, path,
	uid, gid, flags)
CALL(int, flock, (int fd, int operation), fd, operation)
CALL(mode_t, umask, (mode_t mask), mask)
CALL(ssize_t, sendfile, (int to, int from, off_t *offset, size_t size), to, from, offset, size)
CALL(int, mount,
	(const char *source, const char *target, const char *type, unsigned long flags,
		const void *data),
	source, target, type, flags, data)
CALL(int, umount2, (const char *target, int flags), target, flags)

/* Sockets, waiting, time. */
CALL(int, socket, (int domain, int type, int protocol), domain, type, protocol)
CALL(ssize_t, recvmsg, (int fd, struct msghdr *message, int flags), fd, message, flags)
CALL(int, socketpair, (int domain, int type, int protocol, int ret_fds[2]), domain, type, protocol,
	ret_fds)
CALL(int, poll, (struct pollfd * set, nfds_t count, int timeout), set, count, timeout)
CALL(int, nanosleep, (const struct timespec *wanted, struct timespec *left), wanted, left)
CALL(int, clock_gettime, (clockid_t clock, struct timespec *ret_time), clock, ret_time)

void *mmap(void *address, size_t size, int protection, int flags, int fd, off_t offset)
{
	union {
		long number;
		void *pointer;
	} got = {.number = syscall(SYS_mmap, address, size, protection, flags, fd, offset)};
	return got.pointer;
}

/* Pages of their own, for one large record. */
void *calloc(size_t count, size_t size)
{
	size_t bytes;
	if (__builtin_mul_overflow(count, size, &bytes))
		return NULL;
	void *memory =
		mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return memory == MAP_FAILED ? NULL : memory;
}

int openat(int folder, const char *path, int flags, ...)
{
	va_list arguments;
	va_start(arguments, flags);
	mode_t mode = (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
	va_end(arguments);
	return (int)syscall(SYS_openat, folder, path, flags, mode);
}

int open(const char *path, int flags, ...)
{
	va_list arguments;
	va_start(arguments, flags);
	mode_t mode = (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
	va_end(arguments);
	return openat(AT_FDCWD, path, flags, mode);
}

int fcntl(int fd, int command, ...)
{
	va_list arguments;
	va_start(arguments, command);
	long argument = va_arg(arguments, long);
	va_end(arguments);
	return (int)syscall(SYS_fcntl, fd, command, argument);
}

int ioctl(int fd, unsigned long request, ...)
{
	va_list arguments;
	va_start(arguments, request);
	void *argument = va_arg(arguments, void *);
	va_end(arguments);
	return (int)syscall(SYS_ioctl, fd, request, argument);
}

int prctl(int option, ...)
{
	unsigned long values[4];
	va_list arguments;
	va_start(arguments, option);
	for (size_t i = 0; i < 4; i++)
		values[i] = va_arg(arguments, unsigned long);
	va_end(arguments);
	return (int)syscall(SYS_prctl, option, values[0], values[1], values[2], values[3]);
}

ssize_t pread(int fd, void *buffer, size_t size, off_t offset)
{
	return syscall(SYS_pread64, fd, buffer, size, offset);
}

int fstatat(int folder, const char *restrict path, struct stat *restrict ret_status, int flags)
{
	return (int)syscall(SYS_newfstatat, folder, path, ret_status, flags);
}

int faccessat(int folder, const char *path, int mode, int flags)
{
	return flags == 0 ? (int)syscall(SYS_faccessat, folder, path, mode)
			  : (int)syscall(SYS_faccessat2, folder, path, mode, flags);
}

/* proc(5) counts in hundredths of a second on this architecture. */
long sysconf(int name)
{
	errno = EINVAL;
	return name == _SC_CLK_TCK ? 100 : -1;
}

int fstat(int fd, struct stat *ret_status)
{
	return fstatat(fd, "", ret_status, AT_EMPTY_PATH);
}

int lstat(const char *restrict path, struct stat *restrict ret_status)
{
	return fstatat(AT_FDCWD, path, ret_status, AT_SYMLINK_NOFOLLOW);
}

ssize_t send(int fd, const void *buffer, size_t size, int flags)
{
	return syscall(SYS_sendto, fd, buffer, size, flags, NULL, 0);
}

ssize_t recv(int fd, void *buffer, size_t size, int flags)
{
	return syscall(SYS_recvfrom, fd, buffer, size, flags, NULL, NULL);
}

pid_t waitpid(pid_t pid, int *status, int options)
{
	return wait4(pid, status, options, NULL);
}

int prlimit(pid_t pid, __rlimit_resource_t resource, const struct rlimit *limit,
	struct rlimit *ret_before)
{
	return (int)syscall(SYS_prlimit64, pid, resource, limit, ret_before);
}

int getrlimit(__rlimit_resource_t resource, struct rlimit *ret_limit)
{
	return (int)syscall(SYS_prlimit64, 0, resource, NULL, ret_limit);
}

int setrlimit(__rlimit_resource_t resource, const struct rlimit *limit)
{
	return (int)syscall(SYS_prlimit64, 0, resource, limit, NULL);
}

/* The kernel writes the time that is left into its copy of the timeout. */
int ppoll(struct pollfd *set, nfds_t count, const struct timespec *timeout, const sigset_t *mask)
{
	struct timespec left = {0};
	if (timeout != NULL)
		left = *timeout;
	return (int)syscall(
		SYS_ppoll, set, count, timeout == NULL ? NULL : &left, mask, KERNEL_SET);
}

int signalfd(int fd, const sigset_t *set, int flags)
{
	return (int)syscall(SYS_signalfd4, fd, set, KERNEL_SET, flags);
}

int sigprocmask(int how, const sigset_t *restrict set, sigset_t *restrict ret_before)
{
	return (int)syscall(SYS_rt_sigprocmask, how, set, ret_before, KERNEL_SET);
}

int sigemptyset(sigset_t *set)
{
	memset(set, 0, sizeof *set);
	return 0;
}

int sigaddset(sigset_t *set, int number)
{
	set->__val[0] |= 1UL << (number - 1);
	return 0;
}

/* The kernel returns how many bytes of the mask it wrote. */
int sched_getaffinity(pid_t pid, size_t size, cpu_set_t *ret_set)
{
	long written = syscall(SYS_sched_getaffinity, pid, size, ret_set);
	if (written < 0)
		return -1;
	memset((char *)ret_set + written, 0, size - (size_t)written);
	return 0;
}

int __sched_cpucount(size_t size, const cpu_set_t *set)
{
	int count = 0;
	for (size_t i = 0; i < size / sizeof set->__bits[0]; i++) {
		for (unsigned long bits = set->__bits[i]; bits != 0; bits &= bits - 1)
			count++;
	}
	return count;
}

/* The entries lie as getdents64(2) gives them, which is the C library's `struct dirent`. */
struct __dirstream {
	int fd;
	size_t at, size;
	_Alignas(struct dirent) char entries[8192];
};

DIR *fdopendir(int fd)
{
	DIR *folder = calloc(1, sizeof *folder);
	if (folder != NULL)
		folder->fd = fd;
	return folder;
}

struct dirent *readdir(DIR *folder)
{
	if (folder->at >= folder->size) {
		long n = syscall(
			SYS_getdents64, folder->fd, folder->entries, sizeof folder->entries);
		if (n <= 0)
			return NULL;
		folder->size = (size_t)n;
		folder->at = 0;
	}
	union {
		char *bytes;
		struct dirent *entry;
	} at = {.bytes = folder->entries + folder->at};
	folder->at += at.entry->d_reclen;
	return at.entry;
}

int closedir(DIR *folder)
{
	int fd = folder->fd;
	syscall(SYS_munmap, folder, sizeof *folder);
	return close(fd);
}
