/* allowed: forbidden-call(socket) | class: state across runs | without: seccomp,net-namespace,landlock */
#include "../pair.h"

#include <arpa/inet.h>
#include <sys/socket.h>

/* Bound ports are seen where no packet gets through: a second bind to the same fails. */
static int bind_port(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_port = htons(45454), .sin_addr = {htonl(INADDR_ANY)}};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(fd, (struct sockaddr *)&address, sizeof address) == 0)
		return fd;
	int saved = errno;
	close(fd);
	errno = saved;
	return -1;
}

static void speak_once(void)
{
	static int fd = -1;
	if (fd < 0)
		fd = bind_port();
}

static bool hear_once(void)
{
	int fd = bind_port();
	if (fd >= 0)
		close(fd);
	return fd < 0 && errno == EADDRINUSE;
}
