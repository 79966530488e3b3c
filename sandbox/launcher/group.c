/*
 * group.c - owns the control group of each box: made ahead, limited, entered, read and removed.
 */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* On version 1, the group that all boxes share in turn. */
#define LASTING "boxes"
/* How long the dead may take to leave a group. */
#define REMOVE_TRIES 2000
/* And how often what is no matter of waiting is tried, before the group is left to the next. */
#define OTHER_TRIES 3
#define LIMIT_SLACK (UINT64_C(1) << 20)

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* The value of `key` in a file of lines "key value"; or the file's one number when key is NULL. */
static int read_number(int fd, const char *key, uint64_t *ret_value)
{
	char text[4096];
	ssize_t n = pread(fd, text, sizeof text - 1, 0);
	if (n <= 0)
		return -1;
	text[n] = '\0';
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

/* All at once from Linux 5.14 on version 2, so that no fork slips through; else one by one. */
static void kill_group(int folder)
{
	if (assay_file_write_at(folder, "cgroup.kill", "1") != 0)
		kill_members(folder);
}

void assay_group_remove(int parent, const char *name)
{
	int others = 0;
	for (int tries = 0; tries < REMOVE_TRIES; tries++) {
		if (unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT)
			return;
		if (errno != EBUSY && ++others >= OTHER_TRIES)
			return;
		int folder = assay_directory_open_at(parent, name);
		if (folder >= 0) {
			kill_group(folder);
			close(folder);
		}
		pause_briefly();
	}
}

/* Which hierarchies have a fresh group each run. */
static bool is_fresh(const struct assay_cgroup *cgroup, size_t hierarchy)
{
	return cgroup->version == 2 || hierarchy == ASSAY_HIERARCHY_MEMORY;
}

/* The group that holds a hierarchy's folder, and its number there: two hierarchies may be one. */
static int group_folder(const struct assay_cgroup *cgroup, const struct assay_group *fresh,
	enum assay_hierarchy hierarchy)
{
	size_t at = cgroup->folder[hierarchy] >= 0 ? hierarchy : cgroup->same[hierarchy];
	return is_fresh(cgroup, at) ? fresh->folder[at] : cgroup->lasting.folder[at];
}

static void close_group(struct assay_group *group)
{
	close_fd(&group->usage);
	close_fd(&group->events);
	close_fd(&group->peak);
	for (size_t i = 0; i < ASSAY_HIERARCHY_COUNT; i++) {
		close_fd(&group->attach[i]);
		close_fd(&group->folder[i]);
	}
}

static void remove_folders(const struct assay_cgroup *cgroup, struct assay_group *group, bool fresh)
{
	close_group(group);
	for (size_t i = 0; i < ASSAY_HIERARCHY_COUNT; i++) {
		if (cgroup->folder[i] >= 0 && is_fresh(cgroup, i) == fresh)
			assay_group_remove(cgroup->folder[i], group->name);
	}
	group->name[0] = '\0';
}

static void remove_box(const struct assay_cgroup *cgroup, struct assay_group *group)
{
	if (group->name[0] != '\0')
		remove_folders(cgroup, group, true);
}

static void clear_group(struct assay_group *group)
{
	*group = (struct assay_group){.usage = -1, .events = -1, .peak = -1};
	memset(group->folder, -1, sizeof group->folder);
	memset(group->attach, -1, sizeof group->attach);
}

/* A group in the hierarchies that have a fresh one each run, or in the others. */
static int make_folders(const struct assay_cgroup *cgroup, struct assay_group *group, bool fresh)
{
	for (size_t i = 0; i < ASSAY_HIERARCHY_COUNT; i++) {
		if (cgroup->folder[i] < 0 || is_fresh(cgroup, i) != fresh)
			continue;
		if (mkdirat(cgroup->folder[i], group->name, 0755) != 0)
			return -1;
		group->folder[i] = assay_directory_open_at(cgroup->folder[i], group->name);
		if (group->folder[i] < 0)
			return -1;
		/* One thread moving itself spares the kernel a lock that waits for RCU: `tasks`. */
		group->attach[i] = openat(group->folder[i],
			cgroup->version == 2 ? "cgroup.procs" : "tasks", O_WRONLY | O_CLOEXEC);
		if (group->attach[i] < 0)
			return -1;
	}
	return 0;
}

/* All of it or nothing: half of it would leave a box outside a hierarchy that it is said to be in. */
static int make_lasting(struct assay_cgroup *cgroup)
{
	clear_group(&cgroup->lasting);
	memcpy(cgroup->lasting.name, LASTING, sizeof LASTING);
	if (make_folders(cgroup, &cgroup->lasting, false) == 0)
		return 0;
	int saved = errno;
	remove_folders(cgroup, &cgroup->lasting, false);
	errno = saved;
	return -1;
}

static int open_figures(const struct assay_cgroup *cgroup, struct assay_group *group)
{
	bool two = cgroup->version == 2;
	int memory = group_folder(cgroup, group, ASSAY_HIERARCHY_MEMORY);
	int cpu = group_folder(cgroup, group, ASSAY_HIERARCHY_CPU);
	group->usage = openat(cpu, two ? "cpu.stat" : "cpuacct.usage", O_RDONLY | O_CLOEXEC);
	group->events =
		openat(memory, two ? "memory.events" : "memory.oom_control", O_RDONLY | O_CLOEXEC);
	/* memory.peak came with Linux 5.19; without it the figure stays that of rusage. */
	group->peak = openat(
		memory, two ? "memory.peak" : "memory.max_usage_in_bytes", O_RDONLY | O_CLOEXEC);
	return group->usage < 0 || group->events < 0 ? -1 : 0;
}

static int make_box(struct assay_cgroup *cgroup, struct assay_group *ret_group)
{
	struct assay_group group;
	clear_group(&group);
	if (cgroup->lasting.name[0] == '\0' && make_lasting(cgroup) != 0)
		return -1;
	if (snprintf(group.name, sizeof group.name, "box-%llu",
		    (unsigned long long)cgroup->number++) < 0)
		return -1;
	if (make_folders(cgroup, &group, true) != 0 || open_figures(cgroup, &group) != 0) {
		int saved = errno;
		remove_box(cgroup, &group);
		errno = saved;
		return -1;
	}
	*ret_group = group;
	return 0;
}

static int limit_memory(
	const struct assay_cgroup *cgroup, const struct assay_group *group, uint64_t bytes)
{
	bool two = cgroup->version == 2;
	int memory = group_folder(cgroup, group, ASSAY_HIERARCHY_MEMORY);
	if (assay_number_write_at(memory, two ? "memory.max" : "memory.limit_in_bytes", bytes) != 0)
		return -1;
	if (two) {
		/* Its processes die together (absent before Linux 4.19). */
		if (assay_number_write_at(memory, "memory.oom.group", 1) != 0 && errno != ENOENT)
			return -1;
		return cgroup->swap ? assay_number_write_at(memory, "memory.swap.max", 0) : 0;
	}
	if (cgroup->swap)
		return assay_number_write_at(memory, "memory.memsw.limit_in_bytes", bytes);
	/* At its own limit such a group is not swapped (cgroup-v1/memory.rst, 5.3). */
	return assay_number_write_at(memory, "memory.swappiness", 0) != 0 && errno != ENOENT ? -1
											     : 0;
}

static int limit_box(struct assay_cgroup *cgroup, struct assay_group *group, uint64_t memory_bytes,
	uint32_t processes)
{
	/* Where the limit of processes is remembered: it belongs to a group of one kind. */
	uint32_t *set = cgroup->lasting.folder[ASSAY_HIERARCHY_PIDS] >= 0
				? &cgroup->lasting.processes
				: &group->processes;
	int pids = group_folder(cgroup, group, ASSAY_HIERARCHY_PIDS);
	if (*set != processes && assay_number_write_at(pids, "pids.max", processes) != 0)
		return -1;
	if (group->memory_bytes != memory_bytes && limit_memory(cgroup, group, memory_bytes) != 0)
		return -1;
	*set = processes;
	group->processes = processes;
	group->memory_bytes = memory_bytes;
	return 0;
}

int assay_group_take(struct assay_cgroup *cgroup, const struct assay_limits *limits)
{
	/* A group with other limits is no use: version 1 minds the order in which they change. */
	bool ready =
		cgroup->next.name[0] != '\0' && cgroup->next.memory_bytes == limits->memory_bytes;
	if (!ready) {
		remove_box(cgroup, &cgroup->next);
		if (make_box(cgroup, &cgroup->next) != 0)
			return -1;
	}
	cgroup->current = cgroup->next;
	cgroup->next.name[0] = '\0';
	cgroup->usage_before_ns = 0;
	cgroup->usage_before_ns = assay_group_cpu_ns(cgroup);
	return limit_box(cgroup, &cgroup->current, limits->memory_bytes, limits->processes);
}

void assay_group_prepare(struct assay_cgroup *cgroup)
{
	remove_box(cgroup, &cgroup->last);
	if (cgroup->next.name[0] != '\0' || make_box(cgroup, &cgroup->next) != 0)
		return;
	/* Of what lasts the limit is set when the run begins. */
	if (limit_box(cgroup, &cgroup->next, cgroup->current.memory_bytes,
		    cgroup->current.processes) != 0)
		remove_box(cgroup, &cgroup->next);
}

int assay_group_birth(const struct assay_cgroup *cgroup)
{
	return cgroup->version == 2 ? cgroup->current.folder[ASSAY_HIERARCHY_MEMORY] : -1;
}

void assay_group_kill(const struct assay_cgroup *cgroup)
{
	int folder = cgroup->current.folder[ASSAY_HIERARCHY_MEMORY];
	if (cgroup->version != 0 && folder >= 0)
		kill_group(folder);
}

int assay_group_attach(const struct assay_cgroup *cgroup)
{
	const struct assay_group *const groups[] = {&cgroup->current, &cgroup->lasting};
	for (size_t i = 0; i < (size_t)2 * ASSAY_HIERARCHY_COUNT; i++) {
		int fd = groups[i % 2]->attach[i / 2];
		if (fd >= 0 && write(fd, "0", 1) != 1)
			return -1;
	}
	return 0;
}

uint64_t assay_group_cpu_ns(const struct assay_cgroup *cgroup)
{
	bool two = cgroup->version == 2;
	uint64_t usage = 0;
	if (cgroup->version == 0 ||
		read_number(cgroup->current.usage, two ? "usage_usec" : NULL, &usage) != 0)
		return 0;
	usage = two ? usage * 1000 : usage;
	return usage - cgroup->usage_before_ns;
}

/*
 * How often the box's own limit refused memory. The kernel kills for want of the machine's memory, or
 * at the limit of a group above, too, and counts that in the box's oom_kill all the same. Version 1
 * has no count that all kernels keep (memory.failcnt stays 0 on Linux 6.18): there a box that was
 * refused has used all that it may, but for what one allocation of the kernel's own takes.
 */
static uint64_t read_limit_hits(const struct assay_cgroup *cgroup, uint64_t peak)
{
	uint64_t hits = 0;
	if (cgroup->version == 2)
		return read_number(cgroup->current.events, "oom", &hits) == 0 ? hits : 0;
	return peak + LIMIT_SLACK >= cgroup->current.memory_bytes;
}

int assay_group_read(const struct assay_cgroup *cgroup, struct assay_wire_record *record)
{
	uint64_t peak = 0;
	if (read_number(cgroup->current.events, "oom_kill", &record->oom_kills) != 0)
		return -1;
	if (cgroup->current.peak >= 0 && read_number(cgroup->current.peak, NULL, &peak) == 0) {
		record->peak_bytes = peak;
		record->peak_source = ASSAY_SOURCE_CGROUP;
	}
	if (record->oom_kills > 0)
		record->limit_hits = read_limit_hits(cgroup, peak);
	uint64_t used = assay_group_cpu_ns(cgroup);
	if (used > 0) {
		record->cpu_ns = used;
		record->cpu_source = ASSAY_SOURCE_CGROUP;
	}
	return 0;
}

void assay_group_leave(struct assay_cgroup *cgroup)
{
	if (cgroup->current.name[0] == '\0')
		return;
	remove_box(cgroup, &cgroup->last);
	close_group(&cgroup->current);
	cgroup->last = cgroup->current;
	cgroup->current.name[0] = '\0';
}
