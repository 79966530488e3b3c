/*
 * relay.h - passes a boxed program's output on to a descriptor while the program runs.
 */
#ifndef ASSAY_RUNNER_CLI_RELAY_H
#define ASSAY_RUNNER_CLI_RELAY_H

#include <stdbool.h>
#include <stddef.h>

#include <assay/error.h>

struct assay_relay {
	int fd;           /* borrowed */
	int cancel_fd;    /* readable: nobody waits for `fd` any longer; or -1 */
	const char *name; /* of what is written to, for messages */
	bool escape;      /* a terminal: what could steer it is shown as \xNN */
	char tail[4];     /* the start of a character of which the rest has not come yet */
	size_t tail_size;
};

/* `escape` is set where `fd` is a terminal. */
void assay_relay_init(struct assay_relay *relay, int fd, const char *name, int cancel_fd);
/* To be the `take` of a channel, with the relay as its context. */
int assay_relay_take(void *context, const void *data, size_t size, struct assay_error *err);
/* At the end of a run: what is left of a character. 0 or ASSAY_TAKE_ENOUGH, or a negative code. */
int assay_relay_end(struct assay_relay *relay, struct assay_error *err);

#endif
