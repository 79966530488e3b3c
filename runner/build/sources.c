/*
 * sources.c - owns the gathering of files: which come from the candidate and which never do.
 */
#include "sources.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <assay/cleanup.h>

#include "../digest.h"

#define CHALLENGE_FILE_MAX (4u << 20)

void assay_sources_release(struct assay_sources *sources)
{
	for (size_t i = 0; i < sources->count; i++) {
		free(sources->items[i].path);
		assay_bytes_release(&sources->items[i].data);
	}
	sources->count = 0;
}

bool assay_name_ends(const char *name, const char *suffix)
{
	size_t size = strlen(name);
	size_t end = strlen(suffix);
	return size > end && strcmp(name + size - end, suffix) == 0;
}

int assay_sources_add(struct assay_sources *sources, const char *folder, const char *path,
	const void *data, size_t size, struct assay_error *err)
{
	if (sources->count == ASSAY_BOX_FILES_MAX)
		return assay_error_set(err, ASSAY_ERR_CHALLENGE, "more than %d files in one build",
			ASSAY_BOX_FILES_MAX);
	struct assay_source_file *item = &sources->items[sources->count++];
	*item = (struct assay_source_file){0};
	struct assay_bytes name = {0};
	assay_bytes_printf(&name, "%s%s", folder, path);
	item->path = assay_bytes_steal(&name);
	assay_bytes_append(&item->data, data, size);
	if (item->path == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	return assay_bytes_check(&item->data, err);
}

int assay_sources_add_file(struct assay_sources *sources, const char *folder, const char *path,
	const struct assay_challenge *challenge, const char *from, struct assay_error *err)
{
	ASSAY_AUTO_FD int directory =
		open(challenge->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0)
		return assay_error_errno(err, errno, "open '%s'", challenge->directory);
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes data = {0};
	int status = assay_file_read(directory, from, CHALLENGE_FILE_MAX, &data, err);
	if (status != 0)
		return assay_error_wrap(err, "challenge '%s'", challenge->id);
	return assay_sources_add(sources, folder, path, assay_bytes_text(&data), data.size, err);
}

static const struct assay_submission_file *find_own(
	const struct assay_submission *submission, const char *path)
{
	for (size_t i = 0; i < submission->file_count; i++) {
		if (strcmp(submission->files[i].path, path) == 0)
			return &submission->files[i];
	}
	return NULL;
}

static int add_starter(struct assay_sources *sources, const struct assay_challenge *challenge,
	const char *path, struct assay_error *err)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes from = {0};
	assay_bytes_printf(&from, "starter/%s", path);
	int status = assay_bytes_check(&from, err);
	return status != 0
		       ? status
		       : assay_sources_add_file(sources, "src/", path, challenge, from.data, err);
}

int assay_sources_add_submission(struct assay_sources *sources,
	const struct assay_challenge *challenge, const struct assay_submission *submission,
	struct assay_error *err)
{
	for (size_t i = 0; i < challenge->file_count; i++) {
		const struct assay_file_spec *file = &challenge->files[i];
		const struct assay_submission_file *own = find_own(submission, file->path);
		int status;
		if (!file->editable) {
			status = add_starter(sources, challenge, file->path, err);
		} else if (own == NULL) {
			status = assay_error_set(err, ASSAY_ERR_SUBMISSION,
				"submission '%s': '%s' is missing", submission->name, file->path);
		} else {
			status = assay_sources_add(
				sources, "src/", own->path, own->data, own->size, err);
			if (status == 0)
				sources->items[sources->count - 1].own = true;
		}
		if (status != 0)
			return status;
	}
	return 0;
}

size_t assay_sources_files(const struct assay_sources *sources, const char *compiled,
	struct assay_box_file ret_files[ASSAY_BOX_FILES_MAX])
{
	size_t count = 0;
	for (size_t i = 0; i < sources->count; i++) {
		const struct assay_source_file *item = &sources->items[i];
		if (compiled != NULL && !item->own && assay_name_ends(item->path, compiled))
			continue;
		ret_files[count++] = (struct assay_box_file){
			.path = item->path,
			.data = assay_bytes_text(&item->data),
			.size = item->data.size,
		};
	}
	return count;
}

static void add_words(struct assay_digest *digest, const char *const *words)
{
	for (size_t i = 0; words[i] != NULL; i++)
		assay_digest_part(digest, words[i], strlen(words[i]));
	assay_digest_part(digest, "", 0);
}

int assay_sources_key(const struct assay_sources *sources, const char *what,
	const struct assay_build_language *language, const struct assay_challenge *challenge,
	char ret_key[ASSAY_DIGEST_SIZE], struct assay_error *err)
{
	struct assay_digest *digest;
	int status = assay_digest_open(&digest, err);
	if (status != 0)
		return status;
	char identity[256];
	assay_build_language_identity(language, identity, sizeof identity);
	assay_digest_part(digest, what, strlen(what));
	assay_digest_part(digest, identity, strlen(identity));
	add_words(digest, language->flags);
	add_words(digest, language->hidden_flags);
	add_words(digest, language->link_flags);
	add_words(digest, language->hidden_link_flags);
	for (size_t i = 0; i < challenge->library_count; i++)
		assay_digest_part(digest, challenge->libraries[i], strlen(challenge->libraries[i]));
	for (size_t i = 0; i < sources->count; i++) {
		const struct assay_source_file *item = &sources->items[i];
		assay_digest_part(digest, item->path, strlen(item->path));
		assay_digest_part(digest, assay_bytes_text(&item->data), item->data.size);
	}
	assay_digest_close(digest, ret_key);
	return 0;
}
