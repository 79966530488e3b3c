/*
 * fuzz_elf.c - any bytes as a program's file: refused with a message that is safe to print, or told
 * to be one of two kinds, and a dynamic one has the type of an interpreter's segment somewhere.
 */
#include "../../sandbox/elf.h"

#include <elf.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* A copy of its own, so that a byte too far is seen. */
	char *bytes = malloc(size + (size == 0));
	struct assay_error err = {0};
	enum assay_program_kind kind = ASSAY_PROGRAM_STATIC;
	require(bytes != NULL);
	memcpy(bytes, data, size);
	int status = assay_elf_kind(bytes, size, "x", &kind, &err);
	static const uint32_t interpreter = PT_INTERP;
	if (status != 0) {
		require(status == ASSAY_ERR_USAGE && kind == ASSAY_PROGRAM_STATIC);
		require(err.text[0] != '\0' && strchr(err.text, '\n') == NULL);
	} else if (kind == ASSAY_PROGRAM_DYNAMIC) {
		require(memmem(bytes, size, &interpreter, sizeof interpreter) != NULL);
	}
	free(bytes);
	return 0;
}
