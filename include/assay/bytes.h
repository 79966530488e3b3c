/*
 * bytes.h - the growing string, checked numbers and descriptor helpers of assay.
 *
 * Thread-safe as long as one object is used by one thread at a time.
 */
#ifndef ASSAY_BYTES_H
#define ASSAY_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <assay/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A growing byte string. `data` is NULL or NUL-terminated one byte past `size`, so that text in it
 * can be read as a C string; it may hold NUL bytes. A zeroed struct is an empty string.
 */
struct assay_bytes {
	char *data;
	size_t size;
	size_t capacity;
	bool failed; /* an append ran out of memory; the content is incomplete */
};

void assay_bytes_init(struct assay_bytes *bytes);
void assay_bytes_release(struct assay_bytes *bytes); /* accepts the zeroed and the half-built */
void assay_bytes_clear(struct assay_bytes *bytes);   /* empties, keeps the memory */

/*
 * Appends. Out of memory sets `failed` and leaves the content as it was; further appends do
 * nothing. Callers build freely and ask once, with assay_bytes_check().
 */
void assay_bytes_append(struct assay_bytes *bytes, const void *data, size_t size);
void assay_bytes_puts(struct assay_bytes *bytes, const char *text);
void assay_bytes_putc(struct assay_bytes *bytes, char c);
void assay_bytes_printf(struct assay_bytes *bytes, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* 0, or ASSAY_ERR_SYSTEM when an append failed. */
int assay_bytes_check(const struct assay_bytes *bytes, struct assay_error *err);

/* Hands the text to the caller, who frees it, and leaves an empty string; "" rather than NULL.
 * NULL when an append failed. */
char *assay_bytes_steal(struct assay_bytes *bytes);

/* The content as a C string, "" when empty; borrowed, valid until the next change. */
const char *assay_bytes_text(const struct assay_bytes *bytes);

/*
 * Appends `size` bytes of untrusted text so that it is safe on a terminal and in a log: valid
 * UTF-8 stays, control bytes other than \n and \t, ESC, C1 controls, bidirectional controls and
 * bad UTF-8 become `\xNN`. Stops after `limit` source bytes and then adds " [cut: N bytes in all]".
 */
void assay_bytes_append_safe(
	struct assay_bytes *bytes, const char *data, size_t size, size_t limit);

/*
 * The length of the UTF-8 character at `text`, 0 when it is none (RFC 3629: no overlong forms, no
 * surrogates, nothing past U+10FFFF); its code point goes to `ret_point`.
 */
size_t assay_utf8_length(const char *text, size_t size, uint32_t *ret_point);
/* Characters that move the cursor, hide text or turn its direction (Unicode TR 36, TR 9); all
 * control characters but \n and \t. */
bool assay_utf8_unsafe(uint32_t point);

/*
 * Numbers. The whole of `text` must be one number without sign prefix '+', spaces or trailing
 * characters; otherwise ASSAY_ERR_USAGE and a message that names `what`, the text and the range.
 */
int assay_parse_u64(const char *text, const char *what, uint64_t minimum, uint64_t maximum,
	uint64_t *ret_value, struct assay_error *err);
/* Seconds with an optional fraction ("0.25") to nanoseconds. */
int assay_parse_seconds(const char *text, const char *what, uint64_t maximum_ns, uint64_t *ret_ns,
	struct assay_error *err);
/* A size with an optional suffix K, M or G (powers of 1024). */
int assay_parse_size(const char *text, const char *what, uint64_t maximum, uint64_t *ret_bytes,
	struct assay_error *err);

/* Reads `fd` to its end. More than `limit` bytes is ASSAY_ERR_SYSTEM. `name` is for messages. */
int assay_fd_read_all(int fd, const char *name, size_t limit, struct assay_bytes *ret_bytes,
	struct assay_error *err);
/* Writes all of it, through EINTR and short writes. */
int assay_fd_write_all(
	int fd, const char *name, const void *data, size_t size, struct assay_error *err);

/*
 * Reads a regular file beneath `dirfd` (AT_FDCWD allowed) without following a symlink in the last
 * component. Anything but a regular file, or more than `limit` bytes, is an error naming `path`.
 */
int assay_file_read(int dirfd, const char *path, size_t limit, struct assay_bytes *ret_bytes,
	struct assay_error *err);
/*
 * Writes to a temporary file beside `path` and renames it; no half-written file is ever seen. A
 * device, a fifo and a descriptor by its name in /dev are written to; any other link is replaced.
 */
int assay_file_replace(
	const char *path, const void *data, size_t size, unsigned mode, struct assay_error *err);
/* mkdir -p, with `mode` for what is made. */
int assay_directory_make(const char *path, unsigned mode, struct assay_error *err);

/* Lets nobody change a memory file any more, and puts its offset at 0; `name` is for the
 * message. */
int assay_fd_seal(int fd, const char *name, struct assay_error *err);
/* A sealed read-only memory file with these bytes, close-on-exec, offset 0. */
int assay_memory_file(
	const char *name, const void *data, size_t size, int *ret_fd, struct assay_error *err);

/* CLOCK_MONOTONIC and CLOCK_REALTIME in nanoseconds. */
uint64_t assay_monotonic_ns(void);
uint64_t assay_wall_ns(void);

#ifdef __cplusplus
}
#endif

#endif
