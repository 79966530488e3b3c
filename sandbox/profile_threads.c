/*
 * profile_threads.c - owns the rows of `threads`: stdio, and the threads of one process.
 */
#include "profile.h"

#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <sys/prctl.h>

/* Exactly what pthread_create asks for: no process, no namespace. */
#define THREAD_FLAGS                                                                               \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |        \
		CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID)
#define SET_VMA_NUMBER 0x53564d41 /* PR_SET_VMA of later kernels' headers */

static const struct assay_rule rules[] = {
	ASSAY_ALLOW_IF("clone", ASSAY_MASKED(0, UINT64_MAX, THREAD_FLAGS), "pthread_create"),
	ASSAY_ANSWER("clone3", ENOSYS, "its flags cannot be seen; libc falls back to clone"),
	ASSAY_ALLOW("membarrier", "lock-free code"),
	ASSAY_ALLOW_IF("prctl", ASSAY_INT(0, PR_SET_NAME), "pthread_setname_np"),
	ASSAY_ANSWER_IF("prctl", EINVAL, ASSAY_INT(0, SET_VMA_NUMBER), "names of thread stacks"),
	ASSAY_OF_BOX("sched_getparam", "pthread_getschedparam"),
	ASSAY_OF_BOX("sched_getscheduler", "pthread_getschedparam"),
	ASSAY_ALLOW_IF("sched_getaffinity", ASSAY_INT(0, 0), "number of processors"),
	ASSAY_OF_BOX("sched_getaffinity", "pthread_getaffinity_np"),
	ASSAY_ALLOW("sched_get_priority_max", "pthread attributes"),
	ASSAY_ALLOW("sched_get_priority_min", "pthread attributes"),
	ASSAY_ANSWER("sched_setaffinity", EPERM, "which processors is ours to say"),

	/* What is known by a thread's number. */
	ASSAY_OF_BOX_IF("futex", ASSAY_PRIVATE_FUTEX(~1, FUTEX_LOCK_PI), "PTHREAD_PRIO_INHERIT"),
	ASSAY_OF_BOX_IF("futex", ASSAY_PRIVATE_FUTEX(~0, FUTEX_TRYLOCK_PI), "PTHREAD_PRIO_INHERIT"),

	/* pthread_join waits in the shared form, and the kernel wakes it so when a thread ends.
	 * That reaches nobody else, since each box has a copy of the program's file to itself. */
	ASSAY_ALLOW_IF("futex", ASSAY_SHARED_FUTEX(~0, FUTEX_WAIT), "pthread_join"),
	ASSAY_ALLOW_IF("futex", ASSAY_SHARED_FUTEX(~0, FUTEX_WAIT_BITSET), "pthread_join"),
};

const struct assay_profile assay_profile_threads = {.name = "threads",
	.base = &assay_profile_stdio,
	.own_copy = true,
	.rules = rules,
	.count = sizeof rules / sizeof rules[0]};
