/*
 * listing_index.c - owns the written form of a listing, and what of a file's state tells that it has
 * changed. Decides of no row whether it may be used.
 *
 * "listing/1 COUNT", then for each row its fields, one a line, and an empty line. The cache vouches
 * for the bytes; what does not fit this shape is as good as none.
 */
#include "listing_index.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <assay/bytes.h>
#include <assay/cleanup.h>

#include "../build/cache.h"
#include "../digest.h"

#define HEAD     "listing/1"
#define ROWS_MAX 100000

/* Adds a folder and those above it, each once. An empty name is the challenge's own. */
static void add_folder(struct assay_bytes *folders, const char *path, size_t size)
{
	for (;; size = path[size] == '/' ? size : 0) {
		char line[ASSAY_LISTING_FOLDERS_MAX];
		int length = snprintf(line, sizeof line, "\n%.*s\n", (int)size, path);
		if (length < 0 || (size_t)length >= sizeof line) {
			folders->failed = true;
			return;
		}
		if (strstr(assay_bytes_text(folders), line) == NULL)
			assay_bytes_puts(folders, line + 1);
		if (size == 0)
			return;
		while (size > 0 && path[--size] != '/')
			;
	}
}

/* The folder that holds `path`; nothing for NULL. */
static void add_holder(struct assay_bytes *folders, const char *path)
{
	const char *slash = path == NULL ? NULL : strrchr(path, '/');
	if (slash != NULL)
		add_folder(folders, path, (size_t)(slash - path));
}

static void add_beneath(
	struct assay_bytes *folders, const char *folder, const struct assay_challenge *challenge)
{
	for (size_t i = 0; i < challenge->file_count; i++) {
		struct assay_bytes path = {0};
		assay_bytes_printf(&path, "%s/%s", folder, challenge->files[i].path);
		folders->failed = folders->failed || path.failed;
		add_holder(folders, path.data);
		assay_bytes_release(&path);
	}
}

char *assay_listing_folders(const struct assay_challenge *challenge)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes folders = {0};
	struct stat reference;
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes path = {0};
	assay_bytes_puts(&folders, "\n"); /* stands before each, so that names are found whole */
	assay_bytes_puts(&folders, "\n");
	add_holder(&folders, challenge->driver);
	add_holder(&folders, challenge->checker);
	add_holder(&folders, challenge->sql_setup);
	add_holder(&folders, challenge->reference);
	add_beneath(&folders, "starter", challenge);
	assay_bytes_printf(&path, "%s/%s", challenge->directory, challenge->reference);
	if (!path.failed && stat(path.data, &reference) == 0 && S_ISDIR(reference.st_mode))
		add_beneath(&folders, challenge->reference, challenge);
	for (size_t i = 0; i < challenge->group_count; i++) {
		const struct assay_group *group = &challenge->groups[i];
		for (size_t j = 0; j < group->generate_count; j++)
			add_holder(&folders, group->generates[j].generator);
	}
	if (folders.failed || path.failed || folders.size > ASSAY_LISTING_FOLDERS_MAX)
		return NULL;
	return strdup(folders.data + 1);
}

/* One file or folder: whatever changes it moves its change time, which nobody can set. */
static bool add_state(struct assay_bytes *facts, int dirfd, const char *path, uint64_t *changed_ns)
{
	struct stat status;
	if (fstatat(dirfd, path, &status, AT_SYMLINK_NOFOLLOW) != 0)
		return false;
	const uint64_t fields[] = {status.st_dev, status.st_ino, status.st_mode, status.st_uid,
		S_ISDIR(status.st_mode) ? 0 : (uint64_t)status.st_size,
		(uint64_t)status.st_mtim.tv_sec, (uint64_t)status.st_mtim.tv_nsec,
		(uint64_t)status.st_ctim.tv_sec, (uint64_t)status.st_ctim.tv_nsec};
	assay_bytes_append(facts, fields, sizeof fields);
	uint64_t own_ns =
		(uint64_t)status.st_ctim.tv_sec * 1000000000u + (uint64_t)status.st_ctim.tv_nsec;
	*changed_ns = own_ns > *changed_ns ? own_ns : *changed_ns;
	return true;
}

bool assay_listing_stamp(const char *directory, const char *folders,
	char ret_stamp[ASSAY_DIGEST_SIZE], uint64_t *ret_changed_ns)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes facts = {0};
	ASSAY_AUTO_FD int dirfd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	*ret_changed_ns = 0;
	if (dirfd < 0 || !add_state(&facts, dirfd, "challenge.json", ret_changed_ns))
		return false;
	while (*folders != '\0') {
		char path[ASSAY_LISTING_FOLDERS_MAX];
		size_t size = strcspn(folders, "\n");
		if (size >= sizeof path)
			return false;
		memcpy(path, folders, size);
		path[size] = '\0';
		if (!add_state(&facts, dirfd, size == 0 ? "." : path, ret_changed_ns))
			return false;
		folders += size + (folders[size] == '\n');
	}
	if (facts.failed)
		return false;
	assay_digest_quick(facts.data, facts.size, ret_stamp);
	return true;
}

/* The roots, each once in a row; which challenges are in them is the rows' affair. A relative one
 * counts with the folder that we stand in. */
static bool add_roots(
	struct assay_digest *digest, const struct assay_challenge_place *places, size_t count)
{
	ASSAY_AUTO_FREE char *here = getcwd(NULL, 0);
	size_t root = SIZE_MAX;
	for (size_t i = 0; i < count; i++) {
		const char *directory = places[i].directory;
		if (places[i].root == root)
			continue;
		root = places[i].root;
		if (directory[0] != '/' && here == NULL)
			return false;
		if (directory[0] != '/')
			assay_digest_part(digest, here, strlen(here));
		assay_digest_part(digest, directory, (size_t)(strrchr(directory, '/') - directory));
	}
	return true;
}

bool assay_listing_key(
	const struct assay_challenge_place *places, size_t count, char ret_key[ASSAY_DIGEST_SIZE])
{
	struct assay_digest *digest;
	struct stat program;
	if (stat("/proc/self/exe", &program) != 0 || assay_digest_open(&digest, NULL) != 0)
		return false;
	const uint64_t facts[] = {program.st_dev, program.st_ino, (uint64_t)program.st_size,
		(uint64_t)program.st_ctim.tv_sec, (uint64_t)program.st_ctim.tv_nsec};
	assay_digest_part(digest, HEAD " " ASSAY_VERSION, sizeof HEAD " " ASSAY_VERSION);
	assay_digest_part(digest, facts, sizeof facts);
	bool known = add_roots(digest, places, count);
	assay_digest_close(digest, ret_key);
	return known;
}

/* The next line, ended by a NUL in place; NULL when there is none. */
static char *take_line(char **at)
{
	char *line = *at;
	char *end = line == NULL ? NULL : strchr(line, '\n');
	if (end == NULL)
		return NULL;
	*end = '\0';
	*at = end + 1;
	return line;
}

static bool take_number(char **at, uint64_t maximum, uint64_t *ret_number)
{
	const char *line = take_line(at);
	return line != NULL && assay_parse_u64(line, "number", 0, maximum, ret_number, NULL) == 0;
}

static bool take_text(char **at, char *ret_text, size_t size)
{
	const char *line = take_line(at);
	size_t length = line == NULL ? size : strlen(line);
	if (length >= size)
		return false;
	memcpy(ret_text, line, length + 1);
	return true;
}

/* The folders: lines up to "." alone. */
static char *take_folders(char **at)
{
	char *end = strstr(*at, "\n.\n");
	if (end == NULL)
		return NULL;
	char *folders = strndup(*at, (size_t)(end + 1 - *at));
	*at = end + 3;
	return folders;
}

static bool take_row(char **at, struct assay_listing_row *row)
{
	uint64_t kind, difficulty, minutes;
	if (!take_text(at, row->id, sizeof row->id) ||
		!take_text(at, row->stamp, sizeof row->stamp) ||
		!take_number(at, ASSAY_KIND_OPTIMISE, &kind) ||
		!take_text(at, row->language, sizeof row->language) ||
		!take_number(at, UINT32_MAX, &difficulty) || !take_number(at, UINT32_MAX, &minutes))
		return false;
	row->kind = (enum assay_kind)kind;
	row->difficulty = (uint32_t)difficulty;
	row->minutes = (uint32_t)minutes;
	const char *title = take_line(at);
	row->title = title == NULL ? NULL : strdup(title);
	row->folders = title == NULL ? NULL : take_folders(at);
	return row->title != NULL && row->folders != NULL;
}

void assay_listing_recall(const char key[ASSAY_DIGEST_SIZE], struct assay_listing *ret_listing)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes entry = {0};
	struct assay_listing listing = {0};
	uint64_t count;
	if (!assay_cache_get(key, &entry) || entry.size == 0 ||
		memchr(entry.data, '\0', entry.size) != NULL)
		return;
	char *at = entry.data;
	const char *head = take_line(&at);
	if (head == NULL || strcmp(head, HEAD) != 0 || !take_number(&at, ROWS_MAX, &count))
		return;
	listing.rows = calloc(count + 1, sizeof *listing.rows);
	if (listing.rows == NULL)
		return;
	while (listing.count < count) {
		if (!take_row(&at, &listing.rows[listing.count++])) {
			assay_listing_release(&listing);
			return;
		}
	}
	*ret_listing = listing;
}

void assay_listing_keep(const char key[ASSAY_DIGEST_SIZE], const struct assay_listing *listing)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes entry = {0};
	size_t count = 0;
	for (size_t i = 0; i < listing->count; i++)
		count += listing->rows[i].folders != NULL;
	assay_bytes_printf(&entry, HEAD "\n%zu\n", count);
	for (size_t i = 0; i < listing->count; i++) {
		const struct assay_listing_row *row = &listing->rows[i];
		if (row->folders == NULL)
			continue;
		assay_bytes_printf(&entry, "%s\n%s\n%d\n%s\n%u\n%u\n%s\n%s.\n", row->id, row->stamp,
			(int)row->kind, row->language, row->difficulty, row->minutes, row->title,
			row->folders);
	}
	if (!entry.failed)
		assay_cache_put(key, entry.data, entry.size);
}
