/*
 * test_sandbox_cgroup.c - which groups are made, what is written to them and what is read, on trees
 * of plain files that behave as the kernel's do (tests/cgroup/kernel.h): so that version 2 is tested
 * where the machine has version 1, and the other way. tests/vm/ runs the same on a kernel.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../sandbox/box.h"
#include "../../sandbox/launcher/launcher.h"
#include "../cgroup/kernel.h"

static const struct assay_limits limits = {.memory_bytes = 12345678, .processes = 7};

struct fixture {
	struct kernel kernel;
	struct assay_wire_open request;
	struct assay_wire_hello hello;
	struct assay_cgroup cgroup;
};

static int make_tree(void **state)
{
	struct fixture *at = calloc(1, sizeof *at);
	const char *base = getenv("TMPDIR");
	assert_non_null(at);
	snprintf(at->kernel.root, sizeof at->kernel.root, "%s/tree.XXXXXX",
		base == NULL ? "/tmp" : base);
	assert_non_null(mkdtemp(at->kernel.root));
	*state = at;
	return 0;
}

static int remove_tree(void **state)
{
	struct fixture *at = *state;
	static const struct kernel real = {.root = ""};
	kernel_set(&real);
	assay_folder_remove(at->kernel.root);
	free(at);
	return 0;
}

/* cg: the true root; cg/slice hands on; cg/slice/scope is the runner's own group. */
static void begin_version_2(struct fixture *at)
{
	at->kernel.version = 2;
	snprintf(at->kernel.top, sizeof at->kernel.top, "cg");
	kernel_set(&at->kernel);
	kernel_group("cg", "cpu io memory pids\n");
	kernel_put("cg/cgroup.subtree_control", "memory pids\n");
	kernel_group("cg/slice", NULL);
	kernel_put("cg/slice/cgroup.subtree_control", "memory pids\n");
	kernel_group("cg/slice/scope", NULL);
	kernel_enter("cg/slice/scope", getppid());
	kernel_enter("cg/slice/scope", getpid());
}

static int open_version_2(struct fixture *at, const char *own)
{
	at->request.cgroup_version = 2;
	for (size_t i = 0; i < ASSAY_HIERARCHY_COUNT; i++)
		snprintf(at->request.cgroup_path[i], ASSAY_WIRE_PATH_SIZE, "%s/%s", at->kernel.root,
			own);
	at->request.cgroup_top = (uint32_t)strlen(at->kernel.root) + sizeof "/cg" - 1;
	return assay_cgroup_make(&at->cgroup, &at->request, getuid(), &at->hello);
}

static int open_version_1(struct fixture *at, const char *const *names)
{
	at->kernel.version = 1;
	kernel_set(&at->kernel);
	at->request.cgroup_version = 1;
	for (size_t i = 0; i < ASSAY_HIERARCHY_COUNT; i++) {
		snprintf(at->request.cgroup_path[i], ASSAY_WIRE_PATH_SIZE, "%s/%s", at->kernel.root,
			names[i]);
		if (!kernel_exists(names[i]))
			kernel_group(names[i], NULL);
	}
	return assay_cgroup_make(&at->cgroup, &at->request, getuid(), &at->hello);
}

static const char *const three[] = {"mem", "pids", "cpu"};

#define expect_good(status, at)                                                                    \
	do {                                                                                       \
		if ((status) != 0)                                                                 \
			fail_msg("%s", (at)->hello.reason[ASSAY_REASON_CGROUP]);                   \
	} while (0)

static void expect_text(const char *wanted, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static void expect_text(const char *wanted, const char *format, ...)
{
	char path[512];
	char text[512];
	va_list list;
	va_start(list, format);
	vsnprintf(path, sizeof path, format, list);
	va_end(list);
	kernel_read(path, text, sizeof text);
	if (strcmp(text, wanted) != 0)
		fail_msg("%s: '%s', expected '%s'", path, text, wanted);
}

static void expect_reason(const struct fixture *at, const char *wanted, int errno_value)
{
	const char *reason = at->hello.reason[ASSAY_REASON_CGROUP];
	if (strstr(reason, wanted) == NULL)
		fail_msg("'%s', expected '%s'", reason, wanted);
	assert_int_equal(at->hello.cgroup_errno, errno_value);
	assert_int_equal(at->cgroup.version, 0);
	assert_string_equal(at->hello.cgroup, "");
}

/* As begin_version_2 left it. */
static void expect_untouched(void)
{
	assert_true(kernel_holds("cg/slice/scope", getppid()));
	assert_true(kernel_holds("cg/slice/scope", getpid()));
	assert_false(kernel_exists("cg/slice/scope/assay-runner"));
	expect_text("\n", "cg/slice/scope/cgroup.subtree_control");
}

static void read_box(
	const struct assay_cgroup *cgroup, uint64_t oom_kills, uint64_t hits, uint64_t peak)
{
	struct assay_wire_record record = {0};
	assert_int_equal(assay_group_read(cgroup, &record), 0);
	assert_int_equal(record.oom_kills, oom_kills);
	assert_int_equal(record.limit_hits, hits);
	assert_int_equal(record.peak_bytes, peak);
	assert_int_equal(record.peak_source, peak == 0 ? ASSAY_SOURCE_NONE : ASSAY_SOURCE_CGROUP);
	assert_int_equal(record.cpu_ns, 15000);
	assert_int_equal(record.cpu_source, ASSAY_SOURCE_CGROUP);
}

/* Groups take turns: the one made ahead is used for the same limits and not for others. */
static void expect_turns(struct assay_cgroup *cgroup)
{
	struct assay_limits larger = limits;
	char first[sizeof cgroup->current.name];
	larger.memory_bytes *= 2;
	assay_group_prepare(cgroup);
	memcpy(first, cgroup->next.name, sizeof first);
	assert_true(first[0] != '\0');
	assay_group_leave(cgroup);
	assert_int_equal(assay_group_take(cgroup, &limits), 0);
	assert_string_equal(cgroup->current.name, first);
	assay_group_prepare(cgroup);
	memcpy(first, cgroup->next.name, sizeof first);
	assay_group_leave(cgroup);
	assert_int_equal(assay_group_take(cgroup, &larger), 0);
	assert_string_not_equal(cgroup->current.name, first);
	assay_group_leave(cgroup);
}

/* A scope in which the runner lives alone: it goes into a leaf, and comes back. */
static void test_own_scope(void **state)
{
	struct fixture *at = *state;
	begin_version_2(at);
	expect_good(open_version_2(at, "cg/slice/scope"), at);
	assert_string_equal(at->hello.cgroup, "version 2, swap is counted");
	expect_text("memory pids\n", "cg/slice/scope/cgroup.subtree_control");
	expect_text("memory pids\n", "cg/slice/scope/%s/cgroup.subtree_control", at->cgroup.name);
	assert_true(kernel_holds("cg/slice/scope/assay-runner", getppid()));
	assert_true(kernel_holds("cg/slice/scope/assay-runner", getpid()));
	char leaf[128];
	snprintf(leaf, sizeof leaf, "cg/slice/scope/%s/launcher", at->cgroup.name);
	assert_int_equal(assay_cgroup_enter(&at->cgroup), 0);
	assert_true(kernel_holds(leaf, getpid()));
	kernel_enter("cg/slice/scope/assay-runner", getpid());
	assay_cgroup_remove(&at->cgroup);
	expect_untouched();
	assert_false(kernel_exists(leaf));
}

static void test_version_2_box(void **state)
{
	struct fixture *at = *state;
	begin_version_2(at);
	expect_good(open_version_2(at, "cg/slice/scope"), at);
	assert_int_equal(assay_group_take(&at->cgroup, &limits), 0);
	int folder = at->cgroup.current.folder[ASSAY_HIERARCHY_MEMORY];
	assert_int_equal(assay_group_birth(&at->cgroup), folder);
	assert_int_equal(assay_group_attach(&at->cgroup), 0);
	char box[128];
	snprintf(box, sizeof box, "cg/slice/scope/%s/%s", at->cgroup.name, at->cgroup.current.name);
	expect_text("12345678", "%s/memory.max", box);
	expect_text("0", "%s/memory.swap.max", box);
	expect_text("1", "%s/memory.oom.group", box);
	expect_text("7", "%s/pids.max", box);
	expect_text("0", "%s/cgroup.procs", box);

	char name[160];
	snprintf(name, sizeof name, "%s/cpu.stat", box);
	kernel_put(name, "usage_usec 15\nuser_usec 10\nsystem_usec 5\n");
	snprintf(name, sizeof name, "%s/memory.peak", box);
	kernel_put(name, "4096\n");
	snprintf(name, sizeof name, "%s/memory.events", box);
	kernel_put(name, "low 0\nhigh 0\nmax 9\noom 3\noom_kill 2\noom_group_kill 1\n");
	read_box(&at->cgroup, 2, 3, 4096);
	/* Killed for a group above, or for the machine: its own limit was not met. */
	kernel_put(name, "low 0\nhigh 0\nmax 0\noom 0\noom_kill 1\noom_group_kill 1\n");
	read_box(&at->cgroup, 1, 0, 4096);

	assay_group_kill(&at->cgroup);
	expect_text("1", "%s/cgroup.kill", box);
	expect_turns(&at->cgroup);
	assay_cgroup_remove(&at->cgroup);
	expect_untouched();
}

/* Linux 5.13 and before: no cgroup.kill and no memory.peak; before 4.19 no memory.oom.group. */
static void test_older_kernel(void **state)
{
	struct fixture *at = *state;
	at->kernel.no_peak = at->kernel.no_kill = at->kernel.no_oom_group = true;
	begin_version_2(at);
	expect_good(open_version_2(at, "cg/slice/scope"), at);
	assert_int_equal(assay_group_take(&at->cgroup, &limits), 0);
	char box[128];
	char name[160];
	snprintf(box, sizeof box, "cg/slice/scope/%s/%s", at->cgroup.name, at->cgroup.current.name);
	snprintf(name, sizeof name, "%s/cpu.stat", box);
	kernel_put(name, "usage_usec 15\nuser_usec 10\nsystem_usec 5\n");
	read_box(&at->cgroup, 0, 0, 0);
	pid_t pid = fork();
	if (pid == 0)
		for (;;)
			pause();
	kernel_enter(box, pid);
	assay_group_kill(&at->cgroup);
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	assay_cgroup_remove(&at->cgroup);
	expect_untouched();
}

static void test_swap_that_is_not_counted(void **state)
{
	struct fixture *at = *state;
	at->kernel.no_swap = true;
	begin_version_2(at);
	expect_good(open_version_2(at, "cg/slice/scope"), at);
	assert_non_null(strstr(at->hello.cgroup, "no swap accounting"));
	assert_int_equal(assay_group_take(&at->cgroup, &limits), 0);
	assay_cgroup_remove(&at->cgroup);
	memset(&at->hello, 0, sizeof at->hello);
	at->request.swap_on = 1;
	assert_int_equal(open_version_2(at, "cg/slice/scope"), -1);
	expect_reason(at, "swap is on", ENOSYS);
	expect_untouched();
}

/* The true root may hold processes and hand on: nobody is moved. */
static void test_true_root(void **state)
{
	struct fixture *at = *state;
	begin_version_2(at);
	kernel_put("cg/cgroup.subtree_control", "\n");
	kernel_enter("cg", getppid());
	kernel_enter("cg", 1);
	expect_good(open_version_2(at, "cg"), at);
	assert_true(kernel_holds("cg", getppid()) && kernel_holds("cg", 1));
	assert_int_equal(assay_group_take(&at->cgroup, &limits), 0);
	assay_cgroup_remove(&at->cgroup);
	assert_false(kernel_exists("cg/assay-runner"));
}

/* A shell lives in the scope too: the slice above, which is ours, will do; nobody is moved. */
static void test_scope_with_others(void **state)
{
	struct fixture *at = *state;
	begin_version_2(at);
	kernel_enter("cg/slice/scope", 1);
	expect_good(open_version_2(at, "cg/slice/scope"), at);
	char folder[128];
	snprintf(folder, sizeof folder, "cg/slice/%s", at->cgroup.name);
	assert_true(kernel_exists(folder));
	expect_untouched();
	assay_cgroup_remove(&at->cgroup);
	assert_false(kernel_exists(folder));
	expect_untouched();
	expect_text("memory pids\n", "cg/slice/cgroup.subtree_control");
}

/* The same, but what is above is somebody else's: no group, and all is as it was. */
static void test_login_session(void **state)
{
	struct fixture *at = *state;
	begin_version_2(at);
	kernel_enter("cg/slice/scope", 1);
	snprintf(at->kernel.foreign, sizeof at->kernel.foreign, "cg/slice");
	kernel_set(&at->kernel);
	assert_int_equal(open_version_2(at, "cg/slice/scope"), -1);
	expect_reason(at, "scope'", EBUSY);
	expect_untouched();
	snprintf(at->kernel.foreign, sizeof at->kernel.foreign, "cg/slice/scope");
	kernel_set(&at->kernel);
	assert_int_equal(open_version_2(at, "cg/slice/scope"), -1);
	expect_reason(at, "scope'", EACCES);
	expect_untouched();
}

static void test_read_only_container(void **state)
{
	struct fixture *at = *state;
	begin_version_2(at);
	at->kernel.read_only = true;
	kernel_set(&at->kernel);
	assert_int_equal(open_version_2(at, "cg/slice/scope"), -1);
	expect_reason(at, "cgroup '", EROFS);
	at->kernel.read_only = false;
	kernel_set(&at->kernel);
	expect_untouched();
}

/* The folder was given to us, its cgroup.procs was not: nobody could ever enter. */
static void test_half_delegated(void **state)
{
	struct fixture *at = *state;
	begin_version_2(at);
	kernel_put("cg/slice/scope/cgroup.subtree_control", "memory pids\n");
	snprintf(at->kernel.foreign, sizeof at->kernel.foreign, "cg/slice");
	snprintf(at->kernel.refuses_entry, sizeof at->kernel.refuses_entry, "cg/slice/scope");
	kernel_set(&at->kernel);
	assert_int_equal(open_version_2(at, "cg/slice/scope"), -1);
	expect_reason(at, "cgroup '", EACCES);
	assert_false(kernel_exists("cg/slice/scope/assay-runner"));
}

static void test_controllers_not_handed_on(void **state)
{
	struct fixture *at = *state;
	begin_version_2(at);
	kernel_put("cg/slice/scope/cgroup.controllers", "cpu pids\n");
	kernel_put("cg/slice/cgroup.subtree_control", "cpu pids\n");
	kernel_put("cg/cgroup.controllers", "cpu pids\n");
	assert_int_equal(open_version_2(at, "cg/slice/scope"), -1);
	expect_reason(at, "cgroup '", EOPNOTSUPP);
	expect_untouched();
}

/* Two launchers of one runner: the last one to go leaves the scope as it was. */
static void test_two_launchers(void **state)
{
	struct fixture *at = *state;
	struct assay_cgroup first;
	begin_version_2(at);
	expect_good(open_version_2(at, "cg/slice/scope"), at);
	first = at->cgroup;
	expect_good(open_version_2(at, "cg/slice/scope"), at);
	assay_cgroup_remove(&first);
	assert_true(kernel_holds("cg/slice/scope/assay-runner", getppid()));
	assert_int_equal(assay_group_take(&at->cgroup, &limits), 0);
	assay_cgroup_remove(&at->cgroup);
	expect_untouched();
}

static void test_nothing_mounted(void **state)
{
	struct fixture *at = *state;
	assert_int_equal(assay_cgroup_make(&at->cgroup, &at->request, getuid(), &at->hello), -1);
	expect_reason(at, "no cgroup with memory, pids and cpu accounting", ENOENT);
}

static void test_version_1(void **state)
{
	struct fixture *at = *state;
	expect_good(open_version_1(at, three), at);
	assert_string_equal(at->hello.cgroup, "version 1, swap is counted");
	assert_int_equal(assay_group_take(&at->cgroup, &limits), 0);
	assert_int_equal(assay_group_birth(&at->cgroup), -1);
	assert_int_equal(assay_group_attach(&at->cgroup), 0);
	char box[128];
	snprintf(box, sizeof box, "mem/%s/%s", at->cgroup.name, at->cgroup.current.name);
	expect_text("12345678", "%s/memory.limit_in_bytes", box);
	expect_text("12345678", "%s/memory.memsw.limit_in_bytes", box);
	expect_text("60\n", "%s/memory.swappiness", box);
	expect_text("0", "%s/tasks", box);
	expect_text("7", "pids/%s/boxes/pids.max", at->cgroup.name);
	expect_text("0", "cpu/%s/boxes/tasks", at->cgroup.name);
	char name[160];
	snprintf(name, sizeof name, "cpu/%s/boxes/cpuacct.usage", at->cgroup.name);
	kernel_put(name, "15000\n");
	snprintf(name, sizeof name, "%s/memory.oom_control", box);
	kernel_put(name, "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n");
	snprintf(name, sizeof name, "%s/memory.max_usage_in_bytes", box);
	kernel_put(name, "8192\n");
	read_box(&at->cgroup, 1, 0, 8192); /* killed for a group above */
	kernel_put(name, "12341248\n");    /* the limit in whole pages */
	read_box(&at->cgroup, 1, 1, 12341248);
	expect_turns(&at->cgroup);
	assay_cgroup_remove(&at->cgroup);
	for (size_t i = 0; i < ASSAY_HIERARCHY_COUNT; i++) {
		snprintf(name, sizeof name, "%s/%.60s", three[i], at->cgroup.name);
		assert_false(kernel_exists(name));
	}
}

/* Booted with swapaccount=0: the box is kept out of swap. */
static void test_version_1_without_swap_accounting(void **state)
{
	struct fixture *at = *state;
	at->kernel.no_swap = true;
	expect_good(open_version_1(at, three), at);
	assert_non_null(strstr(at->hello.cgroup, "memory.memsw"));
	assert_int_equal(assay_group_take(&at->cgroup, &limits), 0);
	expect_text("0", "mem/%s/%s/memory.swappiness", at->cgroup.name, at->cgroup.current.name);
	assay_cgroup_remove(&at->cgroup);
}

/* Two hierarchies mounted as one; and one of the three that is not ours. */
static void test_version_1_mounts(void **state)
{
	static const char *const together[] = {"mem", "rest", "rest"};
	struct fixture *at = *state;
	expect_good(open_version_1(at, together), at);
	assert_int_equal(assay_group_take(&at->cgroup, &limits), 0);
	expect_text("7", "rest/%s/boxes/pids.max", at->cgroup.name);
	assay_cgroup_remove(&at->cgroup);
	memset(&at->hello, 0, sizeof at->hello);
	snprintf(at->kernel.foreign, sizeof at->kernel.foreign, "pids");
	assert_int_equal(open_version_1(at, three), -1);
	expect_reason(at, "pids'", EACCES);
}

/* What a killed janitor left is swept away; what a living launcher locks, or is not ours, stays. */
static void test_sweeps_what_is_stale(void **state)
{
	static const char *const left[] = {
		"mem/assay-999999999-1", "mem/assay-999999999-2", "mem/assay-runner"};
	struct fixture *at = *state;
	char path[600];
	at->kernel.version = 1;
	kernel_set(&at->kernel);
	kernel_group("mem", NULL);
	for (size_t i = 0; i < 3; i++) {
		kernel_group(left[i], NULL);
		snprintf(path, sizeof path, "%s/box", left[i]);
		kernel_group(path, NULL);
	}
	snprintf(path, sizeof path, "%s/%s", at->kernel.root, left[1]);
	int locked = open(path, O_RDONLY | O_CLOEXEC);
	assert_int_equal(flock(locked, LOCK_EX | LOCK_NB), 0);
	expect_good(open_version_1(at, three), at);
	assert_false(kernel_exists(left[0]));
	assert_true(kernel_exists(left[1]));
	assert_true(kernel_exists(left[2]));
	assay_cgroup_remove(&at->cgroup);
	close(locked);
}

#define IN_TREE(test) cmocka_unit_test_setup_teardown(test, make_tree, remove_tree)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		IN_TREE(test_own_scope),
		IN_TREE(test_version_2_box),
		IN_TREE(test_older_kernel),
		IN_TREE(test_swap_that_is_not_counted),
		IN_TREE(test_true_root),
		IN_TREE(test_scope_with_others),
		IN_TREE(test_login_session),
		IN_TREE(test_read_only_container),
		IN_TREE(test_half_delegated),
		IN_TREE(test_controllers_not_handed_on),
		IN_TREE(test_two_launchers),
		IN_TREE(test_nothing_mounted),
		IN_TREE(test_version_1),
		IN_TREE(test_version_1_without_swap_accounting),
		IN_TREE(test_version_1_mounts),
		IN_TREE(test_sweeps_what_is_stale),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
