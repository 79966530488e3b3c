/*
 * sql.c - owns the texts of the store's statements. Nothing else in the program writes SQL for the
 * store, but for the schema beside it.
 *
 * Portable: what is used beyond SQL-92 (ON CONFLICT, LIMIT, partial indexes) other databases have
 * as well; only BEGIN IMMEDIATE is SQLite's own word, for "a transaction that will write".
 */
#include "sql.h"

/* The columns of an attempt in the order in which store_attempt.c reads them. */
#define ATTEMPT_COLUMNS                                                                            \
	"a.id, a.challenge_id, a.challenge_version, a.challenge_digest, a.submission_digest, "     \
	"a.submission_name, a.candidate, a.round, a.seed, a.late, a.state, a.created_ns, "         \
	"a.graded_ns, a.verdict, a.millipoints, a.max_millipoints, a.challenge_directory"
#define LIST_FROM "SELECT " ATTEMPT_COLUMNS " FROM attempt a "
#define LIST_END  "ORDER BY a.id DESC LIMIT ?"

static const char *const texts[ASSAY_SQL_COUNT] = {
	[ASSAY_SQL_BEGIN_READ] = "BEGIN",
	[ASSAY_SQL_BEGIN_WRITE] = "BEGIN IMMEDIATE",
	[ASSAY_SQL_COMMIT] = "COMMIT",
	[ASSAY_SQL_ROLLBACK] = "ROLLBACK",
	[ASSAY_SQL_ADD_BLOB] = "INSERT INTO blob (digest, size, data) VALUES (?, ?, ?) "
			       "ON CONFLICT (digest) DO NOTHING",
	[ASSAY_SQL_ADD_TREE] = "INSERT INTO tree (digest, file_count) VALUES (?, ?) "
			       "ON CONFLICT (digest) DO NOTHING",
	[ASSAY_SQL_ADD_TREE_FILE] =
		"INSERT INTO tree_file (tree_digest, ordinal, path, blob_digest) "
		"VALUES (?, ?, ?, ?) ON CONFLICT (tree_digest, ordinal) DO NOTHING",
	[ASSAY_SQL_ADD_ATTEMPT] =
		"INSERT INTO attempt (id, challenge_id, challenge_version, challenge_digest, "
		"submission_digest, submission_name, candidate, round, seed, late, state, "
		"created_ns, challenge_directory) "
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?)",
	[ASSAY_SQL_GET_TREE_FILES] =
		"SELECT t.file_count, f.path, b.size, b.data, b.digest FROM tree t "
		"JOIN tree_file f ON f.tree_digest = t.digest "
		"JOIN blob b ON b.digest = f.blob_digest WHERE t.digest = ? ORDER BY f.ordinal",
	[ASSAY_SQL_GET_ATTEMPT] = "SELECT " ATTEMPT_COLUMNS ", r.document FROM attempt a "
				  "LEFT JOIN result r ON r.attempt_id = a.id WHERE a.id = ?",
	[ASSAY_SQL_FIND_PREFIX] = "SELECT id, challenge_id FROM attempt WHERE id >= ? AND id < ? "
				  "ORDER BY id DESC LIMIT ?",
	[ASSAY_SQL_LIST_ALL] = LIST_FROM LIST_END,
	[ASSAY_SQL_LIST_CHALLENGE] = LIST_FROM "WHERE a.challenge_id = ? " LIST_END,
	[ASSAY_SQL_LIST_UNGRADED] = LIST_FROM "WHERE a.state <> 'graded' " LIST_END,
	[ASSAY_SQL_LIST_CHALLENGE_UNGRADED] =
		LIST_FROM "WHERE a.state <> 'graded' AND a.challenge_id = ? " LIST_END,
	[ASSAY_SQL_LEASE_CANDIDATES] =
		"SELECT id, state, lease_owner, lease_expires_ns, lease_epoch FROM attempt "
		"WHERE state <> 'graded' ORDER BY id",
	[ASSAY_SQL_LEASE_CANDIDATE] =
		"SELECT id, state, lease_owner, lease_expires_ns, lease_epoch FROM attempt "
		"WHERE state <> 'graded' AND id = ?",
	[ASSAY_SQL_LEASE_TAKE] =
		"UPDATE attempt SET state = 'leased', lease_owner = ?, lease_expires_ns = ?, "
		"lease_epoch = lease_epoch + 1 "
		"WHERE id = ? AND state <> 'graded' AND lease_epoch = ?",
	[ASSAY_SQL_LEASE_RELEASE] =
		"UPDATE attempt SET state = 'queued', lease_owner = '', lease_expires_ns = 0 "
		"WHERE id = ? AND state = 'leased' AND lease_epoch = ?",
	[ASSAY_SQL_FINISH_ATTEMPT] =
		"UPDATE attempt SET state = ?, graded_ns = ?, verdict = ?, millipoints = ?, "
		"max_millipoints = ?, lease_owner = '', lease_expires_ns = 0 "
		"WHERE id = ? AND state = 'leased' AND lease_epoch = ?",
	[ASSAY_SQL_PUT_RESULT] =
		"INSERT INTO result (attempt_id, document) VALUES (?, ?) "
		"ON CONFLICT (attempt_id) DO UPDATE SET document = excluded.document",
	[ASSAY_SQL_ADD_SESSION] = "INSERT INTO session (id, challenge_id, challenge_digest, "
				  "directory, seed, started_ns, minutes, "
				  "challenge_directory) "
				  "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	[ASSAY_SQL_FIND_SESSION] =
		"SELECT id, challenge_id, challenge_digest, directory, seed, started_ns, minutes, "
		"challenge_directory "
		"FROM session WHERE directory = ? ORDER BY id DESC LIMIT 1",
	[ASSAY_SQL_TIMELINE_LAST] =
		"SELECT sequence, hash FROM timeline ORDER BY sequence DESC LIMIT 1",
	[ASSAY_SQL_TIMELINE_ADD] =
		"INSERT INTO timeline (sequence, subject, kind, wall_ns, monotonic_ns, detail, "
		"previous_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	[ASSAY_SQL_TIMELINE_ALL] =
		"SELECT sequence, subject, kind, wall_ns, monotonic_ns, detail, previous_hash, "
		"hash FROM timeline ORDER BY sequence",
	[ASSAY_SQL_TIMELINE_UNTOLD] =
		"SELECT COUNT(*) FROM attempt a WHERE NOT EXISTS (SELECT 1 FROM timeline t "
		"WHERE t.subject = a.id AND t.kind = 'submit') OR (a.state = 'graded' AND "
		"NOT EXISTS (SELECT 1 FROM timeline t "
		"WHERE t.subject = a.id AND t.kind = 'grade'))",
	[ASSAY_SQL_GET_SECRET] = "SELECT value FROM secret WHERE name = ?",
	[ASSAY_SQL_ADD_SECRET] = "INSERT INTO secret (name, value) VALUES (?, ?)",
};

const char *assay_sql_text(enum assay_sql sql)
{
	return texts[sql];
}
