/*
 * test_sandbox_place.c - where control groups may be made, read from proc files as kernels, systemd
 * and containers write them; and what is advised where none can be made.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../sandbox/box.h"
#include "folder.h"

#define ONE_MOUNT(controller)                                                                      \
	"34 31 0:31 / /sys/fs/cgroup/" controller " rw - cgroup cgroup rw," controller "\n"
#define TWO_MOUNT(root) "41 31 0:38 " root " /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw\n"

/* paths[1] NULL: all three are paths[0]. `top`: how much of it the mount point is. */
static const struct {
	const char *name, *groups, *mounts;
	uint32_t version;
	const char *paths[ASSAY_HIERARCHY_COUNT];
	const char *top;
} cases[] = {
	{"version 1, co-mounted, one mount showing a part",
		"9:name=systemd:/\n8:pids:/user\n4:memory:/a/b\n2:cpu,cpuacct:/\n0::/\n",
		"34 31 0:31 / /cg/mem rw - cgroup cgroup rw,memory\n"
		"35 31 0:32 / /cg/cpu rw shared:4 - cgroup cgroup rw,cpu,cpuacct\n"
		"36 31 0:33 /user /cg/pids rw - cgroup cgroup rw,pids\n"
		"41 31 0:38 / /cg/unified rw - cgroup2 cgroup2 rw\n"
		"nonsense\n",
		1, {"/cg/mem/a/b", "/cg/pids", "/cg/cpu"}, NULL},
	{"version 1 without pids: what version 2 has is asked there",
		"4:memory:/a\n3:cpuacct:/\n0::/x\n",
		ONE_MOUNT("memory") ONE_MOUNT("cpuacct") TWO_MOUNT("/"), 2,
		{"/sys/fs/cgroup/x", NULL, NULL}, "/sys/fs/cgroup"},
	{"version 1 without pids and no version 2", "4:memory:/a\n3:cpuacct:/\n",
		ONE_MOUNT("memory") ONE_MOUNT("cpuacct"), 0, {NULL, NULL, NULL}, NULL},
	{"version 1 in a container with the host's namespace",
		"4:memory:/docker/c1\n3:cpuacct:/docker/c1\n2:pids:/docker/c1\n",
		"34 31 0:31 /docker/c1 /m ro - cgroup cgroup rw,memory\n"
		"34 31 0:31 /docker/c1 /c ro - cgroup cgroup rw,cpuacct\n"
		"34 31 0:31 /docker/c1 /p ro - cgroup cgroup rw,pids\n",
		1, {"/m", "/p", "/c"}, NULL},
	{"version 2, a scope", "0::/user.slice/s.scope\n", TWO_MOUNT("/"), 2,
		{"/sys/fs/cgroup/user.slice/s.scope", NULL, NULL}, "/sys/fs/cgroup"},
	{"version 2, the root", "0::/\n", TWO_MOUNT("/"), 2, {"/sys/fs/cgroup", NULL, NULL},
		"/sys/fs/cgroup"},
	{"version 2, a runner in its leaf", "0::/a/assay-runner\n", TWO_MOUNT("/"), 2,
		{"/sys/fs/cgroup/a", NULL, NULL}, "/sys/fs/cgroup"},
	{"version 2, a mount that shows our part", "0::/docker/c1/x\n", TWO_MOUNT("/docker/c1"), 2,
		{"/sys/fs/cgroup/x", NULL, NULL}, "/sys/fs/cgroup"},
	{"version 2, a mount of a group whose name ours begins with", "0::/docker/c12\n",
		TWO_MOUNT("/docker/c1"), 2, {"/sys/fs/cgroup", NULL, NULL}, "/sys/fs/cgroup"},
	{"version 2, outside our namespace", "0::/../other\n", TWO_MOUNT("/"), 2,
		{"/sys/fs/cgroup", NULL, NULL}, "/sys/fs/cgroup"},
	{"version 2, a mount from outside our namespace", "0::/\n", TWO_MOUNT("/.."), 0,
		{NULL, NULL, NULL}, NULL},
	{"version 2, and our own mount over it", "0::/\n", TWO_MOUNT("/..") TWO_MOUNT("/"), 2,
		{"/sys/fs/cgroup", NULL, NULL}, "/sys/fs/cgroup"},
	{"a mount point with a space", "0::/x\n",
		"41 31 0:38 / /my\\040groups rw - cgroup2 cgroup2 rw\n", 2,
		{"/my groups/x", NULL, NULL}, "/my groups"},
	{"no group of version 2", "9:name=systemd:/\n", TWO_MOUNT("/"), 0, {NULL, NULL, NULL},
		NULL},
	{"nothing mounted", "0::/x\n", "", 0, {NULL, NULL, NULL}, NULL},
};

static void test_find(void **state)
{
	(void)state;
	static struct assay_wire_open found;
	char *root = folder_make();
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		print_message("%s\n", cases[i].name);
		folder_write(root, "proc/self/cgroup", cases[i].groups);
		folder_write(root, "proc/self/mountinfo", cases[i].mounts);
		memset(&found, 0, sizeof found);
		assay_place_find(root, &found);
		assert_int_equal(found.cgroup_version, cases[i].version);
		for (size_t j = 0; found.cgroup_version != 0 && j < ASSAY_HIERARCHY_COUNT; j++) {
			const char *path = cases[i].paths[j];
			char wanted[1024];
			snprintf(wanted, sizeof wanted, "%s%s", root,
				path == NULL ? cases[i].paths[0] : path);
			assert_string_equal(found.cgroup_path[j], wanted);
		}
		if (cases[i].top != NULL)
			assert_int_equal(found.cgroup_top, strlen(root) + strlen(cases[i].top));
	}
	folder_remove(root);
}

static void test_find_nothing(void **state)
{
	(void)state;
	static struct assay_wire_open found;
	char *root = folder_make();
	assay_place_find(root, &found);
	assert_int_equal(found.cgroup_version, 0);
	assert_int_equal(found.swap_on, 0);
	folder_remove(root);
}

static void test_swap(void **state)
{
	(void)state;
	static struct assay_wire_open found;
	char *root = folder_make();
	folder_write(root, "proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n");
	assay_place_find(root, &found);
	assert_int_equal(found.swap_on, 0);
	folder_write(root, "proc/swaps",
		"Filename\tType\tSize\tUsed\tPriority\n/dev/vdb partition 1024 0 -2\n");
	assay_place_find(root, &found);
	assert_int_equal(found.swap_on, 1);
	folder_remove(root);
}

static void test_remedies(void **state)
{
	(void)state;
	static const char scope[] = "`systemd-run --user --scope -p Delegate=yes assay ...`";
	static const struct {
		int version, errno_value;
		bool root, systemd;
		const char *wanted;
	} rows[] = {
		{2, EACCES, false, true, scope},
		{2, EBUSY, false, true, scope},
		{2, EBUSY, true, true, "`systemd-run --scope -p Delegate=yes assay ...`"},
		{2, EBUSY, true, false, "mkdir init"},
		{2, EROFS, true, false, "writable-cgroups=true"},
		{1, EROFS, true, false, "writable-cgroups=true"},
		{2, EOPNOTSUPP, false, true, "user@.service"},
		{2, EOPNOTSUPP, true, false, "cgroup.subtree_control"},
		{2, ENOSYS, true, false, "swapoff"},
		{1, EACCES, false, true, "run as root"},
		{0, ENOENT, true, false, "mount -t cgroup2"},
		{2, EACCES, false, false, "run as root"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *remedy = assay_cgroup_remedy(
			rows[i].version, rows[i].errno_value, rows[i].root, rows[i].systemd);
		if (strstr(remedy, rows[i].wanted) == NULL)
			fail_msg("%zu: '%s' does not say '%s'", i, remedy, rows[i].wanted);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_find_nothing),
		cmocka_unit_test(test_swap),
		cmocka_unit_test(test_remedies),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
