/*
 * channel.h - buffered writing to one of the SQL host's channels.
 */
#ifndef ASSAY_SQLHOST_CHANNEL_H
#define ASSAY_SQLHOST_CHANNEL_H

#include <stddef.h>

#include <sqlite3.h>

/* Statuses of the SQL host. */
enum assay_sqlhost_status {
	ASSAY_SQLHOST_OK = 0,
	ASSAY_SQLHOST_CANDIDATE = 1, /* the candidate's SQL failed or was refused; see the events */
	ASSAY_SQLHOST_SCRIPT = 70,   /* the script or the command line is wrong */
	ASSAY_SQLHOST_FAULT = 71,    /* a channel cannot be written, or no memory */
};

struct assay_channel {
	int fd;
	size_t size;
	char data[64 * 1024];
};

void assay_channel_write(struct assay_channel *channel, const char *data, size_t size);
void assay_channel_puts(struct assay_channel *channel, const char *text);
void assay_channel_number(struct assay_channel *channel, sqlite3_int64 number);
/* As assay_channel_puts(), with control bytes made spaces, so that it stays on its line, and no more
 * than its first 1,000 bytes. */
void assay_channel_line(struct assay_channel *channel, const char *text);
/* One value of a row, as docs/challenge-format.md says. */
void assay_channel_value(struct assay_channel *channel, sqlite3_stmt *statement, int column);
/* Writes what is held; leaves the process with ASSAY_SQLHOST_FAULT where that cannot be done. */
void assay_channel_flush(struct assay_channel *channel);

#endif
