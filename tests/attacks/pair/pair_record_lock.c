/* allowed: exited(0) | class: state across runs | without: seccomp | box: compile */
#include "../pair.h"

#include <fcntl.h>

/* A lock for reading is seen by who only asks whether one for writing could be had. */
static void speak_once(void)
{
	static int fd = -1;
	struct flock lock = {.l_type = F_RDLCK, .l_start = 7, .l_len = 1};
	if (fd < 0)
		fd = open("/usr/bin/gcc", O_RDONLY | O_CLOEXEC);
	fcntl(fd, F_SETLK, &lock);
}

static bool hear_once(void)
{
	struct flock lock = {.l_type = F_WRLCK, .l_start = 7, .l_len = 1};
	int fd = open("/usr/bin/gcc", O_RDONLY | O_CLOEXEC);
	bool heard = fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type == F_RDLCK;
	close(fd);
	return heard;
}
