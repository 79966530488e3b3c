/* allowed: exited(0) | class: state across runs | without: seccomp | box: compile */
#include "../pair.h"

#include <fcntl.h>
#include <sys/file.h>

/* The files of the toolchain are the same in each box, and to be locked they need only be read. */
static void speak_once(void)
{
	static int fd = -1;
	if (fd < 0)
		fd = open("/usr/bin/gcc", O_RDONLY | O_CLOEXEC);
	flock(fd, LOCK_EX | LOCK_NB);
}

static bool hear_once(void)
{
	int fd = open("/usr/bin/gcc", O_RDONLY | O_CLOEXEC);
	bool heard = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
	close(fd);
	return heard;
}
