/*
 * faults.c - makes scripts of requests that the notes service has to refuse, and of those next to
 * them that it has not.
 *
 * faults SIZE SEED.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static void request(const char *method, const char *path, const char *headers)
{
	printf("request %s ", method);
	print_word(path, strlen(path));
	putchar(' ');
	print_word(body, body_size);
	printf("%s%s\n", *headers == '\0' ? "" : " ", headers);
	body_size = 0;
}

/* Starts a member of the object that is being built. */
static void add_name(const char *name)
{
	add(body_size == 0 ? "{\"" : ",\"");
	add(name);
	add("\":");
}

/* A valid note. */
static void add_note(void)
{
	static const char *const notes[] = {"{\"title\":\"a\"}",
		"{ \"color\" : \"green\", \"title\" : \"b c\" }",
		"{\"text\":\"\",\"title\":\"d\"}\n"};
	add(PICK(notes));
}

static void refuse_types(void)
{
	static const char *const types[] = {"", "Content-Type text/plain",
		"Content-Type application/json", "content-type APPLICATION/JSON",
		"CONTENT-TYPE application/json;charset=utf-8",
		"Content-Type application/json%20;%20q=1", "Content-Type application/jsonp",
		"Content-Type application", "Content-Type %", "Accept application/json",
		"Content-Type application/json-patch+json", "X-Content-Type application/json",
		"Content-Type application/merge-patch+json",
		"Accept text/plain Content-Type application/json",
		"Content-Type Application/Merge-Patch+Json;%20charset=utf-8"};
	static const char *const methods[] = {"POST", "PUT", "PATCH"};
	for (size_t t = 0; t < sizeof types / sizeof types[0]; t++) {
		for (size_t m = 0; m < 3; m++) {
			if (pick(0, 3) == 0)
				add("{"); /* what comes first counts: the type */
			else
				add_note();
			request(methods[m], m == 0 ? "/notes" : "/notes/1", types[t]);
		}
	}
}

static void refuse_json(void)
{
	static const char *const malformed[] = {"", " ", "{", "}", "[]", "null", "\"title\"",
		"{\"title\":\"a\"", "{\"title\":\"a\",}", "{title:\"a\"}", "{\"title\":\"a\"}x",
		"{\"title\":\"a\" \"text\":\"b\"}", "{\"title\":'a'}",
		"{\"title\":\"a\",\"title\":\"b\"}", "{\"title\":\"a\",\"n\":01}",
		"{\"title\":\"\\x\"}", "{\"title\":\"\\ud800\"}", "{\"title\":\"a\nb\"}",
		"{\"title\":\"\xff\"}", "{\"title\":tru}"};
	for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++) {
		static const char *const methods[] = {"POST", "PUT", "PATCH"};
		add(malformed[i]);
		uint64_t m = pick(0, 2);
		call(methods[m], m == 0 ? "/notes" : "/notes/1");
	}
}

static void refuse_members(uint64_t size)
{
	static const char *const values[] = {"1", "-2.5e3", "true", "false", "null", "[]",
		"{\"title\":\"a\"}", "\"\"", "\"ok\"", "\"red\"", "\"Red\"", "\"red\\u0000\"",
		"\"re\"", "[[[\"a\"],{}]]"};
	static const char *const others[] = {
		"id", "Title", "texts", "a\\\"b", "", "\\u00e9", "title\\u0000", "tit"};
	for (uint64_t i = 0; i < size; i++) {
		static const char *const methods[] = {"POST", "PUT", "PATCH"};
		static const char *const names[] = {"color", "text", "title"};
		if (pick(0, 3) == 0) {
			add_name(others[i % 8]);
			add(PICK(values));
		}
		uint64_t first = pick(0, 2);
		for (uint64_t n = 0; n < 3; n++) {
			if (pick(0, 3) == 0)
				continue;
			add_name(names[(first + n) % 3]);
			add(PICK(values));
		}
		if (pick(0, 3) == 0) {
			add_name(others[(i + 3) % 8]);
			add(PICK(values));
		}
		add(body_size == 0 ? "{}" : "}");
		uint64_t m = pick(0, 2);
		call(methods[m], m == 0 ? "/notes" : "/notes/1");
	}
}

/* A note of exactly so many bytes of JSON. */
static void add_sized(size_t size)
{
	add("{\"title\":\"");
	add(pick(0, 1) == 0 ? "x\",\"text\":\"a\"" : "y\"");
	while (body_size < size - 1)
		add(" ");
	add("}");
}

static void make_errors(uint64_t size)
{
	puts("reset");
	add_note();
	call("POST", "/notes");
	refuse_types();
	refuse_json();
	refuse_members(size);
	static const size_t sizes[] = {8191, 8192, 8193, 12000};
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		add_sized(sizes[i]);
		call("POST", "/notes");
		add_sized(sizes[i]);
		call("PATCH", "/notes/1");
	}
	add_sized(9000); /* too large and of the wrong type; too large and not there */
	request("PUT", "/notes/1", "Content-Type text/plain");
	add_sized(9000);
	call("PATCH", "/notes/77");
	static const char *const methods[] = {
		"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "get", "BREW"};
	static const char *const paths[] = {"/notes", "/notes/1", "/notes/99", "/", "/note"};
	for (size_t m = 0; m < sizeof methods / sizeof methods[0]; m++) {
		for (size_t p = 0; p < sizeof paths / sizeof paths[0]; p++) {
			add_note();
			call(methods[m], paths[p]);
		}
	}
	call("GET", "/notes");
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: faults SIZE SEED\n");
		return 2;
	}
	state = strtoull(argv[2], NULL, 10);
	make_errors(strtoull(argv[1], NULL, 10));
	return 0;
}
