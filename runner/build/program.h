/*
 * program.h - from one run of the compiler to a build's artefact. Internal to the build stage.
 */
#ifndef ASSAY_RUNNER_PROGRAM_H
#define ASSAY_RUNNER_PROGRAM_H

#include "build.h"
#include "compile.h"
#include "sources.h"

/* Compiles and links; with a `key` the program comes from the cache, or is kept there. */
int assay_program_make(struct assay_sandbox *sandbox, const struct assay_compile *compile,
	const char *key, struct assay_build *build, struct assay_error *err);
/* Makes the compiler's failure the build's. */
int assay_program_fail(
	struct assay_build *build, struct assay_compiled *compiled, struct assay_error *err);
/* Adds <assay/driver.h>, which travels inside the program. */
int assay_program_add_header(struct assay_sources *sources, struct assay_error *err);

#endif
