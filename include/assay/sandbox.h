/*
 * sandbox.h - the box: run one hostile program and say truthfully what happened.
 *
 * A library of its own (libassay-sandbox). It knows processes, limits, clocks and bytes; nothing
 * of challenges, verdicts or scores. What it returns is an observation: facts, each from the
 * kernel or from our own counters, never from an exit code that the program chose.
 *
 * A `struct assay_sandbox` owns one launcher process and runs one box at a time; use one sandbox a
 * thread. Different sandboxes are independent.
 */
#ifndef ASSAY_SANDBOX_H
#define ASSAY_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <assay/bytes.h>
#include <assay/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How isolated a box is. Ordered: a greater value is stronger. */
enum assay_level {
	ASSAY_LEVEL_NONE = 0,    /* not enough layers for any run; nothing is run */
	ASSAY_LEVEL_MINIMAL = 1, /* no namespaces: seccomp, Landlock, rlimits */
	ASSAY_LEVEL_REDUCED = 2, /* namespaces, but no cgroup */
	ASSAY_LEVEL_FULL = 3,    /* everything */
};

/* Layers as bits of `layers` in observations and probes. Names: assay_layer_name(). */
enum assay_layer {
	ASSAY_LAYER_USER_NAMESPACE = 1 << 0,
	ASSAY_LAYER_MOUNT_NAMESPACE = 1 << 1,
	ASSAY_LAYER_PID_NAMESPACE = 1 << 2,
	ASSAY_LAYER_NET_NAMESPACE = 1 << 3,
	ASSAY_LAYER_IPC_NAMESPACE = 1 << 4,
	ASSAY_LAYER_UTS_NAMESPACE = 1 << 5,
	ASSAY_LAYER_CGROUP_NAMESPACE = 1 << 6,
	ASSAY_LAYER_ROOT = 1 << 7, /* pivot_root into a root built from nothing */
	ASSAY_LAYER_NO_NEW_PRIVILEGES = 1 << 8,
	ASSAY_LAYER_CAPABILITIES = 1 << 9, /* all five sets empty */
	ASSAY_LAYER_SECCOMP = 1 << 10,
	ASSAY_LAYER_SECCOMP_NOTIFY = 1 << 11, /* refused calls are named by our supervisor */
	ASSAY_LAYER_LANDLOCK = 1 << 12,
	ASSAY_LAYER_RLIMITS = 1 << 13,
	ASSAY_LAYER_CGROUP_MEMORY = 1 << 14,
	ASSAY_LAYER_CGROUP_PIDS = 1 << 15,
	ASSAY_LAYER_CGROUP_CPU = 1 << 16, /* accounting of everything in the box */
};
#define ASSAY_LAYER_COUNT 17

/* "none", "minimal", "reduced", "full". */
const char *assay_level_name(enum assay_level level);
int assay_level_parse(const char *text, enum assay_level *ret_level, struct assay_error *err);
/* "user-namespace", "seccomp-notify", ...; NULL for an unknown bit. */
const char *assay_layer_name(enum assay_layer layer);

/* The root that a box sees. */
enum assay_root {
	ASSAY_ROOT_EMPTY = 0, /* nothing at all, read-only */
	/* The toolchain (/usr/bin, /usr/lib, /usr/include, ...) read-only, and a scratch folder,
	 * size-limited, which is the working directory (/box, except at level minimal) and the only
	 * writable place. There is no /tmp, /dev, /proc or /etc: give TMPDIR=. to compilers. */
	ASSAY_ROOT_TOOLCHAIN = 1,
	/* The dynamic loader, its cache and the shared libraries of the system (/lib, /lib64,
	 * /usr/lib, ...) read-only, and nothing else; no place to write. For the profile "dynamic".
	 * At level minimal Landlock lets nothing else be read; what exists can be told. */
	ASSAY_ROOT_LIBRARIES = 2,
};

/* What an assay_channel's `take` returns when nobody wants more of the output. */
#define ASSAY_TAKE_ENOUGH 1

/*
 * One channel: a descriptor of the program, joined to us by a pipe. An input channel has `input`,
 * or `has_source`; every other is an output channel. What is not set is zero.
 */
struct assay_channel {
	int fd;            /* the number that the program sees: 0 to 9 */
	const void *input; /* what the program may read from it, or NULL */
	size_t input_size;
	size_t output_limit; /* an output channel: more than this is OUTPUT_LIMIT */
	/* The program may read what is read from `source_fd`, a descriptor of the caller's that it
	 * never sees, up to that one's end. Some of it is read ahead. */
	bool has_source;
	int source_fd;
	/*
	 * An output channel: is given what the program writes, up to the limit, while it runs; none
	 * of it is kept. It returns 0, ASSAY_TAKE_ENOUGH (the program then writes to a closed
	 * pipe), or a negative code with `err` set: the box ends, and the run returns that code. As
	 * long as it does not return, the program waits; the limits of the box hold all the same.
	 */
	int (*take)(void *context, const void *data, size_t size, struct assay_error *err);
	void *context;
};
#define ASSAY_CHANNELS_MAX 8

/* A file that is put into the scratch folder before the run (ASSAY_ROOT_TOOLCHAIN only). */
struct assay_box_file {
	const char *path; /* relative; parts of [A-Za-z0-9_.-], no "..", no leading '-' or '.' */
	const void *data;
	size_t size;
};
#define ASSAY_BOX_FILES_MAX   128
#define ASSAY_BOX_OUTPUTS_MAX 8

/* No limit may be larger than these, so that sums of them never overflow. */
#define ASSAY_LIMIT_TIME_MAX_NS   (UINT64_C(7) * 24 * 3600 * 1000000000) /* a week */
#define ASSAY_LIMIT_BYTES_MAX     (UINT64_C(1) << 44)                    /* 16 TiB */
#define ASSAY_LIMIT_PROCESSES_MAX 65536u

struct assay_limits {
	uint64_t cpu_ns; /* CPU time of all threads and children; 0 is not allowed */
	uint64_t wall_ns;
	uint64_t memory_bytes;  /* swap included; the charge of the cgroup where there is one */
	uint64_t scratch_bytes; /* size of the scratch folder */
	uint64_t stack_bytes;   /* 0: as memory_bytes */
	uint32_t processes;     /* processes and threads together */
};

/* What to run. All pointers are borrowed for the call. */
struct assay_box {
	const char *profile; /* a name of assay_profile_names() */
	enum assay_root root;
	/* A sealed memory file with a static ELF program, executable by others, or -1. */
	int program_fd;
	const char *program_path; /* else, in ASSAY_ROOT_TOOLCHAIN: an absolute path in the box */
	const char *const *argv;  /* NULL-terminated, argv[0] included */
	const char *const *envp;  /* NULL-terminated; NULL is an empty environment */
	const struct assay_channel *channels;
	size_t channel_count;
	const struct assay_box_file *files;
	size_t file_count;
	const char *const *outputs; /* scratch files to bring out after the run, by descriptor */
	size_t output_count;
	uint64_t output_file_limit; /* bytes, each */
	struct assay_limits limits;
	int cancel_fd; /* readable: kill the box and return ASSAY_ERR_CANCELLED; or -1 */
};

/* How a run ended: exactly one. */
enum assay_status {
	ASSAY_STATUS_EXITED = 0,
	ASSAY_STATUS_SIGNALLED,
	ASSAY_STATUS_CPU_LIMIT,      /* our CPU clock reached limits.cpu_ns */
	ASSAY_STATUS_WALL_LIMIT,     /* our wall clock did; see waited_cpu */
	ASSAY_STATUS_MEMORY_LIMIT,   /* the kernel's OOM event of the box */
	ASSAY_STATUS_OUTPUT_LIMIT,   /* our counters of bytes */
	ASSAY_STATUS_FORBIDDEN_CALL, /* our supervisor saw a refused system call */
	ASSAY_STATUS_INTERNAL_ERROR, /* ours; `detail` says what */
};
/* "exited", "signalled", "cpu-limit", "wall-limit", "memory-limit", ... */
const char *assay_status_name(enum assay_status status);

struct assay_forbidden_call {
	bool known; /* false where no listener could be had: "call unknown" */
	int number;
	char name[32]; /* "socket"; "syscall 462" when it has no name */
	uint64_t arguments[6];
};

/* Where a figure comes from. */
enum assay_source {
	ASSAY_SOURCE_NONE = 0,
	ASSAY_SOURCE_CGROUP, /* the box's cgroup */
	ASSAY_SOURCE_RUSAGE, /* wait4(2) of the box's init */
};
const char *assay_source_name(enum assay_source source); /* "none", "cgroup", "rusage" */

/* The exit code where the kernel could not run the program's file: the file's fault. `detail` says
 * why; a program that exits with this number by itself has no detail. */
#define ASSAY_EXIT_NOT_RUNNABLE 126

/* What happened. Zero it or call assay_observation_init(); release it afterwards. */
struct assay_observation {
	enum assay_status status;
	int exit_code;                         /* status EXITED; see ASSAY_EXIT_NOT_RUNNABLE */
	int signal;                            /* status SIGNALLED */
	struct assay_forbidden_call forbidden; /* status FORBIDDEN_CALL */
	bool waited_cpu; /* status WALL_LIMIT: it waited for a CPU, not for itself */
	uint64_t cpu_ns;
	enum assay_source cpu_source;
	uint64_t wall_ns;   /* from the exec to the end of the last process */
	uint64_t launch_ns; /* from the call to the exec */
	uint64_t peak_bytes;
	enum assay_source peak_source;
	uint64_t output_bytes; /* over all output channels, counted even past a limit */
	struct assay_bytes channel_output[ASSAY_CHANNELS_MAX]; /* by index in box.channels; what was
								   not taken */
	int output_fds[ASSAY_BOX_OUTPUTS_MAX]; /* sealed memory files by index in box.outputs; -1:
						  not there, not a plain file, or too large */
	enum assay_level level;
	uint32_t layers;  /* bits of enum assay_layer that were in force and verified */
	char detail[256]; /* INTERNAL_ERROR: which step failed and why; EXITED: why it never ran */
};
void assay_observation_init(struct assay_observation *observation);
void assay_observation_release(struct assay_observation *observation);

/* What a program's file asks for. */
enum assay_program_kind {
	ASSAY_PROGRAM_STATIC = 0, /* nothing: it runs in an empty root */
	ASSAY_PROGRAM_DYNAMIC,    /* a dynamic loader and libraries: ASSAY_ROOT_LIBRARIES */
};
#define ASSAY_PROGRAM_BYTES_MAX (UINT64_C(1) << 30)
/*
 * A sealed copy of a program's file, for assay_box.program_fd; the caller closes it. Of the file
 * itself only the ELF header and the types of its segments are read. Errors: NOT_FOUND; USAGE (it
 * is there, but cannot be run: a folder, a script, another machine's, no right to execute it);
 * SYSTEM.
 */
int assay_program_load(
	const char *path, int *ret_fd, enum assay_program_kind *ret_kind, struct assay_error *err);

struct assay_sandbox;

struct assay_sandbox_options {
	enum assay_level minimum; /* opening fails with ASSAY_ERR_SANDBOX below this */
	enum assay_level maximum; /* use no more than this; ASSAY_LEVEL_FULL usually */
};

/*
 * Starts the launcher, builds what all its boxes share, verifies each layer, and decides the level.
 * Errors: ASSAY_ERR_SANDBOX (level not reached; the message names the missing layer and the
 * remedy), ASSAY_ERR_SYSTEM. NULL options mean minimum MINIMAL, maximum FULL.
 */
int assay_sandbox_open(const struct assay_sandbox_options *options,
	struct assay_sandbox **ret_sandbox, struct assay_error *err);
void assay_sandbox_close(struct assay_sandbox *sandbox); /* NULL allowed; kills what runs */

enum assay_level assay_sandbox_level(const struct assay_sandbox *sandbox);
uint32_t assay_sandbox_layers(const struct assay_sandbox *sandbox);

/*
 * Runs one box to its end. Returns 0 and fills the observation whatever the program did; a fault
 * of ours is 0 with status INTERNAL_ERROR when the run can be repeated, or an error: USAGE (a box
 * that breaks the contract above), SYSTEM, CANCELLED. A dead launcher is replaced on the next call;
 * SANDBOX, when the level that the sandbox was opened at cannot be had again.
 */
int assay_sandbox_run(struct assay_sandbox *sandbox, const struct assay_box *box,
	struct assay_observation *ret_observation, struct assay_error *err);

/*
 * Makes the next plain run with this profile and these limits as quick as those that follow it: runs
 * a program of ours that does nothing. For whoever has a processor to spare before it is needed.
 * Errors as of assay_sandbox_run(); none of them matters to the runs to come.
 */
int assay_sandbox_warm(struct assay_sandbox *sandbox, const char *profile,
	const struct assay_limits *limits, int cancel_fd, struct assay_error *err);

/*
 * NULL-terminated list of profile names. "stdio": computes, reads and writes its channels;
 * "threads": that and the threads of one process; "compile": gcc, as and ld in the toolchain root;
 * "dynamic": stdio, and the loading of libraries; "net": threads, and sockets in a net namespace of
 * the run's own, where only the loopback is (there is none at level minimal: ASSAY_ERR_SANDBOX);
 * "sanitize": dynamic, and AddressSanitizer and UBSan, whose memory only a cgroup limits (below
 * level full: ASSAY_ERR_SANDBOX). What a profile does not name is refused, recorded and ends the
 * box.
 */
const char *const *assay_profile_names(void);
/* The root that a profile is made for; EMPTY for a name that is none. */
enum assay_root assay_profile_root(const char *name);

/* One layer, probed by doing. */
struct assay_probe {
	const char *name; /* the layer's name, static */
	enum assay_layer layer;
	bool works;
	char detail[256]; /* what was tried and what the kernel said */
	char remedy[384]; /* what to do about it; "" when it works */
};
/*
 * Probes every layer on this machine in throw-away processes. Fills at most ASSAY_LAYER_COUNT
 * probes and the level that a sandbox would get.
 */
int assay_sandbox_probe(struct assay_probe ret_probes[ASSAY_LAYER_COUNT], size_t *ret_count,
	enum assay_level *ret_level, struct assay_error *err);

/* One attack of our own in the real box. */
struct assay_trial {
	const char *name; /* "open-file", "fork", ...; static */
	bool held;        /* it ended as it must at the sandbox's level */
	char detail[160]; /* how it ended */
};
#define ASSAY_TRIAL_COUNT 14
/*
 * The self-test: tries to open files, to fork, to exec again, to reach the parent, the clock, other
 * calls' doors and other bytes than its own, to use more than it may and to stay. Returns 0 when
 * all were tried, whether they held or not; else what assay_sandbox_run() does. Some 100 ms.
 */
int assay_sandbox_self_test(struct assay_sandbox *sandbox,
	struct assay_trial ret_trials[ASSAY_TRIAL_COUNT], struct assay_error *err);

#ifdef __cplusplus
}
#endif

#endif
