/*
 * cgroup.c - owns our folder in each control group hierarchy; group.c the boxes' groups in it.
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
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* On version 2, where the runner and our janitor live: a group with controllers for its children
 * may hold no process itself (cgroups(7), "no internal processes"). */
#define RUNNER_LEAF   "assay-runner"
#define LAUNCHER_LEAF "launcher"
#define GROUP_PREFIX  "assay-" /* and the janitor's pid, and the time */

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* One process into a group; 0 is oneself. */
static int move_process(int folder, pid_t pid)
{
	return assay_number_write_at(folder, "cgroup.procs", (uint64_t)pid);
}

/* Puts the runner and ourselves into a leaf, so that the group itself may hand on controllers. */
static int hand_on_controllers(int base)
{
	if (mkdirat(base, RUNNER_LEAF, 0755) != 0 && errno != EEXIST)
		return -1;
	int leaf = assay_directory_open_at(base, RUNNER_LEAF);
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
	int leaf = assay_directory_open_at(folder, LAUNCHER_LEAF);
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
			assay_group_remove(folder, entry->d_name);
	}
	closedir(entries);
}

/*
 * Removes what a janitor that was killed outright has left: groups of our name that nobody locks. A
 * lock on a folder lasts as long as any process of its launcher, in whatever pid namespace.
 */
static void sweep_stale(int parent)
{
	int copy = openat(parent, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = copy < 0 ? NULL : fdopendir(copy);
	if (entries == NULL) {
		close_fd(&copy);
		return;
	}
	for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
		const char *number = entry->d_name + sizeof GROUP_PREFIX - 1;
		if (strncmp(entry->d_name, GROUP_PREFIX, sizeof GROUP_PREFIX - 1) != 0 ||
			*number < '1' || *number > '9' ||
			kill((pid_t)strtol(number, NULL, 10), 0) == 0)
			continue;
		int folder = assay_directory_open_at(parent, entry->d_name);
		if (folder >= 0 && flock(folder, LOCK_EX | LOCK_NB) == 0) {
			remove_children(folder);
			assay_group_remove(parent, entry->d_name);
		}
		close_fd(&folder);
	}
	closedir(entries);
}

static bool is_same(const struct assay_wire_open *request, size_t a, size_t b)
{
	return strcmp(request->cgroup_path[a], request->cgroup_path[b]) == 0;
}

static int make_folder(struct assay_cgroup *cgroup, size_t i, const char *path, uid_t owner)
{
	cgroup->parent[i] = assay_directory_open_at(AT_FDCWD, path);
	if (cgroup->parent[i] < 0)
		return -1;
	if (cgroup->version == 2 && hand_on_controllers(cgroup->parent[i]) != 0)
		return -1;
	sweep_stale(cgroup->parent[i]);
	if (mkdirat(cgroup->parent[i], cgroup->name, 0755) != 0)
		return -1;
	cgroup->folder[i] = assay_directory_open_at(cgroup->parent[i], cgroup->name);
	if (cgroup->folder[i] < 0 || flock(cgroup->folder[i], LOCK_EX | LOCK_NB) != 0 ||
		(cgroup->version == 2 && settle(cgroup->folder[i]) != 0))
		return -1;
	return give_to(cgroup->folder[i], owner);
}

int assay_cgroup_make(struct assay_cgroup *cgroup, const struct assay_wire_open *open_request,
	uid_t owner, struct assay_reason_text *reason)
{
	*cgroup = (struct assay_cgroup){0};
	for (size_t i = 0; i < ASSAY_HIERARCHY_COUNT; i++)
		cgroup->parent[i] = cgroup->folder[i] = -1;
	errno = ENOENT;
	if (open_request->cgroup_version == 0)
		return assay_reason_set(reason, "no cgroup with memory, pids and cpu accounting");
	cgroup->version = open_request->cgroup_version;
	if (snprintf(cgroup->name, sizeof cgroup->name, GROUP_PREFIX "%d-%llx", (int)getpid(),
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

void assay_cgroup_remove(struct assay_cgroup *cgroup)
{
	if (cgroup->version == 0)
		return;
	for (size_t i = 0; i < ASSAY_HIERARCHY_COUNT; i++) {
		int leaf = cgroup->version == 2 && cgroup->parent[i] >= 0
				   ? assay_directory_open_at(cgroup->parent[i], RUNNER_LEAF)
				   : -1;
		if (leaf >= 0)
			move_process(leaf, 0);
		close_fd(&leaf);
		if (cgroup->folder[i] >= 0) {
			remove_children(cgroup->folder[i]);
			assay_group_remove(cgroup->parent[i], cgroup->name);
		}
		close_fd(&cgroup->folder[i]);
		close_fd(&cgroup->parent[i]);
	}
	cgroup->version = 0;
}
