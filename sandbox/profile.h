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

#define ASSAY_CONDITIONS_MAX 3

struct assay_rule {
	const char *call;
	int answer; /* 0: the call is allowed; else it gets this errno */
	/* Where there is no pid namespace the call would reach other processes: EPERM instead. */
	bool needs_pid_namespace;
	struct assay_condition conditions[ASSAY_CONDITIONS_MAX]; /* all must hold */
	const char *reason;
};

struct assay_profile {
	const char *name;
	const struct assay_profile *base; /* its rows hold too; NULL */
	enum assay_root root;             /* what its programs need to see */
	/* It has a call by which boxes that share pages of the program's file could talk: each
	 * sandbox runs a copy of its own. */
	bool own_copy;
	const struct assay_rule *rules;
	size_t count;
	/* Its calls could leave something in a net namespace: each run has one of its own, in which
	 * the loopback is up. Where there are no namespaces it is refused. */
	bool own_network;
	/* Its programs reserve more address space than there is memory, so that only a cgroup can
	 * limit what they use. Where there is none it is refused. */
	bool reserves;
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

/* Allowed where there is a pid namespace: it names other processes by their number. */
#define ASSAY_OF_BOX(name, why)                                                                    \
	{                                                                                          \
		.call = (name), .needs_pid_namespace = true, .reason = (why)                       \
	}
#define ASSAY_OF_BOX_IF(name, condition, why)                                                      \
	{                                                                                          \
		.call = (name), .needs_pid_namespace = true, .conditions = {condition},            \
		.reason = (why)                                                                    \
	}

#define ASSAY_MASKED(index, bits, wanted)                                                          \
	{                                                                                          \
		.used = true, .argument = (index), .mask = (bits), .value = (wanted)               \
	}
/* Arguments that the kernel reads as 32 bits: what stands above them must not matter. */
#define ASSAY_INT(index, wanted) ASSAY_MASKED(index, UINT64_C(0xffffffff), wanted)

/* A negative clock is the CPU time of a process, by its number (clock_getcpuclockid(3)). */
#define ASSAY_CLOCK_BY_PID ASSAY_MASKED(0, UINT32_C(0x80000000), UINT32_C(0x80000000))
/* Commands of futex(2) that `bits` does not tell from `command`, whichever their clock. */
#define ASSAY_SHARED_FUTEX(bits, command)                                                          \
	ASSAY_MASKED(1, (uint32_t)(bits) & ~(uint32_t)FUTEX_CLOCK_REALTIME, command)
#define ASSAY_PRIVATE_FUTEX(bits, command) ASSAY_SHARED_FUTEX(bits, (command) | FUTEX_PRIVATE_FLAG)

extern const struct assay_profile assay_profile_stdio, assay_profile_threads, assay_profile_compile,
	assay_profile_dynamic, assay_profile_net, assay_profile_sanitize;
/* All of them, NULL-terminated. A filter's slot is its index here. */
extern const struct assay_profile *const assay_profiles[];
/* The index of a profile, or -1. */
int assay_profile_find(const char *name);

#endif
