/*
 * folder.c - owns the scratch folder of a box without a mount namespace. What is in it when the box
 * has ended is the candidate's making: it is removed by descriptor, and no link is followed.
 *
 * A runner that is killed cannot remove its folder. Each folder is locked for as long as the runner
 * or the box holds it open, and who makes the next one removes those that nobody holds.
 */
#include "box.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <assay/cleanup.h>

#define DEPTH_MAX 64
#define PREFIX    "assay-box."
#define TRIES_MAX 100
#define OPEN      (O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)

/* A folder in `fd`, also one that its maker closed to itself; nobody is left who could change
 * it. */
static int open_below(int fd, const char *name)
{
	struct stat status;
	int below = openat(fd, name, OPEN);
	if (below < 0 && errno == EACCES && fstatat(fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
		S_ISDIR(status.st_mode) && fchmodat(fd, name, 0700, 0) == 0)
		below = openat(fd, name, OPEN);
	return below;
}

/* Empties the folder; depth first, each level by descriptor. Takes `fd`. */
static void empty_folder(int fd, int depth)
{
	DIR *entries = fdopendir(fd);
	if (entries == NULL) {
		close(fd);
		return;
	}
	for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (unlinkat(fd, entry->d_name, 0) == 0 || (errno != EISDIR && errno != EPERM))
			continue;
		int below = open_below(fd, entry->d_name);
		if (below >= 0 && depth < DEPTH_MAX) {
			if (fchmod(below, 0700) == 0)
				empty_folder(below, depth + 1);
			else
				close(below);
		} else if (below >= 0) {
			close(below);
		}
		unlinkat(fd, entry->d_name, AT_REMOVEDIR);
	}
	closedir(entries);
}

void assay_folder_remove(const char *path)
{
	int fd = open(path, OPEN);
	if (fd < 0)
		return;
	empty_folder(fd, 0);
	rmdir(path);
}

/* Removes a folder that a killed runner left; one that is held, or another user's, stays. */
static void remove_left(int base, const char *name)
{
	struct stat status;
	ASSAY_AUTO_FD int fd = openat(base, name, OPEN);
	if (fd < 0 || fstat(fd, &status) != 0)
		return;
	bool ours =
		status.st_uid == geteuid() || (geteuid() == 0 && status.st_uid == ASSAY_BOX_UID);
	if (!ours || flock(fd, LOCK_EX | LOCK_NB) != 0)
		return;
	int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (own >= 0)
		empty_folder(own, 0);
	unlinkat(base, name, AT_REMOVEDIR);
}

static void remove_all_left(const char *base)
{
	DIR *entries = opendir(base);
	if (entries == NULL)
		return;
	for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
		if (strncmp(entry->d_name, PREFIX, sizeof PREFIX - 1) == 0)
			remove_left(dirfd(entries), entry->d_name);
	}
	closedir(entries);
}

/* The folder's descriptor, or -1 with errno set. Whoever removes what is left may have been quicker
 * to take the lock: then the folder is gone, and another is made. */
static int make_locked(char *path)
{
	size_t length = strlen(path);
	for (int i = 0; i < TRIES_MAX; i++) {
		memset(path + length - 6, 'X', 6);
		if (mkdtemp(path) == NULL)
			return -1;
		struct stat status;
		ASSAY_AUTO_FD int fd = open(path, OPEN);
		if (fd >= 0 && flock(fd, LOCK_EX) == 0 && fstat(fd, &status) == 0 &&
			status.st_nlink > 0)
			return assay_steal_fd(&fd);
	}
	errno = EBUSY;
	return -1;
}

int assay_folder_make(
	char *ret_path, size_t size, bool privileged, int *ret_fd, struct assay_error *err)
{
	const char *base = getenv("TMPDIR");
	if (base == NULL || base[0] != '/')
		base = "/tmp";
	int length = snprintf(ret_path, size, "%s/" PREFIX "XXXXXX", base);
	if (length < 0 || (size_t)length >= size)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "TMPDIR: '%.200s' is too long", base);
	remove_all_left(base);
	ASSAY_AUTO_FD int fd = make_locked(ret_path);
	if (fd < 0) {
		int status = assay_error_errno(err, errno, "make a folder '%s'", ret_path);
		ret_path[0] = '\0';
		return status;
	}
	if (privileged && fchown(fd, ASSAY_BOX_UID, ASSAY_BOX_UID) != 0)
		return assay_error_errno(err, errno, "open '%s'", ret_path);
	*ret_fd = assay_steal_fd(&fd);
	return 0;
}
