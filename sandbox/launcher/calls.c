/*
 * calls.c - owns the question whether the kernel, or a container's filter around us, has the calls
 * without which there is no box. Each is made in a way that has no effect.
 *
 * There is no fallback for them: one that is used on old kernels alone would be the least tried of
 * all, and Landlock (Linux 5.13), which every level asks for, is younger than any.
 */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct {
	const char *name; /* and the Linux that has it */
	long number;
	long arguments[5]; /* EBADF, EFAULT or EINVAL where the call is there */
	bool for_namespaces;
} calls[] = {
	/* Nothing is open there; CLOSE_RANGE_CLOEXEC came two versions after the call. */
	{"close_range (Linux 5.11)", SYS_close_range, {~0U, ~0U, CLOSE_RANGE_CLOEXEC}, false},
	{"openat2 (Linux 5.6)", SYS_openat2, {-1, 0, 0, 0}, false},
	{"execveat (Linux 3.19)", SYS_execveat, {-1, 0, 0, 0, AT_EMPTY_PATH}, false},
	{"pidfd_send_signal (Linux 5.1)", SYS_pidfd_send_signal, {-1, 0, 0, 0}, false},
	{"mount_setattr (Linux 5.12)", SYS_mount_setattr, {-1, 0, 0, 0, 0}, true},
};

int assay_calls_check(bool for_namespaces, struct assay_reason_text *reason)
{
	for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
		const long *at = calls[i].arguments;
		if (calls[i].for_namespaces != for_namespaces)
			continue;
		errno = 0;
		/* A filter that does not know a call may say EPERM (container managers of old); who may
		 * make no namespaces learns that from the call that makes them. */
		if (syscall(calls[i].number, at[0], at[1], at[2], at[3], at[4]) < 0 &&
			(errno == ENOSYS || (errno == EPERM && !for_namespaces)))
			return assay_reason_set(reason, calls[i].name);
	}
	return 0;
}
