/*
 * kernel.h - a tree of plain files that behaves as control groups do: what a new group holds, what a
 * write does, and which errno the kernel answers with (cgroup-v2.rst, cgroup-v1/memory.rst,
 * cgroups(7)). The calls that matter are wrapped by the linker.
 */
#ifndef ASSAY_TEST_CGROUP_KERNEL_H
#define ASSAY_TEST_CGROUP_KERNEL_H

#include <stdbool.h>
#include <stddef.h>

struct kernel {
	char root[256]; /* the tree; "": the wrapped calls are the real ones */
	int version;
	char top[64]; /* version 2: the true root, which may hold processes and hand on */
	bool no_swap, no_peak, no_kill, no_oom_group; /* files that it does not have */
	char foreign[64]; /* a group that belongs to somebody else, with what is above it: EACCES */
	char refuses_entry[64]; /* a group whose cgroup.procs is somebody else's, so none beneath */
	bool read_only;         /* mounted so: EROFS */
};

/* From now on it behaves so. */
void kernel_set(const struct kernel *kernel);
/* Makes a group whose parent, if any in the tree, exists. `controllers`: of the uppermost. */
void kernel_group(const char *path, const char *controllers);
/* A file of the tree. */
void kernel_put(const char *path, const char *text);
void kernel_read(const char *path, char *text, size_t size);
bool kernel_exists(const char *path);
/* Moves a process as its parent might. */
void kernel_enter(const char *path, int pid);
/* Whether the process is in the group. */
bool kernel_holds(const char *path, int pid);

#endif
