/*
 * program.h - runs a program with given descriptors, for tests.
 */
#ifndef ASSAY_TESTS_PROGRAM_H
#define ASSAY_TESTS_PROGRAM_H

#include <stddef.h>

#include <assay/bytes.h>

/* A descriptor of the program: what it reads, or where what it wrote goes. */
struct program_file {
	int fd; /* 0 to 9 */
	const char *input;
	size_t input_size;          /* 0: the length of `input` */
	struct assay_bytes *output; /* released by the caller */
};

/*
 * Runs `path` (searched in PATH) to its end and returns its exit status, or 128 plus the signal.
 * Descriptors that are not listed are /dev/null (0 to 2) or closed. Fails the test on any trouble.
 */
int program_run(
	const char *path, char *const argv[], const struct program_file *files, size_t count);

#endif
