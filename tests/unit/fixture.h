/*
 * fixture.h - what tests of intake and store share: a folder, a challenge, a submission.
 */
#ifndef ASSAY_TESTS_FIXTURE_H
#define ASSAY_TESTS_FIXTURE_H

#include <stddef.h>

#include "../../runner/build/submission.h"

/* A fresh folder below $TMPDIR; fixture_remove() takes it away with all it holds. */
char *fixture_folder(void);
void fixture_remove(char *folder);
/* "FOLDER/NAME", allocated; and the same with a file made there. */
char *fixture_path(const char *folder, const char *name);
char *fixture_file(const char *folder, const char *name, const void *data, size_t size);

/* A challenge `fixture` that has these files to edit, ended by NULL, and `fixed.h` besides. */
void fixture_challenge(struct assay_challenge *challenge, const char *const *editable);
void fixture_challenge_release(struct assay_challenge *challenge);

/* A submission with one file, bucket.c. */
void fixture_submission(struct assay_submission *submission, const char *text);

#endif
