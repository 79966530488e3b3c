/* request.c - see request.h. */
#include "request.h"

#include <stdlib.h>
#include <string.h>

struct reply *request_parse(struct request *request, const char *line)
{
	memset(request, 0, sizeof *request);
	size_t size = strlen(line) + 1;
	request->copy = malloc(size);
	if (request->copy == NULL)
		abort();
	memcpy(request->copy, line, size);
	for (char *rest = request->copy; *rest != '\0';) {
		char *word = rest;
		rest += strcspn(rest, " ");
		if (*rest == ' ')
			*rest++ = '\0';
		if (*word == '\0')
			continue;
		if (request->count == REQUEST_WORDS_MAX)
			return reply_new(400, "more than %d words", REQUEST_WORDS_MAX);
		request->words[request->count++] = word;
	}
	if (request->count == 0)
		return reply_new(400, "an empty request");
	return NULL;
}

void request_release(struct request *request)
{
	free(request->copy);
	memset(request, 0, sizeof *request);
}

/* The value of `name`=..., or NULL. The last one wins. */
static const char *find_value(const struct request *request, const char *name)
{
	size_t size = strlen(name);
	const char *value = NULL;
	for (unsigned i = 2; i < request->count; i++)
		if (strncmp(request->words[i], name, size) == 0 && request->words[i][size] == '=')
			value = request->words[i] + size + 1;
	return value;
}

static struct reply *read_grams(const char *text, struct parcel *parcel)
{
	if (text == NULL)
		return reply_new(400, "grams is missing");
	char *end;
	long grams = strtol(text, &end, 10);
	if (*text == '\0' || *end != '\0' || grams <= 0)
		return reply_new(400, "'%.12s' is not a weight", text);
	if (grams > PARCEL_GRAMS_MAX)
		return reply_new(413, "%ld g is more than %d g", grams, PARCEL_GRAMS_MAX);
	parcel->grams = (int)grams;
	return NULL;
}

static struct reply *read_place(const char *country, const char *post, struct parcel *parcel)
{
	if (country == NULL || strlen(country) != sizeof parcel->country - 1)
		return reply_new(400, "to needs a country code");
	if (post == NULL || post[0] == '\0' || strlen(post) >= sizeof parcel->post)
		return reply_new(400, "post needs 1 to 7 characters");
	memcpy(parcel->country, country, sizeof parcel->country);
	memcpy(parcel->post, post, strlen(post) + 1);
	return NULL;
}

struct reply *request_read_parcel(const struct request *request, struct parcel *ret_parcel)
{
	struct parcel parcel = {0};
	const char *speed = find_value(request, "by");
	if (speed != NULL && strcmp(speed, "economy") != 0 && strcmp(speed, "express") != 0)
		return reply_new(400, "'%.12s' is not a speed", speed);
	parcel.express = speed != NULL && strcmp(speed, "express") == 0;
	struct reply *problem =
		read_place(find_value(request, "to"), find_value(request, "post"), &parcel);
	if (problem == NULL)
		problem = read_grams(find_value(request, "grams"), &parcel);
	if (problem == NULL)
		*ret_parcel = parcel;
	return problem;
}
