/*
 * test_profile_net.c - the profile `net`: sockets work, reach nothing but the run itself, and leave
 * nothing to the next run. Doors that are not TCP, UDP or local stay shut.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "box_helper.h"

static void run(struct assay_sandbox *sandbox, const char *act, const char *argument,
	struct assay_observation *ret_observation)
{
	struct box_setup setup;
	int program = box_program_named("nets");
	box_prepare(&setup, program, act, argument);
	setup.box.profile = "net";
	box_run(sandbox, &setup, ret_observation);
	close(program);
}

static void expect(void **state, const char *act, const char *argument, const char *output)
{
	struct assay_observation seen;
	run(box_of(state), act, argument, &seen);
	if (seen.status != ASSAY_STATUS_EXITED || strcmp(box_output(&seen, 1), output) != 0)
		fail_msg("%s %s: %s %s '%s'", act, argument == NULL ? "" : argument,
			assay_status_name(seen.status), seen.forbidden.name, box_output(&seen, 1));
	assert_int_equal(seen.exit_code, 0);
	assay_observation_release(&seen);
}

static const struct {
	const char *act, *argument, *output;
} acts[] = {
	{"four", NULL, "hello\n"}, {"local", NULL, "hello\n"}, {"datagram", NULL, "hello\n"},
	{"exec", NULL, "EBADF\n"},
	{"socket", "16 3 0", "EAFNOSUPPORT\n"}, /* netlink, which libc asks for */
	{"socket", "0x100000002 0x80001 6", "made\n"}, {"option", "1 2", "set\n"},
	{"option", "1 20", "set\n"}, {"option", "6 1", "set\n"},
	{"option", "1 26", "ENOPROTOOPT\n"}, /* SO_ATTACH_FILTER */
	{"option", "1 60", "ENOPROTOOPT\n"}, /* SO_ZEROCOPY */
	{"option", "6 31", "ENOPROTOOPT\n"}, /* TCP_ULP */
	{"option", "0 64", "ENOPROTOOPT\n"}, /* IPT_SO_SET_REPLACE */
};

static void test_sockets_work(void **state)
{
	for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
		expect(state, acts[i].act, acts[i].argument, acts[i].output);
	/* Where the host has no IPv6, a box has none either. */
	int six = socket(AF_INET6, SOCK_STREAM, 0);
	struct sockaddr_in6 any = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	if (six >= 0 && bind(six, (struct sockaddr *)&any, sizeof any) == 0)
		expect(state, "six", NULL, "hello\n");
	if (six >= 0)
		close(six);
}

/* The same port and the same abstract name, again and again: nothing is left, not even a
 * TIME_WAIT. */
static void test_each_run_has_its_own_network(void **state)
{
	for (int i = 0; i < 5; i++) {
		expect(state, "four", NULL, "hello\n");
		expect(state, "local", NULL, "hello\n");
	}
}

/* A server of the host's on the loopback is not on the box's. */
static void test_host_is_not_reached(void **state)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof address;
	char port[16];
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0 && bind(fd, (struct sockaddr *)&address, size) == 0 &&
		    listen(fd, 4) == 0 && getsockname(fd, (struct sockaddr *)&address, &size) == 0);
	snprintf(port, sizeof port, "%d", ntohs(address.sin_port));
	expect(state, "connect", port, "ECONNREFUSED\n");
	close(fd);
}

/* Raw, packet, vsock, netlink by another number, and protocols beside TCP and UDP. */
static void test_other_sockets_are_refused(void **state)
{
	static const char *const sockets[] = {"2 3 1", "17 3 0", "40 1 0", "10 3 58", "2 1 132",
		"2 1 262", "2 2 1", "2 2 136", "1 5 0", "38 5 0", "31 1 0", "44 2 0", "1 3 0",
		"2 0x800000001 132"};
	for (size_t i = 0; i < sizeof sockets / sizeof sockets[0]; i++) {
		struct assay_observation seen;
		run(box_of(state), "socket", sockets[i], &seen);
		if (seen.status != ASSAY_STATUS_FORBIDDEN_CALL)
			fail_msg("socket %s: %s %s", sockets[i], assay_status_name(seen.status),
				box_output(&seen, 1));
		assert_string_equal(seen.forbidden.name, "socket");
		assay_observation_release(&seen);
	}
}

/* Without a net namespace the host's network would be the box's. */
static void test_refused_without_namespace(void **state)
{
	struct box_setup setup;
	struct assay_observation seen;
	struct assay_error err = {0};
	int program = box_program_named("nets");
	box_prepare(&setup, program, "four", NULL);
	setup.box.profile = "net";
	assert_int_equal(
		assay_sandbox_run(box_of(state), &setup.box, &seen, &err), ASSAY_ERR_SANDBOX);
	assert_string_equal(err.text,
		"box: profile 'net' needs a net namespace of its own, which level 'minimal' does "
		"not have");
	close(program);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		BOX_AT(test_sockets_work, full),
		BOX_AT(test_sockets_work, reduced),
		BOX_AT(test_each_run_has_its_own_network, full),
		BOX_AT(test_each_run_has_its_own_network, reduced),
		BOX_AT(test_host_is_not_reached, reduced),
		BOX_AT(test_other_sockets_are_refused, reduced),
		BOX_AT(test_refused_without_namespace, minimal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
