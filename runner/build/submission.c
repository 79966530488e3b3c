/*
 * submission.c - owns the record of a submission: its files, its digest, and what it is called.
 * Reads no file; that is submission_read.c.
 */
#include "submission.h"

#include <stdlib.h>
#include <string.h>

#include "../digest.h"
#include "intake.h"
#include "submission_internal.h"

void assay_submission_init(struct assay_submission *submission)
{
	*submission = (struct assay_submission){0};
}

void assay_submission_release(struct assay_submission *submission)
{
	for (size_t i = 0; submission->files != NULL && i < submission->file_count; i++) {
		free(submission->files[i].path);
		free(submission->files[i].data);
	}
	for (size_t i = 0; i < ASSAY_SUBMISSION_IGNORED_SHOWN; i++)
		free(submission->ignored[i]);
	free(submission->files);
	free(submission->name);
	assay_submission_init(submission);
}

size_t assay_submission_count_editable(const struct assay_challenge *challenge)
{
	size_t count = 0;
	for (size_t i = 0; i < challenge->file_count; i++)
		count += challenge->files[i].editable ? 1 : 0;
	return count;
}

int assay_submission_add_file(struct assay_submission *submission, const char *path,
	const void *data, size_t size, struct assay_error *err)
{
	struct assay_submission_file file = {.path = strdup(path), .size = size};
	file.data = malloc(size + 1);
	if (file.path == NULL || file.data == NULL) {
		free(file.path);
		free(file.data);
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	}
	if (size > 0)
		memcpy(file.data, data, size);
	file.data[size] = '\0';
	assay_digest_bytes(file.data, size, file.digest);
	submission->files[submission->file_count++] = file;
	return 0;
}

int assay_submission_seal(struct assay_submission *submission, struct assay_error *err)
{
	struct assay_digest *digest;
	int status = assay_digest_open(&digest, err);
	if (status != 0)
		return status;
	for (size_t i = 0; i < submission->file_count; i++) {
		const struct assay_submission_file *file = &submission->files[i];
		assay_digest_part(digest, file->path, strlen(file->path));
		assay_digest_part(digest, file->data, file->size);
	}
	assay_digest_close(digest, submission->digest);
	return 0;
}

int assay_submission_begin(
	struct assay_submission *submission, size_t capacity, struct assay_error *err)
{
	assay_submission_init(submission);
	if (capacity == 0) {
		assay_error_set(err, ASSAY_ERR_CHALLENGE, "the challenge has no file to edit");
		return ASSAY_ERR_CHALLENGE;
	}
	submission->files = calloc(capacity, sizeof *submission->files);
	if (submission->files == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	return 0;
}

static const struct assay_submission_file *find_file(
	const struct assay_submission_file *files, size_t count, const char *path)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(files[i].path, path) == 0)
			return &files[i];
	}
	return NULL;
}

static int copy_files(const struct assay_challenge *challenge,
	const struct assay_submission_file *files, size_t count,
	struct assay_submission *submission, struct assay_error *err)
{
	int status = 0;
	for (size_t i = 0; status == 0 && i < challenge->file_count; i++) {
		const char *path = challenge->files[i].path;
		if (!challenge->files[i].editable)
			continue;
		const struct assay_submission_file *file = find_file(files, count, path);
		if (file == NULL)
			return assay_error_set(err, ASSAY_ERR_SUBMISSION,
				"the submission '%s' has no file '%s'", submission->name, path);
		if (file->size > ASSAY_SUBMISSION_FILE_MAX)
			return assay_error_set(err, ASSAY_ERR_SUBMISSION,
				"'%s' has %zu bytes: at most %u are taken", path, file->size,
				ASSAY_SUBMISSION_FILE_MAX);
		status = assay_submission_add_file(submission, path, file->data, file->size, err);
	}
	if (status == 0 && submission->file_count != count)
		return assay_error_set(err, ASSAY_ERR_SUBMISSION,
			"the submission '%s' has %zu files: expected the %zu that '%s' has to edit",
			submission->name, count, submission->file_count, challenge->id);
	return status;
}

int assay_submission_from_files(const struct assay_challenge *challenge, const char *name,
	const struct assay_submission_file *files, size_t count,
	struct assay_submission *ret_submission, struct assay_error *err)
{
	ASSAY_AUTO(assay_submission_release) struct assay_submission submission = {0};
	struct assay_bytes shown = {0};
	int status = assay_submission_begin(
		&submission, assay_submission_count_editable(challenge), err);
	if (status != 0)
		return status;
	assay_intake_append_name(&shown, name);
	submission.name = assay_bytes_steal(&shown);
	if (submission.name == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	status = copy_files(challenge, files, count, &submission, err);
	if (status == 0)
		status = assay_submission_seal(&submission, err);
	if (status != 0)
		return status;
	*ret_submission = submission;
	assay_submission_init(&submission);
	return 0;
}
