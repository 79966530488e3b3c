/*
 * program.c - owns the taking in of a program's file: a sealed copy, so that what was looked at is
 * what runs, whoever may write to the file.
 */
#include <assay/sandbox.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <assay/cleanup.h>

#include "elf.h"

static int open_program(const char *path, int *ret_fd, struct assay_error *err)
{
	struct stat status;
	/* O_NONBLOCK: a fifo in its place must not hold us up. */
	ASSAY_AUTO_FD int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return assay_error_set(err, ASSAY_ERR_NOT_FOUND, "'%s': no such program", path);
	if (fd < 0 && (errno == EACCES || errno == ELOOP || errno == ENAMETOOLONG))
		return assay_error_set(
			err, ASSAY_ERR_USAGE, "'%s': %s", path, strerrordesc_np(errno));
	if (fd < 0 || fstat(fd, &status) != 0)
		return assay_error_errno(err, errno, "open '%s'", path);
	if (!S_ISREG(status.st_mode))
		return assay_error_set(
			err, ASSAY_ERR_USAGE, "'%s': not a regular file, expected a program", path);
	if (faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) != 0)
		return assay_error_set(err, ASSAY_ERR_USAGE,
			"'%s': a file that may not be executed; `chmod +x` lets it", path);
	if ((uint64_t)status.st_size > ASSAY_PROGRAM_BYTES_MAX)
		return assay_error_set(err, ASSAY_ERR_USAGE,
			"'%s': %lld bytes, expected a program of at most %llu", path,
			(long long)status.st_size, (unsigned long long)ASSAY_PROGRAM_BYTES_MAX);
	*ret_fd = assay_steal_fd(&fd);
	return 0;
}

/* Copies what is there now, no more than the limit, and lets nobody change the copy. */
static int copy_sealed(
	int from, int to, const char *path, size_t *ret_size, struct assay_error *err)
{
	size_t size = 0;
	ssize_t n = 1;
	while (n > 0 && size <= ASSAY_PROGRAM_BYTES_MAX) {
		n = sendfile(to, from, NULL, 1 << 20);
		if (n > 0)
			size += (size_t)n;
		else if (n < 0 && errno == EINTR)
			n = 1;
	}
	if (n < 0)
		return assay_error_errno(err, errno, "read '%s'", path);
	if (n > 0)
		return assay_error_set(
			err, ASSAY_ERR_USAGE, "'%s': it grows while it is read", path);
	int status = assay_fd_seal(to, path, err);
	if (status == 0)
		*ret_size = size;
	return status;
}

static int look_at(int fd, size_t size, const char *path, enum assay_program_kind *ret_kind,
	struct assay_error *err)
{
	if (size == 0)
		return assay_elf_kind("", 0, path, ret_kind, err);
	void *data = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED)
		return assay_error_errno(err, errno, "map '%s'", path);
	int status = assay_elf_kind(data, size, path, ret_kind, err);
	munmap(data, size);
	return status;
}

int assay_program_load(
	const char *path, int *ret_fd, enum assay_program_kind *ret_kind, struct assay_error *err)
{
	ASSAY_AUTO_FD int from = -1;
	size_t size = 0;
	int status = open_program(path, &from, err);
	if (status != 0)
		return status;
	ASSAY_AUTO_FD int copy = memfd_create("program", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (copy < 0)
		return assay_error_errno(err, errno, "memfd_create 'program'");
	status = copy_sealed(from, copy, path, &size, err);
	if (status == 0)
		status = look_at(copy, size, path, ret_kind, err);
	if (status == 0)
		*ret_fd = assay_steal_fd(&copy);
	return status;
}
