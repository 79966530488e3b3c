/*
 * uuid.h - UUIDv7 (RFC 9562): identifiers whose order is that of time.
 *
 * The 12 bits after the millisecond carry its fraction (RFC 9562, section 6.2, method 3), so that
 * identifiers of several processes sort by time as well; one clock never repeats or goes back.
 */
#ifndef ASSAY_RUNNER_STORE_UUID_H
#define ASSAY_RUNNER_STORE_UUID_H

#include <stdint.h>

#define ASSAY_UUID_TEXT_SIZE 37 /* with its NUL */

struct assay_uuid_clock {
	uint64_t last; /* milliseconds and their 4096ths of the last identifier */
};

/* Makes one for the wall time `wall_ns`, later than every one that this clock has made. */
void assay_uuid_make(
	struct assay_uuid_clock *clock, uint64_t wall_ns, char ret_text[ASSAY_UUID_TEXT_SIZE]);

/* The text form of the first `count` hexadecimal digits: dashes where they belong. Returns the
 * length; `digits` holds at most 32. */
unsigned assay_uuid_format(const char *digits, unsigned count, char ret_text[ASSAY_UUID_TEXT_SIZE]);

#endif
