/*
 * remedy.c - owns what a user can do about a layer that is missing: words to follow, by the
 * kernel's own word and by the settings of the machine. Changes nothing.
 */
#include "box.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <assay/cleanup.h>

#define REFUSED_BY_CONTAINER                                                                       \
	"`--security-opt seccomp=unconfined --security-opt apparmor=unconfined`, or a seccomp "    \
	"profile that also allows unshare, clone, setns, mount, umount2, pivot_root, "             \
	"mount_setattr and sethostname; the container's host is then guarded by less"

/* The first row holds whose conditions all do; a NULL is no condition. */
static const struct {
	enum assay_reason reason;
	const char *why;      /* part of what the launcher said */
	const char *path;     /* a file that is there, and */
	const char *start;    /* how its text starts */
	const char *variable; /* an environment variable that is set */
	const char *remedy;
} rows[] = {
	{ASSAY_REASON_NAMESPACES, NULL, "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
		"1", "GITHUB_ACTIONS",
		"AppArmor gives user namespaces no capabilities. A step before this one: `sudo "
		"sysctl -w kernel.apparmor_restrict_unprivileged_userns=0`"},
	{ASSAY_REASON_NAMESPACES, NULL, "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
		"1", NULL,
		"AppArmor gives user namespaces no capabilities (Ubuntu 23.10 and later): `sudo "
		"sysctl -w kernel.apparmor_restrict_unprivileged_userns=0`, or a profile in "
		"/etc/apparmor.d for this program, with `flags=(unconfined)` and the rule "
		"`userns,`"},
	{ASSAY_REASON_NAMESPACES, NULL, "/proc/sys/kernel/unprivileged_userns_clone", "0", NULL,
		"`sudo sysctl -w kernel.unprivileged_userns_clone=1`"},
	{ASSAY_REASON_NAMESPACES, NULL, "/proc/sys/user/max_user_namespaces", "0\n", NULL,
		"`sudo sysctl -w user.max_user_namespaces=10000`"},
	{ASSAY_REASON_NAMESPACES, "No space left", NULL, NULL, NULL,
		"too many user namespaces are in use: `sudo sysctl -w "
		"user.max_user_namespaces=10000`"},
	{ASSAY_REASON_NAMESPACES, "Function not implemented", NULL, NULL, NULL,
		"a kernel that has the call (mount_setattr: Linux 5.12), or a container's manager "
		"whose filter knows it"},
	{ASSAY_REASON_NAMESPACES, "Invalid argument", NULL, NULL, NULL,
		"a kernel with CONFIG_USER_NS, CONFIG_PID_NS, CONFIG_NET_NS, CONFIG_IPC_NS, "
		"CONFIG_UTS_NS and CONFIG_CGROUPS"},
	{ASSAY_REASON_NAMESPACES, "not permitted", "/.dockerenv", "", NULL,
		"`docker run` with " REFUSED_BY_CONTAINER},
	{ASSAY_REASON_NAMESPACES, "ermission denied", "/.dockerenv", "", NULL,
		"`docker run` with " REFUSED_BY_CONTAINER},
	{ASSAY_REASON_NAMESPACES, NULL, "/run/.containerenv", "", NULL,
		"`podman run` with " REFUSED_BY_CONTAINER},
	{ASSAY_REASON_NAMESPACES, NULL, NULL, NULL, NULL,
		"let this user make namespaces: not in a chroot; in a container "
		"by " REFUSED_BY_CONTAINER},
	{ASSAY_REASON_CGROUP, NULL, NULL, NULL, "GITHUB_ACTIONS",
		"a cgroup of one's own is for root here: `sudo -E assay ...` in the step"},
	{ASSAY_REASON_LANDLOCK, "not supported", NULL, NULL, NULL,
		"put `landlock` in the boot parameter `lsm=` (it is built in, but off)"},
	{ASSAY_REASON_LANDLOCK, "not permitted", NULL, NULL, NULL,
		"a newer container's manager: its filter must allow the three landlock calls "
		"(Docker 23 and Podman 4 do)"},
	{ASSAY_REASON_LANDLOCK, NULL, NULL, NULL, NULL,
		"Linux 5.13 or later with CONFIG_SECURITY_LANDLOCK"},
	{ASSAY_REASON_SECCOMP, NULL, NULL, NULL, NULL,
		"a kernel with CONFIG_SECCOMP_FILTER; a container's manager must not forbid "
		"seccomp(2) or prctl(2)"},
	{ASSAY_REASON_LISTENER, "Device or resource busy", NULL, NULL, NULL,
		"start assay outside of the supervisor that already listens to this process's "
		"calls"},
	{ASSAY_REASON_LISTENER, NULL, NULL, NULL, NULL,
		"Linux 5.0 or later; without it a refused call ends the program too, but is not "
		"named"},
	{ASSAY_REASON_CALLS, NULL, NULL, NULL, NULL,
		"a kernel that has the call, or a container's manager whose filter knows it"},
};

static bool file_starts(const char *root, const char *path, const char *start)
{
	char name[ASSAY_WIRE_PATH_SIZE];
	char text[32] = "";
	int length = snprintf(name, sizeof name, "%s%s", root, path);
	if (length < 0 || (size_t)length >= sizeof name)
		return false;
	ASSAY_AUTO_FD int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return false;
	return read(fd, text, sizeof text - 1) >= 0 && strncmp(text, start, strlen(start)) == 0;
}

const char *assay_remedy_find(const char *root, enum assay_reason reason, const char *why)
{
	size_t count = sizeof rows / sizeof rows[0];
	size_t i = 0;
	while (i < count &&
		(rows[i].reason != reason ||
			(rows[i].why != NULL && strstr(why, rows[i].why) == NULL) ||
			(rows[i].variable != NULL && getenv(rows[i].variable) == NULL) ||
			(rows[i].path != NULL && !file_starts(root, rows[i].path, rows[i].start))))
		i++;
	return i < count ? rows[i].remedy : NULL;
}
