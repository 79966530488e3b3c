/*
 * requests.c - makes scripts for the notes service.
 *
 * requests KIND SIZE SEED. JSON is built in a buffer, with the escapes that JSON allows drawn by
 * chance, and printed with the escapes of a script.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IDS    9
#define ID_MAX UINT64_C(2147483647)

static uint64_t state;

static uint64_t next_random(void)
{
	uint64_t x = state += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

/* A number from low to high, both included. */
static uint64_t pick(uint64_t low, uint64_t high)
{
	return low + next_random() % (high - low + 1);
}

#define PICK(table) (table)[pick(0, sizeof(table) / sizeof((table)[0]) - 1)]

/* The body that is being built. */
static char body[20000];
static size_t body_size;

static void add(const char *text)
{
	size_t size = strlen(text);
	if (size >= sizeof body - body_size) {
		fprintf(stderr, "requests: a body is too long\n");
		exit(2);
	}
	memcpy(body + body_size, text, size + 1);
	body_size += size;
}

static void print_word(const char *data, size_t size)
{
	if (size == 0)
		putchar('%');
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)data[i];
		if (c > 0x20 && c < 0x7f && c != '%')
			putchar(c);
		else
			printf("%%%02X", c);
	}
}

/* One request with the body that was built, which is then empty again. */
static void call(const char *method, const char *path)
{
	printf("call %s ", method);
	print_word(path, strlen(path));
	putchar(' ');
	print_word(body, body_size);
	putchar('\n');
	body_size = 0;
}

static void call_id(const char *method, uint64_t id)
{
	char path[40];
	snprintf(path, sizeof path, "/notes/%" PRIu64, id);
	call(method, path);
}

/* A JSON string of `size` bytes as the service counts them. */
static void add_string(size_t size, bool wild)
{
	static const char *const awkward[] = {"\\\"", "\\\\", "\\/", "/", "\\b", "\\f", "\\n",
		"\\r", "\\t", "\\u0000", "\\u001f", "\\u0001", "\\u0041", "\\u007F", "\x7f", "'",
		"<"};
	static const char *const two[] = {"\xc3\xa9", "\\u00e9", "\xd0\x96", "\\u07FF"};
	static const char *const three[] = {"\xe2\x82\xac", "\\u20AC", "\xe6\xbc\xa2", "\\uffff"};
	static const char *const four[] = {"\xf0\x9f\x98\x80", "\\ud83d\\ude00", "\\uDBFF\\uDFFF"};
	add("\"");
	while (size > 0) {
		char plain[2] = {(char)('a' + pick(0, 25)), '\0'};
		uint64_t kind = wild ? pick(0, 9) : 9;
		if (kind == 0 && size >= 2) {
			add(PICK(two));
			size -= 2;
		} else if (kind == 1 && size >= 3) {
			add(PICK(three));
			size -= 3;
		} else if (kind == 2 && size >= 4) {
			add(PICK(four));
			size -= 4;
		} else {
			add(kind < 7 ? PICK(awkward) : plain);
			size--;
		}
	}
	add("\"");
}

static void add_blank(void)
{
	static const char *const blanks[] = {"", "", " ", "\n", "\t ", "\r\n"};
	add(PICK(blanks));
}

/* Starts a member of the object that is being built. */
static void add_name(const char *name)
{
	add(body_size == 0 ? "{" : ",");
	add_blank();
	add("\"");
	add(name);
	add("\"");
	add_blank();
	add(":");
	add_blank();
}

static void add_color(void)
{
	static const char *const colors[] = {"\"red\"", "\"green\"", "\"blue\"", "\"yellow\""};
	add_name("color");
	add(PICK(colors));
}

static void close_object(void)
{
	if (body_size == 0)
		add("{");
	add_blank();
	add("}");
}

/* A whole, valid note; its members in any order. */
static void add_note(void)
{
	uint64_t first = pick(0, 2);
	for (uint64_t i = 0; i < 3; i++) {
		switch ((first + i) % 3) {
		case 0:
			add_name("title");
			add_string((size_t)pick(1, 12), false);
			break;
		case 1:
			if (pick(0, 1) == 0) {
				add_name("text");
				add_string((size_t)pick(0, 20), false);
			}
			break;
		default:
			if (pick(0, 1) == 0)
				add_color();
			break;
		}
	}
	close_object();
}

/* Create, read, replace, delete, list; a PUT is often sent again, as a client does in doubt. */
static void make_crud(uint64_t size)
{
	puts("reset");
	call("GET", "/notes");
	for (uint64_t i = 0; i < size; i++) {
		uint64_t id = pick(1, IDS);
		switch (pick(0, 9)) {
		case 0:
		case 1:
			add_note();
			call("POST", "/notes");
			break;
		case 2:
		case 3:
			add_note();
			char again[sizeof body];
			memcpy(again, body, body_size + 1);
			call_id("PUT", id);
			if (pick(0, 1) == 0) {
				add(again);
				call_id("PUT", id);
				call("GET", "/notes");
			}
			break;
		case 4:
			call_id("DELETE", id);
			if (pick(0, 2) == 0)
				call_id("DELETE", id);
			break;
		case 5:
			call("GET", "/notes");
			break;
		default:
			call_id("GET", id);
			break;
		}
	}
	/* Ids are not used again: the last one goes, and the next one is another. */
	add_note();
	call_id("PUT", IDS + 20);
	call_id("DELETE", IDS + 20);
	add_note();
	call("POST", "/notes");
	call("GET", "/notes");
}

static void add_patch(uint64_t what)
{
	static const char *const names[] = {"title", "text", "color"};
	for (uint64_t i = 0; i < 3; i++, what /= 3) {
		if (what % 3 == 0)
			continue;
		if (what % 3 == 1 && i == 2) {
			add_color();
			continue;
		}
		add_name(names[i]);
		if (what % 3 == 1)
			add_string((size_t)pick(1, 9), false);
		else
			add("null");
	}
	close_object();
}

/* Each of the 27 ways to set, remove and leave three members, upon a full and a bare note. */
static void make_merge(uint64_t size)
{
	puts("reset");
	for (uint64_t what = 0; what < 27; what++) {
		for (int full = 0; full < 2; full++) {
			uint64_t id = pick(1, IDS);
			add_name("title");
			add_string(5, false);
			if (full == 1) {
				add_name("text");
				add_string(7, false);
				add_color();
			}
			close_object();
			call_id("PUT", id);
			add_patch(what);
			call_id("PATCH", id);
			call_id("GET", id);
		}
	}
	for (uint64_t i = 0; i < size; i++) {
		uint64_t id = pick(1, IDS);
		add_patch(pick(0, 26));
		call_id("PATCH", id);
		if (pick(0, 2) == 0) {
			add_name("text");
			add_string(6, false);
			add_name(pick(0, 1) == 0 ? "title" : "size");
			add("7");
			close_object();
			call_id("PATCH", id);
			call_id("GET", id);
		}
		if (pick(0, 6) == 0)
			call_id("DELETE", id);
	}
	call("GET", "/notes");
}

/* Every byte and escape, and the lengths at the limits. */
static void make_text(uint64_t size)
{
	static const size_t titles[] = {1, 119, 120, 121, 300};
	static const size_t texts[] = {0, 1, 500, 1999, 2000};
	puts("reset");
	for (uint64_t i = 0; i < size; i++) {
		add_name("title");
		add_string(i % 2 == 0 ? PICK(titles) : (size_t)pick(1, 40), true);
		if (pick(0, 1) == 0) {
			add_name("text");
			add_string(i % 4 == 0 ? PICK(texts) : (size_t)pick(0, 60), body_size < 500);
		}
		close_object();
		call("POST", "/notes");
	}
	for (size_t extra = 0; extra < 2; extra++) {
		add_name("title");
		add_string(120 + extra, false);
		close_object();
		call("POST", "/notes");
		add_name("text");
		add_string(4001 - extra, false);
		add_name("title");
		add_string(3, false);
		close_object();
		call("POST", "/notes");
	}
	add("{\"title\":\"");
	for (int i = 0; i < 120; i++)
		add("\\u0002");
	add("\",\"text\":\"");
	for (int i = 0; i < 1200; i++)
		add("\\u001b");
	add("\"}");
	call("POST", "/notes");
	add("{\"a\\n\\u0001\\\"\":1,\"title\":\"t\"}");
	call("POST", "/notes");
	puts("list");
}

static void make_ids(uint64_t size)
{
	static const char *const paths[] = {"/notes/0", "/notes/00", "/notes/01", "/notes/-1",
		"/notes/+1", "/notes/ 1", "/notes/1 ", "/notes/1a", "/notes/0x1", "/notes/",
		"/notes/1/", "/notes//1", "/notes?", "/notes/1?a=b", "/Notes/1", "notes/1", "", "/",
		"/notesx", "/notes/2147483648", "/notes/4294967296", "/notes/4294967297",
		"/notes/8589934593", "/notes/18446744073709551615", "/notes/18446744073709551617",
		"/notes/36893488147419103233", "/notes/99999999999999999999999999999999",
		"/notes/-4294967295"};
	static const char *const methods[] = {"GET", "PUT", "PATCH", "DELETE", "HEAD"};
	puts("reset");
	add_note();
	call("POST", "/notes");
	for (uint64_t i = 0; i < size; i++) {
		const char *path = paths[i % (sizeof paths / sizeof paths[0])];
		call("GET", path);
		add_note();
		call(PICK(methods), path);
	}
	call("GET", "/notes");
	uint64_t below = pick(1, 3);
	add_note();
	call_id("PUT", ID_MAX - below);
	for (uint64_t i = 0; i <= below + 1; i++) {
		add_note();
		call("POST", "/notes");
	}
	add("{}"); /* a fault in the note comes first */
	call("POST", "/notes");
	call_id("DELETE", ID_MAX);
	add_note();
	call("POST", "/notes");
	add_note();
	call_id("PUT", ID_MAX);
	call_id("GET", ID_MAX);
	add_note();
	call_id("PUT", pick(2, 1000000));
	add_note();
	call("POST", "/notes");
	call("GET", "/notes");
}

static void make_many(uint64_t size)
{
	puts("reset");
	printf("posts %" PRIu64 " 30\nlist\n", size);
	printf("gets 1 1 %" PRIu64 "\n", size + 5);
	printf("puts %" PRIu64 " 3 %" PRIu64 " 20\n", pick(1, 9), size / 4);
	printf("puts %" PRIu64 " 7 %" PRIu64 " 10\n", size + pick(1000, 9999), size / 20);
	printf("posts 10 1\nlist\n");
	call_id("DELETE", pick(1, size));
	printf("list\n");
}

static const struct {
	const char *name;
	void (*make)(uint64_t size);
} kinds[] = {
	{"crud", make_crud},
	{"merge", make_merge},
	{"text", make_text},
	{"ids", make_ids},
	{"many", make_many},
};

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: requests KIND SIZE SEED\n");
		return 2;
	}
	uint64_t size = strtoull(argv[2], NULL, 10);
	state = strtoull(argv[3], NULL, 10);
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (strcmp(argv[1], kinds[i].name) == 0) {
			kinds[i].make(size);
			return 0;
		}
	}
	fprintf(stderr, "requests: no such kind '%s'\n", argv[1]);
	return 2;
}
