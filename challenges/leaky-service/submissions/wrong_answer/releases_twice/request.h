/*
 * request.h - a request's line, taken apart and checked.
 */
#ifndef REQUEST_H
#define REQUEST_H

#include "reply.h"
#include "tariff.h"

#define REQUEST_WORDS_MAX 8

/* The words of one line. They point into `copy`, which request_release() frees. */
struct request {
	char *copy;
	unsigned count;
	const char *words[REQUEST_WORDS_MAX];
};

/* Splits a line at its spaces. Returns NULL, or the problem, whose reference is the caller's;
 * request_release() is due in both cases. */
struct reply *request_parse(struct request *request, const char *line);
void request_release(struct request *request);

/* Reads what a quote asks for. Returns NULL, or the problem, whose reference is the caller's. */
struct reply *request_read_parcel(const struct request *request, struct parcel *ret_parcel);

#endif
