/*
 * Wrong: a null in a PATCH is passed over; nothing can be removed from a note.
 */
#include "json.h"
#include "notes.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ID_MAX   2147483647u
#define BODY_MAX 8192

enum field {
	TITLE,
	TEXT,
	COLOR,
	FIELDS,
};

static const char *const field_names[FIELDS] = {"title", "text", "color"};

struct value {
	const char *data; /* NULL: the field is absent */
	size_t size;
};

struct note {
	uint32_t id;
	struct value fields[FIELDS];
	char data[];
};

struct notes {
	struct note **items; /* by ascending id */
	size_t count, room;
	uint32_t last_id; /* the greatest that was ever used */
};

/* Output that grows. */
struct text {
	char *data;
	size_t size, room;
};

static void append(struct text *text, const char *data, size_t size)
{
	if (text->room - text->size < size) {
		text->room = (text->room + size) * 2;
		text->data = realloc(text->data, text->room);
		if (text->data == NULL)
			abort();
	}
	memcpy(text->data + text->size, data, size);
	text->size += size;
}

static void append_plain(struct text *text, const char *plain)
{
	append(text, plain, strlen(plain));
}

static void append_string(struct text *text, const char *data, size_t size)
{
	static const char names[] = "\"\\\b\f\n\r\t";
	static const char letters[] = "\"\\bfnrt";
	append(text, "\"", 1);
	for (size_t i = 0; i < size; i++) {
		const char *name = data[i] == '\0' ? NULL : strchr(names, data[i]);
		char escape[8];
		if (name != NULL) {
			snprintf(escape, sizeof escape, "\\%c", letters[name - names]);
			append_plain(text, escape);
		} else if ((unsigned char)data[i] < 0x20) {
			snprintf(escape, sizeof escape, "\\u%04x", (unsigned)data[i]);
			append_plain(text, escape);
		} else {
			append(text, data + i, 1);
		}
	}
	append(text, "\"", 1);
}

static void append_note(struct text *text, const struct note *note)
{
	char id[32];
	snprintf(id, sizeof id, "{\"id\":%u", (unsigned)note->id);
	append_plain(text, id);
	for (size_t i = 0; i < FIELDS; i++) {
		if (note->fields[i].data == NULL)
			continue;
		append_plain(text, ",\"");
		append_plain(text, field_names[i]);
		append_plain(text, "\":");
		append_string(text, note->fields[i].data, note->fields[i].size);
	}
	append_plain(text, "}");
}

static void respond(struct response *response, int status, struct text text)
{
	response->status = status;
	response->body = text.data;
	response->body_size = text.size;
}

static void refuse(struct response *response, int status, const char *error)
{
	struct text text = {0};
	append_plain(&text, "{\"error\":\"");
	append_plain(&text, error);
	append_plain(&text, "\"}");
	respond(response, status, text);
}

static void respond_note(struct response *response, int status, const struct note *note)
{
	struct text text = {0};
	append_note(&text, note);
	respond(response, status, text);
	if (status == 201)
		snprintf(response->location, sizeof response->location, "/notes/%u",
			(unsigned)note->id);
}

/* Where the note with this id is, or would be. */
static size_t locate(const struct notes *notes, uint32_t id)
{
	size_t low = 0;
	size_t high = notes->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (notes->items[middle]->id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct note *find(const struct notes *notes, uint32_t id)
{
	size_t at = locate(notes, id);
	return at < notes->count && notes->items[at]->id == id ? notes->items[at] : NULL;
}

static struct note *make_note(uint32_t id, const struct value fields[FIELDS])
{
	size_t size = 0;
	for (size_t i = 0; i < FIELDS; i++)
		size += fields[i].size;
	struct note *note = malloc(sizeof *note + size);
	if (note == NULL)
		abort();
	*note = (struct note){.id = id};
	char *data = note->data;
	for (size_t i = 0; i < FIELDS; i++) {
		if (fields[i].data == NULL)
			continue;
		note->fields[i] = (struct value){.data = data, .size = fields[i].size};
		memcpy(data, fields[i].data, fields[i].size);
		data += fields[i].size;
	}
	return note;
}

/* Takes the place of the note with the same id, or comes to its own. */
static void keep(struct notes *notes, struct note *note)
{
	size_t at = locate(notes, note->id);
	if (at < notes->count && notes->items[at]->id == note->id) {
		free(notes->items[at]);
		notes->items[at] = note;
		return;
	}
	if (notes->count == notes->room) {
		notes->room = notes->room * 2 + 16;
		notes->items = realloc(notes->items, notes->room * sizeof(struct note *));
		if (notes->items == NULL)
			abort();
	}
	memmove(notes->items + at + 1, notes->items + at,
		(notes->count - at) * sizeof(struct note *));
	notes->items[at] = note;
	notes->count++;
	if (note->id > notes->last_id)
		notes->last_id = note->id;
}

static void remove_note(struct notes *notes, uint32_t id)
{
	size_t at = locate(notes, id);
	free(notes->items[at]);
	notes->count--;
	memmove(notes->items + at, notes->items + at + 1,
		(notes->count - at) * sizeof(struct note *));
}

static bool is_valid(enum field field, const struct value *value)
{
	static const char *const colors[] = {"red", "green", "blue", "yellow"};
	if (field == TITLE)
		return value->size >= 1 && value->size <= 120;
	if (field == TEXT)
		return value->size <= 4000;
	for (size_t i = 0; i < sizeof colors / sizeof colors[0]; i++) {
		if (value->size == strlen(colors[i]) &&
			memcmp(value->data, colors[i], value->size) == 0)
			return true;
	}
	return false;
}

static enum field which_field(const struct json_member *member)
{
	enum field field = TITLE;
	while (field < FIELDS &&
		(member->name_size != strlen(field_names[field]) ||
			memcmp(member->name, field_names[field], member->name_size) != 0))
		field++;
	return field;
}

static void append_field(struct text *text, const char *name, size_t size)
{
	append_plain(text, text->size == 0 ? "{\"error\":\"invalid\",\"fields\":[" : ",");
	append_string(text, name, size);
}

/* Changes the draft as the members say; returns the body of a 422, empty when all is well. */
static struct text apply(const struct json_object *object, bool patch, struct value draft[FIELDS])
{
	bool faulty[FIELDS] = {false};
	for (size_t i = 0; i < object->count; i++) {
		const struct json_member *member = &object->members[i];
		enum field field = which_field(member);
		if (field == FIELDS)
			continue;
		if (patch && member->kind == JSON_NULL)
			continue;
		draft[field] = (struct value){.data = member->text, .size = member->text_size};
		faulty[field] = member->kind != JSON_STRING || !is_valid(field, &draft[field]);
	}
	faulty[TITLE] |= draft[TITLE].data == NULL;
	struct text text = {0};
	for (size_t i = 0; i < FIELDS; i++) {
		if (faulty[i])
			append_field(&text, field_names[i], strlen(field_names[i]));
	}
	for (size_t i = 0; i < object->count; i++) {
		if (which_field(&object->members[i]) == FIELDS)
			append_field(&text, object->members[i].name, object->members[i].name_size);
	}
	if (text.size > 0)
		append_plain(&text, "]}");
	return text;
}

static bool has_type(const struct request *request, const char *type)
{
	for (size_t i = 0; i < request->header_count; i++) {
		if (strcasecmp(request->headers[i].name, "Content-Type") != 0)
			continue;
		const char *value = request->headers[i].value;
		size_t size = strcspn(value, "; \t");
		const char *rest = value + size + strspn(value + size, " \t");
		return size == strlen(type) && strncasecmp(value, type, size) == 0 &&
		       (*rest == '\0' || *rest == ';');
	}
	return false;
}

/* POST (id 0), PUT and PATCH: what has a body. `old` is the note that is there, or NULL. */
static void write_note(struct notes *notes, const struct request *request, uint32_t id,
	const struct note *old, struct response *response)
{
	bool patch = strcmp(request->method, "PATCH") == 0;
	struct json_object object;
	if (!has_type(request, patch ? "application/merge-patch+json" : "application/json")) {
		refuse(response, 415, "unsupported media type");
		return;
	}
	if (request->body_size > BODY_MAX) {
		refuse(response, 413, "too large");
		return;
	}
	if (!json_object_read(request->body, request->body_size, &object)) {
		refuse(response, 400, "malformed json");
		return;
	}
	struct value draft[FIELDS] = {{0}};
	if (patch)
		memcpy(draft, old->fields, sizeof draft);
	struct text faults = apply(&object, patch, draft);
	if (faults.size > 0) {
		respond(response, 422, faults);
	} else if (id == 0 && notes->last_id == ID_MAX) {
		refuse(response, 507, "out of ids");
	} else {
		struct note *note = make_note(id == 0 ? notes->last_id + 1 : id, draft);
		int status = old == NULL ? 201 : 200;
		keep(notes, note);
		respond_note(response, status, note);
	}
	json_object_release(&object);
}

static void list(const struct notes *notes, struct response *response)
{
	struct text text = {0};
	append_plain(&text, "{\"notes\":[");
	for (size_t i = 0; i < notes->count; i++) {
		append_plain(&text, i > 0 ? "," : "");
		append_note(&text, notes->items[i]);
	}
	append_plain(&text, "]}");
	respond(response, 200, text);
}

/* The id at the end of a path: 1 to ID_MAX in plain decimal, or 0. */
static uint32_t read_id(const char *digits)
{
	uint64_t id = 0;
	if (*digits == '0')
		return 0;
	for (; *digits >= '0' && *digits <= '9'; digits++) {
		id = id * 10 + (uint64_t)(*digits - '0');
		if (id > ID_MAX)
			return 0;
	}
	return *digits == '\0' ? (uint32_t)id : 0;
}

static void refuse_method(struct response *response, const char *allow)
{
	snprintf(response->allow, sizeof response->allow, "%s", allow);
	refuse(response, 405, "method not allowed");
}

static void handle_all(
	struct notes *notes, const struct request *request, struct response *response)
{
	if (strcmp(request->method, "GET") == 0)
		list(notes, response);
	else if (strcmp(request->method, "POST") == 0)
		write_note(notes, request, 0, NULL, response);
	else
		refuse_method(response, "GET, POST");
}

static void handle_one(
	struct notes *notes, const struct request *request, uint32_t id, struct response *response)
{
	static const char *const methods[] = {"PUT", "GET", "PATCH", "DELETE"};
	size_t method = 0;
	while (method < 4 && strcmp(request->method, methods[method]) != 0)
		method++;
	struct note *note = find(notes, id);
	if (method == 4) {
		refuse_method(response, "GET, PUT, PATCH, DELETE");
	} else if (method > 0 && note == NULL) {
		refuse(response, 404, "not found");
	} else if (method == 1) {
		respond_note(response, 200, note);
	} else if (method == 3) {
		remove_note(notes, id);
		response->status = 204;
	} else {
		write_note(notes, request, id, note, response);
	}
}

struct notes *notes_create(void)
{
	return calloc(1, sizeof(struct notes));
}

void notes_destroy(struct notes *notes)
{
	for (size_t i = 0; i < notes->count; i++)
		free(notes->items[i]);
	free(notes->items);
	free(notes);
}

void notes_handle(struct notes *notes, const struct request *request, struct response *response)
{
	uint32_t id = 0;
	if (strncmp(request->path, "/notes/", 7) == 0)
		id = read_id(request->path + 7);
	if (strcmp(request->path, "/notes") == 0)
		handle_all(notes, request, response);
	else if (id != 0)
		handle_one(notes, request, id, response);
	else
		refuse(response, 404, "not found");
}
