/*
 * test_sandbox_life.c - what is left behind: nothing, after many runs, after a runner that was
 * killed, after a launcher that was; and sandboxes side by side.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../sandbox/box.h"
#include "box_helper.h"

#define PATIENCE_MS 20000
#define TREE_MAX    64

static size_t count_entries(const char *path, const char *start)
{
	size_t count = 0;
	DIR *entries = opendir(path);
	if (entries == NULL)
		return 0;
	for (struct dirent *entry; (entry = readdir(entries)) != NULL;)
		count += strncmp(entry->d_name, start, strlen(start)) == 0;
	closedir(entries);
	return count;
}

static size_t count_lines(const char *path)
{
	size_t count = 0;
	FILE *file = fopen(path, "re");
	assert_non_null(file);
	for (int c; (c = fgetc(file)) != EOF;)
		count += c == '\n';
	fclose(file);
	return count;
}

/* Our groups, in every hierarchy, that a launcher with this process id made; 0: any. */
static size_t count_groups(pid_t launcher)
{
	static struct assay_wire_open place;
	char start[64];
	size_t count = 0;
	memset(&place, 0, sizeof place);
	assay_place_find("", &place);
	snprintf(start, sizeof start, "assay-%d-", (int)launcher);
	for (size_t i = 0; place.cgroup_version != 0 && i < ASSAY_HIERARCHY_COUNT; i++)
		count += count_entries(place.cgroup_path[i], start);
	return count;
}

static size_t list_children(pid_t pid, pid_t *ret_pids, size_t limit)
{
	char path[64];
	size_t count = 0;
	long child;
	snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)pid);
	FILE *file = fopen(path, "re");
	while (file != NULL && count < limit && fscanf(file, "%ld", &child) == 1)
		ret_pids[count++] = (pid_t)child;
	if (file != NULL)
		fclose(file);
	return count;
}

/* All descendants, breadth first; `ret_depth` is how many generations there are. */
static size_t list_tree(pid_t root, pid_t *ret_pids, size_t *ret_depth)
{
	size_t count = list_children(root, ret_pids, TREE_MAX);
	size_t start = 0;
	*ret_depth = 0;
	while (start < count) {
		size_t end = count;
		(*ret_depth)++;
		for (; start < end; start++)
			count += list_children(ret_pids[start], ret_pids + count, TREE_MAX - count);
	}
	return count;
}

static void test_many_runs_leave_nothing(void **state)
{
	static const enum assay_level levels[] = {
		ASSAY_LEVEL_FULL, ASSAY_LEVEL_REDUCED, ASSAY_LEVEL_MINIMAL};
	size_t depth;
	pid_t pids[TREE_MAX];
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		size_t descriptors = count_entries("/proc/self/fd", "");
		size_t mounts = count_lines("/proc/self/mountinfo");
		struct assay_sandbox *sandbox = box_try_open(levels[i]);
		if (sandbox == NULL)
			continue;
		list_children(getpid(), pids, TREE_MAX);
		pid_t launcher = pids[0];
		for (size_t run = 0; run < 200; run++) {
			struct assay_observation seen = box_act(sandbox, "exit", "3");
			assert_int_equal(seen.exit_code, 3);
		}
		assay_sandbox_close(sandbox);
		assert_int_equal(count_entries("/proc/self/fd", ""), descriptors);
		assert_int_equal(count_lines("/proc/self/mountinfo"), mounts);
		assert_int_equal(list_tree(getpid(), pids, &depth), 0);
		assert_int_equal(count_groups(launcher), 0);
	}
}

/* In a process of its own: runs a box that sleeps, until it is killed. */
static void run_sleeper(enum assay_level level)
{
	struct assay_sandbox_options options = {level, level};
	struct assay_sandbox *sandbox = NULL;
	struct box_setup setup;
	struct assay_observation seen;
	if (assay_sandbox_open(&options, &sandbox, NULL) != 0)
		_exit(1);
	box_prepare(&setup, box_program(), "sleep", NULL);
	assay_sandbox_run(sandbox, &setup.box, &seen, NULL);
	_exit(2);
}

static void wait_gone(int pidfd)
{
	struct pollfd watched = {.fd = pidfd, .events = POLLIN};
	assert_int_equal(poll(&watched, 1, PATIENCE_MS), 1);
	close(pidfd);
}

static void kill_runner_at(enum assay_level level)
{
	pid_t pids[TREE_MAX];
	int pidfds[TREE_MAX];
	size_t depth = 0;
	size_t count = 0;
	pid_t runner = fork();
	assert_true(runner >= 0);
	if (runner == 0) {
		setpgid(0, 0);
		run_sleeper(level);
	}
	/* Janitor, server, init and program: then the box runs. */
	for (int tries = 0; depth < 4 && tries < PATIENCE_MS; tries++) {
		count = list_tree(runner, pids, &depth);
		poll(NULL, 0, 1);
	}
	assert_int_equal(depth, 4);
	for (size_t i = 0; i < count; i++)
		pidfds[i] = pidfd_open(pids[i], 0);
	/* As timeout(1) does, and terminals: the whole process group. */
	kill(-runner, SIGKILL);
	assert_int_equal(waitpid(runner, NULL, 0), runner);
	for (size_t i = 0; i < count; i++)
		wait_gone(pidfds[i]);
	assert_int_equal(count_groups(pids[0]), 0);
}

static void test_killed_runner_leaves_nothing(void **state)
{
	static const enum assay_level levels[] = {
		ASSAY_LEVEL_FULL, ASSAY_LEVEL_REDUCED, ASSAY_LEVEL_MINIMAL};
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct assay_sandbox *sandbox = box_try_open(levels[i]);
		if (sandbox == NULL)
			continue;
		assay_sandbox_close(sandbox);
		kill_runner_at(levels[i]);
	}
}

/* Whatever of the launcher dies: the next run may be a fault of ours, and the one after works. */
static void test_killed_launcher_is_replaced(void **state)
{
	(void)state;
	for (size_t victim = 0; victim < 2; victim++) {
		struct assay_sandbox *sandbox = box_open(ASSAY_LEVEL_REDUCED);
		struct box_setup setup;
		struct assay_observation seen;
		pid_t pids[TREE_MAX];
		size_t depth;
		int program = box_program();
		assert_int_equal(list_tree(getpid(), pids, &depth), 2);
		int pidfd = pidfd_open(pids[1], 0);
		kill(pids[victim], SIGKILL);
		wait_gone(pidfd);
		box_prepare(&setup, program, "exit", "3");
		struct assay_error err = {0};
		assert_int_equal(assay_sandbox_run(sandbox, &setup.box, &seen, &err), 0);
		if (seen.status != ASSAY_STATUS_EXITED)
			assert_string_equal(assay_status_name(seen.status), "internal-error");
		assay_observation_release(&seen);
		box_run(sandbox, &setup, &seen);
		assert_int_equal(seen.exit_code, 3);
		assay_observation_release(&seen);
		close(program);
		assay_sandbox_close(sandbox);
	}
}

/* From here on, no new process of this one can make a namespace. */
static bool forbid_namespaces(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_unshare, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {.len = sizeof code / sizeof code[0], .filter = code};
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/* In a process of its own: 0 when a launcher that can only be weaker is not taken. */
static int replace_weaker(void)
{
	struct assay_sandbox_options options = {ASSAY_LEVEL_MINIMAL, ASSAY_LEVEL_REDUCED};
	struct assay_sandbox *sandbox = NULL;
	struct box_setup setup;
	struct assay_observation seen;
	struct assay_error err = {0};
	pid_t pids[TREE_MAX];
	size_t depth;
	if (assay_sandbox_open(&options, &sandbox, &err) != 0 ||
		list_tree(getpid(), pids, &depth) != 2 || !forbid_namespaces())
		return 1;
	int pidfd = pidfd_open(pids[0], 0);
	struct pollfd watched = {.fd = pidfd, .events = POLLIN};
	kill(pids[0], SIGKILL);
	poll(&watched, 1, PATIENCE_MS);
	box_prepare(&setup, box_program(), "exit", "3");
	int status = 0;
	for (int i = 0; i < 2 && status == 0; i++)
		status = assay_sandbox_run(sandbox, &setup.box, &seen, &err);
	return status == ASSAY_ERR_SANDBOX ? 0 : 2;
}

static void test_replaced_launcher_is_as_strong(void **state)
{
	int status = 0;
	(void)state;
	assay_sandbox_close(box_open(ASSAY_LEVEL_REDUCED));
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(replace_weaker());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

/* An init that is killed from outside is a fault of ours too, never the candidate's. */
static void *kill_init(void *argument)
{
	pid_t pids[TREE_MAX];
	size_t depth = 0;
	pid_t self = *(pid_t *)argument;
	for (int tries = 0; depth < 4 && tries < PATIENCE_MS; tries++) {
		list_tree(self, pids, &depth);
		poll(NULL, 0, 1);
	}
	if (depth == 4)
		kill(pids[2], SIGKILL);
	return NULL;
}

static void test_killed_init_is_a_fault(void **state)
{
	struct assay_sandbox *sandbox = box_open(ASSAY_LEVEL_REDUCED);
	struct box_setup setup;
	struct assay_observation seen;
	struct assay_error err = {0};
	pthread_t killer;
	pid_t self = getpid();
	int program = box_program();
	(void)state;
	box_prepare(&setup, program, "sleep", NULL);
	assert_int_equal(pthread_create(&killer, NULL, kill_init, &self), 0);
	assert_int_equal(assay_sandbox_run(sandbox, &setup.box, &seen, &err), 0);
	pthread_join(killer, NULL);
	assert_string_equal(assay_status_name(seen.status), "internal-error");
	assert_string_equal(seen.detail, "the box's init was killed");
	assay_observation_release(&seen);
	close(program);
	assay_sandbox_close(sandbox);
}

static void *run_some(void *argument)
{
	struct assay_sandbox *sandbox = argument;
	size_t good = 0;
	for (int i = 0; i < 20; i++) {
		static const char *const codes[] = {"1", "2", "3"};
		struct assay_observation seen = box_act(sandbox, "exit", codes[i % 3]);
		good += seen.status == ASSAY_STATUS_EXITED && seen.exit_code == i % 3 + 1;
	}
	return (void *)(uintptr_t)good;
}

static void test_sandboxes_side_by_side(void **state)
{
	enum {
		COUNT = 3
	};
	struct assay_sandbox *sandboxes[COUNT];
	pthread_t threads[COUNT];
	(void)state;
	for (size_t i = 0; i < COUNT; i++)
		sandboxes[i] = box_open(ASSAY_LEVEL_REDUCED);
	for (size_t i = 0; i < COUNT; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, run_some, sandboxes[i]), 0);
	for (size_t i = 0; i < COUNT; i++) {
		void *good = NULL;
		pthread_join(threads[i], &good);
		assert_int_equal((uintptr_t)good, 20);
		assay_sandbox_close(sandboxes[i]);
	}
}

/* A wall stop of a box that was kept from the processors says so. */
static void test_waiting_for_a_cpu(void **state)
{
	enum {
		HOGS = 16
	};
	struct assay_sandbox *sandbox = box_open(ASSAY_LEVEL_REDUCED);
	struct box_setup setup;
	struct assay_observation seen;
	cpu_set_t before, one;
	pid_t hogs[HOGS];
	int program = box_program();
	(void)state;
	assert_int_equal(sched_getaffinity(0, sizeof before, &before), 0);
	CPU_ZERO(&one);
	for (size_t cpu = 0; CPU_COUNT(&one) == 0; cpu++) {
		if (CPU_ISSET(cpu, &before))
			CPU_SET(cpu, &one);
	}
	/* Hogs and launcher share one processor; the sandbox is opened anew to be there too. */
	assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
	assay_sandbox_close(sandbox);
	sandbox = box_open(ASSAY_LEVEL_REDUCED);
	for (size_t i = 0; i < HOGS; i++) {
		hogs[i] = fork();
		assert_true(hogs[i] >= 0);
		if (hogs[i] == 0) {
			alarm(60);
			for (;;)
				;
		}
	}
	box_prepare(&setup, program, "spin", NULL);
	setup.box.limits.wall_ns = 600000000;
	box_run(sandbox, &setup, &seen);
	for (size_t i = 0; i < HOGS; i++) {
		kill(hogs[i], SIGKILL);
		waitpid(hogs[i], NULL, 0);
	}
	assert_int_equal(sched_setaffinity(0, sizeof before, &before), 0);
	assert_string_equal(assay_status_name(seen.status), "wall-limit");
	assert_true(seen.waited_cpu);
	assay_observation_release(&seen);
	close(program);
	assay_sandbox_close(sandbox);
}

static void test_cancel(void **state)
{
	struct assay_sandbox *sandbox = box_open(ASSAY_LEVEL_REDUCED);
	struct box_setup setup;
	struct assay_observation seen;
	struct assay_error err = {0};
	int program = box_program();
	(void)state;
	box_prepare(&setup, program, "sleep", NULL);
	setup.box.cancel_fd = eventfd(1, EFD_CLOEXEC);
	assert_int_equal(assay_sandbox_run(sandbox, &setup.box, &seen, &err), ASSAY_ERR_CANCELLED);
	close(setup.box.cancel_fd);
	struct assay_observation next = box_act(sandbox, "exit", "3");
	assert_int_equal(next.exit_code, 3);
	close(program);
	assay_sandbox_close(sandbox);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_many_runs_leave_nothing),
		cmocka_unit_test(test_killed_runner_leaves_nothing),
		cmocka_unit_test(test_killed_launcher_is_replaced),
		cmocka_unit_test(test_replaced_launcher_is_as_strong),
		cmocka_unit_test(test_killed_init_is_a_fault),
		cmocka_unit_test(test_sandboxes_side_by_side),
		cmocka_unit_test(test_waiting_for_a_cpu),
		cmocka_unit_test(test_cancel),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
