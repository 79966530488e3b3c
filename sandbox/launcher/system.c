/*
 * system.c - owns the few kernel helpers that the launcher's files share. No allocation, no stdio.
 */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int assay_reason_set(struct assay_reason_text *reason, const char *what)
{
	reason->errno_value = errno;
	if (snprintf(reason->text, sizeof reason->text, "%s", what) < 0)
		reason->text[0] = '\0';
	return -1;
}

void assay_reason_put(struct assay_wire_hello *hello, enum assay_reason which,
	const struct assay_reason_text *reason)
{
	memcpy(hello->reason[which], reason->text, sizeof reason->text);
	hello->reason_errno[which] = reason->errno_value;
}

void assay_futex_wait(const uint32_t *word, uint32_t value)
{
	syscall(SYS_futex, word, FUTEX_WAIT, value, NULL, NULL, 0);
}

int assay_futex_wake(const uint32_t *word)
{
	return syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0) < 0 ? -1 : 0;
}

uint64_t assay_clock_ns(void)
{
	struct timespec now = {0};
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

pid_t assay_clone(uint64_t flags, int *ret_pidfd)
{
	flags |= ret_pidfd != NULL ? CLONE_PIDFD : 0;
	struct clone_args arguments = {
		.flags = flags,
		.pidfd = (uint64_t)(uintptr_t)ret_pidfd,
		.exit_signal = SIGCHLD,
	};
	long pid = syscall(SYS_clone3, &arguments, sizeof arguments);
	if (pid >= 0 || (errno != ENOSYS && errno != EPERM))
		return (pid_t)pid;
	/* Container managers answer clone3 with an error that means "use clone" (clone(2)). */
	return (pid_t)syscall(SYS_clone, flags | SIGCHLD, NULL, ret_pidfd, NULL, NULL);
}

pid_t assay_clone_into(int group, uint64_t flags, int *ret_pidfd, bool *ret_inside)
{
	struct clone_args arguments = {
		.flags = flags | CLONE_INTO_CGROUP | (ret_pidfd != NULL ? CLONE_PIDFD : 0),
		.pidfd = (uint64_t)(uintptr_t)ret_pidfd,
		.exit_signal = SIGCHLD,
		.cgroup = (uint64_t)(unsigned)group,
	};
	*ret_inside = group >= 0; /* before the clone: the child reads it too */
	if (group >= 0) {
		long pid = syscall(SYS_clone3, &arguments, sizeof arguments);
		if (pid >= 0)
			return (pid_t)pid;
	}
	*ret_inside = false;
	return assay_clone(flags, ret_pidfd);
}

int assay_file_write_at(int folder, const char *name, const char *text)
{
	int fd = openat(folder, name, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return -1;
	size_t size = strlen(text);
	ssize_t n = write(fd, text, size);
	int saved = errno;
	close(fd);
	errno = n >= 0 ? EIO : saved;
	return n == (ssize_t)size ? 0 : -1;
}

ssize_t assay_file_read_at(int folder, const char *name, char *buffer, size_t size)
{
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return -1;
	ssize_t n = read(fd, buffer, size - 1);
	int saved = errno;
	close(fd);
	errno = saved;
	buffer[n < 0 ? 0 : n] = '\0';
	return n;
}

int assay_directory_open_at(int folder, const char *name)
{
	return openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

int assay_number_write_at(int folder, const char *name, uint64_t value)
{
	char text[32];
	if (snprintf(text, sizeof text, "%llu", (unsigned long long)value) < 0)
		return -1;
	return assay_file_write_at(folder, name, text);
}
