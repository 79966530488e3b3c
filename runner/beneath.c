/*
 * beneath.c - owns reaching into folders that are not ours. Must never follow a symbolic link, wait
 * for a fifo, or take a device for a file.
 */
#include "beneath.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <assay/cleanup.h>

#define PATH_BYTES_MAX 200

bool assay_path_valid(const char *path)
{
	size_t length = strlen(path);
	if (length == 0 || length > PATH_BYTES_MAX)
		return false;
	bool first = true;
	for (const char *at = path; *at != '\0'; at++) {
		bool word = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') ||
			    (*at >= '0' && *at <= '9') || *at == '_';
		if (first ? !word : !word && *at != '.' && *at != '-' && *at != '/')
			return false;
		first = *at == '/';
	}
	return !first;
}

/* openat2(2) refuses flags that mean nothing, as these do beside O_PATH. */
static int add_safe_flags(int flags)
{
	return flags | ((flags & O_PATH) != 0 ? O_CLOEXEC : O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

/* O_NOFOLLOW with O_DIRECTORY says ENOTDIR of a symbolic link; say which it was. */
static int explain(int dirfd, const char *part, int errno_value)
{
	struct stat status;
	if (errno_value == ENOTDIR && fstatat(dirfd, part, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
		S_ISLNK(status.st_mode))
		return -ELOOP;
	return -errno_value;
}

static bool climbs(const char *part)
{
	return part[0] == '\0' || strcmp(part, ".") == 0 || strcmp(part, "..") == 0;
}

int assay_beneath_walk(int dirfd, const char *path, int flags)
{
	char part[256];
	ASSAY_AUTO_FD int held = -1;
	int at = dirfd;
	for (;;) {
		size_t length = strcspn(path, "/");
		if (length >= sizeof part)
			return -ENAMETOOLONG;
		memcpy(part, path, length);
		part[length] = '\0';
		if (climbs(part))
			return -EXDEV;
		bool last = path[length] == '\0';
		int wanted = last ? flags : O_PATH | O_DIRECTORY;
		int fd = openat(at, part, add_safe_flags(wanted) | O_NOFOLLOW);
		if (fd < 0)
			return explain(at, part, errno);
		if (last)
			return fd;
		if (held >= 0)
			close(held);
		held = at = fd;
		path += length + 1;
	}
}

int assay_beneath_open(int dirfd, const char *path, int flags)
{
	struct open_how how = {
		.flags = (uint64_t)add_safe_flags(flags),
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
	};
	long fd = syscall(SYS_openat2, dirfd, path, &how, sizeof how);
	if (fd >= 0)
		return (int)fd;
	/* No such call, or a filter around us that does not know it. */
	if (errno == ENOSYS || errno == EPERM)
		return assay_beneath_walk(dirfd, path, flags);
	return -errno;
}

int assay_beneath_fault(
	int errno_value, const char *name, const char *expected, int code, struct assay_error *err)
{
	switch (errno_value) {
	case ENOENT:
		return assay_error_set(err, code, "'%s' is missing; expected %s", name, expected);
	case ELOOP:
		return assay_error_set(
			err, code, "'%s' is a symbolic link; expected %s", name, expected);
	case EXDEV:
		return assay_error_set(
			err, code, "'%s' leaves its folder; expected %s", name, expected);
	case ENOTDIR:
	case EISDIR:
	case ENXIO:
	case ENAMETOOLONG:
		return assay_error_set(err, code, "'%s' is not %s", name, expected);
	case EACCES:
		return assay_error_set(
			err, code, "'%s' may not be read; expected %s", name, expected);
	default:
		return assay_error_errno(err, errno_value, "open '%s'", name);
	}
}

int assay_beneath_read_fd(int fd, const char *name, size_t limit, int code,
	struct assay_bytes *ret_bytes, struct assay_error *err)
{
	struct stat status;
	if (fstat(fd, &status) != 0)
		return assay_error_errno(err, errno, "stat '%s'", name);
	if (!S_ISREG(status.st_mode))
		return assay_error_set(err, code, "'%s' is not a plain file", name);
	if ((uint64_t)status.st_size > limit)
		return assay_error_set(err, code, "'%s' has %lld bytes, at most %zu are allowed",
			name, (long long)status.st_size, limit);
	return assay_fd_read_all(fd, name, limit, ret_bytes, err);
}

int assay_beneath_read(int dirfd, const char *path, const char *name, size_t limit, int code,
	struct assay_bytes *ret_bytes, struct assay_error *err)
{
	ASSAY_AUTO_FD int fd = assay_beneath_open(dirfd, path, O_RDONLY);
	if (fd < 0)
		return assay_beneath_fault(-fd, name, "a plain file", code, err);
	return assay_beneath_read_fd(fd, name, limit, code, ret_bytes, err);
}

void assay_names_release(struct assay_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->names[i]);
	free(names->names);
	*names = (struct assay_names){0};
}

/* Room for one more name. */
static bool grow_names(struct assay_names *names)
{
	if (names->count < names->capacity)
		return true;
	size_t capacity = names->capacity == 0 ? 16 : names->capacity * 2;
	char **grown = reallocarray(names->names, capacity, sizeof *grown);
	if (grown == NULL)
		return false;
	names->names = grown;
	names->capacity = capacity;
	return true;
}

bool assay_names_add(struct assay_names *names, const char *name)
{
	if (!grow_names(names))
		return false;
	struct assay_bytes copy = {0};
	assay_bytes_puts(&copy, name);
	char *text = assay_bytes_steal(&copy);
	if (text != NULL)
		names->names[names->count++] = text;
	return text != NULL;
}

static int compare_names(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

static int fill_names(DIR *stream, const char *name, size_t limit, int code,
	struct assay_names *names, struct assay_error *err)
{
	for (;;) {
		errno = 0;
		const struct dirent *entry = readdir(stream);
		if (entry == NULL && errno != 0)
			return assay_error_errno(err, errno, "read the folder '%s'", name);
		if (entry == NULL)
			break;
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (names->count == limit)
			return assay_error_set(err, code,
				"'%s' holds more than %zu files, the most that are allowed", name,
				limit);
		if (!assay_names_add(names, entry->d_name))
			return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	}
	if (names->count > 1)
		qsort(names->names, names->count, sizeof *names->names, compare_names);
	return 0;
}

int assay_beneath_list_fd(int fd, const char *name, size_t limit, int code,
	struct assay_names *ret_names, struct assay_error *err)
{
	/* A descriptor of its own, so that the caller's place in the folder does not move. */
	ASSAY_AUTO_FD int own = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = own < 0 ? NULL : fdopendir(own);
	if (stream == NULL)
		return assay_beneath_fault(errno, name, "a folder", code, err);
	assay_steal_fd(&own);
	struct assay_names names = {0};
	int status = fill_names(stream, name, limit, code, &names, err);
	closedir(stream);
	if (status != 0) {
		assay_names_release(&names);
		return status;
	}
	*ret_names = names;
	return 0;
}

int assay_beneath_list(int dirfd, const char *path, const char *name, size_t limit, int code,
	struct assay_names *ret_names, struct assay_error *err)
{
	ASSAY_AUTO_FD int fd = assay_beneath_open(dirfd, path, O_PATH | O_DIRECTORY);
	if (fd < 0)
		return assay_beneath_fault(-fd, name, "a folder", code, err);
	return assay_beneath_list_fd(fd, name, limit, code, ret_names, err);
}
