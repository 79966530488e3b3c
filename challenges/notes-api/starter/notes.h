/*
 * notes.h - a service that keeps notes, behind an HTTP server that has already read the request.
 * Given; statement.md has the rules.
 */
#ifndef NOTES_H
#define NOTES_H

#include <stddef.h>

struct header {
	const char *name;
	const char *value;
};

struct request {
	const char *method; /* "GET" */
	const char *path;   /* "/notes/7" */
	const struct header *headers;
	size_t header_count;
	const char *body; /* body_size bytes, not ended by a NUL; gone after the call */
	size_t body_size;
};

/* Zeroed before the call. */
struct response {
	int status;
	char location[32]; /* "" when there is none */
	char allow[32];    /* "" when there is none */
	char *body;        /* from malloc(), freed by the caller; or NULL */
	size_t body_size;
};

struct notes; /* yours, defined in notes.c */

/* A service without notes, or NULL when there is no memory. */
struct notes *notes_create(void);

void notes_destroy(struct notes *notes);

/* Answers one request. */
void notes_handle(struct notes *notes, const struct request *request, struct response *response);

#endif
