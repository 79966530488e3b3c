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
#include <sys/wait.h>
#include <unistd.h>

/* On version 2, where the server lives: a group with controllers for its children may hold no
 * process itself (cgroups(7), "no internal processes"). The janitor stays outside, with the runner. */
#define LAUNCHER_LEAF "launcher"
#define EMPTY_TRIES   3
#define SWAP_REASON   "swap is on, and a group cannot limit it (no memory.swap.max)"

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* In a throw-away process: may one of ours move there? *Not* all that is delegated was so whole. */
static int try_entering(int group)
{
	int status = 0;
	pid_t pid = assay_clone(0, NULL);
	if (pid == 0)
		_exit(assay_file_write_at(group, "cgroup.procs", "0") == 0 ? 0 : errno & 0xff);
	if (pid < 0)
		return -1;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	errno = WIFEXITED(status) ? WEXITSTATUS(status) : EPROTO;
	return -1;
}

/* Version 2: our folder hands on its controllers too, so the server goes into a leaf of it. */
static int settle(struct assay_cgroup *cgroup, int folder)
{
	if (mkdirat(folder, LAUNCHER_LEAF, 0755) != 0)
		return -1;
	cgroup->launcher = assay_directory_open_at(folder, LAUNCHER_LEAF);
	if (cgroup->launcher < 0 ||
		assay_file_write_at(folder, "cgroup.subtree_control", "+memory +pids") != 0)
		return -1;
	return try_entering(cgroup->launcher);
}

int assay_cgroup_enter(const struct assay_cgroup *cgroup)
{
	if (cgroup->version != 2)
		return 0;
	return assay_file_write_at(cgroup->launcher, "cgroup.procs", "0");
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

static void remove_empty(int folder, const char *name)
{
	unlinkat(folder, name, AT_REMOVEDIR);
}

/* False: not all that is in it could be seen. */
static bool walk_children(int folder, void (*act)(int folder, const char *name))
{
	int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = copy < 0 ? NULL : fdopendir(copy);
	if (entries == NULL) {
		close_fd(&copy);
		return false;
	}
	struct dirent *entry;
	while (errno = 0, (entry = readdir(entries)) != NULL) {
		if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
			act(folder, entry->d_name);
	}
	bool whole = errno == 0;
	closedir(entries);
	return whole;
}

static void empty_folder(int folder)
{
	for (int tries = 0; tries < EMPTY_TRIES && !walk_children(folder, assay_group_remove);
		tries++)
		;
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
		const char *number = entry->d_name + sizeof ASSAY_GROUP_PREFIX - 1;
		if (strncmp(entry->d_name, ASSAY_GROUP_PREFIX, sizeof ASSAY_GROUP_PREFIX - 1) !=
				0 ||
			*number < '1' || *number > '9' ||
			kill((pid_t)strtol(number, NULL, 10), 0) == 0)
			continue;
		int folder = assay_directory_open_at(parent, entry->d_name);
		if (folder >= 0 && flock(folder, LOCK_EX | LOCK_NB) == 0) {
			empty_folder(folder);
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

static int make_folder(struct assay_cgroup *cgroup, size_t i, uid_t owner)
{
	sweep_stale(cgroup->parent[i]);
	if (mkdirat(cgroup->parent[i], cgroup->name, 0755) != 0)
		return -1;
	cgroup->folder[i] = assay_directory_open_at(cgroup->parent[i], cgroup->name);
	if (cgroup->folder[i] < 0)
		assay_group_remove(cgroup->parent[i], cgroup->name);
	if (cgroup->folder[i] < 0 || flock(cgroup->folder[i], LOCK_EX | LOCK_NB) != 0 ||
		give_to(cgroup->folder[i], owner) != 0)
		return -1;
	return 0;
}

static void remove_folder(struct assay_cgroup *cgroup, size_t i)
{
	int saved = errno;
	close_fd(&cgroup->launcher);
	if (cgroup->folder[i] >= 0) {
		empty_folder(cgroup->folder[i]);
		assay_group_remove(cgroup->parent[i], cgroup->name);
	}
	if (cgroup->version == 2 && cgroup->parent[i] >= 0) {
		assay_base_lock(cgroup->parent[i]);
		assay_base_restore(cgroup->parent[i]);
		assay_base_unlock(cgroup->parent[i]);
	}
	close_fd(&cgroup->folder[i]);
	close_fd(&cgroup->parent[i]);
	errno = saved;
}

static int make_version_1(struct assay_cgroup *cgroup, const struct assay_wire_open *request,
	uid_t owner, const char **ret_failed)
{
	for (size_t i = 0; i < ASSAY_HIERARCHY_COUNT; i++) {
		for (size_t j = i; j-- > 0;) {
			if (cgroup->folder[j] >= 0 && is_same(request, i, j))
				cgroup->same[i] = j;
		}
		if (cgroup->same[i] != i)
			continue;
		*ret_failed = request->cgroup_path[i];
		cgroup->parent[i] = assay_directory_open_at(AT_FDCWD, *ret_failed);
		if (cgroup->parent[i] < 0 || make_folder(cgroup, i, owner) != 0)
			return -1;
	}
	int memory = cgroup->folder[ASSAY_HIERARCHY_MEMORY];
	cgroup->swap = faccessat(memory, "memory.memsw.limit_in_bytes", F_OK, 0) == 0;
	return 0;
}

/* One group, the runner's own or one above it, as the place for our folder. */
static int try_base(struct assay_cgroup *cgroup, const char *path, bool own, bool top, uid_t owner)
{
	int base = assay_directory_open_at(AT_FDCWD, path);
	if (base < 0)
		return -1;
	cgroup->parent[0] = base;
	assay_base_lock(base);
	int status = assay_base_enable(base, own, top);
	if (status == 0)
		status = make_folder(cgroup, 0, owner);
	if (status == 0)
		status = settle(cgroup, cgroup->folder[0]);
	assay_base_unlock(base);
	if (status != 0)
		remove_folder(cgroup, 0);
	return status;
}

/*
 * The runner's own group first. Where others live in it, as in a login session, one above it that
 * already hands on the controllers and belongs to us will do.
 */
static int make_version_2(struct assay_cgroup *cgroup, const struct assay_wire_open *request,
	uid_t owner, const char **ret_failed)
{
	char path[ASSAY_WIRE_PATH_SIZE];
	const char *own = request->cgroup_path[ASSAY_HIERARCHY_MEMORY];
	int saved = 0;
	*ret_failed = own;
	memcpy(path, own, sizeof path);
	for (;;) {
		bool top = strlen(path) <= request->cgroup_top;
		bool is_own = strcmp(path, own) == 0;
		if (try_base(cgroup, path, is_own, top, owner) == 0)
			break;
		saved = is_own ? errno : saved;
		char *slash = strrchr(path, '/');
		errno = saved;
		if (top || slash == NULL || slash == path)
			return -1;
		*slash = '\0';
	}
	cgroup->swap = faccessat(cgroup->launcher, "memory.swap.max", F_OK, 0) == 0;
	return 0;
}

/* What our groups are, for people. */
static void describe(const struct assay_cgroup *cgroup, struct assay_wire_hello *hello)
{
	const char *swap = cgroup->swap ? "swap is counted"
			   : cgroup->version == 1
				   ? "no swap accounting (memory.memsw.*): boxes are not swapped"
				   : "no swap accounting (memory.swap.max), and no swap";
	if (snprintf(hello->cgroup, sizeof hello->cgroup, "version %u, %s",
		    (unsigned)cgroup->version, swap) < 0)
		hello->cgroup[0] = '\0';
}

int assay_cgroup_make(struct assay_cgroup *cgroup, const struct assay_wire_open *request,
	uid_t owner, struct assay_wire_hello *hello)
{
	struct assay_reason_text reason = {.text = ""};
	char what[ASSAY_REASON_SIZE] = "no cgroup with memory, pids and cpu accounting";
	const char *failed = "";
	int status = -1;
	*cgroup = (struct assay_cgroup){.version = request->cgroup_version, .launcher = -1};
	hello->cgroup_version = request->cgroup_version;
	for (size_t i = 0; i < ASSAY_HIERARCHY_COUNT; i++) {
		cgroup->parent[i] = cgroup->folder[i] = -1;
		cgroup->same[i] = cgroup->version == 2 ? 0 : i;
	}
	errno = ENOENT;
	if (snprintf(cgroup->name, sizeof cgroup->name, ASSAY_GROUP_PREFIX "%d-%llx", (int)getpid(),
		    (unsigned long long)assay_clock_ns()) < 0)
		return -1;
	if (cgroup->version == 1)
		status = make_version_1(cgroup, request, owner, &failed);
	else if (cgroup->version == 2)
		status = make_version_2(cgroup, request, owner, &failed);
	/* What may go to swap is not limited (cgroup-v2.rst, memory.swap.max). */
	if (status == 0 && cgroup->version == 2 && !cgroup->swap && request->swap_on != 0) {
		status = -1;
		errno = ENOSYS;
		failed = "";
		memcpy(what, SWAP_REASON, sizeof SWAP_REASON);
	}
	if (status == 0) {
		describe(cgroup, hello);
		return 0;
	}
	int saved = hello->cgroup_errno = errno;
	if (failed[0] != '\0' && snprintf(what, sizeof what, "cgroup '%.120s'", failed) < 0)
		what[0] = '\0';
	assay_cgroup_remove(cgroup);
	errno = saved;
	assay_reason_set(&reason, what);
	assay_reason_put(hello, ASSAY_REASON_CGROUP, &reason);
	return -1;
}

void assay_cgroup_clear(struct assay_cgroup *cgroup)
{
	for (size_t i = 0; i < ASSAY_HIERARCHY_COUNT && cgroup->version == 1; i++) {
		if (cgroup->folder[i] < 0)
			continue;
		walk_children(cgroup->folder[i], remove_empty);
		if (unlinkat(cgroup->parent[i], cgroup->name, AT_REMOVEDIR) == 0)
			close_fd(&cgroup->folder[i]);
	}
}

void assay_cgroup_remove(struct assay_cgroup *cgroup)
{
	for (size_t i = 0; i < ASSAY_HIERARCHY_COUNT && cgroup->version != 0; i++)
		remove_folder(cgroup, i);
	cgroup->version = 0;
}
