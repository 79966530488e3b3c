/*
 * toolchain.h - what the installed compiler says of itself: which programs it would run with which
 * words. Asked once, kept by the compiler's identity; nothing a challenge or a
 * candidate has is part of the question.
 */
#ifndef ASSAY_RUNNER_TOOLCHAIN_H
#define ASSAY_RUNNER_TOOLCHAIN_H

#include <stdbool.h>
#include <stddef.h>

#include <assay/bytes.h>
#include <assay/error.h>
#include <assay/sandbox.h>

#include "languages.h"

#define ASSAY_TOOLCHAIN_WORDS_MAX 64

/* A command: words, NULL for the name of the input or of the output. The first is a path. */
struct assay_toolchain_command {
	size_t count;
	const char *words[ASSAY_TOOLCHAIN_WORDS_MAX];
};

/* How one source becomes an object: the first writes into a pipe, the second reads from it. */
struct assay_toolchain {
	struct assay_bytes text;                  /* what the words lie in */
	struct assay_toolchain_command compiler;  /* its NULL is the source */
	struct assay_toolchain_command assembler; /* its NULL is the object */
};
void assay_toolchain_release(struct assay_toolchain *toolchain);

/*
 * From the cache, or asked (`gcc -###`, in a box, unless `sandbox` is NULL) and kept. False where
 * the answer is not of the shape that we know, or where nothing can be kept: then gcc itself must
 * drive.
 */
bool assay_toolchain_load(struct assay_sandbox *sandbox,
	const struct assay_build_language *language, int cancel_fd,
	struct assay_toolchain *ret_toolchain);

/* Pure: reads an answer of `gcc -###`, of which `text` becomes the toolchain's. */
bool assay_toolchain_parse(struct assay_bytes *text, struct assay_toolchain *ret_toolchain);

/* The names that the question is asked with. */
#define ASSAY_TOOLCHAIN_SOURCE "src/assay-probe.c"
#define ASSAY_TOOLCHAIN_OBJECT "assay-probe.o"

#endif
