/*
 * nets.c - a static program with sockets, one act a run, chosen by its first argument; the tests of
 * the profile `net` run it in boxes.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#define PORT 8080

struct address {
	socklen_t size;
	union {
		struct sockaddr any;
		struct sockaddr_in four;
		struct sockaddr_in6 six;
		struct sockaddr_un local;
	} is;
};

static struct address address_of(int family, unsigned port)
{
	struct address address = {.size = sizeof address.is.four};
	if (family == AF_INET) {
		address.is.four = (struct sockaddr_in){.sin_family = AF_INET,
			.sin_port = htons((uint16_t)port),
			.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	} else if (family == AF_INET6) {
		address.size = sizeof address.is.six;
		address.is.six = (struct sockaddr_in6){.sin6_family = AF_INET6,
			.sin6_port = htons((uint16_t)port),
			.sin6_addr = IN6ADDR_LOOPBACK_INIT};
	} else {
		/* An abstract name: its first byte is NUL. */
		static const char name[] = "\0assay-test";
		address.is.local = (struct sockaddr_un){.sun_family = AF_UNIX};
		memcpy(address.is.local.sun_path, name, sizeof name);
		address.size = offsetof(struct sockaddr_un, sun_path) + sizeof name;
	}
	return address;
}

static int fail(const char *what)
{
	printf("%s: %d\n", what, errno);
	return 3;
}

static void *answer_one(void *listener)
{
	char word[16];
	int fd = accept4(*(int *)listener, NULL, NULL, SOCK_CLOEXEC);
	ssize_t n = recv(fd, word, sizeof word, 0);
	if (n > 0)
		send(fd, word, (size_t)n, MSG_NOSIGNAL);
	shutdown(fd, SHUT_WR);
	close(fd);
	return NULL;
}

static int stream(int family)
{
	char word[16] = {0};
	int one = 1;
	pthread_t server;
	struct address address = address_of(family, PORT);
	int listener = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (listener < 0 || bind(listener, &address.is.any, address.size) != 0 ||
		listen(listener, 4) != 0)
		return fail("listen");
	if (pthread_create(&server, NULL, answer_one, &listener) != 0)
		return fail("thread");
	int fd = socket(family, SOCK_STREAM, family == AF_UNIX ? 0 : IPPROTO_TCP);
	if (fd < 0 || connect(fd, &address.is.any, address.size) != 0)
		return fail("connect");
	if (family != AF_UNIX && setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) != 0)
		return fail("nodelay");
	if (send(fd, "hello", 5, 0) != 5 || recv(fd, word, sizeof word, MSG_WAITALL) != 5)
		return fail("talk");
	pthread_join(server, NULL);
	printf("%s\n", word);
	return 0;
}

static int act_four(const char *argument)
{
	(void)argument;
	return stream(AF_INET);
}

static int act_six(const char *argument)
{
	(void)argument;
	return stream(AF_INET6);
}

static int act_local(const char *argument)
{
	(void)argument;
	return stream(AF_UNIX);
}

static int act_datagram(const char *argument)
{
	char word[16] = {0};
	struct address address = address_of(AF_INET, PORT);
	(void)argument;
	int fd = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
	if (fd < 0 || bind(fd, &address.is.any, address.size) != 0)
		return fail("bind");
	if (sendto(fd, "hello", 5, 0, &address.is.any, address.size) != 5 ||
		recvfrom(fd, word, sizeof word, 0, NULL, NULL) != 5)
		return fail("talk");
	printf("%s\n", word);
	return 0;
}

static int act_events(const char *argument)
{
	uint64_t count = 1;
	int pair[2];
	(void)argument;
	int events = epoll_create1(EPOLL_CLOEXEC);
	int waker = eventfd(0, EFD_CLOEXEC);
	struct epoll_event event = {.events = EPOLLIN};
	if (events < 0 || waker < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0 ||
		epoll_ctl(events, EPOLL_CTL_ADD, waker, &event) != 0 ||
		epoll_ctl(events, EPOLL_CTL_ADD, pair[1], &event) != 0)
		return fail("epoll");
	if (write(waker, &count, sizeof count) != sizeof count || write(pair[0], "x", 1) != 1)
		return fail("wake");
	struct epoll_event ready[4];
	printf("%d\n", epoll_wait(events, ready, 4, 1000));
	return 0;
}

/* Whether someone listens at a port of 127.0.0.1, which the argument names. */
static int act_connect(const char *argument)
{
	struct address address = address_of(AF_INET, (unsigned)strtoul(argument, NULL, 10));
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0)
		return fail("socket");
	int status = connect(fd, &address.is.any, address.size);
	printf("%s\n", status == 0 ? "connected" : strerrorname_np(errno));
	return 0;
}

/* Anything beyond the loopback. */
static int act_outside(const char *argument)
{
	struct address address = address_of(AF_INET, PORT);
	(void)argument;
	address.is.four.sin_addr.s_addr = htonl(0xc0000201); /* 192.0.2.1 */
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	int status = connect(fd, &address.is.any, address.size);
	printf("%s\n", status == 0 ? "connected" : strerrorname_np(errno));
	return 0;
}

/* Another name of a descriptor where the launcher's exec took its program from, and the exec. */
static int act_exec(const char *argument)
{
	char *const argv[] = {NULL};
	(void)argument;
	int fd = dup(0);
	if (fd < 0 || syscall(SYS_dup2, 0, 200) >= 0 || syscall(SYS_dup3, 0, 200, 0) >= 0)
		return fail("dup");
	syscall(SYS_execveat, 200, "", argv, argv, 0x1000);
	printf("%s\n", strerrorname_np(errno));
	return 0;
}

/* "family type protocol" of a socket; what comes of it. */
static int act_socket(const char *argument)
{
	char *at = NULL;
	long family = strtol(argument, &at, 0);
	long type = strtol(at, &at, 0);
	long protocol = strtol(at, NULL, 0);
	int fd = (int)syscall(SYS_socket, family, type, protocol);
	printf("%s\n", fd >= 0 ? "made" : strerrorname_np(errno));
	return 0;
}

/* "level option" of setsockopt on a stream. */
static int act_option(const char *argument)
{
	char *at = NULL;
	char value[16] = {1};
	int level = (int)strtol(argument, &at, 0);
	int option = (int)strtol(at, NULL, 0);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	int status = setsockopt(fd, level, option, value, sizeof value);
	printf("%s\n", status == 0 ? "set" : strerrorname_np(errno));
	return 0;
}

static const struct {
	const char *name;
	int (*run)(const char *argument);
} acts[] = {
	{"four", act_four},
	{"six", act_six},
	{"local", act_local},
	{"datagram", act_datagram},
	{"events", act_events},
	{"connect", act_connect},
	{"outside", act_outside},
	{"exec", act_exec},
	{"socket", act_socket},
	{"option", act_option},
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof acts / sizeof acts[0]; i++) {
		if (strcmp(acts[i].name, argv[1]) == 0)
			return acts[i].run(argc > 2 ? argv[2] : NULL);
	}
	return 99;
}
