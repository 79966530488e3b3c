/*
 * submission_internal.h - how a submission is put together, file by file. Not for other folders.
 */
#ifndef ASSAY_RUNNER_SUBMISSION_INTERNAL_H
#define ASSAY_RUNNER_SUBMISSION_INTERNAL_H

#include <assay/cleanup.h>

#include "submission.h"

size_t assay_submission_count_editable(const struct assay_challenge *challenge);

/* Makes room for `capacity` files; then each is added, copied; then the digest is made. */
int assay_submission_begin(
	struct assay_submission *submission, size_t capacity, struct assay_error *err);
int assay_submission_add_file(struct assay_submission *submission, const char *path,
	const void *data, size_t size, struct assay_error *err);
int assay_submission_seal(struct assay_submission *submission, struct assay_error *err);

/* Counts what a folder holds beside the editable files, and names the first in order. */
int assay_submission_count_ignored(const struct assay_challenge *challenge, int folder_fd,
	struct assay_submission *submission, struct assay_error *err);

#endif
