/*
 * test_sandbox_cgroup.c - where control groups may be made, and what is written to them, on trees
 * of plain files: so that version 2 is tested where the machine has version 1, and the other way.
 *
 * mkdirat and unlinkat are wrapped by the linker: a new folder gets a group's files, as the kernel
 * gives them.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <assay/bytes.h>

#include "../../sandbox/box.h"
#include "../../sandbox/launcher/launcher.h"

static const char *const group_files[] = {"cgroup.procs", "tasks", "cgroup.subtree_control",
	"cgroup.controllers", "memory.max", "memory.swap.max", "memory.events", "memory.peak",
	"pids.max", "cpu.stat", "memory.limit_in_bytes", "memory.memsw.limit_in_bytes",
	"memory.oom_control", "memory.max_usage_in_bytes", "cpuacct.usage"};
#define FILE_COUNT (sizeof group_files / sizeof group_files[0])

int __real_mkdirat(int folder, const char *name, mode_t mode);
int __wrap_mkdirat(int folder, const char *name, mode_t mode);
int __real_unlinkat(int folder, const char *name, int flags);
int __wrap_unlinkat(int folder, const char *name, int flags);

int __wrap_mkdirat(int folder, const char *name, mode_t mode)
{
	if (__real_mkdirat(folder, name, mode) != 0)
		return -1;
	for (size_t i = 0; i < FILE_COUNT; i++) {
		char path[512];
		snprintf(path, sizeof path, "%s/%s", name, group_files[i]);
		int fd = openat(folder, path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
		assert_true(fd >= 0);
		close(fd);
	}
	return 0;
}

int __wrap_unlinkat(int folder, const char *name, int flags)
{
	for (size_t i = 0; i < FILE_COUNT && flags == AT_REMOVEDIR; i++) {
		char path[512];
		snprintf(path, sizeof path, "%s/%s", name, group_files[i]);
		__real_unlinkat(folder, path, 0);
	}
	return __real_unlinkat(folder, name, flags);
}

/* A tree in a temporary folder. */
struct tree {
	char root[256];
};

static void put_file(const struct tree *tree, const char *name, const char *text)
{
	char path[1024];
	struct assay_error err = {0};
	snprintf(path, sizeof path, "%s/%s", tree->root, name);
	char *slash = strrchr(path, '/');
	*slash = '\0';
	assert_int_equal(assay_directory_make(path, 0755, &err), 0);
	*slash = '/';
	assert_int_equal(assay_file_replace(path, text, strlen(text), 0644, &err), 0);
}

static void expect_file(const struct tree *tree, const char *name, const char *text)
{
	char path[1024];
	struct assay_bytes found = {0};
	struct assay_error err = {0};
	snprintf(path, sizeof path, "%s/%s", tree->root, name);
	if (assay_file_read(AT_FDCWD, path, 4096, &found, &err) != 0)
		fail_msg("%s", err.text);
	assert_string_equal(assay_bytes_text(&found), text);
	assay_bytes_release(&found);
}

static int make_tree(void **state)
{
	struct tree *tree = calloc(1, sizeof *tree);
	const char *base = getenv("TMPDIR");
	assert_non_null(tree);
	snprintf(tree->root, sizeof tree->root, "%s/tree.XXXXXX", base == NULL ? "/tmp" : base);
	assert_non_null(mkdtemp(tree->root));
	*state = tree;
	return 0;
}

static int remove_tree(void **state)
{
	assay_folder_remove(((struct tree *)*state)->root);
	free(*state);
	return 0;
}

static void find(const struct tree *tree, struct assay_wire_open *ret_found)
{
	memset(ret_found, 0, sizeof *ret_found);
	assay_place_find(tree->root, ret_found);
}

static void expect_path(
	const struct tree *tree, const struct assay_wire_open *found, size_t i, const char *path)
{
	char wanted[1024];
	snprintf(wanted, sizeof wanted, "%s%s", tree->root, path);
	assert_string_equal(found->cgroup_path[i], wanted);
}

static void test_find_version_1(void **state)
{
	static struct assay_wire_open found;
	const struct tree *tree = *state;
	put_file(tree, "proc/self/cgroup",
		"9:name=systemd:/\n8:pids:/user\n4:memory:/a/b\n2:cpu,cpuacct:/\n0::/\n");
	put_file(tree, "proc/self/mountinfo",
		"34 31 0:31 / /cg/mem rw - cgroup cgroup rw,memory\n"
		"35 31 0:32 / /cg/cpu rw shared:4 - cgroup cgroup rw,cpu,cpuacct\n"
		"36 31 0:33 /user /cg/pids rw - cgroup cgroup rw,pids\n"
		"41 31 0:38 / /cg/unified rw - cgroup2 cgroup2 rw\n"
		"nonsense\n");
	find(tree, &found);
	assert_int_equal(found.cgroup_version, 1);
	expect_path(tree, &found, ASSAY_HIERARCHY_MEMORY, "/cg/mem/a/b");
	expect_path(tree, &found, ASSAY_HIERARCHY_PIDS, "/cg/pids");
	expect_path(tree, &found, ASSAY_HIERARCHY_CPU, "/cg/cpu");
}

static void test_find_version_2(void **state)
{
	static const struct {
		const char *group, *controllers;
		uint32_t version;
		const char *path;
	} cases[] = {
		{"0::/user/s.scope\n", "cpu memory pids\n", 2, "/cg/user/s.scope"},
		{"0::/user/s.scope/assay-runner\n", "memory pids\n", 2, "/cg/user/s.scope"},
		{"0::/user/s.scope\n", "cpu pids\n", 0, NULL},
		{"0::/user/s.scope\n", "", 0, NULL},
		{"", "memory pids\n", 0, NULL},
	};
	static struct assay_wire_open found;
	const struct tree *tree = *state;
	put_file(tree, "proc/self/mountinfo", "41 31 0:38 / /cg rw,nosuid - cgroup2 cgroup2 rw\n");
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		put_file(tree, "proc/self/cgroup", cases[i].group);
		put_file(tree, "cg/user/s.scope/cgroup.controllers", cases[i].controllers);
		find(tree, &found);
		assert_int_equal(found.cgroup_version, cases[i].version);
		for (size_t j = 0; cases[i].path != NULL && j < ASSAY_HIERARCHY_COUNT; j++)
			expect_path(tree, &found, j, cases[i].path);
	}
}

static void test_find_nothing(void **state)
{
	static struct assay_wire_open found;
	find(*state, &found);
	assert_int_equal(found.cgroup_version, 0);
}

static const struct assay_limits limits = {.memory_bytes = 12345678, .processes = 7};

static void read_box(
	const struct assay_cgroup *cgroup, uint64_t oom_kills, uint64_t peak, uint64_t cpu_ns)
{
	struct assay_wire_record record = {0};
	assert_int_equal(assay_group_read(cgroup, &record), 0);
	assert_int_equal(record.oom_kills, oom_kills);
	assert_int_equal(record.peak_bytes, peak);
	assert_int_equal(record.peak_source, ASSAY_SOURCE_CGROUP);
	assert_int_equal(record.cpu_ns, cpu_ns);
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

static void open_tree(const struct tree *tree, uint32_t version, const char *const *names,
	struct assay_wire_open *ret_request)
{
	memset(ret_request, 0, sizeof *ret_request);
	ret_request->cgroup_version = version;
	for (size_t i = 0; i < ASSAY_HIERARCHY_COUNT; i++) {
		char path[512];
		snprintf(ret_request->cgroup_path[i], ASSAY_WIRE_PATH_SIZE, "%s/%s", tree->root,
			names[i]);
		snprintf(path, sizeof path, "%s/cgroup.procs", names[i]);
		put_file(tree, path, "");
		snprintf(path, sizeof path, "%s/cgroup.subtree_control", names[i]);
		put_file(tree, path, "");
	}
}

static void test_version_2(void **state)
{
	static const char *const names[] = {"g", "g", "g"};
	static struct assay_wire_open request;
	const struct tree *tree = *state;
	struct assay_cgroup cgroup;
	struct assay_reason_text reason = {{0}};
	char name[600];
	open_tree(tree, 2, names, &request);
	if (assay_cgroup_make(&cgroup, &request, getuid(), &reason) != 0)
		fail_msg("%s", reason.text);
	expect_file(tree, "g/cgroup.subtree_control", "+memory +pids");
	snprintf(name, sizeof name, "g/%s/cgroup.subtree_control", cgroup.name);
	expect_file(tree, name, "+memory +pids");
	snprintf(name, sizeof name, "g/%s/launcher/cgroup.procs", cgroup.name);
	expect_file(tree, name, "0");

	assert_int_equal(assay_group_take(&cgroup, &limits), 0);
	assert_int_equal(assay_group_attach(&cgroup), 0);
	char box[200];
	snprintf(box, sizeof box, "g/%s/%s", cgroup.name, cgroup.current.name);
	snprintf(name, sizeof name, "%s/memory.max", box);
	expect_file(tree, name, "12345678");
	snprintf(name, sizeof name, "%s/memory.swap.max", box);
	expect_file(tree, name, "0");
	snprintf(name, sizeof name, "%s/pids.max", box);
	expect_file(tree, name, "7");
	snprintf(name, sizeof name, "%s/cgroup.procs", box);
	expect_file(tree, name, "0");

	/* The kernel's answers; the usage file stays open, so it is written in place. */
	assert_int_equal(assay_file_write_at(cgroup.current.folder[0], "memory.events",
				 "low 0\nhigh 0\nmax 9\noom 3\noom_kill 2\noom_group_kill 0\n"),
		0);
	assert_int_equal(assay_file_write_at(cgroup.current.folder[0], "memory.peak", "4096\n"), 0);
	static const char usage[] = "usage_usec 15\nuser_usec 10\nsystem_usec 5\n";
	assert_int_equal(assay_file_write_at(cgroup.current.folder[0], "cpu.stat", usage), 0);
	read_box(&cgroup, 2, 4096, 15000);

	expect_turns(&cgroup);
	assay_cgroup_remove(&cgroup);
	snprintf(name, sizeof name, "%s/g/%s", tree->root, cgroup.name);
	assert_int_equal(access(name, F_OK), -1);
}

static void test_version_2_without_delegation(void **state)
{
	static const char *const names[] = {"g", "g", "g"};
	static struct assay_wire_open request;
	const struct tree *tree = *state;
	struct assay_cgroup cgroup;
	struct assay_reason_text reason = {{0}};
	char path[512];
	open_tree(tree, 2, names, &request);
	snprintf(path, sizeof path, "%s/g/cgroup.subtree_control", tree->root);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(assay_cgroup_make(&cgroup, &request, getuid(), &reason), -1);
	assert_non_null(strstr(reason.text, "No such file"));
	assert_int_equal(cgroup.version, 0);
	snprintf(path, sizeof path, "%s/g/assay-runner", tree->root);
	assert_int_equal(access(path, F_OK), -1);
}

static void test_version_1(void **state)
{
	static const char *const names[] = {"mem", "pids", "cpu"};
	static struct assay_wire_open request;
	const struct tree *tree = *state;
	struct assay_cgroup cgroup;
	struct assay_reason_text reason = {{0}};
	char name[600];
	open_tree(tree, 1, names, &request);
	if (assay_cgroup_make(&cgroup, &request, getuid(), &reason) != 0)
		fail_msg("%s", reason.text);
	assert_int_equal(assay_group_take(&cgroup, &limits), 0);
	assert_int_equal(assay_group_attach(&cgroup), 0);
	char box[128];
	snprintf(box, sizeof box, "%s/%s", cgroup.name, cgroup.current.name);
	snprintf(name, sizeof name, "mem/%s/memory.limit_in_bytes", box);
	expect_file(tree, name, "12345678");
	snprintf(name, sizeof name, "mem/%s/memory.memsw.limit_in_bytes", box);
	expect_file(tree, name, "12345678");
	snprintf(name, sizeof name, "mem/%s/tasks", box);
	expect_file(tree, name, "0");
	snprintf(name, sizeof name, "pids/%s/boxes/pids.max", cgroup.name);
	expect_file(tree, name, "7");
	snprintf(name, sizeof name, "cpu/%s/boxes/tasks", cgroup.name);
	expect_file(tree, name, "0");
	int memory = cgroup.current.folder[ASSAY_HIERARCHY_MEMORY];
	assert_int_equal(assay_file_write_at(memory, "memory.oom_control",
				 "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n"),
		0);
	assert_int_equal(assay_file_write_at(memory, "memory.max_usage_in_bytes", "8192\n"), 0);
	assert_int_equal(assay_file_write_at(cgroup.lasting.folder[ASSAY_HIERARCHY_CPU],
				 "cpuacct.usage", "123456\n"),
		0);
	read_box(&cgroup, 1, 8192, 123456);
	expect_turns(&cgroup);
	assay_cgroup_remove(&cgroup);
	for (size_t i = 0; i < ASSAY_HIERARCHY_COUNT; i++) {
		snprintf(name, sizeof name, "%s/%s/%s", tree->root, names[i], box);
		assert_int_equal(access(name, F_OK), -1);
	}
}

/* What a killed janitor left is swept away; what a living launcher locks, or is not ours, stays. */
static void test_sweeps_what_is_stale(void **state)
{
	static const char *const names[] = {"mem", "pids", "cpu"};
	static const char *const left[] = {
		"assay-999999999-1", "assay-999999999-2", "assay-runner"};
	static struct assay_wire_open request;
	const struct tree *tree = *state;
	struct assay_cgroup cgroup;
	struct assay_reason_text reason = {{0}};
	char path[600];
	open_tree(tree, 1, names, &request);
	int parent = open(request.cgroup_path[ASSAY_HIERARCHY_MEMORY], O_RDONLY | O_CLOEXEC);
	assert_true(parent >= 0);
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof path, "%s/box", left[i]);
		assert_int_equal(mkdirat(parent, left[i], 0755), 0);
		assert_int_equal(mkdirat(parent, path, 0755), 0);
	}
	int locked = openat(parent, left[1], O_RDONLY | O_CLOEXEC);
	assert_int_equal(flock(locked, LOCK_EX | LOCK_NB), 0);
	if (assay_cgroup_make(&cgroup, &request, getuid(), &reason) != 0)
		fail_msg("%s", reason.text);
	assert_int_equal(faccessat(parent, left[0], F_OK, 0), -1);
	assert_int_equal(faccessat(parent, left[1], F_OK, 0), 0);
	assert_int_equal(faccessat(parent, left[2], F_OK, 0), 0);
	assay_cgroup_remove(&cgroup);
	close(locked);
	close(parent);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_find_version_1, make_tree, remove_tree),
		cmocka_unit_test_setup_teardown(test_find_version_2, make_tree, remove_tree),
		cmocka_unit_test_setup_teardown(test_find_nothing, make_tree, remove_tree),
		cmocka_unit_test_setup_teardown(test_version_2, make_tree, remove_tree),
		cmocka_unit_test_setup_teardown(
			test_version_2_without_delegation, make_tree, remove_tree),
		cmocka_unit_test_setup_teardown(test_version_1, make_tree, remove_tree),
		cmocka_unit_test_setup_teardown(test_sweeps_what_is_stale, make_tree, remove_tree),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
