/*
 * build.h - from a submission to an artefact that can be run, in a box.
 */
#ifndef ASSAY_RUNNER_BUILD_H
#define ASSAY_RUNNER_BUILD_H

#include <stdbool.h>

#include <assay/challenge.h>
#include <assay/error.h>
#include <assay/result.h>
#include <assay/sandbox.h>

#include "submission.h"

/* What a run needs. The program is a sealed memory file with a static executable. */
struct assay_artefact {
	int program_fd;
	char profile[ASSAY_ID_SIZE];
	size_t argument_count;
	char *arguments[8]; /* argv, argument_count of them */
	/* harness sql: the candidate's SQL, handed to the SQL host on descriptor 5 */
	char *sql;
	size_t sql_size;
};
void assay_artefact_init(struct assay_artefact *artefact); /* program_fd = -1 */
void assay_artefact_release(struct assay_artefact *artefact);

/* What came of a build: an artefact, or diagnostics that explain why not. */
struct assay_build {
	bool succeeded;
	struct assay_artefact artefact;
	size_t diagnostic_count;
	struct assay_diagnostic *diagnostics; /* warnings too, where it succeeded */
	char *message;                        /* why it failed, one line; "" when it succeeded */
	uint64_t wall_ns;
};
void assay_build_init(struct assay_build *build);
void assay_build_release(struct assay_build *build);

/*
 * What builds take from the cache, taken while there is nothing else to do; NULL where it is not there.
 * Read only: many builds may use one at the same time.
 */
struct assay_build_ready;
struct assay_build_ready *assay_build_ready_load(void);
void assay_build_ready_free(struct assay_build_ready *ready); /* NULL allowed */

/* What is built, and where. Everything is borrowed. */
struct assay_build_order {
	struct assay_sandbox *sandbox;
	const struct assay_challenge *challenge;
	const struct assay_submission *submission;
	int cancel_fd;
	bool keep; /* the program may come from the cache, and is kept there: the reference */
	const struct assay_build_ready *ready; /* or NULL */
};
/* As assay_build_submission(). */
int assay_build_run(const struct assay_build_order *order, struct assay_build *ret_build,
	struct assay_error *err);

/*
 * Builds a submission. A candidate's mistake is not an error: returns 0 with succeeded false.
 * Errors: TOOLCHAIN (no gcc: the message names the Debian packages), SANDBOX, SYSTEM, CANCELLED;
 * CHALLENGE when the driver itself does not compile.
 */
int assay_build_submission(struct assay_sandbox *sandbox, const struct assay_challenge *challenge,
	const struct assay_submission *submission, int cancel_fd, struct assay_build *ret_build,
	struct assay_error *err);

/* As assay_build_submission(), for the challenge's reference: kept in the cache by content. */
int assay_build_reference(struct assay_sandbox *sandbox, const struct assay_challenge *challenge,
	const struct assay_submission *reference, int cancel_fd, struct assay_build *ret_build,
	struct assay_error *err);

/* Builds one program of the challenge (generator, checker): a single trusted-by-nobody C file,
 * compiled in a box like any other, cached by content. `path` is relative to the folder. */
int assay_build_tool(struct assay_sandbox *sandbox, const struct assay_challenge *challenge,
	const char *path, int cancel_fd, struct assay_artefact *ret_artefact,
	struct assay_error *err);

/* The compiler's command line as a candidate may see it: "gcc -std=c17 -O2 ..."; caller frees. */
char *assay_build_flags(const struct assay_challenge *challenge);

/* First line of `gcc --version`, or ASSAY_ERR_TOOLCHAIN. */
int assay_build_compiler(char *ret_version, size_t size, struct assay_error *err);

#endif
