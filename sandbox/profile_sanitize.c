/*
 * profile_sanitize.c - owns the rows of `sanitize`: what AddressSanitizer and UBSan ask for beside
 * `dynamic`. What they find is text on descriptor 2.
 *
 * They reserve terabytes of address space, so only a cgroup can limit their memory. The search for
 * leaks stops the program by ptrace(2) from a process beside it and reads /proc: neither is given,
 * and it says so itself, with an exit code, unless the program tells it not to: by
 * __lsan_is_turned_off() or __asan_default_options(), since the environment is read from /proc too.
 * ThreadSanitizer needs threads and /proc/self/maps: it has no profile.
 */
#include "profile.h"

#include <errno.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>

/* The process that is to search for leaks. */
#define TRACER_FLAGS (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_UNTRACED)

static const struct assay_rule rules[] = {
	{.call = "prlimit64",
		.conditions = {ASSAY_INT(0, 0), ASSAY_INT(1, RLIMIT_CORE)},
		.reason = "core dumps are off already, and stay so"},
	ASSAY_ANSWER_IF("prctl", EPERM, ASSAY_INT(0, PR_GET_DUMPABLE), "leak search, start"),
	ASSAY_ANSWER_IF("prctl", EPERM, ASSAY_INT(0, PR_SET_DUMPABLE), "leak search, start"),
	ASSAY_ANSWER_IF("prctl", EPERM, ASSAY_INT(0, PR_SET_PTRACER), "leak search, start"),
	ASSAY_ANSWER_IF("clone", EPERM, ASSAY_MASKED(0, UINT64_MAX, TRACER_FLAGS),
		"leak search, its process"),
};

const struct assay_profile assay_profile_sanitize = {.name = "sanitize",
	.base = &assay_profile_dynamic,
	.root = ASSAY_ROOT_LIBRARIES,
	.rules = rules,
	.count = sizeof rules / sizeof rules[0],
	.reserves = true};
