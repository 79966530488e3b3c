/*
 * machines.c - owns the table of the machines that are simulated.
 */
#include "machine.h"

#include <errno.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#define MFD_EXEC        0x0010U
#endif

/* One flag of an argument. */
#define FLAG(call, errno_value, argument, flag)                                                    \
	{                                                                                          \
		SYS_##call, errno_value, argument, (uint64_t)(flag), (uint64_t)(flag)              \
	}
#define ALWAYS(call, errno_value)                                                                  \
	{                                                                                          \
		SYS_##call, errno_value, 0, 0, 0                                                   \
	}
#define END                                                                                        \
	{                                                                                          \
		-1, 0, 0, 0, 0                                                                     \
	}

/* The namespaces may be made, but no capability is to be had in them: the tracer empties all sets
 * whenever a process without CAP_SYS_ADMIN makes a user namespace. */
static const struct refusal restricted[] = {
	FLAG(unshare, TRACED, 0, CLONE_NEWUSER),
	FLAG(clone, EPERM, 0, CLONE_NEWUSER),
	END,
};

/* docker run, without options (moby, profiles/seccomp/default.json), for a process that lacks
 * CAP_SYS_ADMIN. */
static const struct refusal docker[] = {
	ALWAYS(clone3, ENOSYS),
	ALWAYS(unshare, EPERM),
	FLAG(clone, EPERM, 0, CLONE_NEWNS),
	FLAG(clone, EPERM, 0, CLONE_NEWUTS),
	FLAG(clone, EPERM, 0, CLONE_NEWIPC),
	FLAG(clone, EPERM, 0, CLONE_NEWUSER),
	FLAG(clone, EPERM, 0, CLONE_NEWPID),
	FLAG(clone, EPERM, 0, CLONE_NEWNET),
	FLAG(clone, EPERM, 0, CLONE_NEWCGROUP),
	ALWAYS(setns, EPERM),
	ALWAYS(mount, EPERM),
	ALWAYS(umount2, EPERM),
	ALWAYS(pivot_root, EPERM),
	ALWAYS(mount_setattr, EPERM),
	ALWAYS(move_mount, EPERM),
	ALWAYS(open_tree, EPERM),
	ALWAYS(fsopen, EPERM),
	ALWAYS(fsmount, EPERM),
	ALWAYS(sethostname, EPERM),
	ALWAYS(add_key, EPERM),
	ALWAYS(keyctl, EPERM),
	ALWAYS(request_key, EPERM),
	ALWAYS(bpf, EPERM),
	ALWAYS(perf_event_open, EPERM),
	ALWAYS(userfaultfd, EPERM),
	ALWAYS(io_uring_setup, EPERM),
	ALWAYS(open_by_handle_at, EPERM),
	ALWAYS(acct, EPERM),
	END,
};

#define ONE(name, ...) static const struct refusal name[] = {__VA_ARGS__, END}

ONE(no_landlock, ALWAYS(landlock_create_ruleset, ENOSYS), ALWAYS(landlock_add_rule, ENOSYS),
	ALWAYS(landlock_restrict_self, ENOSYS));
ONE(landlock_off, ALWAYS(landlock_create_ruleset, EOPNOTSUPP),
	ALWAYS(landlock_add_rule, EOPNOTSUPP), ALWAYS(landlock_restrict_self, EOPNOTSUPP));
ONE(old_landlock, FLAG(landlock_create_ruleset, TRACED, 2, LANDLOCK_CREATE_RULESET_VERSION));
ONE(no_clone3, ALWAYS(clone3, ENOSYS));
ONE(no_openat2, ALWAYS(openat2, ENOSYS));
ONE(no_close_range, ALWAYS(close_range, ENOSYS));
ONE(no_execveat, ALWAYS(execveat, ENOSYS));
ONE(no_listener, FLAG(seccomp, EINVAL, 1, SECCOMP_FILTER_FLAG_NEW_LISTENER));
ONE(no_seccomp, ALWAYS(seccomp, ENOSYS), FLAG(prctl, EINVAL, 0, 22 /* PR_SET_SECCOMP */));
ONE(no_pidfd, ALWAYS(pidfd_open, ENOSYS));
ONE(no_pidfd_signal, ALWAYS(pidfd_send_signal, ENOSYS));
ONE(no_waitid_pidfd, {SYS_waitid, EINVAL, 0, ~UINT64_C(0), P_PIDFD});
ONE(no_memfd_flags, FLAG(memfd_create, EINVAL, 1, MFD_EXEC),
	FLAG(memfd_create, EINVAL, 1, MFD_NOEXEC_SEAL));
ONE(no_mount_setattr, ALWAYS(mount_setattr, ENOSYS));
ONE(no_user_namespaces, FLAG(unshare, ENOSPC, 0, CLONE_NEWUSER),
	FLAG(clone, ENOSPC, 0, CLONE_NEWUSER));
ONE(for_root_only, FLAG(unshare, EPERM, 0, CLONE_NEWUSER), FLAG(clone, EPERM, 0, CLONE_NEWUSER));
ONE(compiled_out, FLAG(unshare, EINVAL, 0, CLONE_NEWUSER), FLAG(clone, EINVAL, 0, CLONE_NEWUSER));
ONE(no_cgroup_namespace, FLAG(unshare, EINVAL, 0, CLONE_NEWCGROUP));

#define SETTINGS "/proc/sys/kernel"

const struct machine machines[] = {
	{.name = "plain", .level = "full", .lost = "-", .says = "Level: "},
	{"ubuntu-24.04", "minimal", "user-namespace",
		"sysctl -w kernel.apparmor_restrict_unprivileged_userns=0", .refusals = restricted,
		.swallowed = "thread_foreign_flags", .folder = SETTINGS,
		.file = "apparmor_restrict_unprivileged_userns", .text = "1\n"},
	{"hosted-ci", "minimal", "user-namespace",
		"sysctl -w kernel.apparmor_restrict_unprivileged_userns=0", .refusals = restricted,
		.swallowed = "thread_foreign_flags", .variable = "GITHUB_ACTIONS",
		.cgroup = CGROUP_READ_ONLY, .folder = SETTINGS,
		.file = "apparmor_restrict_unprivileged_userns", .text = "1\n"},
	{"docker", "minimal", "user-namespace", "--security-opt seccomp=", .refusals = docker,
		.swallowed =
			"bpf compile_namespace host_name io_uring key_control key_request keyring "
			"log_account mount mount_attributes move_mount new_mount open_by_handle "
			"open_tree pair_keyring perf_event pivot setns thread_foreign_flags "
			"unmount "
			"user_namespace userfaultfd",
		.cgroup = CGROUP_READ_ONLY},
	{"debian-10", "minimal", "user-namespace", "sysctl -w kernel.unprivileged_userns_clone=1",
		.refusals = for_root_only,
		.swallowed = "compile_namespace thread_foreign_flags user_namespace",
		.folder = SETTINGS, .file = "unprivileged_userns_clone", .text = "0\n"},
	{"no-user-namespaces", "minimal", "user-namespace",
		"sysctl -w user.max_user_namespaces=10000", .refusals = no_user_namespaces,
		.swallowed = "compile_namespace thread_foreign_flags user_namespace",
		.folder = "/proc/sys/user", .file = "max_user_namespaces", .text = "0\n"},
	{"compiled-out", "minimal", "user-namespace", "CONFIG_USER_NS", .refusals = compiled_out,
		.swallowed = "compile_namespace thread_foreign_flags user_namespace"},
	{"no-cgroup-namespace", "minimal", "cgroup-namespace", "CONFIG_USER_NS",
		.refusals = no_cgroup_namespace},
	{"no-mount-setattr", "minimal", "root", "Linux 5.12", .refusals = no_mount_setattr},
	{"no-cgroup", "reduced", "cgroup-memory", "control groups must be mounted",
		.cgroup = CGROUP_ABSENT},
	{"cgroup-read-only", "reduced", "cgroup-memory", "writable-cgroups=true",
		.cgroup = CGROUP_READ_ONLY},
	{"no-listener", "full", "seccomp-notify", "Linux 5.0", .refusals = no_listener},
	{"no-clone3", "full", "-", "Level: ", .refusals = no_clone3},
	{"no-pidfd-open", "full", "-", "Level: ", .refusals = no_pidfd, .swallowed = "pidfd_getfd"},
	{"no-waitid-pidfd", "full", "-", "Level: ", .refusals = no_waitid_pidfd},
	{"no-memfd-flags", "full", "-", "Level: ", .refusals = no_memfd_flags},
	{"landlock-abi-1", "full", "-", "Level: ", .refusals = old_landlock, .landlock_abi = 1},
	{"landlock-abi-2", "full", "-", "Level: ", .refusals = old_landlock, .landlock_abi = 2},
	{"landlock-abi-3", "full", "-", "Level: ", .refusals = old_landlock, .landlock_abi = 3},
	{"landlock-abi-4", "full", "-", "Level: ", .refusals = old_landlock, .landlock_abi = 4},
	{"landlock-abi-5", "full", "-", "Level: ", .refusals = old_landlock, .landlock_abi = 5},
	{"landlock-abi-6", "full", "-", "Level: ", .refusals = old_landlock, .landlock_abi = 6},
	{"no-landlock", "none", "landlock", "CONFIG_SECURITY_LANDLOCK", .refusals = no_landlock},
	{"landlock-off", "none", "landlock", "lsm=", .refusals = landlock_off},
	{"no-seccomp", "none", "seccomp", "CONFIG_SECCOMP_FILTER", .refusals = no_seccomp},
	{"no-openat2", "none", "seccomp", "openat2", .refusals = no_openat2},
	{"no-close-range", "none", "seccomp", "close_range", .refusals = no_close_range},
	{"no-execveat", "none", "seccomp", "execveat", .refusals = no_execveat},
	{"no-pidfd-send-signal", "none", "seccomp", "pidfd_send_signal",
		.refusals = no_pidfd_signal},
	{.name = NULL},
};
