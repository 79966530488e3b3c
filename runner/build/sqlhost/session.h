/*
 * session.h - runs the sections of a script on one database in memory, and counts.
 */
#ifndef ASSAY_SQLHOST_SESSION_H
#define ASSAY_SQLHOST_SESSION_H

#include <stdbool.h>

#include <sqlite3.h>

#include "channel.h"
#include "guard.h"
#include "script.h"

/* What SQLite counted; see sqlite3_stmt_status(). */
struct assay_counts {
	sqlite3_int64 vm_steps, fullscan_steps, sorts, automatic_indexes, rows; /* of queries */
	sqlite3_int64 write_steps;
};

struct assay_session {
	sqlite3 *database;
	struct assay_guard guard;
	bool check; /* only setup and candidate: does the candidate's SQL run on the schema? */
	unsigned long statements_max;
	bool candidate_ran;
	struct assay_counts counts;
	struct assay_channel answers, events;
};

/* Opens the database. Allocates nothing that a failure would leave. */
enum assay_sqlhost_status assay_session_open(struct assay_session *session);
/* Runs one section; `candidate` is the candidate's SQL, which is run where the script says so. */
enum assay_sqlhost_status assay_session_run(
	struct assay_session *session, const struct assay_section *section, const char *candidate);
/* Writes the counters. */
enum assay_sqlhost_status assay_session_count(struct assay_session *session);
void assay_session_close(struct assay_session *session);

#endif
