/*
 * crowd.c - owns the question whether a resource limit can bound the processes of a box where there
 * is no cgroup.
 *
 * RLIMIT_NPROC counts the processes of a user. Since Linux 5.14 it counts them by user namespace
 * (user_namespaces(7)), so in ours it counts the box; before, everything that the user runs on the
 * machine, and then a limit fit for a box would refuse the first thread. Which it is, is tried.
 */
#include "launcher.h"

#include <errno.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Enough for us and the two of the trial; fewer than any user has who is logged in. */
#define TRIAL_PROCESSES 4

static bool wait_well(pid_t pid, int pidfd)
{
	int status;
	close(pidfd);
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return false;
	}
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static noreturn void try_limit(void)
{
	const struct rlimit limit = {TRIAL_PROCESSES, TRIAL_PROCESSES};
	int pidfd = -1;
	if (setrlimit(RLIMIT_NPROC, &limit) != 0)
		_exit(1);
	pid_t pid = assay_clone(0, &pidfd);
	if (pid == 0)
		_exit(0);
	_exit(pid > 0 && wait_well(pid, pidfd) ? 0 : 1);
}

bool assay_crowd_is_ours(const struct assay_server *server)
{
	int pidfd = -1;
	if (!server->namespaces || server->cgroup.version != 0)
		return false;
	pid_t pid = assay_clone(0, &pidfd);
	if (pid == 0)
		try_limit();
	return pid > 0 && wait_well(pid, pidfd);
}
