/* Wrong: replies live in a ring of 64 static ones. Nothing grows, but a response that is held is
 * overwritten by later requests. */
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
	static _Alignas(struct reply) char ring[64][sizeof(struct reply) + TEXT_SIZE];
	static unsigned next;
	size_t size = strlen(text) + 1;
	void *slot = ring[next++ % 64];
	struct reply *reply = slot;
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
	if (reply != NULL)
		reply->references--;
}
