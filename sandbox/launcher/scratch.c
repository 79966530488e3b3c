/*
 * scratch.c - owns what goes into the scratch folder before a run and what comes out after it.
 *
 * Coming out, every name belongs to the candidate: nothing is followed, nothing but a plain file
 * with one name is taken, and no more of it than is allowed.
 */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "weaken.h"

static int open_beneath(int folder, const char *name, uint64_t flags, uint64_t mode)
{
	struct open_how how = {
		.flags = flags | O_CLOEXEC | O_NOFOLLOW,
		.mode = mode,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS |
			   RESOLVE_NO_XDEV,
	};
	return (int)syscall(SYS_openat2, folder, name, &how, sizeof how);
}

/* Makes the folders above `name`. */
static int make_parents(int folder, const char *name)
{
	char part[ASSAY_WIRE_PATH_SIZE];
	for (size_t i = 0; name[i] != '\0'; i++) {
		if (i >= sizeof part - 1)
			return -1;
		part[i] = '\0';
		if (name[i] == '/' && mkdirat(folder, part, 0755) != 0 && errno != EEXIST)
			return -1;
		part[i] = name[i];
	}
	return 0;
}

/* Copies up to `size` bytes; the number copied, or -1. */
static int64_t copy(int to, int from, uint64_t size)
{
	uint64_t done = 0;
	while (done < size) {
		size_t want = size - done > (1u << 20) ? (1u << 20) : (size_t)(size - done);
		ssize_t n = sendfile(to, from, NULL, want);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		done += (uint64_t)n;
	}
	return (int64_t)done;
}

int assay_scratch_fill(const struct assay_order *order, int folder)
{
	const struct assay_wire_run *run = order->run;
	for (size_t i = 0; i < run->file_count; i++) {
		const char *name = order->file_names[i];
		if (make_parents(folder, name) != 0)
			return -1;
		int fd = open_beneath(folder, name, O_WRONLY | O_CREAT | O_EXCL, 0644);
		if (fd < 0)
			return -1;
		bool good = copy(fd, order->data, run->file_size[i]) == (int64_t)run->file_size[i];
		close(fd);
		if (!good)
			return -1;
	}
	return 0;
}

/* True when the file was taken; *ret_fault when the fault is ours. */
static bool take(int folder, const char *name, int to, uint64_t limit, bool *ret_fault)
{
	struct stat status;
	/* O_NONBLOCK: the name may be a fifo by now. */
	int fd = assay_weaken("outputs")
			 ? openat(folder, name, O_RDONLY | O_CLOEXEC)
			 : open_beneath(folder, name, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0);
	if (fd < 0)
		return false;
	bool good = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
		    (status.st_nlink == 1 || assay_weaken("outputs")) &&
		    (uint64_t)status.st_size <= limit;
	if (good && copy(to, fd, (uint64_t)status.st_size) != (int64_t)status.st_size) {
		*ret_fault = true;
		good = false;
	}
	close(fd);
	return good;
}

int assay_scratch_take(const struct assay_order *order, int folder)
{
	const struct assay_wire_run *run = order->run;
	bool fault = false;
	for (size_t i = 0; i < run->output_count; i++)
		order->server->record->output_there[i] = take(folder, order->output_names[i],
			order->outputs[i], run->output_file_limit, &fault);
	return fault ? -1 : 0;
}
