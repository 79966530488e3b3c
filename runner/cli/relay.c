/*
 * relay.c - owns the passing on of a boxed program's output. It waits for a slow reader with the
 * signals that stop us in view, so that Ctrl-C never finds us stuck in a write.
 */
#include "relay.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include <assay/bytes.h>
#include <assay/sandbox.h>

/* A pipe that poll(2) calls writable takes this much without waiting (pipe(7), PIPE_BUF). */
#define PIECE 4096

void assay_relay_init(struct assay_relay *relay, int fd, const char *name, int cancel_fd)
{
	*relay = (struct assay_relay){
		.fd = fd, .cancel_fd = cancel_fd, .name = name, .escape = isatty(fd) == 1};
}

static int wait_until_ready(const struct assay_relay *relay, struct assay_error *err)
{
	struct pollfd watched[] = {
		{.fd = relay->cancel_fd, .events = POLLIN}, {.fd = relay->fd, .events = POLLOUT}};
	if (poll(watched, 2, -1) < 0 && errno != EINTR)
		return assay_error_errno(err, errno, "poll");
	if (watched[0].revents != 0)
		return assay_error_set(err, ASSAY_ERR_CANCELLED, "stopped by a signal");
	return 0;
}

static int write_all(
	const struct assay_relay *relay, const char *data, size_t size, struct assay_error *err)
{
	while (size > 0) {
		int status = wait_until_ready(relay, err);
		if (status != 0)
			return status;
		ssize_t n = write(relay->fd, data, size < PIECE ? size : PIECE);
		if (n < 0 && errno == EPIPE)
			return ASSAY_TAKE_ENOUGH;
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return assay_error_errno(err, errno, "write to '%s'", relay->name);
		if (n > 0) {
			data += n;
			size -= (size_t)n;
		}
	}
	return 0;
}

/* How many bytes an UTF-8 character has that begins so; 1 where none does. */
static size_t wanted_bytes(unsigned char lead)
{
	return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
}

/* The size of the start of `text` that does not end within a character. */
static size_t whole_characters(const char *text, size_t size)
{
	for (size_t back = 1; back <= 3 && back <= size; back++) {
		unsigned char byte = (unsigned char)text[size - back];
		if ((byte & 0xc0) == 0x80)
			continue;
		return wanted_bytes(byte) > back ? size - back : size;
	}
	return size;
}

static int write_escaped(struct assay_relay *relay, const char *data, size_t size, bool last,
	struct assay_error *err)
{
	struct assay_bytes text = {0};
	struct assay_bytes shown = {0};
	assay_bytes_append(&text, relay->tail, relay->tail_size);
	assay_bytes_append(&text, data, size);
	size_t whole = last ? text.size : whole_characters(assay_bytes_text(&text), text.size);
	assay_bytes_append_safe(&shown, assay_bytes_text(&text), whole, whole);
	relay->tail_size = text.size - whole;
	if (relay->tail_size > 0)
		memcpy(relay->tail, text.data + whole, relay->tail_size);
	int status = assay_bytes_check(&text, err);
	if (status == 0)
		status = assay_bytes_check(&shown, err);
	if (status == 0)
		status = write_all(relay, assay_bytes_text(&shown), shown.size, err);
	assay_bytes_release(&text);
	assay_bytes_release(&shown);
	return status;
}

int assay_relay_take(void *context, const void *data, size_t size, struct assay_error *err)
{
	struct assay_relay *relay = context;
	return relay->escape ? write_escaped(relay, data, size, false, err)
			     : write_all(relay, data, size, err);
}

int assay_relay_end(struct assay_relay *relay, struct assay_error *err)
{
	return relay->tail_size > 0 ? write_escaped(relay, "", 0, true, err) : 0;
}
