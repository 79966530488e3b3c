/*
 * beneath.h - opens files of a folder that a stranger wrote: nothing outside it is reached, and no
 * part of a path is a symbolic link.
 */
#ifndef ASSAY_RUNNER_BENEATH_H
#define ASSAY_RUNNER_BENEATH_H

#include <stdbool.h>
#include <stddef.h>

#include <assay/bytes.h>
#include <assay/error.h>

/*
 * Opens `path` beneath `dirfd`, close-on-exec and without waiting for a fifo. Returns a descriptor,
 * or a negated errno: ELOOP for a symbolic link, EXDEV for a path that leaves the folder.
 */
int assay_beneath_open(int dirfd, const char *path, int flags);
/* The same part by part, for kernels and sandboxes without openat2(2). */
int assay_beneath_walk(int dirfd, const char *path, int flags);

/* A fault of opening `name`: `code` when the folder is to blame, else ASSAY_ERR_SYSTEM. */
int assay_beneath_fault(
	int errno_value, const char *name, const char *expected, int code, struct assay_error *err);

/* Reads a plain file of at most `limit` bytes. `name` is for messages. */
int assay_beneath_read(int dirfd, const char *path, const char *name, size_t limit, int code,
	struct assay_bytes *ret_bytes, struct assay_error *err);
int assay_beneath_read_fd(int fd, const char *name, size_t limit, int code,
	struct assay_bytes *ret_bytes, struct assay_error *err); /* of an open file */

/* The names in a folder, sorted, at most `limit` of them, without "." and "..". */
struct assay_names {
	char **names;
	size_t count, capacity;
};
void assay_names_release(struct assay_names *names);
bool assay_names_add(struct assay_names *names, const char *name); /* false without memory */
int assay_beneath_list_fd(int fd, const char *name, size_t limit, int code,
	struct assay_names *ret_names, struct assay_error *err); /* of an open folder */
int assay_beneath_list(int dirfd, const char *path, const char *name, size_t limit, int code,
	struct assay_names *ret_names, struct assay_error *err);

/*
 * Whether a path of a manifest is well-formed: at most 200 bytes, parts of letters, digits, `_`,
 * `.` and `-` between single slashes, each part beginning with a letter, a digit or `_`.
 */
bool assay_path_valid(const char *path);

#endif
