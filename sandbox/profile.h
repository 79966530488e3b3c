/*
 * profile.h - the seccomp profiles as tables: one row a system call. Data only; filter.c makes
 * filters of them.
 *
 * What no row names is refused: the supervisor records the call and kills the box. A row that
 * answers with an errno is for what libc merely tries; the call is not made.
 */
#ifndef ASSAY_SANDBOX_PROFILE_H
#define ASSAY_SANDBOX_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "request.h"

/* (argument & mask) == value, on scalars only. */
struct assay_condition {
	bool used;
	unsigned argument;
	uint64_t mask, value;
};

struct assay_rule {
	const char *call;
	int answer; /* 0: the call is allowed; else it gets this errno */
	/* Where there is no pid namespace the call would reach other processes: EPERM instead. */
	bool needs_pid_namespace;
	struct assay_condition conditions[2];
	const char *reason;
};

struct assay_profile {
	const char *name;
	const struct assay_profile *base; /* its rows hold too; NULL */
	enum assay_root root;             /* what its programs need to see */
	const struct assay_rule *rules;
	size_t count;
};

#define ASSAY_ALLOW(name, why)                                                                     \
	{                                                                                          \
		.call = (name), .reason = (why)                                                    \
	}
#define ASSAY_ALLOW_IF(name, condition, why)                                                       \
	{                                                                                          \
		.call = (name), .conditions = {condition}, .reason = (why)                         \
	}
#define ASSAY_ANSWER(name, error, why)                                                             \
	{                                                                                          \
		.call = (name), .answer = (error), .reason = (why)                                 \
	}
#define ASSAY_ANSWER_IF(name, error, condition, why)                                               \
	{                                                                                          \
		.call = (name), .answer = (error), .conditions = {condition}, .reason = (why)      \
	}

#define ASSAY_MASKED(index, bits, wanted)                                                          \
	{                                                                                          \
		.used = true, .argument = (index), .mask = (bits), .value = (wanted)               \
	}
/* Arguments that the kernel reads as 32 bits: what stands above them must not matter. */
#define ASSAY_INT(index, wanted) ASSAY_MASKED(index, UINT64_C(0xffffffff), wanted)
extern const struct assay_profile assay_profile_stdio, assay_profile_threads, assay_profile_compile;
/* All of them, NULL-terminated. A filter's slot is its index here. */
extern const struct assay_profile *const assay_profiles[];
/* The index of a profile, or -1. */
int assay_profile_find(const char *name);

#endif
