/*
 * db.h - one connection to the database: opening, prepared statements, transactions, and errors in
 * words. Internal to runner/store/, the one folder that includes SQLite.
 *
 * A connection belongs to one thread at a time and is never used across fork.
 */
#ifndef ASSAY_RUNNER_STORE_DB_H
#define ASSAY_RUNNER_STORE_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sqlite3.h>

#include <assay/error.h>

#include "sql.h"

/* How long a statement waits for another process's transaction before it is an error. */
#define ASSAY_DB_BUSY_MS 10000

struct assay_db {
	sqlite3 *handle;
	char *path;
	unsigned busy_ms;
	sqlite3_stmt *statements[ASSAY_SQL_COUNT]; /* prepared when first needed */
};

/* Opens an existing file, reads nothing of it yet. */
int assay_db_open(const char *path, struct assay_db *ret_db, struct assay_error *err);
void assay_db_close(struct assay_db *db); /* accepts the zeroed and the half-open */
void assay_db_set_busy(struct assay_db *db, unsigned busy_ms);
/* Write-ahead log, full synchronisation, foreign keys: for a database that is known to be ours. */
int assay_db_configure(struct assay_db *db, struct assay_error *err);

/* Makes sure that a statement of the table is prepared: SQLite's code. */
int assay_db_prepare(struct assay_db *db, enum assay_sql sql);

/* Runs SQL text without results, or with one number as the result. */
int assay_db_execute(struct assay_db *db, const char *sql, struct assay_error *err);
int assay_db_number(
	struct assay_db *db, const char *sql, int64_t *ret_number, struct assay_error *err);

/* A transaction that will write: waits for the lock. Ended by one call, whatever came of it. */
int assay_db_begin(struct assay_db *db, struct assay_error *err);
/* A transaction that only reads: one state of everything, and nobody waits. */
int assay_db_begin_read(struct assay_db *db, struct assay_error *err);
/* Commits when `status` is 0, else takes everything back; returns what came of it. */
int assay_db_end(struct assay_db *db, int status, struct assay_error *err);

/* Describes a failure of SQLite's in our words; `code` is what SQLite returned. */
int assay_db_fail(const struct assay_db *db, int code, struct assay_error *err);

#endif
