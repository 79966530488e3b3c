/*
 * store.c - owns where the store lies and how it is opened. Deletes nothing, ever: a file that
 * cannot be used stays as it is.
 */
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <assay/cleanup.h>

#include "schema.h"
#include "store_internal.h"

/* The user's own folder for data (XDG base directory specification): a relative one is ignored. */
static int find_folder(struct assay_bytes *ret_folder, struct assay_error *err)
{
	const char *data = getenv("XDG_DATA_HOME");
	const char *home = getenv("HOME");
	if (data != NULL && data[0] == '/')
		assay_bytes_printf(ret_folder, "%s/assay", data);
	else if (home != NULL && home[0] == '/')
		assay_bytes_printf(ret_folder, "%s/.local/share/assay", home);
	else
		return assay_error_set(err, ASSAY_ERR_SYSTEM,
			"HOME is %s; set HOME or XDG_DATA_HOME to an absolute path",
			home == NULL || home[0] == '\0' ? "not set" : "no absolute path");
	return assay_bytes_check(ret_folder, err);
}

/* "." for a plain name. The caller frees; NULL without memory. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	if (slash == NULL)
		return strdup(".");
	return strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

/* Makes a directory entry durable. Some file systems cannot, and then need not. */
static void sync_folder(const char *folder)
{
	ASSAY_AUTO_FD int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0)
		fsync(fd);
}

/* SQLite's own words for a file that cannot be written are few, so we look first. */
static int check_file(const char *path, const char *folder, struct assay_error *err)
{
	struct stat status;
	if (stat(path, &status) != 0)
		return assay_error_errno(err, errno, "stat '%s'", path);
	if (!S_ISREG(status.st_mode))
		return assay_error_set(err, ASSAY_ERR_STORE,
			"'%s' is not a regular file; nothing was changed", path);
	if (euidaccess(path, R_OK | W_OK) != 0)
		return assay_error_errno(err, errno, "'%s' cannot be written", path);
	/* The log lies beside the file. */
	if (euidaccess(folder, W_OK | X_OK) != 0)
		return assay_error_errno(err, errno, "the folder of '%s' cannot be written", path);
	/* It holds the secret that seeds come from: what a backup has opened up is closed again. */
	if ((status.st_mode & 077) != 0 && status.st_uid == geteuid() &&
		chmod(path, status.st_mode & 0700) != 0)
		return assay_error_errno(err, errno, "chmod '%s'", path);
	return 0;
}

/*
 * Makes the file when there is none, for its owner alone. By mknod(2), since opening and closing it
 * here would take the locks of another handle of this process away (see db.c).
 */
static int make_file(const char *path, struct assay_error *err)
{
	ASSAY_AUTO_FREE char *folder = folder_of(path);
	if (folder == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	if (mknod(path, S_IFREG | 0600, 0) == 0)
		sync_folder(folder);
	else if (errno != EEXIST)
		return assay_error_errno(err, errno, "create '%s'", path);
	return check_file(path, folder, err);
}

static int find_path(const char *path, struct assay_bytes *ret_path, struct assay_error *err)
{
	if (path != NULL) {
		assay_bytes_puts(ret_path, path);
		return assay_bytes_check(ret_path, err);
	}
	int status = find_folder(ret_path, err);
	if (status != 0)
		return status;
	status = assay_directory_make(ret_path->data, 0700, err);
	if (status != 0)
		assay_error_wrap(err, "XDG_DATA_HOME can name another folder");
	if (status == 0) {
		assay_bytes_puts(ret_path, "/assay.db");
		status = assay_bytes_check(ret_path, err);
	}
	return status;
}

static int open_database(struct assay_db *db, struct assay_error *err)
{
	/* In one transaction: another process may be making the tables at this moment. */
	size_t version = 0;
	int status = assay_db_begin_read(db, err);
	if (status == 0)
		status = assay_db_end(
			db, assay_schema_check(db, assay_schema_step_count, &version, err), err);
	if (status == 0)
		status = assay_db_configure(db, err);
	if (status == 0 && version < assay_schema_step_count)
		status = assay_schema_migrate(db, assay_schema_steps, assay_schema_step_count, err);
	return status;
}

int assay_store_open(const char *path, struct assay_store **ret_store, struct assay_error *err)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes file = {0};
	int status = find_path(path, &file, err);
	if (status == 0)
		status = make_file(file.data, err);
	if (status != 0) {
		assay_error_wrap(err, "no store can be had");
		return status;
	}
	struct assay_store *store = calloc(1, sizeof *store);
	if (store == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	status = assay_db_open(file.data, &store->db, err);
	if (status == 0)
		status = open_database(&store->db, err);
	if (status != 0) {
		assay_store_close(store);
		return status;
	}
	assay_owner_self(store->owner);
	*ret_store = store;
	return 0;
}

void assay_store_close(struct assay_store *store)
{
	if (store == NULL)
		return;
	for (size_t i = 0; i < store->held_count; i++) {
		if (!store->held[i].given_back)
			assay_store_release_lease(store, store->held[i].id, NULL);
	}
	assay_db_close(&store->db);
	free(store->held);
	free(store);
}

bool assay_store_is_digest(const char *text)
{
	return strspn(text, "0123456789abcdef") == ASSAY_DIGEST_SIZE - 1 &&
	       text[ASSAY_DIGEST_SIZE - 1] == '\0';
}
