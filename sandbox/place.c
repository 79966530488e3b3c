/*
 * place.c - owns the question where on this host control groups of ours may be made: reads
 * /proc/self/cgroup and /proc/self/mountinfo, makes nothing.
 */
#include "box.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <assay/bytes.h>
#include <assay/cleanup.h>

#define PROC_LIMIT (1u << 20)
#define LEAF_PART  "/" ASSAY_RUNNER_LEAF

static const char *const controllers[ASSAY_HIERARCHY_COUNT] = {"memory", "pids", "cpuacct"};

/* One mounted cgroup hierarchy, its fields borrowed from the line. */
struct mount {
	char *root, *point, *type, *options;
};

static bool has_word(const char *list, const char *word)
{
	size_t length = strlen(word);
	for (const char *at = list; *at != '\0'; at += strcspn(at, ","), at += *at == ',') {
		if (strcspn(at, ",\n") == length && memcmp(at, word, length) == 0)
			return true;
	}
	return false;
}

/* mountinfo writes space, tab, newline and backslash as \\040, \\011, \\012 and \\134 (proc(5)). */
static void unescape(char *text)
{
	char *to = text;
	for (const char *at = text; *at != '\0'; to++) {
		bool octal = at[0] == '\\' && at[1] >= '0' && at[1] <= '3' && at[2] >= '0' &&
			     at[2] <= '7' && at[3] >= '0' && at[3] <= '7';
		*to = octal ? (char)((at[1] - '0') << 6 | (at[2] - '0') << 3 | (at[3] - '0')) : *at;
		at += octal ? 4 : 1;
	}
	*to = '\0';
}

/* proc(5): 36 35 98:0 /root /point options [tags] - type source super-options */
static bool parse_mount(char *line, struct mount *ret_mount)
{
	char *fields[64];
	size_t count = 0;
	char *rest = line;
	for (char *field; count < 64 && (field = strsep(&rest, " ")) != NULL;)
		fields[count++] = field;
	size_t dash = 6;
	while (dash < count && strcmp(fields[dash], "-") != 0)
		dash++;
	if (count < 10 || dash + 3 >= count)
		return false;
	*ret_mount = (struct mount){.root = fields[3],
		.point = fields[4],
		.type = fields[dash + 1],
		.options = fields[dash + 3]};
	unescape(ret_mount->root);
	unescape(ret_mount->point);
	return true;
}

/* Our own group's path in the hierarchy with `controller`, or in version 2 when NULL. */
static bool own_group(const char *text, const char *controller, char *ret_path, size_t size)
{
	for (const char *at = text; *at != '\0'; at += strcspn(at, "\n"), at += *at == '\n') {
		const char *list = strchr(at, ':');
		const char *path = list == NULL ? NULL : strchr(list + 1, ':');
		if (path == NULL)
			return false;
		char names[256];
		int length =
			snprintf(names, sizeof names, "%.*s", (int)(path - list - 1), list + 1);
		if (length < 0 || (size_t)length >= sizeof names)
			continue;
		if (controller == NULL ? names[0] != '\0' : !has_word(names, controller))
			continue;
		length = snprintf(ret_path, size, "%.*s", (int)strcspn(path + 1, "\n"), path + 1);
		return length >= 0 && (size_t)length < size;
	}
	return false;
}

/*
 * Where a group's path is found under a mount that may show only a part of the hierarchy. Outside
 * that part (in a container with the host's cgroup namespace, "/.." in one with its own) the
 * mount's own root is the only group that can be seen.
 */
static bool join(const char *root, const struct mount *mount, const char *group, char *ret_path,
	uint32_t *ret_top)
{
	size_t shown = strcmp(mount->root, "/") == 0 ? 0 : strlen(mount->root);
	bool inside = strncmp(group, mount->root, shown) == 0 &&
		      (group[shown] == '/' || group[shown] == '\0') &&
		      strncmp(group, "/..", 3) != 0;
	const char *below = inside ? group + shown : "";
	if (strcmp(below, "/") == 0)
		below = "";
	int length = snprintf(ret_path, ASSAY_WIRE_PATH_SIZE, "%s%s%s", root, mount->point, below);
	if (length <= 0 || length >= ASSAY_WIRE_PATH_SIZE)
		return false;
	*ret_top = (uint32_t)((size_t)length - strlen(below));
	return true;
}

static bool read_proc(const char *root, const char *name, struct assay_bytes *ret_text)
{
	char path[ASSAY_WIRE_PATH_SIZE];
	int length = snprintf(path, sizeof path, "%s/proc/self/%s", root, name);
	return length > 0 && (size_t)length < sizeof path &&
	       assay_file_read(AT_FDCWD, path, PROC_LIMIT, ret_text, NULL) == 0;
}

static void place_one(const char *root, const struct mount *mount, const char *groups,
	const char *controller, char *ret_path, uint32_t *ret_top)
{
	char group[ASSAY_WIRE_PATH_SIZE];
	/* A mount from outside our cgroup namespace: nobody can move there
	 * (cgroup_namespaces(7)). */
	if (strncmp(mount->root, "/..", 3) == 0)
		return;
	if (ret_path[0] != '\0' || !own_group(groups, controller, group, sizeof group))
		return;
	/* A runner that already moved to its leaf: the group above it is the one to use. */
	size_t length = strlen(group);
	size_t leaf = sizeof LEAF_PART - 1;
	if (controller == NULL && length >= leaf && strcmp(group + length - leaf, LEAF_PART) == 0)
		group[length - leaf] = '\0';
	if (!join(root, mount, group, ret_path, ret_top))
		ret_path[0] = '\0';
}

/* swapon(8): a heading, and a line for each area. */
static bool has_swap(const char *root)
{
	char path[ASSAY_WIRE_PATH_SIZE];
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes text = {0};
	int length = snprintf(path, sizeof path, "%s/proc/swaps", root);
	if (length < 0 || (size_t)length >= sizeof path ||
		assay_file_read(AT_FDCWD, path, PROC_LIMIT, &text, NULL) != 0)
		return false;
	const char *line = strchr(assay_bytes_text(&text), '\n');
	return line != NULL && line[1] != '\0';
}

void assay_place_find(const char *root, struct assay_wire_open *ret_request)
{
	char two[ASSAY_WIRE_PATH_SIZE] = "";
	uint32_t unused;
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes groups = {0};
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes mounts = {0};
	ret_request->cgroup_version = 0;
	ret_request->swap_on = has_swap(root);
	if (!read_proc(root, "cgroup", &groups) || !read_proc(root, "mountinfo", &mounts))
		return;
	char *rest = mounts.data;
	for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
		struct mount mount;
		if (!parse_mount(line, &mount))
			continue;
		if (strcmp(mount.type, "cgroup2") == 0)
			place_one(root, &mount, assay_bytes_text(&groups), NULL, two,
				&ret_request->cgroup_top);
		for (size_t i = 0; i < ASSAY_HIERARCHY_COUNT && strcmp(mount.type, "cgroup") == 0;
			i++) {
			if (has_word(mount.options, controllers[i]))
				place_one(root, &mount, assay_bytes_text(&groups), controllers[i],
					ret_request->cgroup_path[i], &unused);
		}
	}
	bool one = true;
	for (size_t i = 0; i < ASSAY_HIERARCHY_COUNT; i++)
		one = one && ret_request->cgroup_path[i][0] != '\0';
	if (one) {
		ret_request->cgroup_version = 1;
	} else if (two[0] != '\0') {
		ret_request->cgroup_version = 2;
		for (size_t i = 0; i < ASSAY_HIERARCHY_COUNT; i++)
			memcpy(ret_request->cgroup_path[i], two, sizeof two);
	}
}
