/* allowed: forbidden-call(socket) | class: state across runs | without: seccomp,net-namespace,landlock */
#include "../pair.h"

#include <sys/socket.h>
#include <sys/un.h>

static const struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "\0assay-attack"};

static void speak_once(void)
{
	static int listener = -1;
	if (listener >= 0)
		return;
	listener = socket(AF_UNIX, SOCK_STREAM, 0);
	bind(listener, (const struct sockaddr *)&address, sizeof address);
	listen(listener, 1);
}

static bool hear_once(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	bool heard = connect(fd, (const struct sockaddr *)&address, sizeof address) == 0;
	close(fd);
	return heard;
}
