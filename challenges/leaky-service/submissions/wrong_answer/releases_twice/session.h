/*
 * session.h - what the service remembers about a client: its last quote, for retry, and its last
 * problem, for history. Equal problems in a row are counted, not kept.
 */
#ifndef SESSION_H
#define SESSION_H

#include "reply.h"

#define SESSIONS_MAX      64
#define SESSION_NAME_SIZE 16

struct session {
	struct session *next;
	char name[SESSION_NAME_SIZE];
	char *quote;           /* the line of the last quote; NULL before the first */
	struct reply *problem; /* the session's reference; NULL while nothing failed */
	unsigned long times;   /* how often that problem came in a row */
	unsigned long requests;
};

struct session_list {
	struct session *first;
	unsigned count;
};

/* The session of this name, or NULL. */
struct session *session_find(const struct session_list *list, const char *name);

/* Adds a session; the caller has seen that the name is free. Returns NULL, or the problem, whose
 * reference is the caller's. */
struct reply *session_add(struct session_list *list, const char *name);
void session_remove(struct session_list *list, struct session *session);
void session_clear(struct session_list *list);

/* Keeps a copy of the quote's line. The line may be the one that is kept already. */
void session_keep_quote(struct session *session, const char *line);

/* Notes a problem. Takes over the caller's reference. */
void session_note(struct session *session, struct reply *problem);

#endif
