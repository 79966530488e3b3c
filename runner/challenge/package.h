/*
 * package.h - the files beside a manifest. Internal to runner/challenge/.
 */
#ifndef ASSAY_RUNNER_PACKAGE_H
#define ASSAY_RUNNER_PACKAGE_H

#include <assay/bytes.h>
#include <assay/challenge.h>
#include <assay/error.h>

/* Checks that every file which the format and the manifest name is there and is a plain file or a
 * folder. `file` is the manifest's name for messages. */
int assay_package_check(int dirfd, const char *file, const struct assay_challenge *challenge,
	struct assay_error *err);

/*
 * The digest over every file that decides a grade: the manifest, driver/, generators/, judge/,
 * data/, what the candidate may not edit of starter/, and the reference. The same wherever the
 * folder lies, whenever its files were written and in whatever order they are listed.
 */
int assay_package_digest(int dirfd, const struct assay_challenge *challenge,
	const struct assay_bytes *manifest, char ret_digest[ASSAY_DIGEST_SIZE],
	struct assay_error *err);

#endif
