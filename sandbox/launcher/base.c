/*
 * base.c - owns the version 2 group beneath which ours is made: that it hands on controllers, and
 * that it is as it was when the last of ours has gone. Makes no box and no group for one.
 *
 * A group that hands on controllers may hold no process itself, the hierarchy's root excepted
 * (cgroups(7), "no internal processes"); and the runner lives in its own group. So the runner, with
 * its children, goes into a leaf of it. Who else lives there is not ours to move: then the group
 * cannot be used.
 */
#include "launcher.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Launchers of one runner begin and end at the same time; each takes its turn. */
#define LOCK_TRIES 500
#define LOCK_NAP   2000000

static int move_process(int folder, pid_t pid)
{
	return assay_number_write_at(folder, "cgroup.procs", (uint64_t)pid);
}

static bool has_word(const char *text, const char *word)
{
	size_t length = strlen(word);
	for (const char *at = text; *at != '\0'; at += strspn(at, " \n")) {
		size_t size = strcspn(at, " \n");
		if (size == length && memcmp(at, word, length) == 0)
			return true;
		at += size;
	}
	return false;
}

/* Whether a file of controllers names those that we need; -1 when it cannot be read. */
static int names_controllers(int base, const char *file)
{
	char text[512];
	if (assay_file_read_at(base, file, text, sizeof text) < 0)
		return -1;
	return has_word(text, "memory") && has_word(text, "pids");
}

static int enable(int base)
{
	return assay_file_write_at(base, "cgroup.subtree_control", "+memory +pids");
}

/* proc_pid_stat(5): "pid (name) state parent ..."; a name may hold anything. */
static pid_t parent_of(int proc, pid_t pid)
{
	char path[32];
	char text[512];
	if (snprintf(path, sizeof path, "%d/stat", (int)pid) < 0 ||
		assay_file_read_at(proc, path, text, sizeof text) <= 0)
		return 0;
	const char *at = strrchr(text, ')');
	return at == NULL || strlen(at) < 4 ? 0 : (pid_t)strtol(at + 4, NULL, 10);
}

/* Moves what is in one group into another: all of it, or `runner` and its children. */
static void move_members(int from, int to, pid_t runner)
{
	char text[4096];
	int proc = runner != 0 ? open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	if (assay_file_read_at(from, "cgroup.procs", text, sizeof text) <= 0)
		text[0] = '\0';
	for (char *at = text, *end; *at != '\0'; at = end + (*end == '\n')) {
		long pid = strtol(at, &end, 10);
		if (end == at)
			break;
		/* One that has ended meanwhile is no matter. */
		if (runner == 0 || pid == runner || parent_of(proc, (pid_t)pid) == runner)
			move_process(to, (pid_t)pid);
	}
	if (proc >= 0)
		close(proc);
}

static int enable_from_leaf(int base)
{
	if (mkdirat(base, ASSAY_RUNNER_LEAF, 0755) != 0 && errno != EEXIST)
		return -1;
	int leaf = assay_directory_open_at(base, ASSAY_RUNNER_LEAF);
	if (leaf < 0)
		return -1;
	/* Launchers that begin together with us are the runner's children. */
	move_members(base, leaf, getppid());
	int status = enable(base);
	int saved = errno;
	if (status != 0) {
		move_members(leaf, base, 0);
		unlinkat(base, ASSAY_RUNNER_LEAF, AT_REMOVEDIR);
	}
	close(leaf);
	errno = saved;
	return status;
}

int assay_base_enable(int base, bool own, bool top)
{
	int offered = names_controllers(base, "cgroup.controllers");
	if (offered == 0)
		errno = EOPNOTSUPP;
	if (offered <= 0)
		return -1;
	if (names_controllers(base, "cgroup.subtree_control") == 1)
		return 0;
	/* What another manager's inner group hands on is not ours to change. */
	errno = EOPNOTSUPP;
	if (!own && !top)
		return -1;
	if (enable(base) == 0)
		return 0;
	return own && errno == EBUSY ? enable_from_leaf(base) : -1;
}

/* Whether somebody else has made groups in it, which may count on the controllers. */
static bool has_strangers(int base)
{
	int copy = openat(base, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = copy < 0 ? NULL : fdopendir(copy);
	bool found = entries == NULL;
	if (entries == NULL && copy >= 0)
		close(copy);
	for (struct dirent *entry; !found && (entry = readdir(entries)) != NULL;)
		found = entry->d_type == DT_DIR && entry->d_name[0] != '.' &&
			strcmp(entry->d_name, ASSAY_RUNNER_LEAF) != 0 &&
			strncmp(entry->d_name, ASSAY_GROUP_PREFIX, sizeof ASSAY_GROUP_PREFIX - 1) !=
				0;
	if (entries != NULL)
		closedir(entries);
	return found;
}

void assay_base_restore(int base)
{
	int leaf = assay_directory_open_at(base, ASSAY_RUNNER_LEAF);
	if (leaf < 0)
		return;
	/* The kernel refuses while another launcher's group has them in use: then that one does it. */
	if (!has_strangers(base) &&
		assay_file_write_at(base, "cgroup.subtree_control", "-memory -pids") == 0) {
		move_members(leaf, base, 0);
		unlinkat(base, ASSAY_RUNNER_LEAF, AT_REMOVEDIR);
	}
	close(leaf);
}

void assay_base_lock(int base)
{
	const struct timespec nap = {.tv_nsec = LOCK_NAP};
	for (int tries = 0; tries < LOCK_TRIES && flock(base, LOCK_EX | LOCK_NB) != 0; tries++)
		nanosleep(&nap, NULL);
}

void assay_base_unlock(int base)
{
	flock(base, LOCK_UN);
}
