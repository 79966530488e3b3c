/*
 * fixture.c - owns the folders, challenges and submissions that tests make for themselves.
 */
#include "fixture.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

char *fixture_folder(void)
{
	const char *base = getenv("TMPDIR");
	char *folder = fixture_path(base == NULL ? "/tmp" : base, "store.XXXXXX");
	assert_non_null(mkdtemp(folder));
	return folder;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

void fixture_remove(char *folder)
{
	assert_int_equal(nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
	free(folder);
}

char *fixture_path(const char *folder, const char *name)
{
	struct assay_bytes path = {0};
	assay_bytes_printf(&path, "%s/%s", folder, name);
	char *text = assay_bytes_steal(&path);
	assert_non_null(text);
	return text;
}

char *fixture_file(const char *folder, const char *name, const void *data, size_t size)
{
	char *path = fixture_path(folder, name);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
	return path;
}

void fixture_challenge(struct assay_challenge *challenge, const char *const *editable)
{
	size_t count = 0;
	while (editable[count] != NULL)
		count++;
	*challenge = (struct assay_challenge){.id = "fixture", .file_count = count + 1};
	challenge->files = calloc(count + 1, sizeof *challenge->files);
	assert_non_null(challenge->files);
	challenge->files[0].path = strdup("fixed.h");
	for (size_t i = 0; i < count; i++) {
		challenge->files[i + 1].path = strdup(editable[i]);
		challenge->files[i + 1].editable = true;
	}
}

void fixture_challenge_release(struct assay_challenge *challenge)
{
	for (size_t i = 0; i < challenge->file_count; i++)
		free(challenge->files[i].path);
	free(challenge->files);
	*challenge = (struct assay_challenge){0};
}

void fixture_submission(struct assay_submission *submission, const char *text)
{
	static const char *const editable[] = {"bucket.c", NULL};
	struct assay_challenge challenge;
	struct assay_error err;
	char *data = strdup(text);
	char path[] = "bucket.c";
	struct assay_submission_file file = {.path = path, .data = data, .size = strlen(text)};
	fixture_challenge(&challenge, editable);
	assert_int_equal(
		assay_submission_from_files(&challenge, "mine", &file, 1, submission, &err), 0);
	fixture_challenge_release(&challenge);
	free(data);
}
