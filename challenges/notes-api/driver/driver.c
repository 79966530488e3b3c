/*
 * driver.c - turns a script into requests to the notes service.
 *
 *   reset                               a new service without notes: ready
 *   call METHOD PATH BODY               one request with the right Content-Type for its method
 *   request METHOD PATH BODY [NAME VALUE]...  one request with these headers
 *   posts COUNT SIZE                    COUNT notes with texts of SIZE bytes: created N last
 * LOCATION puts FIRST STEP COUNT SIZE          PUT at the ids FIRST, FIRST + STEP, ...: created N
 * replaced N gets FIRST STEP COUNT               GET of these ids: found N sum SUM list GET /notes:
 * STATUS bytes N sum SUM
 *
 * A request is answered by its status, location=, allow= and body= where there are such.
 */
#include <assay/driver.h>

#include "notes.h"

static uint64_t sum_bytes(uint64_t sum, const char *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		sum = (sum ^ (unsigned char)data[i]) * UINT64_C(0x100000001b3);
	return sum + size;
}

/* Makes one request. The body is a copy without a NUL that is overwritten afterwards. */
static struct response make(struct notes *notes, struct request request)
{
	struct response response = {0};
	char *body = NULL;
	if (request.body_size > 0) {
		body = malloc(request.body_size);
		if (body == NULL)
			assay_driver_fail("no memory for a body");
		memcpy(body, request.body, request.body_size);
	}
	request.body = body;
	notes_handle(notes, &request, &response);
	if (body != NULL)
		memset(body, '#', request.body_size);
	free(body);
	return response;
}

/* A header field of the response, which need not end with a NUL. */
static void answer_field(const char *name, const char *field, size_t size)
{
	const char *end = memchr(field, '\0', size);
	size_t used = end == NULL ? size : (size_t)(end - field);
	if (used == 0)
		return;
	assay_answer_bytes(name, strlen(name));
	assay_answer_word(field, used);
}

static void answer(struct response *response)
{
	char status[32];
	int size = snprintf(status, sizeof status, "%d", response->status);
	assay_answer_bytes(status, (size_t)size);
	answer_field(" location=", response->location, sizeof response->location);
	answer_field(" allow=", response->allow, sizeof response->allow);
	if (response->body != NULL) {
		assay_answer_bytes(" body=", 6);
		assay_answer_word(response->body, response->body_size);
	}
	assay_answer_end();
	free(response->body);
}

static struct request make_call(const char *method, const char *path)
{
	static const struct header json = {"Content-Type", "application/json"};
	static const struct header patch = {"Content-Type", "application/merge-patch+json"};
	bool has_body = strcmp(method, "GET") != 0 && strcmp(method, "DELETE") != 0;
	return (struct request){.method = method,
		.path = path,
		.headers = strcmp(method, "PATCH") == 0 ? &patch : &json,
		.header_count = has_body ? 1 : 0};
}

static void call(struct notes *notes, const struct assay_operation *operation)
{
	struct request request = make_call(assay_text(operation, 1), assay_text(operation, 2));
	request.body = assay_text(operation, 3);
	request.body_size = operation->sizes[3];
	struct response response = make(notes, request);
	answer(&response);
}

static void request_with_headers(struct notes *notes, const struct assay_operation *operation)
{
	struct header headers[ASSAY_DRIVER_WORDS_MAX / 2];
	size_t count = 0;
	for (size_t i = 4; i + 1 < operation->count; i += 2) {
		headers[count++] = (struct header){
			.name = assay_text(operation, i), .value = assay_text(operation, i + 1)};
	}
	struct response response = make(notes, (struct request){.method = assay_text(operation, 1),
						       .path = assay_text(operation, 2),
						       .headers = headers,
						       .header_count = count,
						       .body = assay_text(operation, 3),
						       .body_size = operation->sizes[3]});
	answer(&response);
}

/* Writes a note that differs from number to number; returns the size of its JSON. */
static size_t make_body(char *body, size_t room, uint64_t number, uint64_t size)
{
	int used = snprintf(body, room, "{\"title\":\"note %llu\",\"color\":\"%s\",\"text\":\"",
		(unsigned long long)number, number % 3 == 0 ? "red" : "blue");
	if (used < 0 || (size_t)used + size + 2 > room)
		assay_driver_fail("a text of %llu bytes is too long", (unsigned long long)size);
	for (uint64_t i = 0; i < size; i++)
		body[used++] = (char)('a' + (number + i * 7) % 26);
	body[used++] = '"';
	body[used++] = '}';
	return (size_t)used;
}

static void post_many(struct notes *notes, const struct assay_operation *operation)
{
	uint64_t count = assay_u64(operation, 1);
	uint64_t created = 0;
	char location[33] = "";
	for (uint64_t i = 0; i < count; i++) {
		char body[4096];
		struct request request = make_call("POST", "/notes");
		request.body = body;
		request.body_size = make_body(body, sizeof body, i, assay_u64(operation, 2));
		struct response response = make(notes, request);
		created += response.status == 201;
		memcpy(location, response.location, sizeof response.location);
		free(response.body);
	}
	assay_answer("created %llu last %s", (unsigned long long)created, location);
}

static void put_many(struct notes *notes, const struct assay_operation *operation)
{
	uint64_t count = assay_u64(operation, 3);
	uint64_t created = 0;
	uint64_t replaced = 0;
	for (uint64_t i = 0; i < count; i++) {
		uint64_t id = assay_u64(operation, 1) + i * assay_u64(operation, 2);
		char path[32];
		char body[4096];
		snprintf(path, sizeof path, "/notes/%llu", (unsigned long long)id);
		struct request request = make_call("PUT", path);
		request.body = body;
		request.body_size = make_body(body, sizeof body, id, assay_u64(operation, 4));
		struct response response = make(notes, request);
		created += response.status == 201;
		replaced += response.status == 200;
		free(response.body);
	}
	assay_answer("created %llu replaced %llu", (unsigned long long)created,
		(unsigned long long)replaced);
}

static void get_many(struct notes *notes, const struct assay_operation *operation)
{
	uint64_t count = assay_u64(operation, 3);
	uint64_t found = 0;
	uint64_t sum = 0;
	for (uint64_t i = 0; i < count; i++) {
		char path[32];
		snprintf(path, sizeof path, "/notes/%llu",
			(unsigned long long)(assay_u64(operation, 1) +
					     i * assay_u64(operation, 2)));
		struct response response = make(notes, make_call("GET", path));
		found += response.status == 200;
		if (response.body != NULL)
			sum = sum_bytes(sum, response.body, response.body_size);
		free(response.body);
	}
	assay_answer("found %llu sum %llu", (unsigned long long)found, (unsigned long long)sum);
}

static void list(struct notes *notes)
{
	struct response response = make(notes, make_call("GET", "/notes"));
	size_t size = response.body == NULL ? 0 : response.body_size;
	assay_answer("%d bytes %zu sum %llu", response.status, size,
		(unsigned long long)sum_bytes(0, response.body, size));
	free(response.body);
}

static struct notes *renew(struct notes *notes)
{
	if (notes != NULL)
		notes_destroy(notes);
	notes = notes_create();
	if (notes == NULL) {
		assay_answer("no memory");
		exit(assay_driver_end()); /* the answers that are missing say the rest */
	}
	assay_answer("ready");
	return notes;
}

int main(void)
{
	static struct assay_operation operation;
	struct notes *notes = NULL;
	while (assay_next(&operation)) {
		if (assay_is(&operation, "reset", 0))
			notes = renew(notes);
		else if (notes == NULL)
			assay_driver_fail("'%s' before a reset", operation.words[0]);
		else if (assay_is(&operation, "call", 3))
			call(notes, &operation);
		else if (strcmp(operation.words[0], "request") == 0)
			request_with_headers(notes, &operation);
		else if (assay_is(&operation, "posts", 2))
			post_many(notes, &operation);
		else if (assay_is(&operation, "puts", 4))
			put_many(notes, &operation);
		else if (assay_is(&operation, "gets", 3))
			get_many(notes, &operation);
		else if (assay_is(&operation, "list", 0))
			list(notes);
		else
			assay_driver_fail("'%s' is not an operation", operation.words[0]);
	}
	if (notes != NULL)
		notes_destroy(notes);
	return assay_driver_end();
}
