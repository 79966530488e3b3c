/*
 * kit.c - owns which files a started folder gets. Must copy nothing that is hidden from candidates.
 */
#include "kit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <assay/cleanup.h>

#include "../json.h"
#include "target.h"

#define STARTER_BYTES_MAX (4u << 20)

/* include/assay/driver.h, which travels inside the program. */
extern const char assay_embedded_driver_header[], assay_embedded_driver_header_end[];

struct kit {
	const struct assay_challenge *challenge;
	int from; /* the challenge's folder */
	const char *directory;
};

static int write_file(const struct kit *kit, const char *name, const void *data, size_t size,
	struct assay_error *err)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes path = {0};
	assay_bytes_printf(&path, "%s/%s", kit->directory, name);
	int status = assay_bytes_check(&path, err);
	if (status != 0)
		return status;
	char *slash = strrchr(path.data, '/');
	*slash = '\0';
	status = assay_directory_make(path.data, 0755, err);
	*slash = '/';
	if (status != 0)
		return status;
	return assay_file_replace(path.data, data, size, 0644, err);
}

static int copy_file(const struct kit *kit, const char *from, const char *to, size_t limit,
	struct assay_error *err)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes data = {0};
	int status = assay_file_read(kit->from, from, limit, &data, err);
	if (status != 0) {
		assay_error_wrap(err, "challenge '%s'", kit->challenge->id);
		return status;
	}
	return write_file(kit, to, assay_bytes_text(&data), data.size, err);
}

static int copy_starter(const struct kit *kit, struct assay_error *err)
{
	for (size_t i = 0; i < kit->challenge->file_count; i++) {
		const char *path = kit->challenge->files[i].path;
		ASSAY_AUTO(assay_bytes_release) struct assay_bytes from = {0};
		assay_bytes_printf(&from, "starter/%s", path);
		int status = assay_bytes_check(&from, err);
		if (status == 0)
			status = copy_file(kit, from.data, path, STARTER_BYTES_MAX, err);
		if (status != 0)
			return status;
	}
	return 0;
}

static bool is_sample(const char *name)
{
	static const char *const endings[] = {".in", ".ans", ".desc"};
	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
		size_t size = strlen(name), ending = strlen(endings[i]);
		if (name[0] != '.' && size > ending &&
			strcmp(name + size - ending, endings[i]) == 0)
			return true;
	}
	return false;
}

static void close_directory(DIR **directory)
{
	if (*directory != NULL)
		closedir(*directory);
}

static int copy_samples(const struct kit *kit, struct assay_error *err)
{
	int fd = openat(kit->from, "data/sample", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return assay_error_errno(
			err, errno, "open '%s/data/sample'", kit->challenge->directory);
	ASSAY_AUTO(close_directory) DIR *directory = fdopendir(fd);
	if (directory == NULL) {
		close(fd);
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	}
	struct dirent *entry;
	while ((entry = readdir(directory)) != NULL) {
		if (!is_sample(entry->d_name))
			continue;
		ASSAY_AUTO(assay_bytes_release) struct assay_bytes from = {0};
		ASSAY_AUTO(assay_bytes_release) struct assay_bytes to = {0};
		assay_bytes_printf(&from, "data/sample/%s", entry->d_name);
		assay_bytes_printf(&to, "samples/%s", entry->d_name);
		int status = assay_bytes_check(&from, err);
		if (status == 0)
			status = assay_bytes_check(&to, err);
		if (status == 0)
			status = copy_file(kit, from.data, to.data, ASSAY_TEST_BYTES_MAX, err);
		if (status != 0)
			return status;
	}
	return 0;
}

static int write_marker(const struct kit *kit, struct assay_error *err)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes text = {0};
	struct assay_json *root = assay_json_new_object();
	if (root == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	assay_json_add_string(root, "format", "assay.folder/1");
	assay_json_add_string(root, "challenge", kit->challenge->id);
	assay_json_add_string(root, "version", kit->challenge->version);
	int status = assay_json_print(root, true, &text, err);
	assay_json_free(root);
	if (status == 0)
		status = write_file(kit, ASSAY_TARGET_MARKER, text.data, text.size, err);
	return status;
}

static int write_driver(const struct kit *kit, struct assay_error *err)
{
	if (kit->challenge->driver == NULL)
		return 0;
	int status = copy_file(
		kit, kit->challenge->driver, kit->challenge->driver, STARTER_BYTES_MAX, err);
	if (status != 0)
		return status;
	return write_file(kit, "include/assay/driver.h", assay_embedded_driver_header,
		(size_t)((uintptr_t)assay_embedded_driver_header_end -
			 (uintptr_t)assay_embedded_driver_header),
		err);
}

int assay_kit_write(
	const struct assay_challenge *challenge, const char *directory, struct assay_error *err)
{
	ASSAY_AUTO_FD int from = open(challenge->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (from < 0)
		return assay_error_errno(err, errno, "open '%s'", challenge->directory);
	const struct kit kit = {.challenge = challenge, .from = from, .directory = directory};
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes makefile = {0};
	assay_kit_put_makefile(challenge, &makefile);
	int status = assay_bytes_check(&makefile, err);
	if (status == 0)
		status = copy_starter(&kit, err);
	if (status == 0)
		status = copy_samples(&kit, err);
	if (status == 0)
		status = copy_file(
			&kit, "statement.md", "statement.md", ASSAY_MANIFEST_BYTES_MAX, err);
	if (status == 0)
		status = write_driver(&kit, err);
	if (status == 0)
		status = write_file(&kit, "Makefile", makefile.data, makefile.size, err);
	if (status == 0)
		status = write_marker(&kit, err);
	return status;
}
