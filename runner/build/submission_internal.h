/*
 * submission_internal.h - what the files of intake share. Not for other folders.
 */
#ifndef ASSAY_RUNNER_SUBMISSION_INTERNAL_H
#define ASSAY_RUNNER_SUBMISSION_INTERNAL_H

#include <assay/cleanup.h>

#include "submission.h"

size_t assay_submission_count_editable(const struct assay_challenge *challenge);

/* Counts what a folder holds beside the editable files, and names the first in order. */
int assay_submission_count_ignored(const struct assay_challenge *challenge, int folder_fd,
	struct assay_submission *submission, struct assay_error *err);

#endif
