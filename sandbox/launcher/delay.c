/*
 * delay.c - owns the question whether a box that reached its wall limit was kept waiting for a CPU.
 *
 * The kernel counts, for each thread, the time that it was ready to run and did not (run_delay,
 * second field of /proc/PID/task/TID/schedstat). Blocked and sleeping time is not in it.
 */
#include "launcher.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROCESSES_MAX 64
/* Waiting for a quarter of the wall limit is a considerable part of it. */
#define CONSIDERABLE 4

static uint64_t thread_delay(int tasks, const char *thread)
{
	char path[64];
	char text[96];
	if (snprintf(path, sizeof path, "%.20s/schedstat", thread) < 0 ||
		assay_file_read_at(tasks, path, text, sizeof text) <= 0)
		return 0;
	/* "running delay slices"; what cannot be read counts as no delay. */
	const char *delay = strchr(text, ' ');
	return delay == NULL ? 0 : strtoull(delay, NULL, 10);
}

/* The longest delay of any thread of a process. */
static uint64_t process_delay(int host_proc, pid_t pid)
{
	char path[32];
	uint64_t longest = 0;
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
		if (entry->d_name[0] == '.')
			continue;
		uint64_t delay = thread_delay(fd, entry->d_name);
		if (delay > longest)
			longest = delay;
	}
	closedir(tasks);
	return longest;
}

bool assay_delay_judge(int host_proc, pid_t init, uint64_t wall_ns)
{
	pid_t pids[PROCESSES_MAX];
	uint64_t longest = 0;
	size_t count = assay_children_list(host_proc, init, pids, PROCESSES_MAX);
	for (size_t i = 0; i < count; i++) {
		count += assay_children_list(
			host_proc, pids[i], pids + count, PROCESSES_MAX - count);
		uint64_t delay = process_delay(host_proc, pids[i]);
		if (delay > longest)
			longest = delay;
	}
	return longest >= wall_ns / CONSIDERABLE;
}
