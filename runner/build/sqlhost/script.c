/*
 * script.c - owns the shape of a script. Runs no SQL.
 */
#include "script.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *assay_script_read(int fd, size_t limit)
{
	size_t size = 0;
	size_t capacity = 64u << 10;
	char *data = malloc(capacity);
	while (data != NULL) {
		if (size + 1 == capacity) {
			char *larger = capacity > limit ? NULL : realloc(data, capacity * 2);
			if (larger == NULL)
				break;
			data = larger;
			capacity *= 2;
		}
		ssize_t n = read(fd, data + size, capacity - size - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		size += (size_t)n;
		if (n > 0)
			continue;
		data[size] = '\0';
		if (size > limit || strlen(data) != size)
			break;
		return data;
	}
	free(data);
	return NULL;
}

static const struct {
	const char *word;
	enum assay_section_kind kind;
	bool named;
} kinds[] = {
	{"@setup", ASSAY_SECTION_SETUP, false},
	{"@candidate", ASSAY_SECTION_CANDIDATE, false},
	{"@query", ASSAY_SECTION_QUERY, true},
	{"@write", ASSAY_SECTION_WRITE, true},
};

/* Takes "@query by-customer" apart. */
static bool read_head(char *head, struct assay_section *section)
{
	size_t length = strlen(head);
	while (length > 0 && strchr(" \t\r", head[length - 1]) != NULL)
		head[--length] = '\0';
	char *name = strchr(head, ' ');
	if (name != NULL) {
		*name++ = '\0';
		name += strspn(name, " ");
	}
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (strcmp(head, kinds[i].word) != 0)
			continue;
		section->kind = kinds[i].kind;
		section->name = name;
		return kinds[i].named == (name != NULL);
	}
	return false;
}

bool assay_script_next(struct assay_script *script, struct assay_section *ret_section)
{
	while (*script->at == '\n' || *script->at == '\r') {
		if (*script->at == '\n')
			script->line++;
		script->at++;
	}
	if (*script->at == '\0')
		return false;
	script->line++;
	char *head = script->at;
	char *end = strchr(head, '\n');
	char *sql = end == NULL ? head + strlen(head) : end + 1;
	if (end != NULL)
		*end = '\0';
	if (!read_head(head, ret_section)) {
		script->problem =
			"expected @setup, @candidate, @query NAME or @write NAME before any SQL";
		return false;
	}
	ret_section->sql = sql;
	ret_section->line = script->line + 1;
	/* Up to the next line that begins with '@', whose newline before it ends this SQL. */
	char *at = sql;
	while (*at != '\0' && *at != '@') {
		char *newline = strchr(at, '\n');
		script->line++;
		at = newline == NULL ? at + strlen(at) : newline + 1;
	}
	if (*at == '@' && at > sql)
		at[-1] = '\0';
	else if (*at == '@')
		ret_section->sql = "";
	script->at = at;
	return true;
}
