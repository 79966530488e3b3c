/*
 * intake.c - owns the opening and checking of files from a candidate. Knows nothing of challenges.
 *
 * A file is looked at first, by O_PATH, which neither waits for a fifo nor wakes a device, and is
 * then opened through that very descriptor, so that what was looked at is what is read.
 */
#include "intake.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <assay/cleanup.h>

#include "../beneath.h"

#define NAME_SHOWN_MAX 400
#define LOOK_FLAGS     (O_PATH | O_NOFOLLOW)

void assay_intake_append_name(struct assay_bytes *bytes, const char *name)
{
	/* Line breaks and tabs, which safe text keeps, have no place in a name on one line. */
	size_t size = strlen(name);
	size_t shown = size < NAME_SHOWN_MAX ? size : NAME_SHOWN_MAX;
	for (size_t i = 0; i < shown;) {
		size_t plain = strcspn(name + i, "\n\t");
		if (plain > shown - i)
			plain = shown - i;
		assay_bytes_append_safe(bytes, name + i, plain, plain);
		i += plain;
		if (i < shown)
			assay_bytes_printf(bytes, "\\x%02x", (unsigned char)name[i++]);
	}
	if (shown < size)
		assay_bytes_puts(bytes, "...");
}

int assay_intake_look(int dirfd, const char *path, int *ret_fd, struct stat *ret_status)
{
	ASSAY_AUTO_FD int fd = -1;
	if (dirfd == AT_FDCWD) {
		fd = openat(dirfd, path, LOOK_FLAGS | O_CLOEXEC);
		if (fd < 0)
			return -errno;
	} else {
		fd = assay_beneath_open(dirfd, path, LOOK_FLAGS);
		if (fd < 0)
			return fd;
	}
	if (fstat(fd, ret_status) != 0)
		return -errno;
	*ret_fd = assay_steal_fd(&fd);
	return 0;
}

int assay_intake_open_folder(int look_fd, int *ret_fd)
{
	int fd = openat(look_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	*ret_fd = fd;
	return 0;
}

/* Turns a descriptor that only looks into one that reads. The file is regular: nothing waits. */
static int reopen(int look_fd, const struct stat *looked, int *ret_fd)
{
	char link[64];
	struct stat status;
	snprintf(link, sizeof link, "/proc/self/fd/%d", look_fd);
	ASSAY_AUTO_FD int fd = open(link, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 || fstat(fd, &status) != 0)
		return -errno;
	if (status.st_dev != looked->st_dev || status.st_ino != looked->st_ino)
		return -ESTALE;
	*ret_fd = assay_steal_fd(&fd);
	return 0;
}

const char *assay_intake_kind(mode_t mode)
{
	static const struct {
		mode_t type;
		const char *name;
	} kinds[] = {
		{S_IFREG, "a regular file"},
		{S_IFDIR, "a folder"},
		{S_IFLNK, "a symbolic link"},
		{S_IFIFO, "a fifo"},
		{S_IFSOCK, "a socket"},
		{S_IFCHR, "a device"},
		{S_IFBLK, "a device"},
	};
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (kinds[i].type == (mode & S_IFMT))
			return kinds[i].name;
	}
	return "no ordinary file";
}

static int check_status(
	const struct stat *status, const char *shown, size_t limit, struct assay_error *err)
{
	if (!S_ISREG(status->st_mode))
		return assay_error_set(err, ASSAY_ERR_SUBMISSION,
			"'%s' is %s: expected a regular file%s", shown,
			assay_intake_kind(status->st_mode),
			S_ISLNK(status->st_mode) ? " (links are not followed)" : "");
	/* A second name may lie where the candidate could not read: not taken on trust. */
	if (status->st_nlink > 1)
		return assay_error_set(err, ASSAY_ERR_SUBMISSION,
			"'%s' has %ju names (hard links): expected a file of its own; copy it",
			shown, (uintmax_t)status->st_nlink);
	if (status->st_size < 0 || (uintmax_t)status->st_size > limit)
		return assay_error_set(err, ASSAY_ERR_SUBMISSION,
			"'%s' has %jd bytes: at most %zu are taken", shown,
			(intmax_t)status->st_size, limit);
	return 0;
}

static int check_text(const struct assay_bytes *text, const char *shown, struct assay_error *err)
{
	for (size_t i = 0; i < text->size;) {
		uint32_t point;
		size_t length = assay_utf8_length(text->data + i, text->size - i, &point);
		if (length > 0 && text->data[i] != '\0') {
			i += length;
			continue;
		}
		return assay_error_set(err, ASSAY_ERR_SUBMISSION,
			"'%s' is binary: byte 0x%02x at offset %zu, expected UTF-8 text%s", shown,
			(unsigned char)text->data[i], i, length > 0 ? " without NUL" : "");
	}
	return 0;
}

int assay_intake_read(int look_fd, const char *shown, size_t limit, struct assay_bytes *ret_text,
	struct assay_error *err)
{
	struct stat status;
	ASSAY_AUTO_FD int fd = -1;
	if (fstat(look_fd, &status) != 0)
		return assay_error_errno(err, errno, "stat '%s'", shown);
	int failed = check_status(&status, shown, limit, err);
	if (failed != 0)
		return failed;
	failed = reopen(look_fd, &status, &fd);
	if (failed != 0) {
		char reason[128];
		return assay_error_set(err, ASSAY_ERR_SUBMISSION, "cannot read '%s': %s", shown,
			strerror_r(-failed, reason, sizeof reason));
	}
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes text = {0};
	failed = assay_fd_read_all(fd, shown, limit, &text, err);
	if (failed == 0)
		failed = check_text(&text, shown, err);
	if (failed != 0)
		return failed;
	*ret_text = text;
	assay_bytes_init(&text);
	return 0;
}
