/*
 * look.c - see look.h. All is read from proc(5) and the control groups' file system; nothing is
 * asked of the library but where its groups would be.
 */
#include "look.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../sandbox/box.h"
#include "../../sandbox/launcher/launcher.h"

#define DEEPEST 16
/* Janitor, server, init, program. */
#define PROGRAM_DEPTH 4
/* The files of a plain run (sandbox/launcher/arm.c), as proc_pid_limits(5) shows them. */
#define PLAIN_FILES "16 "

static bool read_text(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t at = 0;
	ssize_t n = 0;
	while (fd >= 0 && at < size - 1 && (n = read(fd, text + at, size - 1 - at)) > 0)
		at += (size_t)n;
	if (fd >= 0)
		close(fd);
	text[at] = '\0';
	return fd >= 0 && n >= 0;
}

static bool read_of(pid_t pid, const char *file, char *text, size_t size)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, file);
	return read_text(path, text, size);
}

/* Runner, janitor, server, init, program: the program is the end of the longest line. */
static pid_t find_deepest(pid_t pid, int depth, int *ret_depth)
{
	char file[32], text[1024];
	pid_t deepest = pid;
	*ret_depth = depth;
	snprintf(file, sizeof file, "task/%d/children", (int)pid);
	if (depth >= DEEPEST || !read_of(pid, file, text, sizeof text))
		return pid;
	for (char *at = text, *end;; at = end) {
		pid_t child = (pid_t)strtol(at, &end, 10);
		if (end == at)
			return deepest;
		int below;
		pid_t found = find_deepest(child, depth + 1, &below);
		if (below > *ret_depth) {
			*ret_depth = below;
			deepest = found;
		}
	}
}

/* The line "key...value" of a file in proc; "" when there is none. */
static const char *line_of(const char *text, const char *key)
{
	const char *at = strstr(text, key);
	return at == NULL ? "" : at + strlen(key) + strspn(at + strlen(key), "\t ");
}

static bool shares_namespace(pid_t pid, const char *name)
{
	char path[64], ours[64] = "", theirs[64] = "";
	snprintf(path, sizeof path, "/proc/self/ns/%s", name);
	bool known = readlink(path, ours, sizeof ours - 1) > 0;
	snprintf(path, sizeof path, "/proc/%d/ns/%s", (int)pid, name);
	known = known && readlink(path, theirs, sizeof theirs - 1) > 0;
	return known && strcmp(ours, theirs) == 0;
}

static uint32_t absent_namespaces(pid_t pid)
{
	static const struct {
		const char *name;
		enum assay_layer layer;
	} rows[] = {
		{"user", ASSAY_LAYER_USER_NAMESPACE},
		{"mnt", ASSAY_LAYER_MOUNT_NAMESPACE},
		{"pid", ASSAY_LAYER_PID_NAMESPACE},
		{"net", ASSAY_LAYER_NET_NAMESPACE},
		{"ipc", ASSAY_LAYER_IPC_NAMESPACE},
		{"uts", ASSAY_LAYER_UTS_NAMESPACE},
		{"cgroup", ASSAY_LAYER_CGROUP_NAMESPACE},
	};
	char path[64];
	uint32_t absent = 0;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		absent |= shares_namespace(pid, rows[i].name) ? rows[i].layer : 0;
	snprintf(path, sizeof path, "/proc/%d/root/etc/passwd", (int)pid);
	return access(path, F_OK) == 0 ? absent | ASSAY_LAYER_ROOT : absent;
}

static uint32_t absent_rights(pid_t pid)
{
	static const char *const sets[] = {"CapInh:", "CapPrm:", "CapEff:", "CapAmb:", "CapBnd:"};
	char text[8192];
	uint32_t absent = 0;
	if (!read_of(pid, "status", text, sizeof text))
		return 0;
	/* Its numbers, from our namespace to its own (proc_pid_status(5)). */
	const char *numbers = line_of(text, "NSpid:");
	char *end;
	size_t depth = 0;
	for (; *numbers >= '0' && *numbers <= '9'; numbers = end + (*end == '\t')) {
		strtol(numbers, &end, 10);
		depth++;
	}
	absent |= depth < 2 ? ASSAY_LAYER_PID_NAMESPACE : 0;
	absent |= *line_of(text, "NoNewPrivs:") == '1' ? 0 : ASSAY_LAYER_NO_NEW_PRIVILEGES;
	absent |= *line_of(text, "Seccomp:") == '2' ? 0 : ASSAY_LAYER_SECCOMP;
	/* The bounding set can be emptied only with a user namespace of one's own. */
	size_t count = depth < 2 ? 4 : 5;
	for (size_t i = 0; i < count; i++) {
		if (strtoull(line_of(text, sets[i]), NULL, 16) != 0)
			absent |= ASSAY_LAYER_CAPABILITIES;
	}
	return absent;
}

/* Lines "number:controllers:path" (cgroups(7)). */
static uint32_t absent_groups(pid_t pid)
{
	static const struct {
		const char *controller;
		enum assay_layer layer;
	} rows[] = {
		{"memory", ASSAY_LAYER_CGROUP_MEMORY},
		{"pids", ASSAY_LAYER_CGROUP_PIDS},
		{"cpuacct", ASSAY_LAYER_CGROUP_CPU},
	};
	char text[8192];
	uint32_t absent =
		ASSAY_LAYER_CGROUP_MEMORY | ASSAY_LAYER_CGROUP_PIDS | ASSAY_LAYER_CGROUP_CPU;
	if (!read_of(pid, "cgroup", text, sizeof text))
		return 0;
	for (char *at = text, *line; (line = strsep(&at, "\n")) != NULL;) {
		if (strstr(line, "/" ASSAY_GROUP_PREFIX) == NULL)
			continue;
		if (strncmp(line, "0::", 3) == 0)
			return 0;
		for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
			if (strstr(line, rows[i].controller) != NULL)
				absent &= ~(uint32_t)rows[i].layer;
		}
	}
	return absent;
}

static uint32_t absent_limits(pid_t pid, bool plain)
{
	char text[4096];
	if (!read_of(pid, "limits", text, sizeof text))
		return 0;
	bool core = strncmp(line_of(text, "Max core file size"), "0 ", 2) == 0;
	bool files = !plain || strncmp(line_of(text, "Max open files"), PLAIN_FILES,
				       sizeof PLAIN_FILES - 1) == 0;
	return core && files ? 0 : ASSAY_LAYER_RLIMITS;
}

void look_at_box(bool plain, struct sight *ret_sight)
{
	int depth = 0;
	pid_t pid = -1;
	/* While others end, the kernel may leave out some of the children (proc_tid_children(5)). */
	for (int tries = 0; tries < 100 && depth < PROGRAM_DEPTH; tries++)
		pid = find_deepest(getpid(), 0, &depth);
	*ret_sight = (struct sight){.seen = depth >= PROGRAM_DEPTH};
	if (!ret_sight->seen)
		return;
	ret_sight->absent = absent_rights(pid) | absent_namespaces(pid) | absent_groups(pid) |
			    absent_limits(pid, plain);
}

static int count_entries(const char *path, const char *prefix)
{
	int count = 0;
	DIR *folder = opendir(path);
	if (folder == NULL)
		return 0;
	for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
		count += entry->d_name[0] != '.' &&
			 strncmp(entry->d_name, prefix, strlen(prefix)) == 0;
	closedir(folder);
	return count;
}

/* Of the mounts where the launcher makes its own (sandbox/launcher/root.c): others on the machine may
 * mount what they like meanwhile. */
static uint64_t digest_mounts(void)
{
	static char text[1 << 18];
	uint64_t digest = 14695981039346656037u;
	if (!read_text("/proc/self/mountinfo", text, sizeof text))
		return 0;
	for (char *rest = text, *line; (line = strsep(&rest, "\n")) != NULL;) {
		char place[256] = "";
		if (sscanf(line, "%*s %*s %*s %*s %255s", place) != 1 ||
			(strncmp(place, "/proc", 5) != 0 &&
				strncmp(place, ASSAY_SCRATCH_PATH, sizeof ASSAY_SCRATCH_PATH - 1) !=
					0))
			continue;
		for (const char *at = line; *at != '\0'; at++)
			digest = (digest ^ (unsigned char)*at) * 1099511628211u;
	}
	return digest;
}

void look_at_machine(struct machine_state *ret_state)
{
	ret_state->descriptors = count_entries("/proc/self/fd", "");
	ret_state->mounts = digest_mounts();
}

/* In every group from the runner's own up to the hierarchy's root. */
static bool is_group_left(const char *path, const struct fault_page *page)
{
	char folder[ASSAY_WIRE_PATH_SIZE], prefix[32];
	snprintf(folder, sizeof folder, "%s", path);
	while (folder[0] != '\0') {
		for (size_t i = 0; i < page->launcher_count && i < LAUNCHERS_MAX; i++) {
			snprintf(prefix, sizeof prefix, ASSAY_GROUP_PREFIX "%d-",
				(int)page->launchers[i]);
			if (count_entries(folder, prefix) > 0)
				return true;
		}
		char *slash = strrchr(folder, '/');
		if (slash == NULL)
			break;
		*slash = '\0';
	}
	return false;
}

const char *look_for_leavings(
	const struct machine_state *before, const struct fault_page *page, const char *folder)
{
	struct assay_wire_open place = {0};
	struct machine_state after;
	pid_t pid;
	/* What has lost its parent is ours: we are a subreaper. */
	while ((pid = waitpid(-1, NULL, __WALL)) > 0)
		;
	if (errno != ECHILD)
		return "a process is left";
	if (count_entries(folder, "") > 0)
		return "a temporary folder is left";
	assay_place_find("", &place);
	for (size_t i = 0; i < ASSAY_HIERARCHY_COUNT; i++) {
		if (is_group_left(place.cgroup_path[i], page))
			return "a control group is left";
	}
	look_at_machine(&after);
	if (after.descriptors != before->descriptors)
		return "a descriptor or memory file is left";
	return after.mounts != before->mounts ? "a mount is left" : NULL;
}
