/*
 * error.h - the one error type of assay.
 *
 * Functions that can fail return 0, or one of the negative codes below, and describe the
 * failure in the `struct assay_error` that is their last parameter. The struct has a fixed size
 * and lives on the caller's stack, so that reporting a failure cannot itself fail.
 *
 * All functions here are thread-safe; an error belongs to the thread that passed it.
 */
#ifndef ASSAY_ERROR_H
#define ASSAY_ERROR_H

#include <stdarg.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Negative return codes. Texts and exit statuses stand in one table, sandbox/error.c. */
enum assay_code {
	ASSAY_OK = 0,
	ASSAY_ERR_USAGE = -1,     /* the command line, or a wrong use of the library */
	ASSAY_ERR_NOT_FOUND = -2, /* no such challenge, attempt, folder */
	ASSAY_ERR_SUBMISSION =
		-3, /* the submission cannot be taken in: missing file, symlink, size */
	ASSAY_ERR_CHALLENGE = -4, /* the challenge or pack is invalid */
	ASSAY_ERR_SANDBOX = -5,   /* no box of the wanted level can be had */
	ASSAY_ERR_SYSTEM = -6,    /* the operating system refused: disk full, no memory, I/O */
	ASSAY_ERR_STORE = -7,     /* the attempt store is corrupt, newer, locked or unreadable */
	ASSAY_ERR_TOOLCHAIN = -8, /* no compiler, or it cannot be run */
	ASSAY_ERR_CANCELLED = -9, /* stopped by the user */
	ASSAY_ERR_INTERNAL = -10, /* a broken contract of our own */
};

/* Longest message with its terminating NUL; a longer one is cut at a character boundary. */
#define ASSAY_ERROR_SIZE 1024

struct assay_error {
	int code;                    /* one of enum assay_code, 0 when unset */
	char text[ASSAY_ERROR_SIZE]; /* UTF-8, no newline at the end */
};

/*
 * Describes a failure and returns `code`, so that `return assay_error_set(err, ...)` is the usual
 * form. `err` may be NULL. Control characters (line breaks and tabs too), bidirectional controls
 * and bytes that are not UTF-8 are shown as `\xNN`: messages quote names that strangers chose.
 */
int assay_error_set(struct assay_error *err, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* As assay_error_set() with `: strerror(errno_value)` appended; the code is ASSAY_ERR_SYSTEM. */
int assay_error_errno(struct assay_error *err, int errno_value, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Puts context in front of what is already there ("while loading challenge 'x': ..."), and returns
 * the code that was set. Does nothing but return the code when `err` is NULL.
 */
int assay_error_wrap(struct assay_error *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* For functions that take a format themselves: fills `ret_text`, of `size` bytes, cut where the
 * message is longer, which assay_error_set() then does at a character boundary. */
void assay_error_format(char *ret_text, size_t size, const char *format, va_list arguments)
	__attribute__((format(printf, 3, 0)));

/* The short stable name of a code, for documents and tests: "usage", "not-found", ... */
const char *assay_code_name(int code);

/* The process exit status that belongs to a code: 0, 2, 3 or 4 (see assay(1), EXIT STATUS). */
int assay_code_exit_status(int code);

#ifdef __cplusplus
}
#endif

#endif
