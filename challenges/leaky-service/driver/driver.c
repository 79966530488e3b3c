/*
 * driver.c - leaky-service: hands requests to the service and answers what it responds.
 *
 *   request LINE                 one request; the answer is its status and text
 *   hold SLOT LINE               the same, and the response is kept in slot 0 to 15
 *   show SLOT                    what the response in the slot says now
 *   drop SLOT                    releases it; answers `dropped`
 *   repeat COUNT EVERY LINE...   the lines in turn, COUNT times; each # in them is the round's
 * number modulo EVERY. The answer is the number of requests and a digest of every status and text.
 *
 * The service is one for the whole script. At the end the slots are released after it is closed.
 */
#include <assay/driver.h>

#include "service.h"

#define SLOTS 16

static struct response slots[SLOTS];
static bool held[SLOTS];

static void answer(const struct response *response)
{
	assay_answer("%d %s", response->status, response->text);
}

static size_t read_slot(const struct assay_operation *operation)
{
	uint64_t slot = assay_u64(operation, 1);
	if (slot >= SLOTS)
		assay_driver_fail("there is no slot %llu", (unsigned long long)slot);
	return (size_t)slot;
}

static void drop(size_t slot)
{
	if (held[slot])
		response_release(&slots[slot]);
	held[slot] = false;
}

static void expand(const char *line, unsigned long number, char *out, size_t size)
{
	size_t used = 0;
	for (; *line != '\0' && used + 24 < size; line++) {
		if (*line == '#')
			used += (size_t)snprintf(out + used, size - used, "%lu", number);
		else
			out[used++] = *line;
	}
	out[used] = '\0';
}

static uint64_t digest(uint64_t hash, const struct response *response)
{
	hash = (hash ^ (uint64_t)response->status) * UINT64_C(1099511628211);
	for (const char *text = response->text; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
	return hash;
}

static void repeat(struct service *service, const struct assay_operation *operation)
{
	uint64_t count = assay_u64(operation, 1);
	uint64_t every = assay_u64(operation, 2);
	uint64_t hash = UINT64_C(14695981039346656037);
	char line[512];
	if (every == 0 || operation->count < 4)
		assay_driver_fail("repeat COUNT EVERY LINE...");
	for (uint64_t i = 0; i < count; i++)
		for (size_t word = 3; word < operation->count; word++) {
			struct response response = {0};
			expand(operation->words[word], i % every, line, sizeof line);
			service_handle(service, line, &response);
			hash = digest(hash, &response);
			response_release(&response);
		}
	assay_answer("%llu requests %016llx", (unsigned long long)count * (operation->count - 3),
		(unsigned long long)hash);
}

static void handle(struct service *service, const struct assay_operation *operation)
{
	struct response response = {0};
	if (assay_is(operation, "request", 1)) {
		service_handle(service, operation->words[1], &response);
		answer(&response);
		response_release(&response);
	} else if (assay_is(operation, "hold", 2)) {
		size_t slot = read_slot(operation);
		service_handle(service, operation->words[2], &response);
		drop(slot);
		slots[slot] = response;
		held[slot] = true;
		answer(&response);
	} else if (assay_is(operation, "show", 1)) {
		size_t slot = read_slot(operation);
		if (held[slot])
			answer(&slots[slot]);
		else
			assay_answer("empty");
	} else if (assay_is(operation, "drop", 1)) {
		drop(read_slot(operation));
		assay_answer("dropped");
	} else if (strcmp(operation->words[0], "repeat") == 0) {
		repeat(service, operation);
	} else {
		assay_driver_fail("'%s' is not an operation", operation->words[0]);
	}
}

int main(void)
{
	static struct assay_operation operation;
	struct service *service = service_open();
	if (service == NULL)
		return 1;
	while (assay_next(&operation))
		handle(service, &operation);
	service_close(service);
	for (size_t slot = 0; slot < SLOTS; slot++)
		drop(slot);
	return assay_driver_end();
}
