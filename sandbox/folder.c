/*
 * folder.c - owns the scratch folder of a box without a mount namespace. What is in it when the box
 * has ended is the candidate's making: it is removed by descriptor, and no link is followed.
 */
#include "box.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <assay/cleanup.h>

#define DEPTH_MAX 64

int assay_folder_make(
	char *ret_path, size_t size, bool privileged, int *ret_fd, struct assay_error *err)
{
	const char *base = getenv("TMPDIR");
	int length = snprintf(ret_path, size, "%s/assay-box.XXXXXX",
		base != NULL && base[0] == '/' ? base : "/tmp");
	if (length < 0 || (size_t)length >= size)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "TMPDIR: '%.200s' is too long", base);
	if (mkdtemp(ret_path) == NULL) {
		int status = assay_error_errno(err, errno, "make a folder '%s'", ret_path);
		ret_path[0] = '\0';
		return status;
	}
	ASSAY_AUTO_FD int fd = open(ret_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 || (privileged && fchown(fd, ASSAY_BOX_UID, ASSAY_BOX_UID) != 0))
		return assay_error_errno(err, errno, "open '%s'", ret_path);
	*ret_fd = assay_steal_fd(&fd);
	return 0;
}

/* A folder in `fd`, also one that its maker closed to itself; nobody is left who could change it. */
static int open_below(int fd, const char *name)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW;
	struct stat status;
	int below = openat(fd, name, flags);
	if (below < 0 && errno == EACCES && fstatat(fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
		S_ISDIR(status.st_mode) && fchmodat(fd, name, 0700, 0) == 0)
		below = openat(fd, name, flags);
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
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return;
	empty_folder(fd, 0);
	rmdir(path);
}
