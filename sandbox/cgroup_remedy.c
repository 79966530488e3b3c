/*
 * cgroup_remedy.c - owns what to do where no group of one's own can be had. Pure: asks nothing of
 * the machine.
 */
#include "box.h"

#include <errno.h>

#define ANY (-1)
#define USER_SCOPE                                                                                 \
	"in a group of one's own: `systemd-run --user --scope -p Delegate=yes assay ...`, or as "  \
	"root"
#define ROOT_SCOPE "in a group of one's own: `systemd-run --scope -p Delegate=yes assay ...`"

/* The first row that fits. */
static const struct {
	int errno_value, version, root, systemd;
	const char *remedy;
} rows[] = {
	{EROFS, ANY, ANY, ANY,
		"the container's /sys/fs/cgroup is read-only: `docker run --security-opt "
		"writable-cgroups=true` (Docker 28 or later), `podman run --security-opt "
		"unmask=/sys/fs/cgroup`"},
	{EBUSY, 2, 1, 0,
		"other processes live in the group; give them a leaf of it: `cd /sys/fs/cgroup && "
		"mkdir init && xargs -rn1 <cgroup.procs >init/cgroup.procs`"},
	{EOPNOTSUPP, 2, 0, 1,
		"have the memory controller delegated: `sudo systemctl edit user@.service`, with "
		"`[Service]` and `Delegate=cpu memory pids`; then " USER_SCOPE},
	{EOPNOTSUPP, 2, ANY, ANY,
		"the group above must hand on memory and pids: `echo +memory +pids | sudo tee "
		"/sys/fs/cgroup/cgroup.subtree_control`; without `cgroup_disable=memory` at boot"},
	{ENOSYS, 2, ANY, ANY, "`sudo swapoff -a`, or boot with `swapaccount=1`"},
	{ENOENT, 0, ANY, ANY,
		"control groups must be mounted: `sudo mount -t cgroup2 none /sys/fs/cgroup`; the "
		"kernel needs CONFIG_MEMCG and CONFIG_CGROUP_PIDS"},
	{ANY, 1, ANY, ANY,
		"run as root; or let root make a group in each of the hierarchies memory, pids and "
		"cpuacct, give it to this user by chown, and move the shell into it"},
	{ANY, 2, 1, 1, ROOT_SCOPE},
	{ANY, 2, 0, 1, USER_SCOPE},
};

const char *assay_cgroup_remedy(int version, int errno_value, bool root, bool systemd)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if ((rows[i].errno_value == ANY || rows[i].errno_value == errno_value) &&
			(rows[i].version == ANY || rows[i].version == version) &&
			(rows[i].root == ANY || rows[i].root == root) &&
			(rows[i].systemd == ANY || rows[i].systemd == systemd))
			return rows[i].remedy;
	}
	return "run as root, or in a group that root has given to this user";
}
