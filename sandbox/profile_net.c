/*
 * profile_net.c - owns the rows of `net`: threads, and sockets in a net namespace of the run's own,
 * where only the loopback is. Streams and datagrams of IPv4, IPv6 and the local family; no raw,
 * packet, netlink or vsock socket, and none of the options that reach deep into the kernel.
 */
#include "profile.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* What stands beside the type in socket(2)'s second argument does not matter here. */
#define TYPE(wanted) ASSAY_MASKED(1, 0xffffffff & ~(SOCK_CLOEXEC | SOCK_NONBLOCK), wanted)

#define ALLOW_SOCKET(call_name, family, type, protocol, why)                                       \
	{                                                                                          \
		.call = (call_name),                                                               \
		.conditions = {ASSAY_INT(0, family), TYPE(type), ASSAY_INT(2, protocol)},          \
		.reason = (why)                                                                    \
	}
/* Options of one level, as far as they differ in the bits of `low` alone. */
#define ALLOW_OPTIONS(call_name, level, first, low, why)                                           \
	{                                                                                          \
		.call = (call_name),                                                               \
		.conditions = {ASSAY_INT(1, level),                                                \
			ASSAY_MASKED(2, 0xffffffff & ~(uint64_t)(low), first)},                    \
		.reason = (why)                                                                    \
	}

static const struct assay_rule rules[] = {
	ALLOW_SOCKET("socket", AF_UNIX, SOCK_STREAM, 0, "local streams"),
	ALLOW_SOCKET("socket", AF_UNIX, SOCK_DGRAM, 0, "local datagrams"),
	ALLOW_SOCKET("socket", AF_INET, SOCK_STREAM, 0, "TCP"),
	ALLOW_SOCKET("socket", AF_INET, SOCK_STREAM, IPPROTO_TCP, "TCP by name"),
	ALLOW_SOCKET("socket", AF_INET, SOCK_DGRAM, 0, "UDP"),
	ALLOW_SOCKET("socket", AF_INET, SOCK_DGRAM, IPPROTO_UDP, "UDP by name"),
	ALLOW_SOCKET("socket", AF_INET6, SOCK_STREAM, 0, "TCP over IPv6"),
	ALLOW_SOCKET("socket", AF_INET6, SOCK_STREAM, IPPROTO_TCP, "TCP over IPv6 by name"),
	ALLOW_SOCKET("socket", AF_INET6, SOCK_DGRAM, 0, "UDP over IPv6"),
	ALLOW_SOCKET("socket", AF_INET6, SOCK_DGRAM, IPPROTO_UDP, "UDP over IPv6 by name"),
	ASSAY_ANSWER_IF("socket", EAFNOSUPPORT, ASSAY_INT(0, AF_NETLINK),
		"getaddrinfo asks for the interfaces, and does without"),
	ALLOW_SOCKET("socketpair", AF_UNIX, SOCK_STREAM, 0, "two ends at once"),
	ALLOW_SOCKET("socketpair", AF_UNIX, SOCK_DGRAM, 0, "two ends at once"),

	ASSAY_ALLOW("bind", "servers"),
	ASSAY_ALLOW("listen", "servers"),
	ASSAY_ALLOW("accept", "servers"),
	ASSAY_ALLOW("accept4", "servers"),
	ASSAY_ALLOW("connect", "clients"),
	ASSAY_ALLOW("getsockname", "which port it was"),
	ASSAY_ALLOW("getpeername", "who it is"),
	ASSAY_ALLOW("sendto", "send"),
	ASSAY_ALLOW("recvfrom", "recv"),
	ASSAY_ALLOW("sendmsg", "several pieces at once"),
	ASSAY_ALLOW("recvmsg", "several pieces at once"),
	ASSAY_ALLOW("sendmmsg", "several messages at once"),
	ASSAY_ALLOW("recvmmsg", "several messages at once"),
	ASSAY_ALLOW("shutdown", "half a connection"),

	/* SO_REUSEADDR, SO_BROADCAST, SO_SNDBUF, SO_RCVBUF, SO_KEEPALIVE, SO_LINGER, SO_REUSEPORT:
	 * all below 16. Filters (SO_ATTACH_FILTER and the like) and SO_ZEROCOPY are above. */
	ALLOW_OPTIONS("setsockopt", SOL_SOCKET, 0, 15, "addresses, buffers, broadcast, lingering"),
	ALLOW_OPTIONS("setsockopt", SOL_SOCKET, SO_RCVTIMEO, 1, "time-outs"),
	ALLOW_OPTIONS("setsockopt", IPPROTO_TCP, 0, 7, "TCP_NODELAY, TCP_CORK, keep-alive; no ULP"),
	ALLOW_OPTIONS("setsockopt", IPPROTO_IPV6, IPV6_V6ONLY, 0, "both families, or one"),
	ASSAY_ANSWER("setsockopt", ENOPROTOOPT, "options are tuning; a program does without"),
	ALLOW_OPTIONS("getsockopt", SOL_SOCKET, 0, 63, "SO_ERROR after connect"),
	ALLOW_OPTIONS("getsockopt", IPPROTO_TCP, 0, 7, "what was set"),
	ASSAY_ANSWER("getsockopt", ENOPROTOOPT, "options are tuning; a program does without"),

	/* Serving many at once. */
	ASSAY_ALLOW("epoll_create", "event loops"),
	ASSAY_ALLOW("epoll_create1", "event loops"),
	ASSAY_ALLOW("epoll_ctl", "event loops"),
	ASSAY_ALLOW("epoll_wait", "event loops"),
	ASSAY_ALLOW("epoll_pwait", "event loops"),
	ASSAY_ALLOW("eventfd2", "waking an event loop"),
	ASSAY_ALLOW("timerfd_create", "time in an event loop"),
	ASSAY_ALLOW("timerfd_settime", "time in an event loop"),
	ASSAY_ALLOW("pipe", "waking an event loop"),
	ASSAY_ALLOW("pipe2", "waking an event loop"),
	ASSAY_ALLOW("dup", "a second name, below the limit of descriptors"),
	ASSAY_ALLOW_IF("ioctl", ASSAY_INT(1, FIONBIO), "not waiting"),
	ASSAY_ALLOW_IF("ioctl", ASSAY_INT(1, FIONREAD), "how much there is"),
};

const struct assay_profile assay_profile_net = {.name = "net",
	.base = &assay_profile_threads,
	.rules = rules,
	.count = sizeof rules / sizeof rules[0],
	.own_network = true};
