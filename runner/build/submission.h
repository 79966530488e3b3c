/*
 * submission.h - takes a candidate's files in: a content-addressed list of typed files.
 *
 * Only the challenge's editable files are read; each must be a regular file of at most 256 KiB,
 * text (valid UTF-8 without NUL), with one name (no hard link), reached without following a
 * symlink. Files that are not editable come from the challenge whatever the candidate's folder
 * holds. At least one must hold more than white space.
 */
#ifndef ASSAY_RUNNER_SUBMISSION_H
#define ASSAY_RUNNER_SUBMISSION_H

#include <stddef.h>

#include <assay/bytes.h>
#include <assay/challenge.h>
#include <assay/error.h>

#define ASSAY_SUBMISSION_FILE_MAX      (256u << 10)
#define ASSAY_SUBMISSION_ENTRIES_MAX   2000 /* looked at beside the files; more are not counted */
#define ASSAY_SUBMISSION_IGNORED_SHOWN 8

struct assay_submission_file {
	char *path; /* as in challenge->files */
	char *data; /* NUL-terminated; the size excludes that NUL */
	size_t size;
	char digest[ASSAY_DIGEST_SIZE];
};

struct assay_submission {
	char *name; /* what to call it in reports: the last two parts of the path, made safe */
	size_t file_count;
	struct assay_submission_file *files; /* the editable ones, in the manifest's order */
	char digest[ASSAY_DIGEST_SIZE];
	/* Other entries of the folder, ignored (build leftovers, samples). A folder in which no
	 * file to edit lies counts as one. */
	size_t ignored_count;
	/* The first of them in order, made safe for printing; a folder's ends in a slash. */
	char *ignored[ASSAY_SUBMISSION_IGNORED_SHOWN];
};

void assay_submission_init(struct assay_submission *submission);
void assay_submission_release(struct assay_submission *submission);

/*
 * Reads `path`: a folder with the editable files at their manifest paths or, where the challenge
 * has one editable file, that file under any name that ends as the manifest's does.
 * Errors: ASSAY_ERR_SUBMISSION naming the file and what was expected; ASSAY_ERR_NOT_FOUND.
 */
int assay_submission_read(const struct assay_challenge *challenge, const char *path,
	struct assay_submission *ret_submission, struct assay_error *err);

/* Makes one from stored files (borrowed and copied): exactly the challenge's editable ones, in any
 * order. ASSAY_ERR_SUBMISSION naming what is missing or too much. */
int assay_submission_from_files(const struct assay_challenge *challenge, const char *name,
	const struct assay_submission_file *files, size_t count,
	struct assay_submission *ret_submission, struct assay_error *err);

/* Puts one together: room for `capacity` files, then each, copied, then the digest over all. */
int assay_submission_begin(
	struct assay_submission *submission, size_t capacity, struct assay_error *err);
int assay_submission_add_file(struct assay_submission *submission, const char *path,
	const void *data, size_t size, struct assay_error *err);
int assay_submission_seal(struct assay_submission *submission, struct assay_error *err);

#endif
