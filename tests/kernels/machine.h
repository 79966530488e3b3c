/*
 * machine.h - what the files of the simulator share: a machine is a row of what it refuses.
 */
#ifndef ASSAY_TESTS_KERNELS_MACHINE_H
#define ASSAY_TESTS_KERNELS_MACHINE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* A refusal of `call`, always (mask 0) or when (argument & mask) == value. */
struct refusal {
	int call;
	int errno_value; /* TRACED: simulate.c's tracer says what comes of it */
	unsigned argument;
	uint64_t mask, value;
};
#define TRACED (-1)

/* What is mounted for the machine, as root; an ordinary user has no cgroup of its own anyway. */
enum cgroup_state {
	CGROUP_AS_IT_IS = 0,
	CGROUP_ABSENT,    /* nothing is mounted there */
	CGROUP_READ_ONLY, /* as in a container */
};

struct machine {
	const char *name;
	const char *level;              /* the best that is to be had on it */
	const char *lost;               /* a layer that is not there, or "-" */
	const char *says;               /* words that `assay doctor` must hold */
	const struct refusal *refusals; /* ends with call < 0; NULL: none */
	enum cgroup_state cgroup;
	const char *folder, *file, *text; /* a setting: the folder is covered, the file in it */
	/* Attacks whose call meets the machine's own filter before the box's: an error of a filter
	 * goes before a listener (seccomp(2)), so the call is refused, but ends nothing. */
	const char *swallowed;
	const char *variable; /* of the environment, that is set there */
	int landlock_abi;     /* what the kernel says of itself; 0: the truth */
};

extern const struct machine machines[]; /* ends with name NULL */

/* The exit status when a machine cannot be simulated here. */
#define CANNOT 77

/* tracer.c: runs on beside the child `pid`, which waits for a byte of `gate`, until all of its
 * processes have ended; its exit status. */
int trace(pid_t pid, const struct machine *machine, int gate);

#endif
