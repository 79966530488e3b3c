/*
 * submission_ignored.c - owns the count of what lies in a candidate's folder and is not taken.
 * Opens no file; goes into those folders only that hold a file to edit.
 */
#include "submission.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "intake.h"
#include "submission_internal.h"

struct scan {
	const struct assay_challenge *challenge;
	struct assay_submission *submission;
	size_t entries; /* read so far, over all folders */
};

enum relation {
	IGNORED,
	EDITABLE,
	LEADS_TO_EDITABLE
};

static enum relation relate(const struct assay_challenge *challenge, const char *path)
{
	size_t size = strlen(path);
	for (size_t i = 0; i < challenge->file_count; i++) {
		const char *editable = challenge->files[i].path;
		if (!challenge->files[i].editable || strncmp(editable, path, size) != 0)
			continue;
		if (editable[size] == '\0')
			return EDITABLE;
		if (editable[size] == '/')
			return LEADS_TO_EDITABLE;
	}
	return IGNORED;
}

/* Keeps the first names in order, so that the choice does not hang on the file system's. */
static int keep_name(struct assay_submission *submission, const char *path, bool folder)
{
	struct assay_bytes shown = {0};
	assay_intake_append_name(&shown, path);
	if (folder)
		assay_bytes_putc(&shown, '/');
	char *name = assay_bytes_steal(&shown);
	if (name == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < ASSAY_SUBMISSION_IGNORED_SHOWN && name != NULL; i++) {
		char *kept = submission->ignored[i];
		if (kept != NULL && strcmp(kept, name) <= 0)
			continue;
		submission->ignored[i] = name;
		name = kept;
	}
	free(name);
	submission->ignored_count++;
	return 0;
}

static int scan_folder(struct scan *scan, int fd, const char *prefix);

static int scan_entry(struct scan *scan, int fd, const char *prefix, const struct dirent *entry)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes path = {0};
	assay_bytes_printf(&path, "%s%s", prefix, entry->d_name);
	if (assay_bytes_check(&path, NULL) != 0)
		return -ENOMEM;
	enum relation relation = relate(scan->challenge, path.data);
	if (relation == EDITABLE)
		return 0;
	if (relation == IGNORED)
		return keep_name(scan->submission, path.data, entry->d_type == DT_DIR);
	struct stat status;
	ASSAY_AUTO_FD int look = -1;
	ASSAY_AUTO_FD int folder = -1;
	int failed = assay_intake_look(fd, entry->d_name, &look, &status);
	if (failed == 0)
		failed = assay_intake_open_folder(look, &folder);
	assay_bytes_putc(&path, '/');
	if (failed == 0)
		failed = assay_bytes_check(&path, NULL) != 0 ? -ENOMEM : 0;
	return failed != 0 ? failed : scan_folder(scan, assay_steal_fd(&folder), path.data);
}

/* Consumes `fd`. Each level is a part of an editable file's path, so the depth is bounded. */
static int scan_folder(struct scan *scan, int fd, const char *prefix)
{
	DIR *folder = fdopendir(fd);
	if (folder == NULL) {
		int failed = -errno;
		close(fd);
		return failed;
	}
	int status = 0;
	while (status == 0 && scan->entries < ASSAY_SUBMISSION_ENTRIES_MAX) {
		errno = 0;
		const struct dirent *entry = readdir(folder); /* one folder, one thread */
		if (entry == NULL) {
			status = -errno;
			break;
		}
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		scan->entries++;
		status = scan_entry(scan, dirfd(folder), prefix, entry);
	}
	closedir(folder);
	return status;
}

int assay_submission_count_ignored(const struct assay_challenge *challenge, int folder_fd,
	struct assay_submission *submission, struct assay_error *err)
{
	struct scan scan = {.challenge = challenge, .submission = submission};
	int fd;
	int failed = assay_intake_open_folder(folder_fd, &fd);
	if (failed == 0)
		failed = scan_folder(&scan, fd, "");
	if (failed != 0)
		return assay_error_errno(err, -failed, "read the folder of the submission");
	return 0;
}
