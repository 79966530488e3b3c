/*
 * diagnostics.c - owns the reading of compiler and linker messages (gcc with
 * -fdiagnostics-plain-output, GNU as, gold and bfd in the C locale).
 *
 * The log is the candidate's to shape (#error, #line, symbol names), so it is text to be shown,
 * never a path to be opened or a fact to be decided by: whether a build succeeded is known from
 * its artefact.
 */
#include "diagnostics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <assay/bytes.h>

#define TEXT_MAX       400 /* bytes of one message */
#define NAME_MAX_SHOWN 200

void assay_diagnostics_release(struct assay_diagnostics *diagnostics)
{
	for (size_t i = 0; i < diagnostics->count; i++) {
		free(diagnostics->items[i].file);
		free(diagnostics->items[i].text);
	}
	*diagnostics = (struct assay_diagnostics){0};
}

/* A piece of the log; not NUL-terminated. */
struct piece {
	const char *data;
	size_t size;
};

static struct piece cut(struct piece piece, size_t from)
{
	from = from < piece.size ? from : piece.size;
	return (struct piece){piece.data + from, piece.size - from};
}

static bool begins(struct piece piece, const char *text)
{
	size_t size = strlen(text);
	return piece.size >= size && memcmp(piece.data, text, size) == 0;
}

static const char *find(struct piece piece, const char *text)
{
	return piece.size == 0 ? NULL : memmem(piece.data, piece.size, text, strlen(text));
}

static bool is_path_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("/._+-", c) != NULL);
}

static bool is_path(struct piece piece)
{
	size_t at = 0;
	while (at < piece.size && is_path_byte(piece.data[at]))
		at++;
	return at == piece.size;
}

/* The part of an absolute path that is not the machine's: "<sys/types.h>", else its last part. */
static void show_path(struct assay_bytes *text, struct piece path)
{
	static const char *const roots[] = {"/usr/include/x86_64-linux-gnu/", "/usr/include/"};
	for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
		if (!begins(path, roots[i]))
			continue;
		path = cut(path, strlen(roots[i]));
		assay_bytes_printf(text, "<%.*s>", (int)path.size, path.data);
		return;
	}
	bool header = begins(path, "/usr/lib/gcc/");
	const char *slash = memrchr(path.data, '/', path.size);
	path = cut(path, (size_t)(slash - path.data) + 1);
	assay_bytes_printf(text, header ? "<%.*s>" : "%.*s", (int)path.size, path.data);
}

/* Other absolute paths are the candidate's own words: there is nothing else in the box. */
static bool is_of_machine(struct piece path)
{
	static const char *const roots[] = {"/usr/", "/lib", "/bin/", "/tmp/", "/opt/"};
	for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
		if (begins(path, roots[i]))
			return true;
	}
	return false;
}

/* Copies a message: no path of the machine, no prefix of the box. */
static void show_text(struct assay_bytes *text, struct piece from, const char *prefix)
{
	char before = ' ';
	while (from.size > 0) {
		size_t length = 0;
		if (!is_path_byte(before))
			while (length < from.size && is_path_byte(from.data[length]))
				length++;
		if (is_of_machine((struct piece){from.data, length})) {
			show_path(text, (struct piece){from.data, length});
		} else if (length > 0 && begins(from, prefix)) {
			length = strlen(prefix);
		} else {
			length = length == 0 ? 1 : length;
			assay_bytes_append(text, from.data, length);
		}
		before = from.data[length - 1];
		from = cut(from, length);
	}
}

/* The candidate's own name of a file, "<stdio.h>", or "": then it is nobody's. */
static void show_file(
	struct assay_bytes *text, struct piece file, const struct assay_diagnostic_names *names)
{
	if (begins(file, "/usr/include/") || begins(file, "/usr/lib/gcc/")) {
		/* A #line claims what it likes; headers have plain names. */
		if (is_path(file))
			show_path(text, file);
		return;
	}
	if (begins(file, names->prefix))
		file = cut(file, strlen(names->prefix));
	for (size_t i = 0; i < names->count; i++) {
		const char *name = names->files[i];
		const char *last = strrchr(name, '/');
		last = last == NULL ? name : last + 1;
		/* The linker knows only the last part of a name. */
		if ((strlen(name) == file.size && begins(file, name)) ||
			(strlen(last) == file.size && begins(file, last))) {
			assay_bytes_puts(text, name);
			return;
		}
	}
}

static bool is_known(
	const struct assay_diagnostics *diagnostics, const struct assay_diagnostic *item)
{
	for (size_t i = 0; i < diagnostics->count; i++) {
		const struct assay_diagnostic *other = &diagnostics->items[i];
		if (other->line == item->line && other->column == item->column &&
			strcmp(other->file, item->file) == 0 &&
			strcmp(other->text, item->text) == 0)
			return true;
	}
	return false;
}

/* Takes over `file` and `text`. */
static bool keep(struct assay_diagnostics *diagnostics, struct assay_diagnostic item,
	struct assay_bytes *file, struct assay_bytes *text)
{
	struct assay_bytes safe = {0};
	assay_bytes_append_safe(&safe, assay_bytes_text(text), text->size, TEXT_MAX);
	bool failed = file->failed || text->failed;
	item.file = assay_bytes_steal(file);
	item.text = assay_bytes_steal(&safe);
	assay_bytes_release(text);
	bool kept = !failed && item.file != NULL && item.text != NULL;
	bool error = strcmp(item.severity, "error") == 0;
	if (kept && !is_known(diagnostics, &item)) {
		diagnostics->errors += error;
		/* An error is not lost for the warnings before it. */
		size_t at = diagnostics->count;
		if (at == ASSAY_DIAGNOSTICS_MAX && error && diagnostics->errors == 1) {
			at--;
			free(diagnostics->items[at].file);
			free(diagnostics->items[at].text);
			diagnostics->count--;
		}
		if (at < ASSAY_DIAGNOSTICS_MAX) {
			diagnostics->items[at] = item;
			diagnostics->count++;
			return true;
		}
	}
	free(item.file);
	free(item.text);
	return kept;
}

bool assay_diagnostics_add(struct assay_diagnostics *diagnostics, const char *file, uint32_t line,
	const char *severity, const char *text)
{
	struct assay_diagnostic item = {.line = line};
	struct assay_bytes names = {0};
	struct assay_bytes texts = {0};
	snprintf(item.severity, sizeof item.severity, "%s", severity);
	assay_bytes_puts(&names, file);
	assay_bytes_puts(&texts, text);
	return keep(diagnostics, item, &names, &texts);
}

/* Takes ":12:5" or ":12" off the end of a location. */
static void split_location(struct piece *location, uint32_t *ret_line, uint32_t *ret_column)
{
	uint32_t numbers[2] = {0, 0};
	size_t count = 0;
	while (count < 2) {
		size_t at = location->size;
		uint64_t value = 0;
		uint64_t unit = 1;
		while (at > 0 && location->data[at - 1] >= '0' && location->data[at - 1] <= '9' &&
			unit < 10000000000) {
			value += (uint64_t)(location->data[--at] - '0') * unit;
			unit *= 10;
		}
		if (at == location->size || at == 0 || location->data[at - 1] != ':' ||
			value > UINT32_MAX)
			break;
		location->size = at - 1;
		numbers[count++] = (uint32_t)value;
	}
	*ret_line = count == 2 ? numbers[1] : numbers[0];
	*ret_column = count == 2 ? numbers[0] : 0;
}

/* "FILE:LINE:COLUMN: error: text", and what the assembler makes of it. */
static const struct {
	const char *mark, *severity;
} severities[] = {
	{": fatal error: ", "error"},
	{": error: ", "error"},
	{": warning: ", "warning"},
	{": note: ", "note"},
	{": Error: ", "error"},
	{": Fatal error: ", "error"},
	{": Warning: ", "warning"},
	{": internal compiler error: ", "error"},
};

static bool parse_compiler(struct assay_diagnostics *diagnostics, struct piece line,
	const struct assay_diagnostic_names *names)
{
	const char *mark = NULL;
	size_t row = 0;
	for (size_t i = 0; i < sizeof severities / sizeof severities[0]; i++) {
		const char *at = find(line, severities[i].mark);
		if (at != NULL && (mark == NULL || at < mark)) {
			mark = at;
			row = i;
		}
	}
	if (mark == NULL)
		return true;
	struct piece location = {line.data, (size_t)(mark - line.data)};
	struct piece message = cut(line, location.size + strlen(severities[row].mark));
	/* Says only that something before it failed; the linker's warnings are about glibc. */
	if (begins(location, "collect2") || find(location, "ld.") != NULL ||
		(find(location, ".o:") != NULL && severities[row].severity[0] == 'w'))
		return true;
	struct assay_diagnostic item = {0};
	snprintf(item.severity, sizeof item.severity, "%s", severities[row].severity);
	split_location(&location, &item.line, &item.column);
	struct assay_bytes file = {0};
	struct assay_bytes text = {0};
	show_file(&file, location, names);
	if (file.size == 0)
		item.line = item.column = 0;
	show_text(&text, message, names->prefix);
	return keep(diagnostics, item, &file, &text);
}

/* The name in 'quotes' or `quotes' after `at`. */
static struct piece quoted(struct piece line, const char *at)
{
	struct piece rest = cut(line, (size_t)(at - line.data));
	size_t from = 0;
	while (from < rest.size && rest.data[from] != '\'' && rest.data[from] != '`')
		from++;
	rest = cut(rest, from + 1);
	const char *end = find(rest, "'");
	rest.size = end == NULL ? rest.size : (size_t)(end - rest.data);
	rest.size = rest.size < NAME_MAX_SHOWN ? rest.size : NAME_MAX_SHOWN;
	return rest;
}

/* The source file that a linker's line speaks of: the last "NAME.c:" in it. */
static void show_linked_file(struct assay_bytes *file, struct piece line, const char *until,
	const struct assay_diagnostic_names *names)
{
	struct piece head = {line.data, (size_t)(until - line.data)};
	while (head.size > 0 && file->size == 0) {
		const char *colon = find(head, ":");
		size_t length = colon == NULL ? head.size : (size_t)(colon - head.data);
		struct piece word = {head.data, length};
		while (word.size > 0 && word.data[0] == ' ')
			word = cut(word, 1);
		show_file(file, word, names);
		head = cut(head, length + 1);
	}
}

static bool parse_linker(struct assay_diagnostics *diagnostics, struct piece line, const char *mark,
	bool undefined, const struct assay_diagnostic_names *names)
{
	struct piece symbol = quoted(line, mark);
	struct assay_diagnostic item = {.severity = "error"};
	struct assay_bytes file = {0};
	struct assay_bytes text = {0};
	show_linked_file(&file, line, mark, names);
	if (undefined)
		assay_bytes_printf(
			&text, "'%.*s' is used but defined nowhere", (int)symbol.size, symbol.data);
	else
		assay_bytes_printf(&text,
			"'%.*s' is defined twice: the challenge's driver or another file already "
			"defines it",
			(int)symbol.size, symbol.data);
	return keep(diagnostics, item, &file, &text);
}

static bool parse_line(struct assay_diagnostics *diagnostics, struct piece line,
	const struct assay_diagnostic_names *names)
{
	const char *mark = find(line, "undefined reference to ");
	if (mark != NULL && !begins(line, names->prefix))
		return parse_linker(diagnostics, line, mark, true, names);
	mark = find(line, "multiple definition of ");
	if (mark != NULL && !begins(line, names->prefix))
		return parse_linker(diagnostics, line, mark, false, names);
	return parse_compiler(diagnostics, line, names);
}

bool assay_diagnostics_parse(struct assay_diagnostics *diagnostics, const char *log, size_t size,
	const struct assay_diagnostic_names *names)
{
	struct piece rest = {log, size};
	bool kept = true;
	while (rest.size > 0 && kept) {
		const char *newline = memchr(rest.data, '\n', rest.size);
		size_t length = newline == NULL ? rest.size : (size_t)(newline - rest.data);
		kept = parse_line(diagnostics, (struct piece){rest.data, length}, names);
		rest = cut(rest, length + 1);
	}
	return kept;
}

char *assay_diagnostics_message(const struct assay_diagnostics *diagnostics, const char *fallback)
{
	struct assay_bytes text = {0};
	for (size_t i = 0; i < diagnostics->count && text.size == 0; i++) {
		const struct assay_diagnostic *item = &diagnostics->items[i];
		if (strcmp(item->severity, "error") != 0)
			continue;
		if (item->file[0] != '\0' && item->line > 0)
			assay_bytes_printf(&text, "%s:%u: ", item->file, item->line);
		else if (item->file[0] != '\0')
			assay_bytes_printf(&text, "%s: ", item->file);
		assay_bytes_puts(&text, item->text);
	}
	if (text.size == 0)
		assay_bytes_puts(&text, fallback);
	return assay_bytes_steal(&text);
}
