/*
 * files.c - owns reading and writing whole files and descriptors, and the clocks.
 *
 * Used on the trusted side only. Nothing here may be given a path that a candidate can write to
 * while it runs; what leaves a box leaves by descriptor.
 */
#include <assay/bytes.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <assay/cleanup.h>

int assay_fd_read_all(int fd, const char *name, size_t limit, struct assay_bytes *ret_bytes,
	struct assay_error *err)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes bytes = {0};
	char block[16384];
	for (;;) {
		ssize_t n = read(fd, block, sizeof block);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return assay_error_errno(err, errno, "read '%s'", name);
		if (n == 0)
			break;
		if (bytes.size + (size_t)n > limit)
			return assay_error_set(err, ASSAY_ERR_SYSTEM,
				"read '%s': larger than %zu bytes", name, limit);
		assay_bytes_append(&bytes, block, (size_t)n);
	}
	int status = assay_bytes_check(&bytes, err);
	if (status != 0)
		return status;
	*ret_bytes = bytes;
	assay_bytes_init(&bytes);
	return 0;
}

int assay_fd_write_all(
	int fd, const char *name, const void *data, size_t size, struct assay_error *err)
{
	const char *from = data;
	while (size > 0) {
		ssize_t n = write(fd, from, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return assay_error_errno(err, errno, "write '%s'", name);
		from += n;
		size -= (size_t)n;
	}
	return 0;
}

int assay_file_read(int dirfd, const char *path, size_t limit, struct assay_bytes *ret_bytes,
	struct assay_error *err)
{
	/* O_NONBLOCK: a fifo in the place of a file must not hold us up. */
	ASSAY_AUTO_FD int fd =
		openat(dirfd, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 && errno == ELOOP)
		return assay_error_set(err, ASSAY_ERR_SYSTEM,
			"open '%s': a symbolic link, expected a regular file", path);
	if (fd < 0)
		return assay_error_errno(err, errno, "open '%s'", path);
	struct stat status;
	if (fstat(fd, &status) != 0)
		return assay_error_errno(err, errno, "stat '%s'", path);
	if (!S_ISREG(status.st_mode))
		return assay_error_set(
			err, ASSAY_ERR_SYSTEM, "open '%s': not a regular file", path);
	if ((uint64_t)status.st_size > limit)
		return assay_error_set(err, ASSAY_ERR_SYSTEM,
			"read '%s': %lld bytes, at most %zu are allowed", path,
			(long long)status.st_size, limit);
	return assay_fd_read_all(fd, path, limit, ret_bytes, err);
}

/*
 * Whether `path` leads to what cannot be replaced, only written to: a device, a fifo, a descriptor of
 * ours. No other link is followed: whoever can write to its folder would choose what we write to.
 */
static bool is_written_through(const char *path)
{
	struct stat status;
	if (strcmp(path, "/dev/stdout") == 0 || strcmp(path, "/dev/stderr") == 0 ||
		strncmp(path, "/dev/fd/", strlen("/dev/fd/")) == 0)
		return true;
	return lstat(path, &status) == 0 && (S_ISCHR(status.st_mode) || S_ISFIFO(status.st_mode));
}

static int write_through(const char *path, const void *data, size_t size, struct assay_error *err)
{
	/* O_NONBLOCK: a fifo that nobody reads must not hold us up. */
	ASSAY_AUTO_FD int fd = open(path, O_WRONLY | O_CLOEXEC | O_APPEND | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 || fcntl(fd, F_SETFL, O_APPEND) != 0)
		return assay_error_errno(err, errno, "open '%s'", path);
	return assay_fd_write_all(fd, path, data, size, err);
}

int assay_file_replace(
	const char *path, const void *data, size_t size, unsigned mode, struct assay_error *err)
{
	if (is_written_through(path))
		return write_through(path, data, size, err);
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes temporary = {0};
	assay_bytes_printf(&temporary, "%s.XXXXXX", path);
	int status = assay_bytes_check(&temporary, err);
	if (status != 0)
		return status;
	ASSAY_AUTO_FD int fd = mkostemp(temporary.data, O_CLOEXEC);
	if (fd < 0)
		return assay_error_errno(err, errno, "create '%s'", path);
	status = assay_fd_write_all(fd, path, data, size, err);
	if (status == 0 && fchmod(fd, mode) != 0)
		status = assay_error_errno(err, errno, "chmod '%s'", path);
	if (status == 0 && fsync(fd) != 0 && errno != EINVAL && errno != EROFS)
		status = assay_error_errno(err, errno, "fsync '%s'", path);
	if (close(assay_steal_fd(&fd)) != 0 && status == 0)
		status = assay_error_errno(err, errno, "close '%s'", path);
	if (status == 0 && rename(temporary.data, path) != 0)
		status = assay_error_errno(err, errno, "rename to '%s'", path);
	if (status != 0)
		unlink(temporary.data);
	return status;
}

int assay_directory_make(const char *path, unsigned mode, struct assay_error *err)
{
	ASSAY_AUTO_FREE char *copy = strdup(path);
	if (copy == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	for (char *at = copy + 1;; at++) {
		if (*at != '/' && *at != '\0')
			continue;
		char kept = *at;
		*at = '\0';
		struct stat status;
		if (mkdir(copy, mode) != 0 &&
			(errno != EEXIST || stat(copy, &status) != 0 || !S_ISDIR(status.st_mode)))
			return assay_error_errno(err, errno, "mkdir '%s'", copy);
		*at = kept;
		if (kept == '\0')
			return 0;
	}
}

int assay_fd_seal(int fd, const char *name, struct assay_error *err)
{
	if (fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0)
		return assay_error_errno(err, errno, "seal '%s'", name);
	if (lseek(fd, 0, SEEK_SET) != 0)
		return assay_error_errno(err, errno, "seek '%s'", name);
	return 0;
}

int assay_memory_file(
	const char *name, const void *data, size_t size, int *ret_fd, struct assay_error *err)
{
	ASSAY_AUTO_FD int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0)
		return assay_error_errno(err, errno, "memfd_create '%s'", name);
	int status = assay_fd_write_all(fd, name, data, size, err);
	if (status == 0)
		status = assay_fd_seal(fd, name, err);
	if (status == 0)
		*ret_fd = assay_steal_fd(&fd);
	return status;
}

static uint64_t read_clock(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t assay_monotonic_ns(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

uint64_t assay_wall_ns(void)
{
	return read_clock(CLOCK_REALTIME);
}
