/*
 * console.c - owns what the program prints and how wide. Must not know any command.
 */
#include "console.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define COLUMNS_MINIMUM 40
#define COLUMNS_DEFAULT 80
#define COLUMNS_MAXIMUM 200

/* What a user can do about a failure, where the message itself cannot know it. */
static const struct {
	int code;
	const char *remedy;
} remedies[] = {
	{ASSAY_ERR_SANDBOX, "`assay doctor` shows which layer is missing and what to do about it."},
	{ASSAY_ERR_STORE,
		"The attempts are left as they are. XDG_DATA_HOME names another folder for them; "
		"`assay grade --no-store` grades without."},
	{ASSAY_ERR_TOOLCHAIN, "On Debian: apt-get install gcc libc6-dev binutils."},
};

void assay_console_error(const struct assay_error *err, const char *command)
{
	fflush(stdout);
	fprintf(stderr, "assay: %s\n", err->text);
	if (err->code == ASSAY_ERR_USAGE) {
		fprintf(stderr, "       Try `assay %s%s--help`.\n", command != NULL ? command : "",
			command != NULL ? " " : "");
		return;
	}
	for (size_t i = 0; i < sizeof remedies / sizeof remedies[0]; i++) {
		if (remedies[i].code == err->code)
			fprintf(stderr, "       %s\n", remedies[i].remedy);
	}
}

void assay_console_note(const char *format, ...)
{
	struct assay_error text; /* shows control bytes as assay_error_set() does */
	char line[ASSAY_ERROR_SIZE];
	va_list arguments;
	va_start(arguments, format);
	int size = vsnprintf(line, sizeof line, format, arguments);
	va_end(arguments);
	if (size < 0)
		return;
	assay_error_set(&text, ASSAY_OK, "%s", line);
	fflush(stdout);
	fprintf(stderr, "assay: %s\n", text.text);
}

void assay_console_put(const struct assay_bytes *text)
{
	if (text->size > 0)
		fwrite(text->data, 1, text->size, stdout);
}

int assay_console_flush(struct assay_error *err)
{
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return 0;
	if (errno == 0)
		errno = EIO;
	return assay_error_errno(err, errno, "write to standard output");
}

bool assay_console_colour(void)
{
	const char *none = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");
	return (none == NULL || none[0] == '\0') && isatty(STDOUT_FILENO) &&
	       (terminal == NULL || strcmp(terminal, "dumb") != 0);
}

unsigned assay_console_columns(void)
{
	uint64_t columns = 0;
	const char *told = getenv("COLUMNS");
	if (told == NULL || assay_parse_u64(told, "COLUMNS", 1, 10000, &columns, NULL) != 0) {
		struct winsize size;
		columns = COLUMNS_DEFAULT;
		if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
			columns = size.ws_col;
	}
	if (columns < COLUMNS_MINIMUM)
		return COLUMNS_MINIMUM;
	return columns > COLUMNS_MAXIMUM ? COLUMNS_MAXIMUM : (unsigned)columns;
}
