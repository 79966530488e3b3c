/*
 * db.c - owns the connection to SQLite and the table of its errors in our words.
 *
 * The file is never opened by ourselves: POSIX takes away all locks of a process on a file when any
 * of its descriptors of that file is closed (fcntl(2)), and another handle may hold some.
 */
#include "db.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <assay/bytes.h>

static const struct {
	int sqlite;
	int code;
	const char *words;
} failures[] = {
	{SQLITE_NOTADB, ASSAY_ERR_STORE,
		"is not a database; nothing was changed: move it and its -wal file away to begin "
		"an empty store"},
	{SQLITE_CORRUPT, ASSAY_ERR_STORE,
		"is damaged; nothing was deleted: try `sqlite3 FILE .recover` on a copy, or move "
		"it "
		"and its -wal file away to begin an empty store"},
	{SQLITE_BUSY, ASSAY_ERR_STORE,
		"is locked by another process for too long; try again when that has ended"},
	{SQLITE_LOCKED, ASSAY_ERR_STORE, "is locked by this process"},
	{SQLITE_PROTOCOL, ASSAY_ERR_STORE, "is locked by other processes; try again"},
	{SQLITE_CANTOPEN, ASSAY_ERR_SYSTEM, "cannot be opened"},
	{SQLITE_READONLY, ASSAY_ERR_SYSTEM, "cannot be written"},
	{SQLITE_PERM, ASSAY_ERR_SYSTEM, "may not be written"},
	{SQLITE_FULL, ASSAY_ERR_SYSTEM,
		"cannot grow: the disk is full; what was stored before is kept"},
	{SQLITE_IOERR, ASSAY_ERR_SYSTEM,
		"cannot be read or written; what was stored before is kept"},
	{SQLITE_NOMEM, ASSAY_ERR_SYSTEM, "out of memory"},
	{SQLITE_CONSTRAINT, ASSAY_ERR_STORE, "refuses the row"},
};

int assay_db_fail(const struct assay_db *db, int code, struct assay_error *err)
{
	int system = db->handle == NULL ? errno : sqlite3_system_errno(db->handle);
	const char *detail = sqlite3_errstr(code);
	if (db->handle != NULL && sqlite3_errcode(db->handle) == code)
		detail = sqlite3_errmsg(db->handle);
	for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
		if (failures[i].sqlite != (code & 0xff))
			continue;
		/* The system's reason belongs to the failures of the system alone. */
		if (failures[i].code == ASSAY_ERR_SYSTEM && system != 0) {
			char reason[128];
			detail = strerror_r(system, reason, sizeof reason);
			return assay_error_set(err, failures[i].code, "the store '%s' %s (%s)",
				db->path, failures[i].words, detail);
		}
		return assay_error_set(err, failures[i].code, "the store '%s' %s (%s)", db->path,
			failures[i].words, detail);
	}
	return assay_error_set(
		err, ASSAY_ERR_INTERNAL, "the store '%s': SQLite: %s", db->path, detail);
}

int assay_db_open(const char *path, struct assay_db *ret_db, struct assay_error *err)
{
	struct assay_db db = {.path = strdup(path)};
	if (db.path == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	int code = sqlite3_open_v2(db.path, &db.handle,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
			SQLITE_OPEN_EXRESCODE,
		NULL);
	if (code != SQLITE_OK) {
		int status = assay_db_fail(&db, code, err);
		assay_db_close(&db);
		return status;
	}
	/* The file may come from anywhere: its schema is given no trust and no powers. */
	sqlite3_db_config(db.handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db.handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(db.handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	assay_db_set_busy(&db, ASSAY_DB_BUSY_MS);
	*ret_db = db;
	return 0;
}

void assay_db_set_busy(struct assay_db *db, unsigned busy_ms)
{
	db->busy_ms = busy_ms;
	sqlite3_busy_timeout(db->handle, (int)busy_ms);
}

void assay_db_close(struct assay_db *db)
{
	for (size_t i = 0; i < ASSAY_SQL_COUNT; i++)
		sqlite3_finalize(db->statements[i]);
	sqlite3_close_v2(db->handle);
	free(db->path);
	*db = (struct assay_db){0};
}

int assay_db_configure(struct assay_db *db, struct assay_error *err)
{
	/* Turning the log on does not wait for others, whatever the busy timeout says; so we do. */
	uint64_t deadline = assay_monotonic_ns() + db->busy_ms * UINT64_C(1000000);
	int code;
	do {
		code = sqlite3_exec(db->handle, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
		if ((code & 0xff) == SQLITE_BUSY)
			sqlite3_sleep(5);
	} while ((code & 0xff) == SQLITE_BUSY && assay_monotonic_ns() < deadline);
	if (code != SQLITE_OK)
		return assay_db_fail(db, code, err);
	return assay_db_execute(db, "PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON;", err);
}

int assay_db_prepare(struct assay_db *db, enum assay_sql sql)
{
	if (db->statements[sql] != NULL)
		return SQLITE_OK;
	return sqlite3_prepare_v3(db->handle, assay_sql_text(sql), -1, SQLITE_PREPARE_PERSISTENT,
		&db->statements[sql], NULL);
}

int assay_db_execute(struct assay_db *db, const char *sql, struct assay_error *err)
{
	int code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
	return code == SQLITE_OK ? 0 : assay_db_fail(db, code, err);
}

int assay_db_number(
	struct assay_db *db, const char *sql, int64_t *ret_number, struct assay_error *err)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(db->handle, sql, -1, &statement, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	int status = 0;
	if (code == SQLITE_ROW)
		*ret_number = sqlite3_column_int64(statement, 0);
	else
		status = assay_db_fail(db, code == SQLITE_DONE ? SQLITE_CORRUPT : code, err);
	sqlite3_finalize(statement);
	return status;
}

/* One of the statements that begin and end transactions. */
static int run(struct assay_db *db, enum assay_sql sql)
{
	int code = assay_db_prepare(db, sql);
	if (code == SQLITE_OK)
		code = sqlite3_step(db->statements[sql]);
	sqlite3_reset(db->statements[sql]);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int begin(struct assay_db *db, enum assay_sql sql, struct assay_error *err)
{
	/* What takes a transaction back must be at hand when there is no memory left to make it. */
	int code = assay_db_prepare(db, ASSAY_SQL_ROLLBACK);
	/* And without any memory even that can fail: then it is made up for here. */
	if (code == SQLITE_OK && sqlite3_get_autocommit(db->handle) == 0)
		code = run(db, ASSAY_SQL_ROLLBACK);
	if (code == SQLITE_OK)
		code = run(db, sql);
	return code == SQLITE_OK ? 0 : assay_db_fail(db, code, err);
}

int assay_db_begin(struct assay_db *db, struct assay_error *err)
{
	return begin(db, ASSAY_SQL_BEGIN_WRITE, err);
}

int assay_db_begin_read(struct assay_db *db, struct assay_error *err)
{
	return begin(db, ASSAY_SQL_BEGIN_READ, err);
}

int assay_db_end(struct assay_db *db, int status, struct assay_error *err)
{
	if (status == 0) {
		int code = run(db, ASSAY_SQL_COMMIT);
		status = code == SQLITE_OK ? 0 : assay_db_fail(db, code, err);
	}
	/* Some failures have ended the transaction already, others leave it open. */
	if (status != 0 && sqlite3_get_autocommit(db->handle) == 0)
		run(db, ASSAY_SQL_ROLLBACK);
	return status;
}
