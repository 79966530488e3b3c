/*
 * fuzz.h - what the fuzzers share: a demand that must hold, and texts that must be safe.
 */
#ifndef ASSAY_FUZZ_H
#define ASSAY_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void require(bool holds)
{
	if (!holds)
		abort();
}

/* No control byte but the named ones may reach a terminal or a log. */
static inline void require_safe(const char *text, bool lines)
{
	for (const char *at = text; *at != '\0'; at++) {
		unsigned char c = (unsigned char)*at;
		require(c >= 0x20 || c == '\t' || (lines && c == '\n'));
		require(c != 0x7f);
	}
}

#endif
