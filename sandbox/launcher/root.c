/*
 * root.c - owns the server's identity, its namespaces, and the two roots that boxes see.
 *
 * Nothing of the host is in them but the toolchain's folders, bound read-only. Every step is
 * checked after it is made; any failure is the end of the process that tried.
 */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/mount.h>
#include <linux/securebits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "weaken.h"

/* The user and group that a process in the box sees itself as. */
#define INNER_ID 1000
/* Where the new roots are put together: any folder that every host has will do. */
#define BUILD_PATH "/proc"

const char *const assay_toolchain_folders[] = {"usr/bin", "usr/lib", "usr/lib32", "usr/lib64",
	"usr/libexec", "usr/include", "bin", "lib", "lib64", NULL};

const char *const assay_library_folders[] = {
	"usr/lib", "usr/lib32", "usr/lib64", "lib", "lib32", "lib64", NULL};
const char *const assay_loaders[] = {"lib64/ld-linux-x86-64.so.2", "lib/ld-linux-aarch64.so.1",
	"lib/ld-linux-riscv64-lp64d.so.1", "lib/ld-musl-x86_64.so.1", "lib/ld-musl-aarch64.so.1",
	NULL};

/* A cache of some thousand libraries is smaller. */
#define LOADER_CACHE_MAX (UINT64_C(4) << 20)
#define LOADER_CACHE_FD  100

static const struct {
	int flag;
	uint32_t layer;
	const char *name; /* in /proc/self/ns */
	const char *weaken;
} namespaces[] = {
	{CLONE_NEWNET, ASSAY_LAYER_NET_NAMESPACE, "net", "net-namespace"},
	{CLONE_NEWIPC, ASSAY_LAYER_IPC_NAMESPACE, "ipc", "ipc-namespace"},
	{CLONE_NEWUTS, ASSAY_LAYER_UTS_NAMESPACE, "uts", "uts-namespace"},
	{CLONE_NEWNS, ASSAY_LAYER_MOUNT_NAMESPACE, "mnt", "mount-namespace"},
};
#define NAMESPACE_COUNT (sizeof namespaces / sizeof namespaces[0])

int assay_identity_take(uint32_t *ret_privileged, struct assay_reason_text *reason)
{
	*ret_privileged = geteuid() == 0;
	if (*ret_privileged == 0)
		return 0;
	/* Raw calls: glibc's would look for other threads. */
	if (syscall(SYS_setgroups, 0, NULL) != 0 && errno != EPERM)
		return assay_reason_set(reason, "setgroups");
	if (syscall(SYS_setresgid, ASSAY_BOX_UID, ASSAY_BOX_UID, ASSAY_BOX_UID) != 0) {
		/* The root of a user namespace that has no other user (setresgid(2): EINVAL) is
		 * whoever made it; what makes it root there is given up with the capabilities. */
		if (errno == EINVAL) {
			*ret_privileged = 0;
			return 0;
		}
		return assay_reason_set(reason, "setresgid");
	}
	if (syscall(SYS_setresuid, ASSAY_BOX_UID, ASSAY_BOX_UID, ASSAY_BOX_UID) != 0)
		return assay_reason_set(reason, "setresuid");
	errno = EPERM;
	if (geteuid() != ASSAY_BOX_UID || syscall(SYS_setresuid, 0, 0, 0) == 0)
		return assay_reason_set(reason, "give up root");
	return 0;
}

/* "inside outside count": one identity, INNER_ID inside. */
static bool is_map(const char *text)
{
	char *end;
	if (strtoul(text, &end, 10) != INNER_ID)
		return false;
	strtoul(end, &end, 10);
	return strtoul(end, &end, 10) == 1 && strcmp(end, "\n") == 0;
}

static int write_map(int proc, const char *name, unsigned outer, struct assay_reason_text *reason)
{
	char wanted[64];
	char got[64];
	if (snprintf(wanted, sizeof wanted, "%d %u 1", INNER_ID, outer) < 0)
		return -1;
	if (assay_file_write_at(proc, name, wanted) != 0)
		return assay_reason_set(reason, name);
	errno = EPROTO;
	if (assay_file_read_at(proc, name, got, sizeof got) <= 0 || !is_map(got))
		return assay_reason_set(reason, name);
	return 0;
}

/* The identity of a namespace: its inode number. */
static ino_t namespace_number(int host_proc, const char *name)
{
	char path[64];
	struct stat status;
	if (snprintf(path, sizeof path, "self/ns/%s", name) < 0 ||
		fstatat(host_proc, path, &status, 0) != 0)
		return 0;
	return status.st_ino;
}

static int enter_user_namespace(int host_proc, struct assay_reason_text *reason)
{
	unsigned uid = geteuid();
	unsigned gid = getegid();
	/* The change of user made /proc/self root's; the maps could not be written (proc(5)). */
	if (prctl(PR_SET_DUMPABLE, 1) != 0)
		return assay_reason_set(reason, "set dumpable");
	if (unshare(CLONE_NEWUSER) != 0)
		return assay_reason_set(reason, "unshare a user namespace");
	if (assay_file_write_at(host_proc, "self/setgroups", "deny") != 0)
		return assay_reason_set(reason, "write setgroups");
	if (write_map(host_proc, "self/uid_map", uid, reason) != 0 ||
		write_map(host_proc, "self/gid_map", gid, reason) != 0)
		return -1;
	errno = EPROTO;
	if (geteuid() != INNER_ID || getegid() != INNER_ID)
		return assay_reason_set(reason, "see oneself as the mapped user");
	return 0;
}

int assay_namespaces_enter(struct assay_server *server, struct assay_reason_text *reason)
{
	int host_proc = server->host_proc;
	if (enter_user_namespace(host_proc, reason) != 0)
		return -1;
	server->layers |= ASSAY_LAYER_USER_NAMESPACE;
	for (size_t i = 0; i < NAMESPACE_COUNT; i++) {
		if (assay_weaken(namespaces[i].weaken))
			continue;
		ino_t before = namespace_number(host_proc, namespaces[i].name);
		if (unshare(namespaces[i].flag) != 0)
			return assay_reason_set(reason, namespaces[i].weaken);
		errno = EPROTO;
		if (before == 0 || namespace_number(host_proc, namespaces[i].name) == before)
			return assay_reason_set(reason, namespaces[i].weaken);
		server->layers |= namespaces[i].layer;
	}
	static const char name[] = "box";
	if (!assay_weaken("uts-namespace") && sethostname(name, sizeof name - 1) != 0)
		return assay_reason_set(reason, "sethostname");
	return 0;
}

/* Makes `path` and every folder above it, beneath `root`. */
static int make_folders(int root, const char *path)
{
	char part[64];
	for (size_t i = 0;; i++) {
		if (i >= sizeof part)
			return -1;
		part[i] = path[i];
		if (path[i] != '/' && path[i] != '\0')
			continue;
		part[i] = '\0';
		if (mkdirat(root, part, 0755) != 0 && errno != EEXIST)
			return -1;
		if (path[i] == '\0')
			return 0;
		part[i] = '/';
	}
}

static int restrict_mount(const char *path, uint64_t attributes, unsigned flags)
{
	struct mount_attr wanted = {.attr_set = attributes};
	return (int)syscall(SYS_mount_setattr, AT_FDCWD, path, flags, &wanted, sizeof wanted);
}

/* One folder of the host into the new root; what is a symlink there is one here (/lib). */
static int bind_folder(int root, const char *name)
{
	char from[64];
	char to[96];
	char target[128];
	struct stat status;
	if (snprintf(from, sizeof from, "/%s", name) < 0 ||
		snprintf(to, sizeof to, "%s/%s", BUILD_PATH, name) < 0)
		return -1;
	if (lstat(from, &status) != 0)
		return errno == ENOENT ? 0 : -1;
	if (S_ISLNK(status.st_mode)) {
		ssize_t length = readlink(from, target, sizeof target - 1);
		if (length <= 0)
			return -1;
		target[length] = '\0';
		return symlinkat(target, root, name);
	}
	if (make_folders(root, name) != 0 || mount(from, to, NULL, MS_BIND | MS_REC, NULL) != 0)
		return -1;
	return restrict_mount(
		to, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV, AT_RECURSIVE);
}

/* Makes the folder at BUILD_PATH the root, and lets go of the old one. */
static int pivot(void)
{
	if (chdir(BUILD_PATH) != 0 || syscall(SYS_pivot_root, ".", ".") != 0)
		return -1;
	if (umount2(".", MNT_DETACH) != 0 || chdir("/") != 0)
		return -1;
	return restrict_mount("/", MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV, 0);
}

static int mount_root(const char *options)
{
	return mount("root", BUILD_PATH, "tmpfs", MS_NOSUID | MS_NODEV, options);
}

/* In the mount namespace that holds the host's mounts. */
static int build_toolchain(void)
{
	if (mount_root("mode=0755,size=64k,nr_inodes=64") != 0)
		return -1;
	int root = open(BUILD_PATH, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return -1;
	for (size_t i = 0; assay_toolchain_folders[i] != NULL; i++) {
		if (bind_folder(root, assay_toolchain_folders[i]) != 0)
			return -1;
	}
	/* BUILD_PATH is needed again, for the libraries' root. */
	if (mkdirat(root, &ASSAY_SCRATCH_PATH[1], 0755) != 0 ||
		mkdirat(root, &BUILD_PATH[1], 0555) != 0)
		return -1;
	close(root);
	return pivot();
}

int assay_toolchain_build(struct assay_server *server)
{
	if (server->toolchain_built || server->toolchain < 0 || assay_weaken("root"))
		return 0;
	int own = openat(server->host_proc, "self/ns/mnt", O_RDONLY | O_CLOEXEC);
	if (own < 0 || setns(server->toolchain, CLONE_NEWNS) != 0) {
		int saved = errno;
		if (own >= 0)
			close(own);
		errno = saved;
		return -1;
	}
	int status = build_toolchain();
	int saved = errno;
	/* Back at the empty root, or nowhere. */
	if (setns(own, CLONE_NEWNS) != 0 || access("/usr", F_OK) == 0)
		_exit(1);
	close(own);
	/* What failed half-way is not tried again. */
	if (status != 0) {
		close(server->toolchain);
		server->toolchain = -1;
	}
	server->toolchain_built = status == 0;
	errno = saved;
	return status;
}

/* Out of the way: the numbers below are scarce under the limit of a plain run (child.c). */
static int open_loader_cache(void)
{
	int fd = open("/" ASSAY_LOADER_CACHE, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	int high = fcntl(fd, F_DUPFD_CLOEXEC, LOADER_CACHE_FD);
	close(fd);
	return high;
}

int assay_roots_build(struct assay_server *server, struct assay_reason_text *reason)
{
	bool build = !assay_weaken("root");
	if (assay_weaken("mount-namespace"))
		return 0;
	server->loader_cache = open_loader_cache();
	if (build && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
		return assay_reason_set(reason, "make mounts private");
	/* The host's mounts, until a run wants the toolchain's root made of them. */
	server->toolchain = openat(server->host_proc, "self/ns/mnt", O_RDONLY | O_CLOEXEC);
	if (server->toolchain < 0)
		return assay_reason_set(reason, "open the mount namespace");
	if (unshare(CLONE_NEWNS) != 0)
		return assay_reason_set(reason, "mount-namespace");
	if (!build)
		return 0;
	if (mount_root("mode=0555,size=4k,nr_inodes=1") != 0 || pivot() != 0)
		return assay_reason_set(reason, "build the empty root");
	errno = EPROTO;
	if (access("/usr", F_OK) == 0 || mkdir("/x", 0700) == 0)
		return assay_reason_set(reason, "check the empty root");
	server->layers |= ASSAY_LAYER_ROOT;
	return 0;
}

int assay_privileges_lock(const struct assay_server *server, struct assay_reason_text *reason)
{
	unsigned long bits = SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP |
			     SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_KEEP_CAPS_LOCKED |
			     SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED;
	/* Without a user namespace of ours these are refused; with no capability they are moot. */
	bool capable = prctl(PR_CAPBSET_DROP, 0) == 0;
	if (!capable && server->namespaces)
		return assay_reason_set(reason, "empty the bounding set");
	/* Behind the last capability that the kernel knows there is EINVAL, and no other error. */
	int capability = 1;
	for (; capable && prctl(PR_CAPBSET_READ, capability) >= 0; capability++) {
		if (prctl(PR_CAPBSET_DROP, capability) != 0)
			return assay_reason_set(reason, "empty the bounding set");
	}
	if (capable && (errno != EINVAL || capability <= CAP_SYS_ADMIN))
		return assay_reason_set(reason, "empty the bounding set");
	if (capable && prctl(PR_SET_SECUREBITS, bits) != 0)
		return assay_reason_set(reason, "lock the securebits");
	if (!assay_weaken("no-new-privileges") && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return assay_reason_set(reason, "no_new_privs");
	return 0;
}

int assay_root_enter(int toolchain, uint64_t scratch_bytes, enum assay_step *ret_step)
{
	const char *place = assay_weaken("root") ? "/mnt" : ASSAY_SCRATCH_PATH;
	char options[96];
	int fresh = CLONE_NEWNS;
	if (!assay_weaken("ipc-namespace"))
		fresh |= CLONE_NEWIPC;
	if (!assay_weaken("uts-namespace"))
		fresh |= CLONE_NEWUTS;
	*ret_step = ASSAY_STEP_ROOT;
	if (toolchain < 0 || setns(toolchain, CLONE_NEWNS) != 0 || unshare(fresh) != 0)
		return -1;
	*ret_step = ASSAY_STEP_SCRATCH;
	if (snprintf(options, sizeof options, "mode=0755,size=%llu,nr_inodes=4096",
		    (unsigned long long)scratch_bytes) < 0 ||
		mount("scratch", place, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOSYMFOLLOW, options) !=
			0 ||
		chdir(place) != 0)
		return -1;
	return open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* A copy: the host's file is out of reach by now, and nobody else's cache pages come into the box. */
static int copy_loader_cache(int root, int cache)
{
	struct stat status;
	if (cache < 0)
		return 0;
	if (fstat(cache, &status) != 0 || !S_ISREG(status.st_mode) ||
		(uint64_t)status.st_size > LOADER_CACHE_MAX || mkdirat(root, "etc", 0755) != 0)
		return -1;
	int copy = openat(root, ASSAY_LOADER_CACHE,
		O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0444);
	off_t at = 0;
	while (copy >= 0 && at < status.st_size) {
		if (sendfile(copy, cache, &at, (size_t)(status.st_size - at)) <= 0)
			break;
	}
	if (copy >= 0)
		close(copy);
	return copy >= 0 && at == status.st_size ? 0 : -1;
}

/* The toolchain's root is the old one here; nothing of it stays but the libraries. */
static int build_libraries(int cache)
{
	if (mount_root("mode=0755,size=5m,nr_inodes=32") != 0)
		return -1;
	int root = open(BUILD_PATH, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return -1;
	for (size_t i = 0; assay_library_folders[i] != NULL; i++) {
		if (bind_folder(root, assay_library_folders[i]) != 0)
			return -1;
	}
	if (copy_loader_cache(root, cache) != 0)
		return -1;
	close(root);
	return pivot();
}

int assay_root_enter_libraries(const struct assay_server *server)
{
	int fresh = CLONE_NEWNS;
	if (!assay_weaken("ipc-namespace"))
		fresh |= CLONE_NEWIPC;
	if (!assay_weaken("uts-namespace"))
		fresh |= CLONE_NEWUTS;
	if (server->toolchain < 0 || setns(server->toolchain, CLONE_NEWNS) != 0 ||
		unshare(fresh) != 0)
		return -1;
	if (assay_weaken("root"))
		return 0;
	if (build_libraries(server->loader_cache) != 0)
		return -1;
	errno = EPROTO;
	return access("/usr/bin", F_OK) == 0 || access("/usr/include", F_OK) == 0 ||
			       mkdir("/x", 0700) == 0 ||
			       open("/lib/x", O_CREAT | O_CLOEXEC, 0600) >= 0
		       ? -1
		       : 0;
}
