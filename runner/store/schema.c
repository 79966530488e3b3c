/*
 * schema.c - owns the tables of the store and their versions.
 *
 * The version is SQLite's user_version. A result lies in a table of its own, so that listing
 * attempts does not read documents. Identifiers are UUIDv7 in text: their order is that of time.
 */
#include "schema.h"

#include <inttypes.h>
#include <stdio.h>

static const char first_schema[] =
	"CREATE TABLE blob ("
	" digest TEXT NOT NULL PRIMARY KEY,"
	" size INTEGER NOT NULL,"
	" data BLOB NOT NULL);"

	"CREATE TABLE tree ("
	" digest TEXT NOT NULL PRIMARY KEY,"
	" file_count INTEGER NOT NULL);"

	"CREATE TABLE tree_file ("
	" tree_digest TEXT NOT NULL REFERENCES tree (digest),"
	" ordinal INTEGER NOT NULL,"
	" path TEXT NOT NULL,"
	" blob_digest TEXT NOT NULL REFERENCES blob (digest),"
	" PRIMARY KEY (tree_digest, ordinal));"

	"CREATE TABLE attempt ("
	" id TEXT NOT NULL PRIMARY KEY,"
	" challenge_id TEXT NOT NULL,"
	" challenge_version TEXT NOT NULL,"
	" challenge_digest TEXT NOT NULL,"
	" submission_digest TEXT NOT NULL REFERENCES tree (digest),"
	" submission_name TEXT NOT NULL,"
	" challenge_directory TEXT NOT NULL,"
	" candidate TEXT NOT NULL,"
	" round TEXT NOT NULL,"
	" seed INTEGER NOT NULL,"
	" late INTEGER NOT NULL CHECK (late IN (0, 1)),"
	" state TEXT NOT NULL CHECK (state IN ('queued', 'leased', 'graded')),"
	" created_ns INTEGER NOT NULL,"
	" graded_ns INTEGER NOT NULL DEFAULT 0,"
	" verdict TEXT NOT NULL DEFAULT '',"
	" millipoints INTEGER NOT NULL DEFAULT 0,"
	" max_millipoints INTEGER NOT NULL DEFAULT 0,"
	" lease_owner TEXT NOT NULL DEFAULT '',"
	" lease_expires_ns INTEGER NOT NULL DEFAULT 0,"
	" lease_epoch INTEGER NOT NULL DEFAULT 0);"
	"CREATE INDEX attempt_by_challenge ON attempt (challenge_id, id);"
	"CREATE INDEX attempt_ungraded ON attempt (id) WHERE state <> 'graded';"

	"CREATE TABLE result ("
	" attempt_id TEXT NOT NULL PRIMARY KEY REFERENCES attempt (id),"
	" document TEXT NOT NULL);"

	"CREATE TABLE session ("
	" id TEXT NOT NULL PRIMARY KEY,"
	" challenge_id TEXT NOT NULL,"
	" challenge_digest TEXT NOT NULL,"
	" challenge_directory TEXT NOT NULL,"
	" directory TEXT NOT NULL,"
	" seed INTEGER NOT NULL,"
	" started_ns INTEGER NOT NULL,"
	" minutes INTEGER NOT NULL);"
	"CREATE INDEX session_by_directory ON session (directory, id);"

	"CREATE TABLE timeline ("
	" sequence INTEGER NOT NULL PRIMARY KEY,"
	" subject TEXT NOT NULL,"
	" kind TEXT NOT NULL,"
	" wall_ns INTEGER NOT NULL,"
	" monotonic_ns INTEGER NOT NULL,"
	" detail TEXT NOT NULL,"
	" previous_hash TEXT NOT NULL,"
	" hash TEXT NOT NULL);"
	"CREATE INDEX timeline_by_subject ON timeline (subject, sequence);"
	"CREATE TRIGGER timeline_keeps_rows BEFORE DELETE ON timeline BEGIN"
	" SELECT RAISE(ABORT, 'the timeline is only ever appended to'); END;"
	"CREATE TRIGGER timeline_keeps_content BEFORE UPDATE ON timeline BEGIN"
	" SELECT RAISE(ABORT, 'the timeline is only ever appended to'); END;"

	"CREATE TABLE secret ("
	" name TEXT NOT NULL PRIMARY KEY,"
	" value BLOB NOT NULL);";

const struct assay_schema_step assay_schema_steps[] = {
	{"attempts, sessions, the timeline and the secret", first_schema},
};
const size_t assay_schema_step_count = sizeof assay_schema_steps / sizeof assay_schema_steps[0];

int assay_schema_check(
	struct assay_db *db, size_t count, size_t *ret_version, struct assay_error *err)
{
	int64_t application = 0, version = 0, objects = 0;
	int status = assay_db_number(db, "PRAGMA application_id", &application, err);
	if (status == 0)
		status = assay_db_number(db, "PRAGMA user_version", &version, err);
	if (status == 0)
		status = assay_db_number(db, "SELECT COUNT(*) FROM sqlite_master", &objects, err);
	if (status != 0)
		return status;
	bool empty = application == 0 && version == 0 && objects == 0;
	if (!empty && application != ASSAY_SCHEMA_APPLICATION)
		return assay_error_set(err, ASSAY_ERR_STORE,
			"'%s' is a database of another program, not a store of assay; nothing was "
			"changed",
			db->path);
	if (version < 0 || (uint64_t)version > count)
		return assay_error_set(err, ASSAY_ERR_STORE,
			"'%s' was made by a newer assay: schema %" PRId64
			", this one knows %zu; nothing was changed",
			db->path, version, count);
	*ret_version = (size_t)version;
	return 0;
}

static int run_step(struct assay_db *db, const struct assay_schema_step *step, size_t version,
	struct assay_error *err)
{
	char pragma[64];
	int size = snprintf(pragma, sizeof pragma, "PRAGMA user_version = %zu", version);
	if (size < 0 || (size_t)size >= sizeof pragma)
		return assay_error_set(err, ASSAY_ERR_INTERNAL, "schema version %zu", version);
	int status = assay_db_execute(db, step->sql, err);
	if (status == 0)
		status = assay_db_execute(db, pragma, err);
	if (status != 0)
		assay_error_wrap(
			err, "while bringing the store to schema %zu (%s)", version, step->summary);
	return status;
}

int assay_schema_migrate(struct assay_db *db, const struct assay_schema_step *steps, size_t count,
	struct assay_error *err)
{
	char pragma[64];
	snprintf(pragma, sizeof pragma, "PRAGMA application_id = %d", ASSAY_SCHEMA_APPLICATION);
	int status = assay_db_begin(db, err);
	if (status != 0)
		return status;
	/* Asked again under the lock: another process may have been quicker. */
	size_t version = 0;
	status = assay_schema_check(db, count, &version, err);
	if (status == 0 && version == 0)
		status = assay_db_execute(db, pragma, err);
	for (; status == 0 && version < count; version++)
		status = run_step(db, &steps[version], version + 1, err);
	return assay_db_end(db, status, err);
}
