/*
 * languages.h - how a language is compiled. One table; a row and its name in the manifest's words
 * add one.
 */
#ifndef ASSAY_RUNNER_LANGUAGES_H
#define ASSAY_RUNNER_LANGUAGES_H

#include <stddef.h>

#include <assay/challenge.h>
#include <assay/error.h>

struct assay_build_language {
	const char *name;
	const char *compiler;            /* its path, on the host and in the box */
	const char *const *needs;        /* files that it cannot do without, ended by NULL */
	const char *packages;            /* what to install when one is missing */
	const char *source_suffix;       /* what is handed to the compiler; the rest is only read */
	const char *const *flags;        /* ended by NULL; seen by candidates */
	const char *const *hidden_flags; /* about how it talks to us; change no meaning */
	const char *const *object_flags; /* one input to one object */
	const char *const *join_flags;   /* several inputs to one object */
	const char *const *link_flags;
	const char *const *hidden_link_flags;
	const char *quick_linker;      /* a file that, where it is there, allows: */
	const char *quick_linker_flag; /* this flag */
	const char *plain_linker;      /* a file that, where it is there, links with prelink.h */
};

/* The row of a language, or NULL: it is not compiled (sql). */
const struct assay_build_language *assay_build_language_find(const char *name);

/* 0 when the compiler is there; else ASSAY_ERR_TOOLCHAIN, naming file and packages. */
int assay_build_language_check(
	const struct assay_build_language *language, struct assay_error *err);

/* What tells one installed compiler from another, for keys of the cache. */
void assay_build_language_identity(
	const struct assay_build_language *language, char *ret_identity, size_t size);

#endif
