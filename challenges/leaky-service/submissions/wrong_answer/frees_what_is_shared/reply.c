/* reply.c - see reply.h. */
#include "reply.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_SIZE 200

struct reply *reply_new(int code, const char *format, ...)
{
	char text[TEXT_SIZE];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	size_t size = strlen(text) + 1;
	struct reply *reply = malloc(sizeof *reply + size);
	if (reply == NULL)
		abort();
	reply->references = 1;
	reply->code = code;
	memcpy(reply->text, text, size);
	return reply;
}

struct reply *reply_share(struct reply *reply)
{
	reply->references++;
	return reply;
}

void reply_release(struct reply *reply)
{
	if (reply != NULL && --reply->references == 0)
		free(reply);
}
