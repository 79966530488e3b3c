/*
 * load.c - owns the way from a folder on disk to a challenge's record: manifest, files, digest, in
 * this order. What a key means is in manifest.c, which files must be there in package.c.
 */
#include <assay/challenge.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <assay/cleanup.h>

#include "../beneath.h"
#include "manifest.h"
#include "package.h"

#define MANIFEST_NAME "challenge.json"

/* The name that the id must equal: the last part of the path as it was given, since the folder may
 * be reached by a symbolic link; of "." and the like, the real one. */
static char *copy_folder_name(const char *directory, const char *real)
{
	size_t size = strlen(directory);
	while (size > 0 && directory[size - 1] == '/')
		size--;
	size_t start = size;
	while (start > 0 && directory[start - 1] != '/')
		start--;
	const char *name = directory + start;
	size_t length = size - start;
	if (length == 0 || (length <= 2 && strspn(name, ".") >= length)) {
		const char *slash = strrchr(real, '/');
		return strdup(slash == NULL ? real : slash + 1);
	}
	return strndup(name, length);
}

static int read_manifest(
	int dirfd, const char *file, struct assay_bytes *ret_text, struct assay_error *err)
{
	ASSAY_AUTO_FD int fd = assay_beneath_open(dirfd, MANIFEST_NAME, O_PATH);
	if (fd == -ENOENT)
		return assay_error_set(err, ASSAY_ERR_NOT_FOUND,
			"'%s' is missing: there is no challenge here", file);
	return assay_beneath_read(dirfd, MANIFEST_NAME, file, ASSAY_MANIFEST_BYTES_MAX,
		ASSAY_ERR_CHALLENGE, ret_text, err);
}

/* Puts "DIRECTORY: " before a fault of the digest, which names paths within it. */
static int make_digest(int dirfd, const char *directory, const struct assay_bytes *manifest,
	struct assay_challenge *challenge, struct assay_error *err)
{
	int status = assay_package_digest(dirfd, challenge, manifest, challenge->digest, err);
	return status == 0 ? 0 : assay_error_wrap(err, "%s", directory);
}

static int load(int dirfd, const char *directory, struct assay_challenge *challenge,
	struct assay_error *err)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes file = {0};
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes manifest = {0};
	ASSAY_AUTO_FREE char *folder = NULL;
	challenge->directory = realpath(directory, NULL);
	if (challenge->directory == NULL)
		return assay_error_errno(err, errno, "resolve '%s'", directory);
	folder = copy_folder_name(directory, challenge->directory);
	size_t length = strlen(directory);
	while (length > 1 && directory[length - 1] == '/')
		length--;
	assay_bytes_append(&file, directory, length);
	assay_bytes_puts(&file, "/" MANIFEST_NAME);
	int status = assay_bytes_check(&file, err);
	if (status == 0 && folder == NULL)
		status = assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	if (status == 0)
		status = read_manifest(dirfd, file.data, &manifest, err);
	if (status == 0)
		status = assay_manifest_read(assay_bytes_text(&manifest), manifest.size, file.data,
			folder, challenge, err);
	if (status == 0)
		status = assay_package_check(dirfd, file.data, challenge, err);
	return status == 0 ? make_digest(dirfd, directory, &manifest, challenge, err) : status;
}

int assay_challenge_load(
	const char *directory, struct assay_challenge *ret_challenge, struct assay_error *err)
{
	ASSAY_AUTO_FD int dirfd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dirfd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return assay_error_set(err, ASSAY_ERR_NOT_FOUND, "'%s' is not a folder", directory);
	if (dirfd < 0)
		return assay_error_errno(err, errno, "open the folder '%s'", directory);
	struct assay_challenge challenge;
	assay_challenge_init(&challenge);
	int status = load(dirfd, directory, &challenge, err);
	if (status != 0) {
		assay_challenge_release(&challenge);
		return status;
	}
	*ret_challenge = challenge;
	return 0;
}
