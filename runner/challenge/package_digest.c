/*
 * package_digest.c - owns the digest of a challenge: which files decide a grade, in which order,
 * each framed with its path. Must not follow a symbolic link nor read without a bound.
 */
#include "package.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <assay/cleanup.h>

#include "../beneath.h"
#include "../digest.h"

/* Every test has three files; the rest is for what is beside them. */
#define FILES_MAX ((size_t)4 * ASSAY_TESTS_MAX)
#define DEPTH_MAX 6
#define BYTES_MAX (UINT64_C(1) << 30)

/* The first part of the digest: a new way of making it begins with another text. */
#define DIGEST_FORM "assay.challenge-digest/1"

struct walk {
	int dirfd;
	struct assay_digest *digest;
	size_t files;
	uint64_t bytes;
	struct assay_error *err;
};

static int add_part(struct walk *walk, const char *path, const struct assay_bytes *content)
{
	walk->bytes += content->size;
	if (++walk->files > FILES_MAX || walk->bytes > BYTES_MAX)
		return assay_error_set(walk->err, ASSAY_ERR_CHALLENGE,
			"'%s': more than %zu files or %llu bytes, the most that a challenge may "
			"have",
			path, FILES_MAX, (unsigned long long)BYTES_MAX);
	assay_digest_part(walk->digest, path, strlen(path));
	assay_digest_part(walk->digest, assay_bytes_text(content), content->size);
	return 0;
}

static int add_file(struct walk *walk, const char *path, int fd)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes content = {0};
	int status = assay_beneath_read_fd(
		fd, path, ASSAY_TEST_BYTES_MAX, ASSAY_ERR_CHALLENGE, &content, walk->err);
	return status == 0 ? add_part(walk, path, &content) : status;
}

static int add_entry(struct walk *walk, const char *path, unsigned depth);

static int add_folder(struct walk *walk, const char *path, int fd, unsigned depth)
{
	if (depth > DEPTH_MAX)
		return assay_error_set(walk->err, ASSAY_ERR_CHALLENGE,
			"'%s': folders more than %d deep", path, DEPTH_MAX);
	ASSAY_AUTO(assay_names_release) struct assay_names names = {0};
	int status =
		assay_beneath_list_fd(fd, path, FILES_MAX, ASSAY_ERR_CHALLENGE, &names, walk->err);
	for (size_t i = 0; status == 0 && i < names.count; i++) {
		char inner[1024];
		if (!assay_path_valid(names.names[i]))
			return assay_error_set(walk->err, ASSAY_ERR_CHALLENGE,
				"'%s/%s': expected a name of [A-Za-z0-9_.-] that begins with "
				"[A-Za-z0-9_]",
				path, names.names[i]);
		int length = snprintf(inner, sizeof inner, "%s/%s", path, names.names[i]);
		if (length < 0 || (size_t)length >= sizeof inner)
			return assay_error_set(
				walk->err, ASSAY_ERR_CHALLENGE, "'%s': a path too long", path);
		status = add_entry(walk, inner, depth + 1);
	}
	return status;
}

static int add_entry(struct walk *walk, const char *path, unsigned depth)
{
	struct stat status;
	ASSAY_AUTO_FD int fd = assay_beneath_open(walk->dirfd, path, O_RDONLY);
	if (fd < 0)
		return assay_beneath_fault(
			-fd, path, "a plain file or a folder", ASSAY_ERR_CHALLENGE, walk->err);
	if (fstat(fd, &status) != 0)
		return assay_error_errno(walk->err, errno, "stat '%s'", path);
	return S_ISDIR(status.st_mode) ? add_folder(walk, path, fd, depth)
				       : add_file(walk, path, fd);
}

/* The folders whose every file decides; none of them must be there. */
static int add_folders(struct walk *walk)
{
	static const char *const folders[] = {"driver", "generators", "judge", "data"};
	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
		ASSAY_AUTO_FD int fd =
			assay_beneath_open(walk->dirfd, folders[i], O_RDONLY | O_DIRECTORY);
		if (fd == -ENOENT)
			continue;
		int status = fd < 0 ? assay_beneath_fault(-fd, folders[i], "a folder",
					      ASSAY_ERR_CHALLENGE, walk->err)
				    : add_folder(walk, folders[i], fd, 1);
		if (status != 0)
			return status;
	}
	return 0;
}

static int add_starter(struct walk *walk, const struct assay_challenge *challenge)
{
	for (size_t i = 0; i < challenge->file_count; i++) {
		char path[512];
		if (challenge->files[i].editable)
			continue;
		snprintf(path, sizeof path, "starter/%s", challenge->files[i].path);
		int status = add_entry(walk, path, 1);
		if (status != 0)
			return status;
	}
	return 0;
}

int assay_package_digest(int dirfd, const struct assay_challenge *challenge,
	const struct assay_bytes *manifest, char ret_digest[ASSAY_DIGEST_SIZE],
	struct assay_error *err)
{
	struct walk walk = {.dirfd = dirfd, .err = err};
	char digest[ASSAY_DIGEST_SIZE];
	int status = assay_digest_open(&walk.digest, err);
	if (status != 0)
		return status;
	assay_digest_part(walk.digest, DIGEST_FORM, strlen(DIGEST_FORM));
	status = add_part(&walk, "challenge.json", manifest);
	if (status == 0)
		status = add_folders(&walk);
	if (status == 0)
		status = add_starter(&walk, challenge);
	if (status == 0)
		status = add_entry(&walk, challenge->reference, 1);
	assay_digest_close(walk.digest, digest);
	if (status == 0)
		memcpy(ret_digest, digest, sizeof digest);
	return status;
}
