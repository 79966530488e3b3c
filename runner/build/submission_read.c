/*
 * submission_read.c - owns the way from a path to a submission: which files are taken, and what is
 * said when they cannot be. How a file is opened safely is intake.c.
 */
#include "submission.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "intake.h"
#include "submission_internal.h"

struct reading {
	const struct assay_challenge *challenge;
	const char *path;  /* as given, without slashes at its end */
	const char *shown; /* the same, safe to print */
	int fd;            /* of assay_intake_look() */
	struct assay_submission *submission;
};

static bool is_blank(const struct assay_submission *submission)
{
	for (size_t i = 0; i < submission->file_count; i++) {
		const struct assay_submission_file *file = &submission->files[i];
		if (strspn(file->data, " \t\r\n\v\f") != file->size)
			return false;
	}
	return true;
}

/* "'a.c', 'b.c'": the editable files of the challenge. */
static void list_editable(const struct assay_challenge *challenge, struct assay_bytes *ret_list)
{
	for (size_t i = 0; i < challenge->file_count; i++) {
		if (challenge->files[i].editable)
			assay_bytes_printf(ret_list, "%s'%s'", ret_list->size > 0 ? ", " : "",
				challenge->files[i].path);
	}
}

static int read_open_file(const struct reading *reading, int fd, const char *shown,
	const char *path, struct assay_error *err)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes text = {0};
	int status = assay_intake_read(fd, shown, ASSAY_SUBMISSION_FILE_MAX, &text, err);
	if (status == 0)
		status = assay_submission_add_file(
			reading->submission, path, text.data, text.size, err);
	return status;
}

/* One editable file of the folder. A missing one is added to `missing` and is no error yet. */
static int read_member(const struct reading *reading, const char *path, struct assay_bytes *missing,
	struct assay_error *err)
{
	struct stat status;
	ASSAY_AUTO_FD int fd = -1;
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes shown = {0};
	assay_bytes_printf(&shown, "%s/%s", reading->shown, path);
	int failed = assay_bytes_check(&shown, err);
	if (failed != 0)
		return failed;
	failed = assay_intake_look(reading->fd, path, &fd, &status);
	if (failed == 0)
		return read_open_file(reading, fd, shown.data, path, err);
	if (failed == -ENOENT) {
		assay_bytes_printf(missing, "%s'%s'", missing->size > 0 ? ", " : "", path);
		return 0;
	}
	if (failed == -ELOOP || failed == -ENOTDIR)
		return assay_error_set(err, ASSAY_ERR_SUBMISSION,
			"'%s' cannot be reached: a part of its path is a symbolic link or no "
			"folder",
			shown.data);
	char reason[128];
	return assay_error_set(err, ASSAY_ERR_SUBMISSION, "cannot open '%s': %s", shown.data,
		strerror_r(-failed, reason, sizeof reason));
}

static int read_folder(const struct reading *reading, struct assay_error *err)
{
	const struct assay_challenge *challenge = reading->challenge;
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes missing = {0};
	int status = 0;
	for (size_t i = 0; status == 0 && i < challenge->file_count; i++) {
		if (challenge->files[i].editable)
			status = read_member(reading, challenge->files[i].path, &missing, err);
	}
	if (status == 0)
		status = assay_bytes_check(&missing, err);
	if (status == 0 && missing.size > 0)
		return assay_error_set(err, ASSAY_ERR_SUBMISSION, "missing: expected %s in '%s'",
			missing.data, reading->shown);
	if (status == 0)
		status = assay_submission_count_ignored(
			challenge, reading->fd, reading->submission, err);
	return status;
}

static const char *suffix_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash == NULL ? path : slash + 1;
	const char *dot = strrchr(base, '.');
	return dot == NULL ? base : dot;
}

static int read_single(const struct reading *reading, struct assay_error *err)
{
	const struct assay_challenge *challenge = reading->challenge;
	const char *editable = NULL;
	for (size_t i = 0; i < challenge->file_count; i++) {
		if (challenge->files[i].editable)
			editable = challenge->files[i].path;
	}
	if (editable == NULL || assay_submission_count_editable(challenge) != 1) {
		ASSAY_AUTO(assay_bytes_release) struct assay_bytes list = {0};
		list_editable(challenge, &list);
		return assay_error_set(err, ASSAY_ERR_SUBMISSION,
			"'%s' is one file: '%s' takes a folder with %s", reading->shown,
			challenge->id, assay_bytes_text(&list));
	}
	const char *suffix = suffix_of(editable);
	if (strcmp(suffix_of(reading->path), suffix) != 0)
		return assay_error_set(err, ASSAY_ERR_SUBMISSION,
			"'%s' does not end in '%s': expected '%s', or that file under another name",
			reading->shown, suffix, editable);
	return read_open_file(reading, reading->fd, reading->shown, editable, err);
}

static int read_opened(
	const struct reading *reading, const struct stat *status, struct assay_error *err)
{
	int failed;
	if (S_ISDIR(status->st_mode))
		failed = read_folder(reading, err);
	else if (S_ISREG(status->st_mode))
		failed = read_single(reading, err);
	else
		failed = assay_error_set(err, ASSAY_ERR_SUBMISSION,
			"'%s' is %s: expected a folder or a regular file%s", reading->shown,
			assay_intake_kind(status->st_mode),
			S_ISLNK(status->st_mode) ? " (links are not followed)" : "");
	if (failed == 0 && is_blank(reading->submission))
		failed = assay_error_set(err, ASSAY_ERR_SUBMISSION,
			S_ISDIR(status->st_mode) ? "'%s' is empty: expected source text in '%s'"
						 : "'%s' is empty: expected source text for '%s'",
			reading->shown, reading->submission->files[0].path);
	return failed;
}

/* The last two parts of the path; for `.` and the like, what that folder is called. */
static char *make_name(const char *path)
{
	ASSAY_AUTO_FREE char *whole = NULL;
	struct assay_bytes shown = {0};
	const char *last = strrchr(path, '/');
	last = last == NULL ? path : last + 1;
	if (*last == '\0' || strcmp(last, ".") == 0 || strcmp(last, "..") == 0) {
		whole = realpath(path, NULL);
		last = whole == NULL ? "." : strrchr(whole, '/') + 1;
		assay_intake_append_name(&shown, *last == '\0' ? "." : last);
		return assay_bytes_steal(&shown);
	}
	const char *first = last;
	if (first > path) {
		first--;
		while (first > path && first[-1] != '/')
			first--;
		size_t size = (size_t)(last - 1 - first);
		if (size == 0 || (size <= 2 && strspn(first, ".") == size))
			first = last;
	}
	assay_intake_append_name(&shown, first);
	return assay_bytes_steal(&shown);
}

/* Without slashes at the end: they would make a symlink be followed (path_resolution(7)). */
static char *strip_slashes(const char *path)
{
	char *copy = strdup(path);
	if (copy == NULL)
		return NULL;
	size_t size = strlen(copy);
	while (size > 1 && copy[size - 1] == '/')
		copy[--size] = '\0';
	return copy;
}

static int fail_open(int failed, const char *shown, struct assay_error *err)
{
	char reason[128];
	if (failed == -ENOENT || failed == -ENOTDIR)
		return assay_error_set(
			err, ASSAY_ERR_NOT_FOUND, "no such file or folder: '%s'", shown);
	return assay_error_set(err, ASSAY_ERR_SUBMISSION, "cannot open '%s': %s", shown,
		strerror_r(-failed, reason, sizeof reason));
}

int assay_submission_read(const struct assay_challenge *challenge, const char *path,
	struct assay_submission *ret_submission, struct assay_error *err)
{
	ASSAY_AUTO_FREE char *stripped = strip_slashes(path);
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes shown = {0};
	ASSAY_AUTO(assay_submission_release) struct assay_submission submission = {0};
	ASSAY_AUTO_FD int fd = -1;
	struct stat status;
	if (stripped == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	assay_intake_append_name(&shown, stripped);
	int failed = assay_bytes_check(&shown, err);
	if (failed != 0)
		return failed;
	failed = assay_intake_look(AT_FDCWD, stripped, &fd, &status);
	if (failed != 0)
		return fail_open(failed, assay_bytes_text(&shown), err);
	failed = assay_submission_begin(
		&submission, assay_submission_count_editable(challenge), err);
	if (failed != 0)
		return failed;
	submission.name = make_name(stripped);
	if (submission.name == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	const struct reading reading = {.challenge = challenge,
		.path = stripped,
		.shown = assay_bytes_text(&shown),
		.fd = fd,
		.submission = &submission};
	failed = read_opened(&reading, &status, err);
	if (failed == 0)
		failed = assay_submission_seal(&submission, err);
	if (failed != 0)
		return failed;
	*ret_submission = submission;
	assay_submission_init(&submission);
	return 0;
}
