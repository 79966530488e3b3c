/*
 * network.c - owns the net namespace of a run whose profile has sockets. It is made for that run and
 * goes with it: nothing that listens, waits or is bound is met by another.
 */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "weaken.h"

static ino_t current_network(int host_proc)
{
	struct stat status;
	return fstatat(host_proc, "self/ns/net", &status, 0) == 0 ? status.st_ino : 0;
}

static int raise_loopback(int socket_fd)
{
	struct ifreq interface = {.ifr_name = "lo"};
	if (ioctl(socket_fd, SIOCGIFFLAGS, &interface) != 0)
		return -1;
	interface.ifr_flags |= IFF_UP;
	if (ioctl(socket_fd, SIOCSIFFLAGS, &interface) != 0 ||
		ioctl(socket_fd, SIOCGIFFLAGS, &interface) != 0)
		return -1;
	errno = EPROTO;
	return (interface.ifr_flags & IFF_UP) != 0 ? 0 : -1;
}

int assay_network_enter(int host_proc)
{
	ino_t before = current_network(host_proc);
	if (assay_weaken("net-namespace"))
		return 0;
	if (unshare(CLONE_NEWNET) != 0)
		return -1;
	ino_t now = current_network(host_proc);
	errno = EPROTO;
	if (before == 0 || now == 0 || now == before)
		return -1;
	int socket_fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (socket_fd < 0)
		return -1;
	int status = raise_loopback(socket_fd);
	int saved = errno;
	close(socket_fd);
	errno = saved;
	return status;
}
