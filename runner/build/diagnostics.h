/*
 * diagnostics.h - from what compiler and linker wrote to what a candidate reads.
 */
#ifndef ASSAY_RUNNER_DIAGNOSTICS_H
#define ASSAY_RUNNER_DIAGNOSTICS_H

#include <stdbool.h>
#include <stddef.h>

#include <assay/result.h>

#define ASSAY_DIAGNOSTICS_MAX 50

struct assay_diagnostics {
	size_t count;
	size_t errors; /* how many of all were errors, those beyond the maximum too */
	struct assay_diagnostic items[ASSAY_DIAGNOSTICS_MAX];
};
void assay_diagnostics_release(struct assay_diagnostics *diagnostics);

/* Names that may be shown; every other path is not the candidate's. */
struct assay_diagnostic_names {
	const char *prefix;       /* where the files lay in the box, "src/" */
	const char *const *files; /* paths behind it */
	size_t count;
};

/*
 * Adds what `log` says. File names are those of `names`, system headers are <stdio.h>, and nothing
 * else of the machine is shown; texts are made safe. False without memory.
 */
bool assay_diagnostics_parse(struct assay_diagnostics *diagnostics, const char *log, size_t size,
	const struct assay_diagnostic_names *names);

/* Adds one of our own. False without memory; true, and nothing, when it is full. */
bool assay_diagnostics_add(struct assay_diagnostics *diagnostics, const char *file, uint32_t line,
	const char *severity, const char *text);

/* The first error as one line, "bucket.c:3: ..."; `fallback` when there is none. Caller frees. */
char *assay_diagnostics_message(const struct assay_diagnostics *diagnostics, const char *fallback);

#endif
