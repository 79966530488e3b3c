/*
 * children.c - owns the finding of our own children, their CPU time and their end, where no pid namespace
 * or cgroup does it.
 */
#include "launcher.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHILDREN_MAX 256

/* Adds the children that one thread has forked. */
static size_t list_forked(int tasks, const char *thread, pid_t *ret_pids, size_t limit)
{
	char path[64];
	char text[8192];
	if (snprintf(path, sizeof path, "%.20s/children", thread) < 0 ||
		assay_file_read_at(tasks, path, text, sizeof text) <= 0)
		return 0;
	size_t count = 0;
	char *at = text;
	while (count < limit) {
		char *end;
		long child = strtol(at, &end, 10);
		if (end == at || child <= 1)
			break;
		ret_pids[count++] = (pid_t)child;
		at = end;
	}
	return count;
}

size_t assay_children_list(int host_proc, pid_t pid, pid_t *ret_pids, size_t limit)
{
	char path[32];
	size_t count = 0;
	if (snprintf(path, sizeof path, "%d/task", (int)pid) < 0)
		return 0;
	int fd = openat(host_proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *tasks = fd < 0 ? NULL : fdopendir(fd);
	if (tasks == NULL) {
		if (fd >= 0)
			close(fd);
		return 0;
	}
	for (struct dirent *entry; (entry = readdir(tasks)) != NULL;) {
		if (entry->d_name[0] != '.')
			count += list_forked(fd, entry->d_name, ret_pids + count, limit - count);
	}
	closedir(tasks);
	return count;
}

/* utime, stime, cutime and cstime of a process, in ticks (proc(5)). */
static uint64_t read_ticks(int host_proc, pid_t pid)
{
	enum {
		BEFORE_TIMES = 12, /* spaces between the name and utime */
		TIMES = 4
	};
	char path[32];
	char text[1024];
	uint64_t ticks = 0;
	if (snprintf(path, sizeof path, "%d/stat", (int)pid) < 0 ||
		assay_file_read_at(host_proc, path, text, sizeof text) <= 0)
		return 0;
	/* The name is the program's to choose; what follows has no parenthesis. */
	char *at = strrchr(text, ')');
	for (int i = 0; at != NULL && i < BEFORE_TIMES; i++)
		at = strchr(at + 1, ' ');
	for (int i = 0; at != NULL && i < TIMES; i++)
		ticks += strtoull(at, &at, 10);
	return ticks;
}

uint64_t assay_children_cpu_ns(int host_proc)
{
	char self[16];
	pid_t pids[CHILDREN_MAX];
	uint64_t ticks = 0;
	long rate = sysconf(_SC_CLK_TCK);
	ssize_t length = readlinkat(host_proc, "self", self, sizeof self - 1);
	if (length <= 0 || rate <= 0)
		return 0;
	self[length] = '\0';
	size_t count =
		assay_children_list(host_proc, (pid_t)strtol(self, NULL, 10), pids, CHILDREN_MAX);
	for (size_t i = 0; i < count; i++) {
		ticks += read_ticks(host_proc, pids[i]);
		count +=
			assay_children_list(host_proc, pids[i], pids + count, CHILDREN_MAX - count);
	}
	return ticks * (UINT64_C(1000000000) / (uint64_t)rate);
}

size_t assay_children_kill(int host_proc, const pid_t *group)
{
	pid_t pids[CHILDREN_MAX];
	if (group != NULL && *group > 1)
		kill(-*group, SIGKILL);
	size_t count = assay_children_list(host_proc, getpid(), pids, CHILDREN_MAX);
	for (size_t i = 0; i < count; i++)
		kill(pids[i], SIGKILL);
	return count;
}
