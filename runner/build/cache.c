/*
 * cache.c - owns the files of the cache: where they lie, how they are checked, how many stay.
 *
 * An entry is one line, "assay-cache/2 DIGEST", and the content. Sixteen folders by the first
 * digit of the key; when one is full, its oldest entries go.
 */
#include "cache.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <assay/cleanup.h>

#include "../digest.h"

#define ENTRIES_MAX 128 /* of one folder */
#define HEAD        "assay-cache/2 "
#define HEAD_SIZE   (sizeof HEAD - 1 + ASSAY_DIGEST_SIZE) /* with the newline */

/* Opens a folder that nobody else can write to, making it where `make` says so; -1 without. */
static int open_own_folder(int parent, const char *name, bool make)
{
	if (make)
		mkdirat(parent, name, 0700);
	ASSAY_AUTO_FD int fd =
		openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat status;
	if (fd < 0 || fstat(fd, &status) != 0)
		return -1;
	if (status.st_uid != geteuid() || (status.st_mode & 022) != 0)
		return -1;
	return assay_steal_fd(&fd);
}

/* The folder that `key` lies in. */
static int open_folder(const char *key, bool make)
{
	char path[PATH_MAX];
	const char *base = getenv("XDG_CACHE_HOME");
	const char *rest = "";
	if (base == NULL || base[0] != '/') {
		base = getenv("HOME");
		rest = "/.cache";
	}
	if (base == NULL || base[0] != '/')
		return -1;
	int size = snprintf(path, sizeof path, "%s%s", base, rest);
	if (size < 0 || (size_t)size >= sizeof path)
		return -1;
	if (make && assay_directory_make(path, 0700, NULL) != 0)
		return -1;
	ASSAY_AUTO_FD int parent = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (parent < 0)
		return -1;
	ASSAY_AUTO_FD int cache = open_own_folder(parent, "assay", make);
	if (cache < 0)
		return -1;
	const char digit[2] = {key[0], '\0'};
	return open_own_folder(cache, digit, make);
}

bool assay_cache_get(const char key[ASSAY_DIGEST_SIZE], struct assay_bytes *ret_content)
{
	ASSAY_AUTO_FD int folder = open_folder(key, false);
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes entry = {0};
	if (folder < 0 ||
		assay_file_read(folder, key, HEAD_SIZE + ASSAY_CACHE_ENTRY_MAX, &entry, NULL) != 0)
		return false;
	if (entry.size < HEAD_SIZE || memcmp(entry.data, HEAD, sizeof HEAD - 1) != 0 ||
		entry.data[HEAD_SIZE - 1] != '\n')
		return false;
	char digest[ASSAY_DIGEST_SIZE];
	assay_digest_quick(entry.data + HEAD_SIZE, entry.size - HEAD_SIZE, digest);
	if (memcmp(entry.data + sizeof HEAD - 1, digest, ASSAY_DIGEST_SIZE - 1) != 0)
		return false;
	/* With the NUL that stands behind all bytes. */
	memmove(entry.data, entry.data + HEAD_SIZE, entry.size - HEAD_SIZE + 1);
	entry.size -= HEAD_SIZE;
	assay_bytes_release(ret_content);
	*ret_content = entry;
	assay_bytes_init(&entry);
	return true;
}

bool assay_cache_has(const char key[ASSAY_DIGEST_SIZE])
{
	ASSAY_AUTO_FD int folder = open_folder(key, false);
	return folder >= 0 && faccessat(folder, key, R_OK, AT_EACCESS) == 0;
}

void assay_cache_drop(const char key[ASSAY_DIGEST_SIZE])
{
	ASSAY_AUTO_FD int folder = open_folder(key, false);
	if (folder >= 0)
		unlinkat(folder, key, 0);
}

bool assay_cache_usable(void)
{
	ASSAY_AUTO_FD int folder = open_folder("0", true);
	return folder >= 0 && faccessat(folder, ".", W_OK, AT_EACCESS) == 0;
}

static bool is_older(const struct stat *a, const struct stat *b)
{
	return a->st_mtim.tv_sec != b->st_mtim.tv_sec ? a->st_mtim.tv_sec < b->st_mtim.tv_sec
						      : a->st_mtim.tv_nsec < b->st_mtim.tv_nsec;
}

/* Removes the oldest entry of a folder that is full: as many as each new one adds. */
static void prune(int folder)
{
	int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = fd < 0 ? NULL : fdopendir(fd);
	if (entries == NULL) {
		if (fd >= 0)
			close(fd);
		return;
	}
	char oldest[NAME_MAX + 1] = "";
	struct stat oldest_status = {0};
	size_t count = 0;
	for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
		struct stat status;
		if (fstatat(folder, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
			!S_ISREG(status.st_mode))
			continue;
		count++;
		if (oldest[0] != '\0' && !is_older(&status, &oldest_status))
			continue;
		oldest_status = status;
		snprintf(oldest, sizeof oldest, "%s", entry->d_name);
	}
	closedir(entries);
	if (count > ENTRIES_MAX)
		unlinkat(folder, oldest, 0);
}

/* Writes the entry under a name of its own. There is no fsync: what a crash damages is remade. */
static bool write_entry(int folder, const char *name, const void *data, size_t size)
{
	char head[HEAD_SIZE + 1];
	char digest[ASSAY_DIGEST_SIZE];
	assay_digest_quick(data, size, digest);
	snprintf(head, sizeof head, HEAD "%s\n", digest);
	int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	bool written = assay_fd_write_all(fd, name, head, HEAD_SIZE, NULL) == 0 &&
		       assay_fd_write_all(fd, name, data, size, NULL) == 0;
	return close(fd) == 0 && written;
}

void assay_cache_put(const char key[ASSAY_DIGEST_SIZE], const void *data, size_t size)
{
	if (size > ASSAY_CACHE_ENTRY_MAX)
		return;
	ASSAY_AUTO_FD int folder = open_folder(key, true);
	if (folder < 0)
		return;
	char temporary[64];
	unsigned char random[8];
	assay_random_bytes(random, sizeof random);
	uint64_t number;
	memcpy(&number, random, sizeof number);
	snprintf(temporary, sizeof temporary, "new.%016llx", (unsigned long long)number);
	if (!write_entry(folder, temporary, data, size) ||
		renameat(folder, temporary, folder, key) != 0)
		unlinkat(folder, temporary, 0);
	prune(folder);
}
