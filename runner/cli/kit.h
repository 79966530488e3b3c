/*
 * kit.h - what `assay start` puts into a folder: starter, samples, statement, driver, Makefile.
 */
#ifndef ASSAY_RUNNER_CLI_KIT_H
#define ASSAY_RUNNER_CLI_KIT_H

#include <assay/bytes.h>
#include <assay/challenge.h>
#include <assay/error.h>

/* Writes the kit into an existing, empty folder. */
int assay_kit_write(
	const struct assay_challenge *challenge, const char *directory, struct assay_error *err);

/* The Makefile that builds and tests the folder without assay. */
void assay_kit_put_makefile(const struct assay_challenge *challenge, struct assay_bytes *ret_text);

#endif
