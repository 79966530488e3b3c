/*
 * request.h - what the library and its launcher say to each other, over one SOCK_SEQPACKET socket.
 *
 * Both ends are built together and travel in one file, so the layout is the compiler's. The
 * launcher trusts the library; the library takes nothing from the launcher but numbers that it
 * checks. A candidate never sees this socket.
 */
#ifndef ASSAY_SANDBOX_REQUEST_H
#define ASSAY_SANDBOX_REQUEST_H

#include <linux/filter.h>
#include <stddef.h>
#include <stdint.h>

#include <assay/sandbox.h>

/* The launcher's end of the socket; the only descriptor that it starts with, besides 0 to 2. */
#define ASSAY_WIRE_FD 3
/* The user that a launcher started by root becomes before anything else. */
#define ASSAY_BOX_UID 65400
/* Where the one program waits to be exec'ed: the filters know this number. */
#define ASSAY_EXEC_FD 200
/* acct(2) with this argument is answered ENOTUNIQ by every filter of ours: so a filter proves
 * that it is in force. Without a filter the kernel answers EFAULT or EPERM. */
#define ASSAY_CANARY 0x6173736179u

/* In a filter, stands for the number of the program's own process, which the launcher puts in. */
#define ASSAY_SELF 0x5e1f5e1fu

#define ASSAY_FILTERS_MAX    8
#define ASSAY_WIRE_TEXT_MAX  65536
#define ASSAY_WIRE_PATH_SIZE 512
#define ASSAY_REASON_SIZE    192

enum assay_wire_kind {
	ASSAY_WIRE_OPEN = 1, /* library: be of this level */
	ASSAY_WIRE_HELLO,    /* launcher: this is what I could build */
	ASSAY_WIRE_FILTER,   /* library: keep this filter in a slot */
	ASSAY_WIRE_RUN,      /* library: run one box */
	ASSAY_WIRE_KILL,     /* library: end the box that runs */
	ASSAY_WIRE_REPLY,    /* launcher: the box has ended */
};

/* Started with one of these as its argument, the launcher is a program to be boxed, for probing. */
#define ASSAY_TRIAL_MEMORY      "touch-memory"
#define ASSAY_TRIAL_CALL        "open-socket"
#define ASSAY_TRIAL_FILE        "open-file"
#define ASSAY_TRIAL_FORK        "fork"
#define ASSAY_TRIAL_EXEC        "exec-again"
#define ASSAY_TRIAL_TRACE       "trace-parent"
#define ASSAY_TRIAL_LIMIT       "raise-limit"
#define ASSAY_TRIAL_CLOCK       "set-clock"
#define ASSAY_TRIAL_X32         "enter-x32"
#define ASSAY_TRIAL_ENVIRONMENT "read-environment"
#define ASSAY_TRIAL_DESCRIPTORS "use-descriptors"
#define ASSAY_TRIAL_BURN        "burn-cpu"
#define ASSAY_TRIAL_FLOOD       "flood-output"
#define ASSAY_TRIAL_LEAVE       "leave-child"
#define ASSAY_TRIAL_DONE        40 /* exit codes: the act succeeded, was refused, is not known */
#define ASSAY_TRIAL_REFUSED     41
#define ASSAY_TRIAL_UNKNOWN     42
#define ASSAY_TRIAL_LEFT        43 /* a child of it runs on */

/* Version 2: where the runner goes, so that its own group may hand on controllers. */
#define ASSAY_RUNNER_LEAF "assay-runner"

/* Cgroup hierarchies. On version 2 all three name the same folder. */
enum assay_hierarchy {
	ASSAY_HIERARCHY_MEMORY = 0,
	ASSAY_HIERARCHY_PIDS,
	ASSAY_HIERARCHY_CPU,
};
#define ASSAY_HIERARCHY_COUNT 3

struct assay_wire_open {
	uint32_t kind;
	uint32_t maximum;        /* enum assay_level */
	uint32_t cgroup_version; /* 0: none was found */
	uint32_t cgroup_top;     /* version 2: how much of the path is the mount point */
	uint32_t swap_on;        /* the machine has swap */
	char cgroup_path[ASSAY_HIERARCHY_COUNT][ASSAY_WIRE_PATH_SIZE]; /* "" when not there */
};

/* Why something that was wanted could not be had; "" when it could. */
enum assay_reason {
	ASSAY_REASON_NAMESPACES = 0,
	ASSAY_REASON_CGROUP,
	ASSAY_REASON_LANDLOCK,
	ASSAY_REASON_SECCOMP,
	ASSAY_REASON_LISTENER, /* refused calls are not named: no level asks for it */
	ASSAY_REASON_CALLS,    /* a call without which there is no box */
};
#define ASSAY_REASON_COUNT 6

struct assay_wire_hello {
	uint32_t kind;
	uint32_t layers; /* enum assay_layer that stand; those of each run are checked there */
	uint32_t landlock_abi;
	uint32_t privileged; /* it became ASSAY_BOX_UID: what boxes write to must belong to that */
	uint32_t cgroup_version;        /* that was tried; 0: none was found */
	int32_t cgroup_errno;           /* why they have none */
	char cgroup[ASSAY_REASON_SIZE]; /* what their groups are; "" when they have none */
	char reason[ASSAY_REASON_COUNT][ASSAY_REASON_SIZE];
	int32_t reason_errno[ASSAY_REASON_COUNT]; /* the launcher has no texts of errors */
};

struct assay_wire_filter {
	uint32_t kind;
	uint32_t slot;
	uint32_t notify; /* its default is to ask the supervisor */
	uint32_t length;
	struct sock_filter code[BPF_MAXINSNS];
};

/*
 * Descriptors travel in this order: channels, program (has_program), data of the files (when
 * file_count > 0), scratch folder (has_scratch), outputs. Texts, each with its NUL, in this order:
 * program path, arguments, environment, file names, output names.
 */
struct assay_wire_run {
	uint32_t kind;
	uint32_t slot;
	uint32_t root;        /* enum assay_root */
	uint32_t own_network; /* a net namespace for this run alone */
	uint32_t has_program, has_scratch;
	uint32_t channel_count, argument_count, environment_count, file_count, output_count;
	int32_t channel_fd[ASSAY_CHANNELS_MAX];
	struct assay_limits limits;
	uint64_t output_file_limit;
	uint64_t file_size[ASSAY_BOX_FILES_MAX];
	uint32_t text_size;
	char text[ASSAY_WIRE_TEXT_MAX];
};
#define ASSAY_WIRE_FDS_MAX (ASSAY_CHANNELS_MAX + ASSAY_BOX_OUTPUTS_MAX + 3)

struct assay_wire_kill {
	uint32_t kind;
};

/* Steps of making a box, for faults of ours. Names: assay_step_name(). */
enum assay_step {
	ASSAY_STEP_NONE = 0,
	ASSAY_STEP_REQUEST,
	ASSAY_STEP_CLONE,
	ASSAY_STEP_PID_NAMESPACE,
	ASSAY_STEP_ROOT,
	ASSAY_STEP_SCRATCH,
	ASSAY_STEP_FILES,
	ASSAY_STEP_DESCRIPTORS,
	ASSAY_STEP_SIGNALS,
	ASSAY_STEP_FORK,
	ASSAY_STEP_SESSION,
	ASSAY_STEP_RLIMITS,
	ASSAY_STEP_CAPABILITIES,
	ASSAY_STEP_PRIVILEGES,
	ASSAY_STEP_LANDLOCK,
	ASSAY_STEP_CGROUP,
	ASSAY_STEP_SECCOMP,
	ASSAY_STEP_PROGRAM,
	ASSAY_STEP_EXEC,
	ASSAY_STEP_SUPERVISE,
	ASSAY_STEP_OUTPUTS,
	ASSAY_STEP_NETWORK,
};
#define ASSAY_STEP_COUNT 22

/*
 * What a box's init found. It lies in a page that the server, init and, until its exec, the child
 * share: the exec takes the page away from the program, so nothing here can be forged.
 */
struct assay_wire_record {
	uint32_t complete; /* init came to its end */
	uint32_t stop;     /* the server asked init to end the box */
	int32_t fault_step, fault_errno;
	uint32_t layers;
	int32_t listener; /* descriptor of the seccomp listener in init's table, or -1 */
	uint32_t ended;   /* wait_status is set */
	int32_t wait_status;
	uint32_t forbidden, forbidden_arch;
	int32_t forbidden_number;
	uint64_t forbidden_arguments[6];
	uint32_t cpu_reached;
	uint64_t oom_kills;
	uint64_t limit_hits; /* of oom_kills > 0: how often the box's own limit refused memory */
	uint64_t cpu_ns, peak_bytes;
	uint32_t cpu_source, peak_source; /* enum assay_source */
	uint64_t start_ns, end_ns; /* CLOCK_MONOTONIC: before the exec, after the last death */
	uint8_t output_there[ASSAY_BOX_OUTPUTS_MAX];
};

struct assay_wire_reply {
	uint32_t kind;
	uint32_t wall_reached, waited_cpu;
	int32_t init_status; /* wait status of init, when it did not come to its end */
	struct assay_wire_record record;
};

#endif
