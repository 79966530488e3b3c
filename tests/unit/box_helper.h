/*
 * box_helper.h - runs an act of tests/programs/acts.c in a box, for the sandbox's unit tests.
 */
#ifndef ASSAY_TESTS_BOX_HELPER_H
#define ASSAY_TESTS_BOX_HELPER_H

#include <assay/sandbox.h>

/* A sandbox of exactly `level`; NULL, and a line that says why, when it cannot be had here. */
struct assay_sandbox *box_try_open(enum assay_level level);
/* The sandbox in a test's state; skips the test when there is none. */
struct assay_sandbox *box_of(void **state);
/* Both at once, for tests that open their own. */
struct assay_sandbox *box_open(enum assay_level level);

/* Set-ups that put a sandbox of one level into a test's state, and the tear-down. */
int box_open_full(void **state);
int box_open_reduced(void **state);
int box_open_minimal(void **state);
int box_close(void **state);

/* Rows of a table of tests: at one level, and at each. */
#define BOX_AT(test, level)                                                                        \
	{                                                                                          \
#test " at " #level, test, box_open_##level, box_close, NULL                       \
	}
#define BOX_AT_ALL(test) BOX_AT(test, full), BOX_AT(test, reduced), BOX_AT(test, minimal)

/* The acts program as a sealed memory file; the caller closes it. */
int box_program(void);
/* Another of tests/programs/. */
int box_program_named(const char *name);

/* A box with descriptors 0 (empty input), 1 and 2 and friendly limits; for `change` to alter. */
struct box_setup {
	struct assay_box box;
	struct assay_channel channels[ASSAY_CHANNELS_MAX];
	const char *argv[4];
};
void box_prepare(struct box_setup *setup, int program, const char *act, const char *argument);

/* Runs it; fails the test on an error. The caller releases the observation. */
void box_run(struct assay_sandbox *sandbox, const struct box_setup *setup,
	struct assay_observation *ret_observation);

/* Runs one act of at most `level`, and gives back what was observed without the outputs. */
struct assay_observation box_act(
	struct assay_sandbox *sandbox, const char *act, const char *argument);

/* The output of channel `index` as text. */
const char *box_output(const struct assay_observation *observation, size_t index);

#endif
