/*
 * copy.c - owns a sandbox's copy of a program's file, for profiles that have a call by which boxes
 * could talk over pages that they share. It is made once for a file and kept until another one is
 * run.
 */
#include "box.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <assay/cleanup.h>

#include "launcher/weaken.h"

static int copy_bytes(int to, int from, off_t size, struct assay_error *err)
{
	off_t at = 0;
	while (at < size) {
		ssize_t n = sendfile(to, from, &at, (size_t)(size - at));
		if (n == 0 || (n < 0 && errno != EINTR))
			return assay_error_errno(err, n == 0 ? EIO : errno, "copy the program");
	}
	return 0;
}

static int make(struct assay_copy *copy, int program, off_t size, struct assay_error *err)
{
	ASSAY_AUTO_FD int made = memfd_create("program", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (made < 0)
		return assay_error_errno(err, errno, "memfd_create 'program'");
	int status = copy_bytes(made, program, size, err);
	if (status != 0)
		return status;
	status = assay_fd_seal(made, "program", err);
	if (status != 0)
		return status;
	/* While the file is held, no other can get its number. */
	int held = fcntl(program, F_DUPFD_CLOEXEC, 3);
	if (held < 0)
		return assay_error_errno(err, errno, "hold the program's file");
	assay_copy_release(copy);
	*copy = (struct assay_copy){true, assay_steal_fd(&made), held};
	return 0;
}

int assay_copy_of(struct assay_copy *copy, int program, int *ret_fd, struct assay_error *err)
{
	struct stat wanted;
	struct stat held;
	*ret_fd = program;
	if (assay_weaken("program-copy"))
		return 0;
	if (fstat(program, &wanted) != 0)
		return assay_error_errno(err, errno, "fstat of the program");
	int status = 0;
	if (!copy->made || fstat(copy->of, &held) != 0 || held.st_ino != wanted.st_ino ||
		held.st_dev != wanted.st_dev)
		status = make(copy, program, wanted.st_size, err);
	if (status == 0)
		*ret_fd = copy->fd;
	return status;
}

void assay_copy_release(struct assay_copy *copy)
{
	if (copy->made) {
		close(copy->fd);
		close(copy->of);
	}
	*copy = (struct assay_copy){0};
}
