/*
 * kernel.c - owns the tree of plain files that behaves as control groups do.
 */
#include "kernel.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define PATH 1024

int __real_mkdirat(int folder, const char *name, mode_t mode);
int __wrap_mkdirat(int folder, const char *name, mode_t mode);
int __real_unlinkat(int folder, const char *name, int flags);
int __wrap_unlinkat(int folder, const char *name, int flags);
int __real_assay_file_write_at(int folder, const char *name, const char *text);
int __wrap_assay_file_write_at(int folder, const char *name, const char *text);

int __wrap_assay_number_write_at(int folder, const char *name, uint64_t value);

static struct kernel kernel;

void kernel_set(const struct kernel *wanted)
{
	kernel = *wanted;
}

static void join(char *path, const char *group, const char *name)
{
	assert_true((size_t)snprintf(path, PATH, "%s/%s", group, name) < PATH);
}

static void put(const char *group, const char *name, const char *text)
{
	char path[PATH];
	join(path, group, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static void get(const char *group, const char *name, char *text, size_t size)
{
	char path[PATH];
	join(path, group, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, text, size - 1);
	text[n < 0 ? 0 : n] = '\0';
	if (fd >= 0)
		close(fd);
}

static void remove_file(const char *group, const char *name)
{
	char path[PATH];
	join(path, group, name);
	__real_unlinkat(AT_FDCWD, path, 0);
}

static bool is_group(const char *path)
{
	return kernel.root[0] != '\0' && strncmp(path, kernel.root, strlen(kernel.root)) == 0;
}

/* The path of an open folder. */
static bool path_of(int folder, char *path)
{
	char link[64];
	snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
	ssize_t n = readlink(link, path, PATH - 1);
	path[n < 0 ? 0 : n] = '\0';
	return n > 0 && is_group(path);
}

/* `group` is the one of this name in the tree, or above it. */
static bool is_at_or_above(const char *group, const char *name)
{
	char path[PATH];
	join(path, kernel.root, name);
	size_t length = strlen(group);
	return name[0] != '\0' && strncmp(path, group, length) == 0 &&
	       (path[length] == '\0' || path[length] == '/');
}

static bool is_beneath(const char *group, const char *name)
{
	char path[PATH];
	join(path, kernel.root, name);
	return name[0] != '\0' && strncmp(path, group, strlen(path)) == 0;
}

static bool is_named(const char *group, const char *name)
{
	char path[PATH];
	join(path, kernel.root, name);
	return name[0] != '\0' && strcmp(path, group) == 0;
}

/* Calls `act` with each group directly beneath; true when one of them returned true. */
static bool each_child(const char *group, bool (*act)(const char *child))
{
	bool found = false;
	DIR *entries = opendir(group);
	for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;) {
		char child[PATH];
		if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
			continue;
		join(child, group, entry->d_name);
		found = act(child) || found;
	}
	if (entries != NULL)
		closedir(entries);
	return found;
}

static bool hands_on(const char *group)
{
	char text[64];
	get(group, "cgroup.subtree_control", text, sizeof text);
	return strstr(text, "memory") != NULL;
}

/* Zombies and the dead do not count. */
static bool has_members(const char *group)
{
	char text[4096];
	get(group, "cgroup.procs", text, sizeof text);
	for (char *at = text, *end; *at != '\0'; at = end + (*end == '\n')) {
		long pid = strtol(at, &end, 10);
		if (end == at)
			break;
		/* "0" was written through a descriptor, past us. */
		if (pid > 0 && (kill((pid_t)pid, 0) == 0 || errno == EPERM))
			return true;
	}
	return false;
}

static bool is_child(const char *child)
{
	(void)child;
	return true;
}

static const char *const controller_files[][2] = {{"memory.max", "max\n"},
	{"memory.swap.max", "max\n"},
	{"memory.events", "low 0\nhigh 0\nmax 0\noom 0\noom_kill 0\noom_group_kill 0\n"},
	{"memory.peak", "0\n"}, {"memory.oom.group", "0\n"}, {"pids.max", "max\n"}};
#define CONTROLLER_FILES (sizeof controller_files / sizeof controller_files[0])

static bool is_missing(const char *name)
{
	return (kernel.no_swap && strstr(name, "swap.max") != NULL) ||
	       (kernel.no_swap && strstr(name, "memsw") != NULL) ||
	       (kernel.no_peak && strcmp(name, "memory.peak") == 0) ||
	       (kernel.no_kill && strcmp(name, "cgroup.kill") == 0) ||
	       (kernel.no_oom_group && strcmp(name, "memory.oom.group") == 0);
}

/* The group above hands its controllers to this one. */
static bool gain(const char *group)
{
	put(group, "cgroup.controllers", "memory pids\n");
	for (size_t i = 0; i < CONTROLLER_FILES; i++) {
		if (!is_missing(controller_files[i][0]))
			put(group, controller_files[i][0], controller_files[i][1]);
	}
	return false;
}

static bool lose(const char *group)
{
	put(group, "cgroup.controllers", "\n");
	for (size_t i = 0; i < CONTROLLER_FILES; i++)
		remove_file(group, controller_files[i][0]);
	return false;
}

static void fill_version_1(const char *group)
{
	static const char *const files[][2] = {{"cgroup.procs", ""}, {"tasks", ""},
		{"memory.limit_in_bytes", "9223372036854771712\n"},
		{"memory.memsw.limit_in_bytes", "9223372036854771712\n"},
		{"memory.swappiness", "60\n"},
		{"memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 0\n"},
		{"memory.max_usage_in_bytes", "0\n"}, {"memory.failcnt", "0\n"},
		{"pids.max", "max\n"}, {"cpuacct.usage", "0\n"}};
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		if (!is_missing(files[i][0]))
			put(group, files[i][0], files[i][1]);
	}
}

static void fill_version_2(const char *group)
{
	char above[PATH];
	put(group, "cgroup.procs", "");
	put(group, "cgroup.subtree_control", "\n");
	put(group, "cgroup.controllers", "\n");
	put(group, "cpu.stat", "usage_usec 0\nuser_usec 0\nsystem_usec 0\n");
	if (!is_missing("cgroup.kill"))
		put(group, "cgroup.kill", "");
	snprintf(above, sizeof above, "%s", group);
	*strrchr(above, '/') = '\0';
	if (hands_on(above))
		gain(group);
}

int __wrap_mkdirat(int folder, const char *name, mode_t mode)
{
	char group[PATH];
	char path[2 * PATH];
	if (!path_of(folder, group))
		return __real_mkdirat(folder, name, mode);
	errno = kernel.read_only ? EROFS : EACCES;
	if (kernel.read_only || is_at_or_above(group, kernel.foreign))
		return -1;
	if (__real_mkdirat(folder, name, mode) != 0)
		return -1;
	snprintf(path, sizeof path, "%s/%s", group, name);
	if (kernel.version == 2)
		fill_version_2(path);
	else
		fill_version_1(path);
	return 0;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *at)
{
	(void)status;
	(void)at;
	return type == FTW_DP ? 0 : __real_unlinkat(AT_FDCWD, path, 0);
}

int __wrap_unlinkat(int folder, const char *name, int flags)
{
	char group[PATH];
	char path[2 * PATH];
	if ((flags & AT_REMOVEDIR) == 0 || !path_of(folder, group))
		return __real_unlinkat(folder, name, flags);
	snprintf(path, sizeof path, "%s/%s", group, name);
	errno = EBUSY;
	if (access(path, F_OK) == 0 && (has_members(path) || each_child(path, is_child)))
		return -1;
	nftw(path, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
	return __real_unlinkat(folder, name, flags);
}

/* Takes a process out of one file of processes. */
static void take_out(const char *group, int pid)
{
	char text[4096];
	char rest[4096] = "";
	get(group, "cgroup.procs", text, sizeof text);
	for (char *save = NULL, *line = strtok_r(text, "\n", &save); line != NULL;
		line = strtok_r(NULL, "\n", &save)) {
		if (atol(line) != pid) {
			strncat(rest, line, sizeof rest - strlen(rest) - 2);
			strncat(rest, "\n", 2);
		}
	}
	put(group, "cgroup.procs", rest);
}

/* One entry of the tree, on the way to move a process. */
static int leave_group(const char *path, const struct stat *status, int type, struct FTW *at)
{
	(void)status;
	char group[PATH];
	if (type != FTW_F || strcmp(path + at->base, "cgroup.procs") != 0)
		return 0;
	snprintf(group, sizeof group, "%.*s", at->base - 1, path);
	char moving[32] = "";
	get(kernel.root, "moving", moving, sizeof moving);
	take_out(group, atoi(moving));
	return 0;
}

static void move(const char *group, int pid)
{
	char text[4096];
	char number[32];
	snprintf(number, sizeof number, "%d\n", pid);
	put(kernel.root, "moving", number);
	nftw(kernel.root, leave_group, 8, FTW_PHYS);
	get(group, "cgroup.procs", text, sizeof text);
	strncat(text, number, sizeof text - strlen(text) - 1);
	put(group, "cgroup.procs", text);
}

static int refuse(int errno_value)
{
	errno = errno_value;
	return -1;
}

static int write_procs(const char *group, const char *text)
{
	int pid = atoi(text);
	if (is_beneath(group, kernel.refuses_entry))
		return refuse(EACCES);
	if (kernel.version == 2 && hands_on(group) && !is_named(group, kernel.top))
		return refuse(EBUSY);
	move(group, pid == 0 ? getpid() : pid);
	return 0;
}

static int write_control(const char *group, const char *text)
{
	char offered[256];
	get(group, "cgroup.controllers", offered, sizeof offered);
	if (text[0] == '-') {
		if (each_child(group, hands_on))
			return refuse(EBUSY);
		each_child(group, lose);
		put(group, "cgroup.subtree_control", "\n");
		return 0;
	}
	if (strstr(offered, "memory") == NULL || strstr(offered, "pids") == NULL)
		return refuse(ENOENT);
	if (!is_named(group, kernel.top) && has_members(group))
		return refuse(EBUSY);
	if (!hands_on(group))
		each_child(group, gain);
	put(group, "cgroup.subtree_control", "memory pids\n");
	return 0;
}

int __wrap_assay_file_write_at(int folder, const char *name, const char *text)
{
	char group[PATH];
	char path[PATH];
	if (!path_of(folder, group))
		return __real_assay_file_write_at(folder, name, text);
	join(path, group, name);
	if (access(path, F_OK) != 0)
		return refuse(ENOENT);
	if (kernel.read_only || is_at_or_above(group, kernel.foreign))
		return refuse(kernel.read_only ? EROFS : EACCES);
	if (strcmp(name, "cgroup.procs") == 0)
		return write_procs(group, text);
	if (strcmp(name, "cgroup.subtree_control") == 0)
		return write_control(group, text);
	put(group, name, text);
	return 0;
}

int __wrap_assay_number_write_at(int folder, const char *name, uint64_t value)
{
	char text[32];
	snprintf(text, sizeof text, "%llu", (unsigned long long)value);
	return __wrap_assay_file_write_at(folder, name, text);
}

void kernel_group(const char *name, const char *controllers)
{
	char path[PATH];
	join(path, kernel.root, name);
	assert_int_equal(__real_mkdirat(AT_FDCWD, path, 0755), 0);
	if (kernel.version == 2)
		fill_version_2(path);
	else
		fill_version_1(path);
	if (controllers != NULL)
		put(path, "cgroup.controllers", controllers);
}

void kernel_put(const char *name, const char *text)
{
	put(kernel.root, name, text);
}

void kernel_read(const char *name, char *text, size_t size)
{
	get(kernel.root, name, text, size);
}

bool kernel_exists(const char *name)
{
	char path[PATH];
	join(path, kernel.root, name);
	return access(path, F_OK) == 0;
}

void kernel_enter(const char *name, int pid)
{
	char path[PATH];
	join(path, kernel.root, name);
	move(path, pid);
}

bool kernel_holds(const char *name, int pid)
{
	char path[PATH];
	char text[4096];
	char number[32];
	char wanted[4096 + 2] = "\n";
	snprintf(path, sizeof path, "%s/cgroup.procs", name);
	kernel_read(path, text, sizeof text);
	strncat(wanted, text, sizeof wanted - 2);
	snprintf(number, sizeof number, "\n%d\n", pid);
	return strstr(wanted, number) != NULL;
}
