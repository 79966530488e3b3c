/*
 * compile.h - one run of a compiler in a box.
 */
#ifndef ASSAY_RUNNER_COMPILE_H
#define ASSAY_RUNNER_COMPILE_H

#include <stdbool.h>
#include <stddef.h>

#include <assay/bytes.h>
#include <assay/sandbox.h>

#include "diagnostics.h"
#include "languages.h"

/* The folder of the sources in the box. */
#define ASSAY_COMPILE_FOLDER "src/"

struct assay_build_ready;

/* What to compile. Everything is borrowed. */
struct assay_compile {
	const struct assay_build_language *language;
	bool link; /* a program; else one object, of all inputs */
	const struct assay_box_file
		*files; /* sources below ASSAY_COMPILE_FOLDER, headers, objects */
	size_t file_count;
	const char *const *inputs; /* what the compiler is handed, in this order */
	size_t input_count;
	char *const *libraries; /* "m" */
	size_t library_count;
	struct assay_diagnostic_names names;
	int cancel_fd;
	const struct assay_build_ready *ready; /* or NULL */
};

struct assay_compiled {
	bool succeeded;
	int output_fd; /* a sealed memory file, or -1 */
	struct assay_diagnostics diagnostics;
	char *message; /* why it failed; NULL when it did not */
};
void assay_compiled_init(struct assay_compiled *compiled); /* output_fd = -1 */
void assay_compiled_release(struct assay_compiled *compiled);

/* 0 also where the sources are wrong. Errors: TOOLCHAIN, SANDBOX, SYSTEM, CANCELLED. */
int assay_compile_run(struct assay_sandbox *sandbox, const struct assay_compile *compile,
	struct assay_compiled *ret_compiled, struct assay_error *err);

/* The command line as a candidate may see it. */
void assay_compile_show(const struct assay_compile *compile, struct assay_bytes *ret_text);

#endif
