/*
 * fault_vfs.h - a file system for SQLite that fails, or kills the process, at the n-th write.
 */
#ifndef ASSAY_TESTS_FAULT_VFS_H
#define ASSAY_TESTS_FAULT_VFS_H

enum fault_kind {
	FAULT_NONE = 0,
	FAULT_FULL, /* from the n-th on: no space left, half of the bytes written */
	FAULT_IO,   /* from the n-th on: an input/output error */
	FAULT_ONCE, /* the n-th alone: an input/output error */
	FAULT_KILL, /* the n-th: half of the bytes are written, then SIGKILL */
};

/* Puts itself in front of SQLite's default; once. */
void fault_vfs_install(void);
/* Counts writes, synchronisations, truncations and deletions from 1, and fails the n-th. */
void fault_vfs_arm(enum fault_kind kind, unsigned n);
/* Lets everything through again; whether the fault has struck. */
int fault_vfs_disarm(void);

#endif
