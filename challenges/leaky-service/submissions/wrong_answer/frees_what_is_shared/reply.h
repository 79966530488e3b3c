/*
 * reply.h - what is said to a client: a code (200, or why not) and a sentence.
 *
 * A reply is shared, never copied: the response to the client, the session's history and the cache
 * of refusals may all hold the same one. Each holder has a reference; the last one to let go frees
 * it. A reply whose code is not 200 is called a problem.
 */
#ifndef REPLY_H
#define REPLY_H

struct reply {
	unsigned references;
	int code;
	char text[];
};

/* Makes a reply with one reference, the caller's. Never NULL: without memory the process ends. */
__attribute__((format(printf, 2, 3))) struct reply *reply_new(int code, const char *format, ...);

/* Takes one more reference; returns the same reply. */
struct reply *reply_share(struct reply *reply);

/* Lets go of one reference. NULL is allowed. */
void reply_release(struct reply *reply);

#endif
