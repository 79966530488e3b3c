/*
 * notes.c - a service that keeps notes. Yours to finish.
 *
 * What is here compiles, creates notes with a title and shows them. It keeps 100 notes at most,
 * writes titles as they come, and refuses almost nothing.
 */
#include "notes.h"
#include "json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOTES_MAX 100

struct note {
	int id;
	char *title;
};

struct notes {
	int count;
	struct note items[NOTES_MAX];
};

struct notes *notes_create(void)
{
	return calloc(1, sizeof(struct notes));
}

void notes_destroy(struct notes *notes)
{
	for (int i = 0; i < notes->count; i++)
		free(notes->items[i].title);
	free(notes);
}

static void respond(struct response *response, int status, const char *json)
{
	response->status = status;
	response->body_size = strlen(json);
	response->body = malloc(response->body_size + 1);
	if (response->body != NULL)
		memcpy(response->body, json, response->body_size + 1);
}

static void respond_note(struct response *response, int status, const struct note *note)
{
	char json[200];
	snprintf(json, sizeof json, "{\"id\":%d,\"title\":\"%s\"}", note->id, note->title);
	respond(response, status, json);
}

static void create_note(
	struct notes *notes, const struct request *request, struct response *response)
{
	struct json_object object;
	if (!json_object_read(request->body, request->body_size, &object)) {
		respond(response, 400, "{\"error\":\"malformed json\"}");
		return;
	}
	struct note *note = &notes->items[notes->count];
	for (size_t i = 0; i < object.count && notes->count < NOTES_MAX; i++) {
		const struct json_member *member = &object.members[i];
		if (strcmp(member->name, "title") != 0 || member->kind != JSON_STRING)
			continue;
		note->id = ++notes->count;
		note->title = malloc(member->text_size + 1);
		if (note->title == NULL)
			abort();
		memcpy(note->title, member->text, member->text_size + 1);
		respond_note(response, 200, note);
	}
	json_object_release(&object);
}

void notes_handle(struct notes *notes, const struct request *request, struct response *response)
{
	int id = 0;
	if (strcmp(request->method, "POST") == 0 && strcmp(request->path, "/notes") == 0)
		create_note(notes, request, response);
	else if (strcmp(request->method, "GET") == 0 &&
		 sscanf(request->path, "/notes/%d", &id) == 1 && id >= 1 && id <= notes->count)
		respond_note(response, 200, &notes->items[id - 1]);
	else
		respond(response, 404, "{\"error\":\"not found\"}");
}
