/* allowed: exited(0) | class: state across runs | without: seccomp | box: compile */
#include "../pair.h"

#include <fcntl.h>
#include <signal.h>

static volatile sig_atomic_t told;

static void note(int number)
{
	(void)number;
	told = 1;
}

/* A folder tells who asked that a file in it was read, whoever read it (fcntl(2), F_NOTIFY). */
static void speak_once(void)
{
	char byte;
	int fd = open("/usr/bin/ld", O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && read(fd, &byte, 1) == 1)
		close(fd);
}

static bool hear_once(void)
{
	static int fd = -1;
	if (fd < 0) {
		signal(SIGIO, note);
		fd = open("/usr/bin", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		fcntl(fd, F_NOTIFY, DN_ACCESS | DN_MULTISHOT);
	}
	return told != 0;
}
