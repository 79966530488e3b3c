/*
 * target.c - owns the way from a folder to its challenge and session. Must not read the candidate's
 * files: that is the submission's affair.
 */
#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <assay/cleanup.h>

#include "../challenge/challenge_find.h"
#include "../json.h"

#define MARKER_BYTES_MAX 4096

void assay_target_init(struct assay_target *target)
{
	*target = (struct assay_target){0};
	assay_challenge_init(&target->challenge);
}

void assay_target_release(struct assay_target *target)
{
	free(target->directory);
	assay_session_release(&target->session);
	assay_challenge_release(&target->challenge);
	assay_target_init(target);
}

/* The absolute folder of a folder or file. */
static int find_directory(const char *path, char **ret_directory, struct assay_error *err)
{
	struct stat status;
	if (stat(path, &status) != 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			return assay_error_set(
				err, ASSAY_ERR_NOT_FOUND, "no folder or file '%s'", path);
		if (errno == ELOOP)
			return assay_error_set(err, ASSAY_ERR_SUBMISSION,
				"'%s' is a symbolic link that leads nowhere", path);
		return assay_error_errno(err, errno, "find '%s'", path);
	}
	char *directory = realpath(path, NULL);
	if (directory == NULL)
		return assay_error_errno(err, errno, "find '%s'", path);
	if (!S_ISDIR(status.st_mode)) {
		char *slash = strrchr(directory, '/');
		slash[slash == directory ? 1 : 0] = '\0';
	}
	*ret_directory = directory;
	return 0;
}

/* The id in the folder's marker; "" when there is no marker that can be read. */
static void read_marker(const char *directory, char ret_id[ASSAY_ID_SIZE])
{
	ret_id[0] = '\0';
	ASSAY_AUTO_FD int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes text = {0};
	if (fd < 0 || assay_file_read(fd, ASSAY_TARGET_MARKER, MARKER_BYTES_MAX, &text, NULL) != 0)
		return;
	struct assay_json *root = NULL;
	if (assay_json_parse(
		    text.data, text.size, ASSAY_TARGET_MARKER, ASSAY_ERR_USAGE, &root, NULL) != 0)
		return;
	const struct assay_json *node = assay_json_get(root, "challenge");
	const char *id = node != NULL ? assay_json_string(node) : NULL;
	if (id != NULL && strlen(id) < ASSAY_ID_SIZE)
		memcpy(ret_id, id, strlen(id) + 1);
	assay_json_free(root);
}

int assay_target_find(struct assay_store *store, enum assay_trust trust, const char *challenge_id,
	const char *path, struct assay_target *ret_target, struct assay_error *err)
{
	ASSAY_AUTO(assay_target_release) struct assay_target target;
	assay_target_init(&target);
	target.path = path;
	int status = find_directory(path, &target.directory, err);
	if (status == 0 && store != NULL)
		status = assay_store_find_session(
			store, target.directory, &target.session, &target.found, err);
	if (status != 0)
		return status;
	char marked[ASSAY_ID_SIZE] = "";
	const char *id = challenge_id;
	if (id == NULL && target.found)
		id = target.session.challenge_id;
	if (id == NULL && trust == ASSAY_TRUST_CANDIDATE) {
		read_marker(target.directory, marked);
		id = marked[0] != '\0' ? marked : NULL;
	}
	if (id == NULL)
		return assay_error_set(err, ASSAY_ERR_USAGE,
			"no challenge was started in '%s': name it with --challenge ID", path);
	/* A session of another challenge has nothing to say about this one. */
	if (target.found && strcmp(id, target.session.challenge_id) != 0) {
		assay_session_release(&target.session);
		target.session = (struct assay_session){0};
		target.found = false;
	}
	status = assay_challenge_find_again(
		id, target.session.challenge_directory, &target.challenge, err);
	if (status != 0)
		return status;
	*ret_target = target;
	assay_target_init(&target);
	return 0;
}

bool assay_target_clock(const struct assay_target *target, uint64_t now_ns, int64_t *ret_seconds)
{
	if (!target->found || target->session.minutes == 0)
		return false;
	int64_t end =
		(int64_t)(target->session.started_ns / 1000000000u + target->session.minutes * 60);
	*ret_seconds = end - (int64_t)(now_ns / 1000000000u);
	return true;
}

void assay_target_put_clock(const struct assay_target *target, struct assay_bytes *text)
{
	int64_t left;
	if (!assay_target_clock(target, assay_wall_ns(), &left))
		return;
	long long seconds = left < 0 ? -left : left;
	assay_bytes_printf(text,
		left < 0 ? "clock: over since %lld:%02lld of %llu minutes\n"
			 : "clock: %lld:%02lld left of %llu minutes\n",
		seconds / 60, seconds % 60, (unsigned long long)target->session.minutes);
}
