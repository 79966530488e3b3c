/*
 * launcher.h - what the files of the launcher share. The theory of operation is in main.c.
 */
#ifndef ASSAY_LAUNCHER_H
#define ASSAY_LAUNCHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdnoreturn.h>
#include <sys/types.h>

#include "../request.h"

/* The toolchain's scratch folder inside the box. */
#define ASSAY_SCRATCH_PATH "/box"

/* Set-up of a layer that could not be had: it goes into the hello. */
struct assay_reason_text {
	char text[ASSAY_REASON_SIZE]; /* what was tried */
	int errno_value;
};
/* Notes what failed, and errno; returns -1. */
int assay_reason_set(struct assay_reason_text *reason, const char *what);
void assay_reason_put(struct assay_wire_hello *hello, enum assay_reason which,
	const struct assay_reason_text *reason);

/* The group of one box, held by its open files; -1 where there is none. */
struct assay_group {
	char name[32]; /* "": there is no group */
	int folder[ASSAY_HIERARCHY_COUNT];
	int attach[ASSAY_HIERARCHY_COUNT]; /* where a process writes itself in */
	int usage;                         /* CPU usage */
	int events;                        /* the out-of-memory events */
	int peak;                          /* the most memory; -1 on kernels without it */
	uint64_t memory_bytes;             /* the limits that are set */
	uint32_t processes;
};

/* Our folder in each hierarchy, and the groups in it. */
struct assay_cgroup {
	uint32_t version;                   /* 0: no cgroup */
	char name[64];                      /* of our folder beneath each parent */
	int parent[ASSAY_HIERARCHY_COUNT];  /* the folder that we were given; -1 */
	int folder[ASSAY_HIERARCHY_COUNT];  /* our folder in it; -1 */
	size_t same[ASSAY_HIERARCHY_COUNT]; /* the earlier one that is the same folder */
	int launcher;                       /* version 2: the group of the server; -1 */
	bool swap;                          /* the kernel accounts for swap */
	uint64_t number;                    /* of the next group */
	/*
	 * The peak of memory is exact in a fresh group only, so each run has one. Making and removing
	 * it takes time: the next one is made, and the last one removed, while a box runs. What
	 * version 1 has in other hierarchies lasts: the number of processes leaves no trace, and of
	 * CPU time the difference counts.
	 */
	struct assay_group last, current, next, lasting;
	uint64_t usage_before_ns;
};

/* What init tells the server: the box has ended. */
#define ASSAY_WORD_ENDED 'e'

/* Everything that the server holds between runs. */
struct assay_server {
	int socket;
	int host_proc;      /* the host's /proc, for schedstat; never inherited by a box */
	int toolchain;      /* mount namespace with the toolchain root, once it is built; -1 */
	int loader_cache;   /* the host's ld.so.cache, to be copied; -1: there is none */
	int plain_landlock; /* ready ruleset: everything handled, nothing allowed; -1 */
	int control[2];     /* pipe: a byte or its end tells init to end the box */
	int words[2];       /* pipe: ASSAY_WORD_ENDED from init */
	uint32_t landlock_abi;
	uint32_t layers;
	uint32_t processors;
	bool namespaces;
	bool toolchain_built;
	bool in_group;  /* the server was born in its version 2 group */
	bool own_crowd; /* RLIMIT_NPROC counts the box alone */
	struct assay_cgroup cgroup;
	struct assay_wire_record *record; /* shared with init and the unborn child */
};

/* One run, as the server hands it to init; in pages that the server, init and, until its exec, the
 * program's process share. */
struct assay_order {
	const struct assay_server *server;
	struct assay_wire_run *run;
	bool ahead;     /* init was made before its request came, and takes it from the socket */
	uint32_t go;    /* futex: the request is there */
	uint32_t taken; /* the request is off the socket */
	uint32_t held;  /* robust futex: the program's process holds it until its exec or end */
	int gate;       /* the program's process' end of a socket to init */
	struct assay_wire_filter *filter;
	int fds[ASSAY_WIRE_FDS_MAX];
	size_t fd_count;
	int program, data, scratch; /* of fds, or -1 */
	int landlock;               /* the ruleset of this run */
	bool in_group;              /* the program's process was born in its group */
	const int *outputs;
	const char *program_path;
	char *argv[2048], *envp[512];
	const char *file_names[ASSAY_BOX_FILES_MAX], *output_names[ASSAY_BOX_OUTPUTS_MAX];
};

/* crowd.c: without a cgroup, whether RLIMIT_NPROC counts in our user namespace alone; tried in two
 * throw-away processes. */
bool assay_crowd_is_ours(const struct assay_server *server);
/* server.c */
noreturn void assay_server_run(struct assay_server *server);
/* order.c: checks a request and points into it. False: it breaks the contract. */
bool assay_order_parse(struct assay_order *order, struct assay_wire_run *run, size_t size);
/* One packet with its descriptors, close-on-exec; the number of bytes, or -1: the runner is gone. */
ssize_t assay_order_receive(int socket, void *buffer, size_t size, int *fds, size_t *ret_count);

/* init.c: process 1 of a box. `server_control` is the read end of the control pipe. */
noreturn void assay_init_run(struct assay_order *order);
/* child.c: from the fork to the exec. */
noreturn void assay_child_run(struct assay_order *order);
/* arm.c: gives the program's process, which waits at the gate, what its request says. */
enum assay_step assay_arm(
	const struct assay_order *order, pid_t child); /* or the step, errno set */
/* Notes the first fault of a run; the caller ends. */
void assay_fault_set(struct assay_wire_record *record, enum assay_step step, int errno_value);

/* calls.c: is the kernel without a call that every box, or that namespaces need? */
int assay_calls_check(bool for_namespaces, struct assay_reason_text *reason);

/* root.c */
int assay_identity_take(uint32_t *ret_privileged, struct assay_reason_text *reason);
/* These add the layers that they made to server->layers. */
int assay_namespaces_enter(struct assay_server *server, struct assay_reason_text *reason);
int assay_roots_build(struct assay_server *server, struct assay_reason_text *reason);
/* In the server: makes sure that the toolchain's root is there, which only some runs want. */
int assay_toolchain_build(struct assay_server *server);
int assay_privileges_lock(const struct assay_server *server, struct assay_reason_text *reason);
/* In init: enters the toolchain's root in namespaces of its own, with a fresh scratch folder. */
int assay_root_enter(int toolchain, uint64_t scratch_bytes, enum assay_step *ret_step);
/* In init: leaves the toolchain's root for one that holds its libraries alone. */
int assay_root_enter_libraries(const struct assay_server *server);
/* The libraries' folders, the files that a kernel may be asked to execute as a program's interpreter,
 * and the loader's cache; NULL-terminated, without the first '/'. */
extern const char *const assay_library_folders[], *const assay_loaders[];
#define ASSAY_LOADER_CACHE "etc/ld.so.cache"
/* The toolchain's folders, NULL-terminated. */
extern const char *const assay_toolchain_folders[];

/* network.c, in init: a net namespace of its own, with nothing but the loopback, which is up. */
int assay_network_enter(int host_proc);

/* landlock.c */
int assay_landlock_abi(void);
int assay_landlock_plain(uint32_t abi); /* a ruleset, or -1 */
/* Plain, but for the ports of TCP: the net namespace says who is reached by them. */
int assay_landlock_network(uint32_t abi);
int assay_landlock_toolchain(uint32_t abi, int scratch_fd); /* a ruleset, or -1 */
int assay_landlock_libraries(uint32_t abi);                 /* a ruleset, or -1 */

/* scratch.c */
int assay_scratch_fill(const struct assay_order *order, int folder);
int assay_scratch_take(const struct assay_order *order, int folder);

/* verify.c: adds the layers that were tried out to server->layers, reasons to the hello. */
int assay_layers_verify(struct assay_server *server, struct assay_wire_hello *hello);

/* trial.c: the exit code of a program that is to be boxed. */
int assay_trial_run(const char *name);

/* Our folder's name begins so; the janitor's pid and the time follow. */
#define ASSAY_GROUP_PREFIX "assay-"

/* base.c: version 2. Sees to it that the group `base` hands on the controllers that we need. `own`:
 * the runner lives in it; `top`: it is the uppermost that we can see. */
int assay_base_enable(int base, bool own, bool top);
/* The last launcher that used it leaves it as it was. */
void assay_base_restore(int base);
/* One launcher at a time changes it; goes on without the lock when others hold it for a second. */
void assay_base_lock(int base);
void assay_base_unlock(int base);

/* cgroup.c. Fills the hello's fields about groups too. -1: there is none, the hello says why. */
int assay_cgroup_make(struct assay_cgroup *cgroup, const struct assay_wire_open *request,
	uid_t owner, struct assay_wire_hello *hello);
void assay_cgroup_remove(struct assay_cgroup *cgroup); /* kills what is in it */
/* Version 1: removes what is empty already, while the server is still leaving; the rest stays. */
void assay_cgroup_clear(struct assay_cgroup *cgroup);
/* Version 2: moves the calling process to where the boxes' groups can be reached from. */
int assay_cgroup_enter(const struct assay_cgroup *cgroup);

/* group.c. Removes one group, killing who is still in it. */
void assay_group_remove(int parent, const char *name);
/* Takes the group that is ready, or makes one, as the current one, with these limits. */
int assay_group_take(struct assay_cgroup *cgroup, const struct assay_limits *limits);
int assay_group_attach(const struct assay_cgroup *cgroup); /* the calling process */
/* Version 2: the folder of the group that a process can be born in; else -1. */
int assay_group_birth(const struct assay_cgroup *cgroup);
/* Removes the last run's group and makes the next one's, with the limits of the current one. */
void assay_group_prepare(struct assay_cgroup *cgroup);
uint64_t assay_group_cpu_ns(const struct assay_cgroup *cgroup);
int assay_group_read(const struct assay_cgroup *cgroup, struct assay_wire_record *record);
/* Kills who is in the current group. */
void assay_group_kill(const struct assay_cgroup *cgroup);
/* The current group has served: it becomes the last one. */
void assay_group_leave(struct assay_cgroup *cgroup);

/* children.c: for boxes without a pid namespace. Kills the children that this process has now and
 * the process group that `group` leads (NULL allowed); the number of children. The dead may leave
 * more to us: repeat, waiting for one each time, until there are none. */
size_t assay_children_kill(int host_proc, const pid_t *group);
/* The children of `pid`; the number written to `ret_pids`. */
size_t assay_children_list(int host_proc, pid_t pid, pid_t *ret_pids, size_t limit);
/* CPU time of all who descend from the caller and live, with what they waited for; whole ticks of the
 * clock. Children of a process that ignores SIGCHLD are in it only as long as they live. */
uint64_t assay_children_cpu_ns(int host_proc);

/* delay.c: was the box kept waiting for a CPU? */
bool assay_delay_judge(int host_proc, pid_t init, uint64_t wall_ns);

/* system.c */
void assay_futex_wait(const uint32_t *word, uint32_t value); /* returns early too */
int assay_futex_wake(const uint32_t *word);
uint64_t assay_clock_ns(void);
pid_t assay_clone(uint64_t flags, int *ret_pidfd); /* NULL: no pidfd */
/*
 * The same, born in a version 2 group (-1: none): that spares the lock that a move takes, which
 * waits for RCU. *ret_inside false, in the child too: the kernel did not, and the child must move.
 */
pid_t assay_clone_into(int group, uint64_t flags, int *ret_pidfd, bool *ret_inside);
int assay_file_write_at(int folder, const char *name, const char *text);
ssize_t assay_file_read_at(int folder, const char *name, char *buffer, size_t size);

/* Opens a folder beneath another; no link. */
int assay_directory_open_at(int folder, const char *name);
int assay_number_write_at(int folder, const char *name, uint64_t value);

#endif
