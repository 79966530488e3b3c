/*
 * compile_steps.h - a build done by the maker: compiler, assembler and linker called without gcc.
 */
#ifndef ASSAY_RUNNER_COMPILE_STEPS_H
#define ASSAY_RUNNER_COMPILE_STEPS_H

#include "compile.h"

/* What inputs are called once they are compiled; the rest of the inputs stays what it is. */
struct assay_objects {
	size_t count;
	const char *names[ASSAY_FILES_MAX + 1];
	char room[ASSAY_FILES_MAX + 1][16];
};
void assay_objects_name(const struct assay_compile *compile, struct assay_objects *ret_objects);

/*
 * Does the steps in one box; `otherwise` is the command (argv[0] a path) that links the objects
 * where a link with the library of prelink.h fails. `*ret_ran` false: not done, or not to its end;
 * then gcc must do it all.
 */
int assay_compile_steps_run(struct assay_sandbox *sandbox, const struct assay_compile *compile,
	const char *const *otherwise, struct assay_observation *ret_observation, bool *ret_ran,
	struct assay_error *err);

#endif
