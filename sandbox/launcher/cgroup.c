/*
 * cgroup.c - owns the control groups: one folder of ours in each hierarchy, in it one group a box.
 *
 * Version 1 has a hierarchy for each of memory, pids and cpuacct; version 2 has one folder for all.
 * Folders come as paths from the library and are held by descriptor from then on; so the code also
 * runs on a tree of plain files, in tests.
 */
#include "launcher.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* On version 2, where the runner and our janitor live: a group with controllers for its children
 * may hold no process itself (cgroups(7), "no internal processes"). */
#define RUNNER_LEAF   "assay-runner"
#define LAUNCHER_LEAF "launcher"
/* How long the dead may take to leave a group. */
#define REMOVE_TRIES 2000

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static int open_folder(int parent, const char *name)
{
	return openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

static int write_number(int folder, const char *name, uint64_t value)
{
	char text[32];
	if (snprintf(text, sizeof text, "%llu", (unsigned long long)value) < 0)
		return -1;
	return assay_file_write_at(folder, name, text);
}

/* The value of `key` in a file of lines "key value"; or the file's one number when key is NULL. */
static int read_number(int folder, const char *name, const char *key, uint64_t *ret_value)
{
	char text[4096];
	if (assay_file_read_at(folder, name, text, sizeof text) <= 0)
		return -1;
	const char *at = text;
	size_t length = key == NULL ? 0 : strlen(key);
	while (key != NULL && (strncmp(at, key, length) != 0 || at[length] != ' ')) {
		at = strchr(at, '\n');
		if (at == NULL || *++at == '\0')
			return -1;
	}
	char *end;
	errno = 0;
	*ret_value = strtoull(at + length, &end, 10);
	return errno != 0 || end == at + length ? -1 : 0;
}

/* One process into a group; 0 is oneself. */
static int move_process(int folder, pid_t pid)
{
	return write_number(folder, "cgroup.procs", (uint64_t)pid);
}

/* Puts the runner and ourselves into a leaf, so that the group itself may hand on controllers. */
static int hand_on_controllers(int base)
{
	if (mkdirat(base, RUNNER_LEAF, 0755) != 0 && errno != EEXIST)
		return -1;
	int leaf = open_folder(base, RUNNER_LEAF);
	if (leaf < 0)
		return -1;
	int status = move_process(leaf, getppid()) == 0 && move_process(leaf, 0) == 0 ? 0 : -1;
	close(leaf);
	if (status == 0)
		status = assay_file_write_at(base, "cgroup.subtree_control", "+memory +pids");
	if (status == 0)
		return 0;
	/* Others live in the group. As it was before: */
	int saved = errno;
	move_process(base, getppid());
	move_process(base, 0);
	unlinkat(base, RUNNER_LEAF, AT_REMOVEDIR);
	errno = saved;
	return -1;
}

/* Version 2: our folder hands on its controllers too, so we stay in a leaf of it. */
static int settle(int folder)
{
	if (mkdirat(folder, LAUNCHER_LEAF, 0755) != 0)
		return -1;
	int leaf = open_folder(folder, LAUNCHER_LEAF);
	if (leaf < 0)
		return -1;
	int status = move_process(leaf, 0);
	close(leaf);
	if (status == 0)
		status = assay_file_write_at(folder, "cgroup.subtree_control", "+memory +pids");
	return status;
}

/* Our folder and what a group's maker must be able to write. */
static int give_to(int folder, uid_t owner)
{
	if (geteuid() != 0)
		return 0;
	if (fchownat(folder, "", owner, owner, AT_EMPTY_PATH) != 0)
		return -1;
	return fchownat(folder, "cgroup.procs", owner, owner, AT_SYMLINK_NOFOLLOW);
}

static bool is_same(const struct assay_wire_open *request, size_t a, size_t b)
{
	return strcmp(request->cgroup_path[a], request->cgroup_path[b]) == 0;
}

static int make_folder(struct assay_cgroup *cgroup, size_t i, const char *path, uid_t owner)
{
	cgroup->parent[i] = open_folder(AT_FDCWD, path);
	if (cgroup->parent[i] < 0)
		return -1;
	if (cgroup->version == 2 && hand_on_controllers(cgroup->parent[i]) != 0)
		return -1;
	if (mkdirat(cgroup->parent[i], cgroup->name, 0755) != 0)
		return -1;
	cgroup->folder[i] = open_folder(cgroup->parent[i], cgroup->name);
	if (cgroup->folder[i] < 0 || (cgroup->version == 2 && settle(cgroup->folder[i]) != 0))
		return -1;
	return give_to(cgroup->folder[i], owner);
}

int assay_cgroup_make(struct assay_cgroup *cgroup, const struct assay_wire_open *open_request,
	uid_t owner, struct assay_reason_text *reason)
{
	*cgroup = (struct assay_cgroup){.usage = -1};
	for (size_t i = 0; i < ASSAY_HIERARCHY_COUNT; i++)
		cgroup->parent[i] = cgroup->folder[i] = cgroup->box[i] = cgroup->attach[i] = -1;
	errno = ENOENT;
	if (open_request->cgroup_version == 0)
		return assay_reason_set(reason, "no cgroup with memory, pids and cpu accounting");
	cgroup->version = open_request->cgroup_version;
	if (snprintf(cgroup->name, sizeof cgroup->name, "assay-%d-%llx", (int)getpid(),
		    (unsigned long long)assay_clock_ns()) < 0)
		return -1;
	for (size_t i = 0; i < ASSAY_HIERARCHY_COUNT; i++) {
		bool same = false;
		for (size_t j = 0; j < i; j++)
			same = same || is_same(open_request, i, j);
		if (same || make_folder(cgroup, i, open_request->cgroup_path[i], owner) == 0)
			continue;
		char what[ASSAY_REASON_SIZE];
		int saved = errno;
		if (snprintf(what, sizeof what, "cgroup '%.120s'", open_request->cgroup_path[i]) <
			0)
			what[0] = '\0';
		assay_cgroup_remove(cgroup);
		errno = saved;
		return assay_reason_set(reason, what);
	}
	for (size_t i = 1; i < ASSAY_HIERARCHY_COUNT; i++) {
		for (size_t j = 0; j < i && cgroup->folder[i] < 0; j++) {
			if (cgroup->folder[j] >= 0 && is_same(open_request, i, j))
				cgroup->same[i] = j;
		}
	}
	return 0;
}

/* The folder of a hierarchy's box group, also where two hierarchies are one. */
static int box_folder(const struct assay_cgroup *cgroup, enum assay_hierarchy hierarchy)
{
	int own = cgroup->box[hierarchy];
	return own >= 0 ? own : cgroup->box[cgroup->same[hierarchy]];
}

static void pause_briefly(void)
{
	struct timespec millisecond = {.tv_nsec = 1000000};
	nanosleep(&millisecond, NULL);
}

static void kill_members(int folder)
{
	char text[4096];
	if (assay_file_read_at(folder, "cgroup.procs", text, sizeof text) <= 0)
		return;
	for (char *at = text, *end; *at != '\0'; at = end + (*end == '\n')) {
		long pid = strtol(at, &end, 10);
		if (end == at)
			return;
		if (pid > 1 && pid != getpid())
			kill((pid_t)pid, SIGKILL);
	}
}

/* Removes one group, killing who is still in it. */
static void remove_group(int parent, const char *name)
{
	for (int tries = 0; tries < REMOVE_TRIES; tries++) {
		if (unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno != EBUSY)
			return;
		int folder = open_folder(parent, name);
		if (folder >= 0) {
			kill_members(folder);
			close(folder);
		}
		pause_briefly();
	}
}

static void remove_children(int folder)
{
	int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = copy < 0 ? NULL : fdopendir(copy);
	if (entries == NULL) {
		close_fd(&copy);
		return;
	}
	for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
		if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
			remove_group(folder, entry->d_name);
	}
	closedir(entries);
}

void assay_cgroup_remove(struct assay_cgroup *cgroup)
{
	if (cgroup->version == 0)
		return;
	for (size_t i = 0; i < ASSAY_HIERARCHY_COUNT; i++) {
		int leaf = cgroup->version == 2 && cgroup->parent[i] >= 0
				   ? open_folder(cgroup->parent[i], RUNNER_LEAF)
				   : -1;
		if (leaf >= 0)
			move_process(leaf, 0);
		close_fd(&leaf);
		if (cgroup->folder[i] >= 0) {
			remove_children(cgroup->folder[i]);
			remove_group(cgroup->parent[i], cgroup->name);
		}
		close_fd(&cgroup->folder[i]);
		close_fd(&cgroup->parent[i]);
	}
	cgroup->version = 0;
}

static int open_usage(const struct assay_cgroup *cgroup)
{
	return openat(box_folder(cgroup, ASSAY_HIERARCHY_CPU),
		cgroup->version == 2 ? "cpu.stat" : "cpuacct.usage", O_RDONLY | O_CLOEXEC);
}

int assay_cgroup_box_make(struct assay_cgroup *cgroup)
{
	if (snprintf(cgroup->box_name, sizeof cgroup->box_name, "box-%llu",
		    (unsigned long long)cgroup->number++) < 0)
		return -1;
	for (size_t i = 0; i < ASSAY_HIERARCHY_COUNT; i++) {
		if (cgroup->folder[i] < 0)
			continue;
		if (mkdirat(cgroup->folder[i], cgroup->box_name, 0755) != 0)
			return -1;
		cgroup->box[i] = open_folder(cgroup->folder[i], cgroup->box_name);
		if (cgroup->box[i] < 0)
			return -1;
		/* One thread moving itself spares the kernel a lock that waits for RCU: `tasks`. */
		cgroup->attach[i] = openat(cgroup->box[i],
			cgroup->version == 2 ? "cgroup.procs" : "tasks", O_WRONLY | O_CLOEXEC);
		if (cgroup->attach[i] < 0)
			return -1;
	}
	cgroup->usage = open_usage(cgroup);
	return cgroup->usage < 0 ? -1 : 0;
}

int assay_cgroup_box_limit(const struct assay_cgroup *cgroup, const struct assay_limits *limits)
{
	int memory = box_folder(cgroup, ASSAY_HIERARCHY_MEMORY);
	if (write_number(box_folder(cgroup, ASSAY_HIERARCHY_PIDS), "pids.max", limits->processes) !=
		0)
		return -1;
	if (cgroup->version == 2) {
		/* Absent where the kernel has no swap accounting. */
		if (write_number(memory, "memory.swap.max", 0) != 0 && errno != ENOENT)
			return -1;
		return write_number(memory, "memory.max", limits->memory_bytes);
	}
	if (write_number(memory, "memory.limit_in_bytes", limits->memory_bytes) != 0)
		return -1;
	if (write_number(memory, "memory.memsw.limit_in_bytes", limits->memory_bytes) != 0 &&
		errno != ENOENT)
		return -1;
	return 0;
}

int assay_cgroup_box_attach(const struct assay_cgroup *cgroup)
{
	for (size_t i = 0; i < ASSAY_HIERARCHY_COUNT; i++) {
		if (cgroup->attach[i] >= 0 && write(cgroup->attach[i], "0", 1) != 1)
			return -1;
	}
	return 0;
}

uint64_t assay_cgroup_box_cpu_ns(const struct assay_cgroup *cgroup)
{
	char text[512];
	if (cgroup->version == 0)
		return 0;
	ssize_t n = pread(cgroup->usage, text, sizeof text - 1, 0);
	if (n <= 0)
		return 0;
	text[n] = '\0';
	if (cgroup->version == 1)
		return strtoull(text, NULL, 10);
	static const char key[] = "usage_usec ";
	const char *at = strstr(text, key);
	return at == NULL ? 0 : strtoull(at + sizeof key - 1, NULL, 10) * 1000;
}

int assay_cgroup_box_read(const struct assay_cgroup *cgroup, struct assay_wire_record *record)
{
	bool two = cgroup->version == 2;
	int memory = box_folder(cgroup, ASSAY_HIERARCHY_MEMORY);
	uint64_t peak = 0;
	if (read_number(memory, two ? "memory.events" : "memory.oom_control", "oom_kill",
		    &record->oom_kills) != 0)
		return -1;
	/* memory.peak came with Linux 5.19; without it the figure stays that of rusage. */
	if (read_number(memory, two ? "memory.peak" : "memory.max_usage_in_bytes", NULL, &peak) ==
		0) {
		record->peak_bytes = peak;
		record->peak_source = ASSAY_SOURCE_CGROUP;
	}
	uint64_t used = assay_cgroup_box_cpu_ns(cgroup);
	if (used > 0) {
		record->cpu_ns = used;
		record->cpu_source = ASSAY_SOURCE_CGROUP;
	}
	return 0;
}

void assay_cgroup_box_remove(struct assay_cgroup *cgroup)
{
	close_fd(&cgroup->usage);
	for (size_t i = 0; i < ASSAY_HIERARCHY_COUNT; i++) {
		if (cgroup->box[i] >= 0)
			remove_group(cgroup->folder[i], cgroup->box_name);
		close_fd(&cgroup->attach[i]);
		close_fd(&cgroup->box[i]);
	}
}
