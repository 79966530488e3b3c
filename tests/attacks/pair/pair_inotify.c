/* allowed: exited(0), forbidden-call(inotify_init1) | class: state across runs | without: seccomp | box: compile */
#include "../pair.h"

#include <fcntl.h>
#include <sys/inotify.h>

static void speak_once(void)
{
	int fd = open("/usr/bin/gcc", O_RDONLY | O_CLOEXEC);
	close(fd);
}

static bool hear_once(void)
{
	static int fd = -1;
	char event[512];
	if (fd < 0) {
		fd = inotify_init1(IN_NONBLOCK);
		inotify_add_watch(fd, "/usr/bin/gcc", IN_OPEN);
		return false;
	}
	return read(fd, event, sizeof event) > 0;
}
