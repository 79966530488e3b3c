/*
 * manifest.h - challenge.json as a record. Pure: touches no file. Internal to runner/challenge/.
 */
#ifndef ASSAY_RUNNER_MANIFEST_H
#define ASSAY_RUNNER_MANIFEST_H

#include <assay/challenge.h>
#include <assay/error.h>

#include "fields.h"

/*
 * Reads the text of a manifest into an initialised challenge and checks what can be known without
 * the files beside it. `file` is for messages; `folder` is what the id must be, or NULL. On failure
 * the challenge is half filled and must be released.
 */
int assay_manifest_read(const char *text, size_t size, const char *file, const char *folder,
	struct assay_challenge *challenge, struct assay_error *err);

/* The part of it in check.c: what one key demands of another. */
int assay_manifest_check(struct assay_reader *reader, const char *folder);

/* The words of patterns, shared with the plan: `[a-z][a-z0-9-]{0,63}`. */
bool assay_id_valid(const char *text);

#endif
