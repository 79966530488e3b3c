/*
 * Right, another way: notes in a treap by id, output measured first and then written into one
 * block, methods dispatched by a table of bits.
 */
#include "json.h"
#include "notes.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LAST_ID 0x7fffffff

struct string {
	char *data; /* NULL: absent */
	size_t size;
};

struct note {
	struct note *left, *right;
	uint32_t rank; /* greater than those of both below */
	int32_t id;
	struct string title, text, color;
};

struct notes {
	struct note *root;
	int32_t last;
	uint32_t dice;
};

/* Counts where `at` is NULL, else writes. */
struct writer {
	char *at;
	size_t size;
};

static void write_byte(struct writer *writer, char c)
{
	if (writer->at != NULL)
		writer->at[writer->size] = c;
	writer->size++;
}

static void write_text(struct writer *writer, const char *text)
{
	while (*text != '\0')
		write_byte(writer, *text++);
}

static void write_quoted(struct writer *writer, const char *data, size_t size)
{
	write_byte(writer, '"');
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)data[i];
		static const char letters[] = "uuuuuuuubtnufruuuuuuuuuuuuuuuuuu";
		if (c == '"' || c == '\\') {
			write_byte(writer, '\\');
			write_byte(writer, (char)c);
		} else if (c >= 32) {
			write_byte(writer, (char)c);
		} else {
			write_byte(writer, '\\');
			write_byte(writer, letters[c]);
			if (letters[c] == 'u') {
				write_text(writer, c < 16 ? "000" : "001");
				write_byte(writer, "0123456789abcdef"[c % 16]);
			}
		}
	}
	write_byte(writer, '"');
}

static void write_number(struct writer *writer, int32_t number)
{
	if (number >= 10)
		write_number(writer, number / 10);
	write_byte(writer, (char)('0' + number % 10));
}

static void write_member(struct writer *writer, const char *name, const struct string *string)
{
	if (string->data == NULL)
		return;
	write_text(writer, ",\"");
	write_text(writer, name);
	write_text(writer, "\":");
	write_quoted(writer, string->data, string->size);
}

static void write_note(struct writer *writer, const void *what)
{
	const struct note *note = what;
	write_text(writer, "{\"id\":");
	write_number(writer, note->id);
	write_member(writer, "title", &note->title);
	write_member(writer, "text", &note->text);
	write_member(writer, "color", &note->color);
	write_byte(writer, '}');
}

static void write_subtree(struct writer *writer, const struct note *note, bool *first)
{
	if (note == NULL)
		return;
	write_subtree(writer, note->left, first);
	if (!*first)
		write_byte(writer, ',');
	*first = false;
	write_note(writer, note);
	write_subtree(writer, note->right, first);
}

static void write_list(struct writer *writer, const void *what)
{
	bool first = true;
	write_text(writer, "{\"notes\":[");
	write_subtree(writer, what, &first);
	write_text(writer, "]}");
}

static void write_error(struct writer *writer, const void *what)
{
	write_text(writer, "{\"error\":");
	write_quoted(writer, what, strlen(what));
	write_byte(writer, '}');
}

static void respond(struct response *response, int status,
	void (*body)(struct writer *writer, const void *what), const void *what)
{
	struct writer writer = {0};
	body(&writer, what);
	response->status = status;
	response->body = malloc(writer.size);
	response->body_size = writer.size;
	writer = (struct writer){.at = response->body};
	body(&writer, what);
}

/* Splits into ids below and not below `id`. */
static void split(struct note *tree, int32_t id, struct note **below, struct note **above)
{
	if (tree == NULL) {
		*below = *above = NULL;
	} else if (tree->id < id) {
		*below = tree;
		split(tree->right, id, &tree->right, above);
	} else {
		*above = tree;
		split(tree->left, id, below, &tree->left);
	}
}

static struct note *join(struct note *below, struct note *above)
{
	if (below == NULL || above == NULL)
		return below == NULL ? above : below;
	if (below->rank > above->rank) {
		below->right = join(below->right, above);
		return below;
	}
	above->left = join(below, above->left);
	return above;
}

static struct note *find(const struct notes *notes, int32_t id)
{
	struct note *note = notes->root;
	while (note != NULL && note->id != id)
		note = id < note->id ? note->left : note->right;
	return note;
}

static struct note *insert(struct notes *notes, int32_t id)
{
	struct note *note = calloc(1, sizeof *note);
	struct note *below;
	struct note *above;
	notes->dice = notes->dice * 1664525u + 1013904223u;
	note->rank = notes->dice ^ notes->dice >> 15;
	note->id = id;
	split(notes->root, id, &below, &above);
	notes->root = join(join(below, note), above);
	if (id > notes->last)
		notes->last = id;
	return note;
}

static void discard(struct note *note)
{
	free(note->title.data);
	free(note->text.data);
	free(note->color.data);
	free(note);
}

static void discard_all(struct note *note)
{
	if (note == NULL)
		return;
	discard_all(note->left);
	discard_all(note->right);
	discard(note);
}

static void take_out(struct notes *notes, int32_t id)
{
	struct note *below;
	struct note *rest;
	struct note *above;
	split(notes->root, id, &below, &rest);
	split(rest, id + (id < LAST_ID), &rest, &above);
	if (id == LAST_ID) {
		rest = above;
		above = NULL;
	}
	discard(rest);
	notes->root = join(below, above);
}

static bool equals(const char *data, size_t size, const char *word)
{
	return size == strlen(word) && memcmp(data, word, size) == 0;
}

static bool fits(const char *name, const char *data, size_t size)
{
	if (strcmp(name, "title") == 0)
		return size > 0 && size <= 120;
	if (strcmp(name, "text") == 0)
		return size <= 4000;
	return equals(data, size, "red") || equals(data, size, "green") ||
	       equals(data, size, "blue") || equals(data, size, "yellow");
}

static const struct json_member *member_of(const struct json_object *object, const char *name)
{
	for (size_t i = 0; i < object->count; i++) {
		if (equals(object->members[i].name, object->members[i].name_size, name))
			return &object->members[i];
	}
	return NULL;
}

static const char *const names[] = {"title", "text", "color"};

/* What a check of an object needs to know. */
struct check {
	const struct json_object *object;
	bool patch;
};

static bool is_faulty(const struct check *check, size_t name)
{
	const struct json_member *member = member_of(check->object, names[name]);
	if (member == NULL)
		return name == 0 && !check->patch;
	if (check->patch && member->kind == JSON_NULL)
		return name == 0;
	return member->kind != JSON_STRING || !fits(names[name], member->text, member->text_size);
}

static void write_faults(struct writer *writer, const void *what)
{
	const struct check *check = what;
	size_t faults = 0;
	write_text(writer, "{\"error\":\"invalid\",\"fields\":[");
	for (size_t i = 0; i < 3; i++) {
		if (!is_faulty(check, i))
			continue;
		write_text(writer, faults++ > 0 ? "," : "");
		write_quoted(writer, names[i], strlen(names[i]));
	}
	for (size_t i = 0; i < check->object->count; i++) {
		const struct json_member *member = &check->object->members[i];
		bool known = false;
		for (size_t n = 0; n < 3; n++)
			known |= equals(member->name, member->name_size, names[n]);
		if (known)
			continue;
		write_text(writer, faults++ > 0 ? "," : "");
		write_quoted(writer, member->name, member->name_size);
	}
	write_text(writer, "]}");
}

static bool has_faults(const struct check *check)
{
	size_t known = 0;
	for (size_t i = 0; i < 3; i++) {
		if (is_faulty(check, i))
			return true;
		known += member_of(check->object, names[i]) != NULL;
	}
	return check->object->count > known;
}

static void set(struct string *string, const struct check *check, const char *name)
{
	const struct json_member *member = member_of(check->object, name);
	if (member == NULL && check->patch)
		return;
	free(string->data);
	*string = (struct string){0};
	if (member == NULL || member->kind == JSON_NULL)
		return;
	string->data = malloc(member->text_size + 1);
	string->size = member->text_size;
	memcpy(string->data, member->text, member->text_size);
}

static bool is_type(const struct request *request, const char *type)
{
	const char *value = NULL;
	for (size_t i = 0; i < request->header_count; i++) {
		const char *name = request->headers[i].name;
		const char *wanted = "content-type";
		while (*wanted != '\0' && tolower((unsigned char)*name) == *wanted) {
			name++;
			wanted++;
		}
		if (*wanted == '\0' && *name == '\0')
			value = request->headers[i].value;
	}
	if (value == NULL)
		return false;
	for (; *type != '\0'; type++, value++) {
		if (tolower((unsigned char)*value) != *type)
			return false;
	}
	while (*value == ' ' || *value == '\t')
		value++;
	return *value == '\0' || *value == ';';
}

enum method {
	GET = 1,
	POST = 2,
	PUT = 4,
	PATCH = 8,
	DELETE = 16,
};

static void handle_write(struct notes *notes, const struct request *request, enum method method,
	int32_t id, struct response *response)
{
	struct json_object object;
	bool patch = method == PATCH;
	if (!is_type(request, patch ? "application/merge-patch+json" : "application/json")) {
		respond(response, 415, write_error, "unsupported media type");
		return;
	}
	if (request->body_size > 8192 ||
		!json_object_read(request->body, request->body_size, &object)) {
		if (request->body_size > 8192)
			respond(response, 413, write_error, "too large");
		else
			respond(response, 400, write_error, "malformed json");
		return;
	}
	struct check check = {.object = &object, .patch = patch};
	struct note *note = method == POST ? NULL : find(notes, id);
	if (has_faults(&check)) {
		respond(response, 422, write_faults, &check);
	} else if (method == POST && notes->last == LAST_ID) {
		respond(response, 507, write_error, "out of ids");
	} else {
		bool created = note == NULL;
		if (created)
			note = insert(notes, method == POST ? notes->last + 1 : id);
		set(&note->title, &check, "title");
		set(&note->text, &check, "text");
		set(&note->color, &check, "color");
		respond(response, created ? 201 : 200, write_note, note);
		if (created) {
			struct writer writer = {.at = response->location};
			write_text(&writer, "/notes/");
			write_number(&writer, note->id);
			write_byte(&writer, '\0');
		}
	}
	json_object_release(&object);
}

/* The id, 0 for all notes, -1 for a path that is nothing. */
static int32_t read_path(const char *path)
{
	if (strncmp(path, "/notes", 6) != 0)
		return -1;
	path += 6;
	if (*path == '\0')
		return 0;
	size_t digits = strspn(path + 1, "0123456789");
	if (*path != '/' || path[1] == '0' || digits == 0 || digits > 10 ||
		path[1 + digits] != '\0')
		return -1;
	long long id = strtoll(path + 1, NULL, 10);
	return id > LAST_ID ? -1 : (int32_t)id;
}

static enum method read_method(const char *name)
{
	static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
	for (int i = 0; i < 5; i++) {
		if (strcmp(name, methods[i]) == 0)
			return (enum method)(1 << i);
	}
	return 0;
}

struct notes *notes_create(void)
{
	return calloc(1, sizeof(struct notes));
}

void notes_destroy(struct notes *notes)
{
	discard_all(notes->root);
	free(notes);
}

void notes_handle(struct notes *notes, const struct request *request, struct response *response)
{
	int32_t id = read_path(request->path);
	enum method method = read_method(request->method);
	unsigned allowed = id == 0 ? GET | POST : GET | PUT | PATCH | DELETE;
	if (id < 0) {
		respond(response, 404, write_error, "not found");
	} else if ((method & allowed) == 0) {
		struct writer writer = {.at = response->allow};
		write_text(&writer, id == 0 ? "GET, POST" : "GET, PUT, PATCH, DELETE");
		respond(response, 405, write_error, "method not allowed");
	} else if (id > 0 && method != PUT && find(notes, id) == NULL) {
		respond(response, 404, write_error, "not found");
	} else if (method == DELETE) {
		take_out(notes, id);
		response->status = 204;
	} else if (method != GET) {
		handle_write(notes, request, method, id, response);
	} else if (id == 0) {
		respond(response, 200, write_list, notes->root);
	} else {
		respond(response, 200, write_note, find(notes, id));
	}
}
