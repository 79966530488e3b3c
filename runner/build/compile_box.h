/*
 * compile_box.h - the box that compilers, assemblers and linkers run in: its profile, its limits,
 * its environment.
 */
#ifndef ASSAY_RUNNER_COMPILE_BOX_H
#define ASSAY_RUNNER_COMPILE_BOX_H

#include <assay/sandbox.h>

/* What to run. Everything is borrowed. */
struct assay_compile_work {
	int program_fd;           /* a static program; -1: */
	const char *program_path; /* one of the toolchain's */
	const char *const *argv;
	const struct assay_box_file *files;
	size_t file_count;
	int cancel_fd;
};

/* Where what it wrote stands among the observation's channels, and what it made, the file
 * ASSAY_MAKER_OUTPUT, among the outputs. */
#define ASSAY_COMPILE_LOG     0
#define ASSAY_COMPILE_PRODUCT 0

/* As assay_box_run(). */
int assay_compile_box_run(struct assay_sandbox *sandbox, const struct assay_compile_work *work,
	struct assay_observation *ret_observation, struct assay_error *err);

#endif
