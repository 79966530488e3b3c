/*
 * children.c - owns the finding and ending of our own children where no pid namespace does it.
 */
#include "launcher.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CHILDREN_MAX 256

size_t assay_children_list(int host_proc, pid_t pid, pid_t *ret_pids, size_t limit)
{
	char path[64];
	char text[8192];
	if (snprintf(path, sizeof path, "%d/task/%d/children", (int)pid, (int)pid) < 0 ||
		assay_file_read_at(host_proc, path, text, sizeof text) <= 0)
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
