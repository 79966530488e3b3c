/*
 * intake.h - opens and reads files that come from a candidate, without following the candidate's
 * names: no symlink, no fifo or device, no second name, no size without a limit.
 */
#ifndef ASSAY_RUNNER_INTAKE_H
#define ASSAY_RUNNER_INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include <assay/bytes.h>
#include <assay/error.h>

/* Appends a file name so that it can be printed on one line, cut when it is very long. */
void assay_intake_append_name(struct assay_bytes *bytes, const char *name);

/*
 * Looks at `path` without opening what is there (O_PATH): a descriptor and its status. A symlink is
 * opened as itself. With dirfd AT_FDCWD the path is the user's own and only its last part may not
 * be a symlink; else it is a relative path that stays beneath dirfd and meets no symlink at all.
 * Returns 0 or a negative errno.
 */
int assay_intake_look(int dirfd, const char *path, int *ret_fd, struct stat *ret_status);

/* Opens a folder for reading that assay_intake_look() has found. 0 or a negative errno. */
int assay_intake_open_folder(int look_fd, int *ret_fd);

/*
 * Reads a file that assay_intake_look() has found: regular, one link, at most `limit` bytes, text
 * (UTF-8 without NUL). `shown` is its name for messages, already safe. ASSAY_ERR_SUBMISSION.
 */
int assay_intake_read(int look_fd, const char *shown, size_t limit, struct assay_bytes *ret_text,
	struct assay_error *err);

/* What a file is, in words: "a folder", "a symbolic link", "a fifo", ... */
const char *assay_intake_kind(mode_t mode);

#endif
