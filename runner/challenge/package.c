/*
 * package.c - owns the check that a challenge's files are there. Must not read beyond its folder
 * nor follow a symbolic link.
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

struct package {
	int dirfd;
	const char *file; /* the manifest, for messages */
	const struct assay_challenge *challenge;
	struct assay_error *err;
};

enum entry_kind {
	ENTRY_FILE,
	ENTRY_FOLDER,
	ENTRY_EITHER,
};

/* Checks one entry; faults say which key wants it: `key` is NULL for the format itself. */
static int check_entry(struct package *package, const char *path, enum entry_kind kind,
	const char *key, enum entry_kind *ret_kind)
{
	static const char *const expected[] = {
		"a plain file", "a folder", "a plain file or a folder"};
	ASSAY_AUTO_FD int fd = assay_beneath_open(package->dirfd, path, O_RDONLY);
	struct stat status;
	int fault = 0;
	if (fd < 0)
		fault = assay_beneath_fault(
			-fd, path, expected[kind], ASSAY_ERR_CHALLENGE, package->err);
	else if (fstat(fd, &status) != 0)
		fault = assay_error_errno(package->err, errno, "stat '%s'", path);
	else if (!(S_ISREG(status.st_mode) && kind != ENTRY_FOLDER) &&
		 !(S_ISDIR(status.st_mode) && kind != ENTRY_FILE))
		fault = assay_error_set(
			package->err, ASSAY_ERR_CHALLENGE, "'%s' is not %s", path, expected[kind]);
	else if (ret_kind != NULL)
		*ret_kind = S_ISDIR(status.st_mode) ? ENTRY_FOLDER : ENTRY_FILE;
	if (fault == 0)
		return 0;
	if (key != NULL)
		return assay_error_wrap(package->err, "%s: %s", package->file, key);
	/* The manifest's name without its last part is the folder's. */
	return assay_error_wrap(package->err, "%.*s",
		(int)(strlen(package->file) - strlen("/challenge.json")), package->file);
}

static int check_joined(
	struct package *package, const char *folder, const char *path, const char *key)
{
	char joined[512];
	int length = snprintf(joined, sizeof joined, "%s/%s", folder, path);
	if (length < 0 || (size_t)length >= sizeof joined)
		return assay_error_set(package->err, ASSAY_ERR_INTERNAL, "'%s': too long", path);
	return check_entry(package, joined, ENTRY_FILE, key, NULL);
}

static int check_files(struct package *package)
{
	for (size_t i = 0; i < package->challenge->file_count; i++) {
		char key[64];
		snprintf(key, sizeof key, "files[%zu].path", i);
		int status =
			check_joined(package, "starter", package->challenge->files[i].path, key);
		if (status != 0)
			return status;
	}
	return 0;
}

/* A reference is a submission like any other: a folder with the editable files or, where there is
 * one, that file. */
static int check_reference(struct package *package)
{
	const struct assay_challenge *challenge = package->challenge;
	enum entry_kind kind = ENTRY_FILE;
	size_t editable = 0;
	int status = check_entry(package, challenge->reference, ENTRY_EITHER, "reference", &kind);
	for (size_t i = 0; status == 0 && i < challenge->file_count; i++) {
		if (!challenge->files[i].editable)
			continue;
		editable++;
		if (kind == ENTRY_FOLDER)
			status = check_joined(package, challenge->reference,
				challenge->files[i].path, "reference");
	}
	if (status == 0 && kind == ENTRY_FILE && editable > 1)
		status = assay_error_set(package->err, ASSAY_ERR_CHALLENGE,
			"%s: reference: got the file \"%s\"; expected a folder, for there are %zu "
			"editable files",
			package->file, challenge->reference, editable);
	return status;
}

static int check_generators(struct package *package)
{
	const struct assay_challenge *challenge = package->challenge;
	for (size_t i = 0; i < challenge->group_count; i++) {
		const struct assay_group *group = &challenge->groups[i];
		for (size_t j = 0; j < group->generate_count; j++) {
			char key[96];
			snprintf(key, sizeof key, "groups[%zu].generate[%zu].generator", i, j);
			int status = check_entry(
				package, group->generates[j].generator, ENTRY_FILE, key, NULL);
			if (status != 0)
				return status;
		}
	}
	return 0;
}

int assay_package_check(int dirfd, const char *file, const struct assay_challenge *challenge,
	struct assay_error *err)
{
	struct package package = {.dirfd = dirfd, .file = file, .challenge = challenge, .err = err};
	const struct {
		const char *path;
		enum entry_kind kind;
		const char *key;
	} entries[] = {
		{"statement.md", ENTRY_FILE, NULL},
		{"solution.md", ENTRY_FILE, NULL},
		{"starter", ENTRY_FOLDER, NULL},
		{challenge->driver, ENTRY_FILE, "driver"},
		{challenge->sql_setup, ENTRY_FILE, "sql.setup"},
		{challenge->checker, ENTRY_FILE, "compare.checker"},
	};
	int status = 0;
	for (size_t i = 0; status == 0 && i < sizeof entries / sizeof entries[0]; i++) {
		if (entries[i].path != NULL)
			status = check_entry(
				&package, entries[i].path, entries[i].kind, entries[i].key, NULL);
	}
	if (status == 0)
		status = check_files(&package);
	if (status == 0)
		status = check_reference(&package);
	return status == 0 ? check_generators(&package) : status;
}
