/*
 * channel.c - owns how answers and events leave the SQL host. Knows nothing of their meaning.
 */
#include "channel.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A name may be as long as the candidate's file; a message need not repeat it. */
#define LINE_BYTES 1000

void assay_channel_flush(struct assay_channel *channel)
{
	size_t done = 0;
	while (done < channel->size) {
		ssize_t n = write(channel->fd, channel->data + done, channel->size - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			_exit(ASSAY_SQLHOST_FAULT);
		done += (size_t)n;
	}
	channel->size = 0;
}

void assay_channel_write(struct assay_channel *channel, const char *data, size_t size)
{
	while (size > 0) {
		if (channel->size == sizeof channel->data)
			assay_channel_flush(channel);
		size_t n = sizeof channel->data - channel->size;
		if (n > size)
			n = size;
		memcpy(channel->data + channel->size, data, n);
		channel->size += n;
		data += n;
		size -= n;
	}
}

void assay_channel_puts(struct assay_channel *channel, const char *text)
{
	assay_channel_write(channel, text, strlen(text));
}

void assay_channel_number(struct assay_channel *channel, sqlite3_int64 number)
{
	char text[32];
	int size = snprintf(text, sizeof text, "%lld", number);
	if (size > 0)
		assay_channel_write(channel, text, (size_t)size);
}

void assay_channel_line(struct assay_channel *channel, const char *text)
{
	for (const char *end = text + LINE_BYTES; text < end && *text != '\0'; text++) {
		char c = (unsigned char)*text < 0x20 || *text == 0x7f ? ' ' : *text;
		assay_channel_write(channel, &c, 1);
	}
}

static void write_hex(struct assay_channel *channel, unsigned char byte)
{
	static const char digits[] = "0123456789ABCDEF";
	char hex[2] = {digits[byte >> 4], digits[byte & 15]};
	assay_channel_write(channel, hex, sizeof hex);
}

static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7f && c != '|' && c != '%';
}

static void write_text(struct assay_channel *channel, const unsigned char *text, size_t size)
{
	/* The text NULL and the value NULL are told apart. */
	if (size == 4 && memcmp(text, "NULL", 4) == 0) {
		assay_channel_puts(channel, "%4EULL");
		return;
	}
	for (size_t i = 0; i < size; i++) {
		if (is_plain(text[i])) {
			assay_channel_write(channel, (const char *)text + i, 1);
			continue;
		}
		assay_channel_write(channel, "%", 1);
		write_hex(channel, text[i]);
	}
}

void assay_channel_value(struct assay_channel *channel, sqlite3_stmt *statement, int column)
{
	int type = sqlite3_column_type(statement, column);
	if (type == SQLITE_NULL) {
		assay_channel_puts(channel, "NULL");
		return;
	}
	const unsigned char *data = type == SQLITE_BLOB ? sqlite3_column_blob(statement, column)
							: sqlite3_column_text(statement, column);
	size_t size = (size_t)sqlite3_column_bytes(statement, column);
	if (data == NULL && size > 0)
		_exit(ASSAY_SQLHOST_FAULT);
	if (type != SQLITE_BLOB) {
		write_text(channel, data, size);
		return;
	}
	assay_channel_puts(channel, "x'");
	for (size_t i = 0; i < size; i++)
		write_hex(channel, data[i]);
	assay_channel_puts(channel, "'");
}
