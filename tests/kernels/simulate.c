/*
 * simulate.c - runs a program as on another machine: what that one refuses is refused by a filter
 * around it and all that it starts (seccomp(2)), and by mounts of its own.
 *
 *   simulate --list                    "NAME LEVEL LOST SAYS", a line each
 *   simulate --swallowed MACHINE       the attacks that its own filter refuses
 *   simulate MACHINE PROGRAM [ARG...]  exit status 77: it cannot be simulated here
 */
#include "machine.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void give_up(const char *what)
{
	fprintf(stderr, "simulate: %s: %s\n", what, strerror(errno));
	exit(CANNOT);
}

/* Everything below /sys/fs/cgroup: version 1 has a mount for each hierarchy. */
static void close_cgroups(enum cgroup_state state)
{
	static const char folder[] = "/sys/fs/cgroup";
	if (state == CGROUP_ABSENT) {
		if (umount2(folder, MNT_DETACH) != 0)
			give_up("unmount the cgroups");
		return;
	}
	FILE *mounts = fopen("/proc/self/mountinfo", "re");
	char line[1024], path[512];
	while (mounts != NULL && fgets(line, sizeof line, mounts) != NULL) {
		if (sscanf(line, "%*s %*s %*s %*s %500s", path) != 1 ||
			strncmp(path, folder, sizeof folder - 1) != 0)
			continue;
		if (mount(NULL, path, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) != 0)
			give_up("make the cgroups read-only");
	}
	if (mounts != NULL)
		fclose(mounts);
}

static void plant_setting(const struct machine *machine)
{
	char path[256];
	snprintf(path, sizeof path, "%s/%s", machine->folder, machine->file);
	if (mount("none", machine->folder, "tmpfs", 0, "mode=0755") != 0)
		give_up("cover the settings");
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	ssize_t size = (ssize_t)strlen(machine->text);
	if (fd < 0 || write(fd, machine->text, (size_t)size) != size || close(fd) != 0)
		give_up(path);
}

static void arrange_mounts(const struct machine *machine)
{
	if (machine->cgroup == CGROUP_AS_IT_IS && machine->folder == NULL)
		return;
	/* An ordinary user has no cgroup here, and gets its settings from the machine as it is. */
	if (geteuid() != 0 && machine->folder == NULL && machine->refusals != NULL)
		return;
	if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
		give_up("a mount namespace");
	if (machine->cgroup != CGROUP_AS_IT_IS)
		close_cgroups(machine->cgroup);
	if (machine->folder != NULL)
		plant_setting(machine);
}

static void add_refusals(scmp_filter_ctx context, const struct refusal *refusal)
{
	for (; refusal != NULL && refusal->call >= 0; refusal++) {
		struct scmp_arg_cmp condition = {.arg = refusal->argument,
			.op = SCMP_CMP_MASKED_EQ,
			.datum_a = refusal->mask,
			.datum_b = refusal->value};
		uint32_t action = refusal->errno_value == TRACED
					  ? SCMP_ACT_TRACE(0)
					  : SCMP_ACT_ERRNO((uint32_t)refusal->errno_value);
		errno = -seccomp_rule_add_array(
			context, action, refusal->call, refusal->mask != 0, &condition);
		if (errno != 0)
			give_up("a rule of the filter");
	}
}

static void load_filter(const struct machine *machine)
{
	scmp_filter_ctx context = seccomp_init(SCMP_ACT_ALLOW);
	/* Other architectures pass: to refuse them is for the box. Set-user-id programs are
	 * kept. */
	if (context == NULL ||
		seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ALLOW) != 0 ||
		seccomp_attr_set(context, SCMP_FLTATR_CTL_NNP, geteuid() != 0) != 0)
		give_up("a filter");
	add_refusals(context, machine->refusals);
	errno = -seccomp_load(context);
	if (errno != 0)
		give_up("load the filter");
	seccomp_release(context);
}

static const struct machine *find(const char *name)
{
	for (const struct machine *at = machines; at->name != NULL; at++) {
		if (strcmp(at->name, name) == 0)
			return at;
	}
	fprintf(stderr, "simulate: no machine '%s'; see --list\n", name);
	exit(2);
}

static bool needs_tracer(const struct machine *machine)
{
	const struct refusal *refusal = machine->refusals;
	while (refusal != NULL && refusal->call >= 0 && refusal->errno_value != TRACED)
		refusal++;
	return refusal != NULL && refusal->call >= 0;
}

/* Becomes the program; `gate` says when it is traced, -1: it need not be. */
static void become(const struct machine *machine, char **argv, int gate)
{
	char byte;
	arrange_mounts(machine);
	if (gate >= 0 && read(gate, &byte, 1) != 1)
		exit(CANNOT);
	if (machine->variable != NULL)
		setenv(machine->variable, "true", 1);
	if (machine->refusals != NULL)
		load_filter(machine);
	execvp(argv[0], argv);
	fprintf(stderr, "simulate: exec '%s': %s\n", argv[0], strerror(errno));
	_exit(127);
}

static int become_traced(const struct machine *machine, char **argv)
{
	int gate[2];
	if (pipe2(gate, O_CLOEXEC) != 0)
		give_up("pipe");
	pid_t pid = fork();
	if (pid < 0)
		give_up("fork");
	if (pid == 0) {
		close(gate[1]);
		become(machine, argv, gate[0]);
	}
	close(gate[0]);
	return trace(pid, machine, gate[1]);
}

static int list(void)
{
	for (const struct machine *at = machines; at->name != NULL; at++)
		printf("%s %s %s %s\n", at->name, at->level, at->lost, at->says);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--list") == 0)
		return list();
	if (argc < 3) {
		fprintf(stderr, "usage: simulate --list | simulate MACHINE PROGRAM [ARG...]\n");
		return 2;
	}
	if (strcmp(argv[1], "--swallowed") == 0) {
		const char *swallowed = find(argv[2])->swallowed;
		return puts(swallowed == NULL ? "" : swallowed) < 0;
	}
	const struct machine *machine = find(argv[1]);
	if (needs_tracer(machine))
		return become_traced(machine, argv + 2);
	become(machine, argv + 2, -1);
	return CANNOT;
}
