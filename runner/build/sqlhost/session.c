/*
 * session.c - owns the running of statements: whose they are, what of them is an answer, what is
 * counted, and whose fault a failure is.
 *
 * Before the candidate's SQL a failure is the script's. After it a failure is the candidate's: the
 * reference went through the same script, so an object of the candidate's made the difference (a
 * unique index that a write violates, a view that cannot be read).
 */
#include "session.h"

#include <stdio.h>
#include <string.h>

/* The statements of one section, and where they are. */
struct source {
	const struct assay_section *section; /* NULL: the candidate's */
	const char *name;
	const char *sql;
	unsigned long line;
	unsigned long statements;
};

/* What one statement is, by what SQLite says of it. */
enum statement_kind {
	STATEMENT_QUERY,
	STATEMENT_WRITE,  /* insert, update, delete */
	STATEMENT_SCHEMA, /* creates something; not counted */
};

enum assay_sqlhost_status assay_session_open(struct assay_session *session)
{
	int status = sqlite3_open_v2(":memory:", &session->database,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY |
			SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
		NULL);
	if (status == SQLITE_OK)
		status = assay_guard_install(&session->guard, session->database);
	if (status == SQLITE_OK)
		return ASSAY_SQLHOST_OK;
	fprintf(stderr, "sqlhost: open the database: %s\n", sqlite3_errstr(status));
	return ASSAY_SQLHOST_FAULT;
}

void assay_session_close(struct assay_session *session)
{
	sqlite3_close(session->database);
	session->database = NULL;
	assay_guard_release(&session->guard);
}

static unsigned long line_of(const struct source *source, const char *at)
{
	unsigned long line = source->line;
	for (const char *c = source->sql; c < at; c++)
		line += *c == '\n';
	return line;
}

/* White space and comments before a statement are not where it is. */
static const char *skip_blank(const char *sql)
{
	for (;;) {
		sql += strspn(sql, " \t\r\n\f;");
		if (strncmp(sql, "--", 2) == 0) {
			sql += strcspn(sql, "\n");
		} else if (strncmp(sql, "/*", 2) == 0) {
			const char *end = strstr(sql + 2, "*/");
			sql = end == NULL ? sql + strlen(sql) : end + 2;
		} else {
			return sql;
		}
	}
}

static enum assay_sqlhost_status fail(struct assay_session *session, const struct source *source,
	const char *at, const char *message)
{
	bool candidate = source->section == NULL;
	if (session->guard.refused[0] != '\0') {
		assay_channel_puts(&session->events, "refused ");
		assay_channel_line(&session->events, session->guard.refused);
		assay_channel_puts(&session->events, "\n");
		return ASSAY_SQLHOST_CANDIDATE;
	}
	if (!candidate && !session->candidate_ran) {
		fprintf(stderr, "sqlhost: script line %lu: %s\n", line_of(source, at), message);
		return ASSAY_SQLHOST_SCRIPT;
	}
	assay_channel_puts(&session->events, "failure ");
	assay_channel_number(&session->events, candidate ? (sqlite3_int64)line_of(source, at) : 0);
	assay_channel_puts(&session->events, " ");
	if (!candidate) {
		assay_channel_line(&session->events, source->name);
		assay_channel_puts(&session->events, ": ");
	}
	assay_channel_line(&session->events, message);
	assay_channel_puts(&session->events, "\n");
	return ASSAY_SQLHOST_CANDIDATE;
}

static enum statement_kind kind_of(sqlite3_stmt *statement, const char *sql)
{
	static const char *const writes[] = {"insert", "replace", "update", "delete", "with"};
	if (sqlite3_stmt_readonly(statement))
		return STATEMENT_QUERY;
	for (size_t i = 0; i < sizeof writes / sizeof writes[0]; i++) {
		if (sqlite3_strnicmp(sql, writes[i], (int)strlen(writes[i])) == 0)
			return STATEMENT_WRITE;
	}
	return STATEMENT_SCHEMA;
}

static void count(struct assay_counts *counts, enum statement_kind kind, sqlite3_stmt *statement)
{
	sqlite3_int64 steps = sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 0);
	switch (kind) {
	case STATEMENT_QUERY:
		counts->vm_steps += steps;
		counts->fullscan_steps +=
			sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0);
		counts->sorts += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_SORT, 0);
		counts->automatic_indexes +=
			sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_AUTOINDEX, 0);
		break;
	case STATEMENT_WRITE:
		counts->write_steps += steps;
		break;
	case STATEMENT_SCHEMA:
		break;
	}
}

static void answer_row(struct assay_session *session, const char *name, sqlite3_stmt *statement)
{
	int columns = sqlite3_column_count(statement);
	assay_channel_puts(&session->answers, name);
	for (int i = 0; i < columns; i++) {
		assay_channel_puts(&session->answers, "|");
		assay_channel_value(&session->answers, statement, i);
	}
	assay_channel_puts(&session->answers, "\n");
}

/* What the authorizer does not see: rules about whole statements. */
static const char *check_statement(
	struct assay_session *session, const struct source *source, sqlite3_stmt *statement)
{
	bool readonly = sqlite3_stmt_readonly(statement) != 0;
	if (source->section == NULL) {
		if (source->statements > session->statements_max)
			return "more statements than the challenge allows";
		if (sqlite3_stmt_isexplain(statement) != 0)
			assay_guard_refuse(&session->guard, "EXPLAIN", "");
		else if (readonly && (session->guard.allow & ASSAY_ALLOW_SELECT) == 0)
			assay_guard_refuse(&session->guard, "SELECT", "");
		return session->guard.refused[0] == '\0' ? NULL : "refused";
	}
	if (source->section->kind == ASSAY_SECTION_QUERY && !readonly)
		return "a @query section changes the database";
	if (source->section->kind == ASSAY_SECTION_QUERY && source->statements > 1)
		return "a @query section holds more than one statement";
	return NULL;
}

static enum assay_sqlhost_status run_statement(struct assay_session *session,
	const struct source *source, sqlite3_stmt *statement, const char *at)
{
	const char *problem = check_statement(session, source, statement);
	if (problem != NULL)
		return fail(session, source, at, problem);
	bool answers = source->section == NULL || source->section->kind == ASSAY_SECTION_QUERY;
	enum statement_kind kind = kind_of(statement, at);
	int status;
	while ((status = sqlite3_step(statement)) == SQLITE_ROW) {
		if (!answers)
			continue;
		answer_row(session, source->name, statement);
		session->counts.rows++;
	}
	if (status != SQLITE_DONE)
		return fail(session, source, at, sqlite3_errmsg(session->database));
	if (source->section == NULL || source->section->kind != ASSAY_SECTION_SETUP)
		count(&session->counts, kind, statement);
	return ASSAY_SQLHOST_OK;
}

static enum assay_sqlhost_status run_source(struct assay_session *session, struct source *source)
{
	const char *at = skip_blank(source->sql);
	while (*at != '\0') {
		sqlite3_stmt *statement = NULL;
		const char *tail = NULL;
		int status = sqlite3_prepare_v2(session->database, at, -1, &statement, &tail);
		if (status != SQLITE_OK) {
			int offset = sqlite3_error_offset(session->database);
			return fail(session, source, at + (offset > 0 ? offset : 0),
				sqlite3_errmsg(session->database));
		}
		if (statement == NULL)
			break;
		source->statements++;
		enum assay_sqlhost_status ran = run_statement(session, source, statement, at);
		sqlite3_finalize(statement);
		if (ran != ASSAY_SQLHOST_OK)
			return ran;
		at = skip_blank(tail);
	}
	return ASSAY_SQLHOST_OK;
}

static void answer_count(
	struct assay_session *session, const char *name, sqlite3_int64 number, const char *noun)
{
	assay_channel_puts(&session->answers, name);
	assay_channel_puts(&session->answers, ": ");
	assay_channel_number(&session->answers, number);
	assay_channel_puts(&session->answers, noun);
	assay_channel_flush(&session->answers);
}

static enum assay_sqlhost_status run_candidate(struct assay_session *session, const char *candidate)
{
	struct source source = {.name = "candidate", .sql = candidate, .line = 1};
	sqlite3_int64 rows = session->counts.rows;
	if (session->candidate_ran) {
		fprintf(stderr, "sqlhost: the script has more than one @candidate\n");
		return ASSAY_SQLHOST_SCRIPT;
	}
	assay_guard_enter(&session->guard, session->database, true);
	enum assay_sqlhost_status status = run_source(session, &source);
	assay_guard_enter(&session->guard, session->database, false);
	session->candidate_ran = true;
	if (status == ASSAY_SQLHOST_OK && (session->guard.allow & ASSAY_ALLOW_SELECT) != 0)
		answer_count(session, "candidate", session->counts.rows - rows, " rows\n");
	return status;
}

enum assay_sqlhost_status assay_session_run(
	struct assay_session *session, const struct assay_section *section, const char *candidate)
{
	if (section->kind == ASSAY_SECTION_CANDIDATE && *skip_blank(section->sql) != '\0') {
		fprintf(stderr, "sqlhost: script line %lu: a @candidate section holds SQL\n",
			section->line);
		return ASSAY_SQLHOST_SCRIPT;
	}
	if (section->kind == ASSAY_SECTION_CANDIDATE)
		return run_candidate(session, candidate);
	if (session->check && section->kind != ASSAY_SECTION_SETUP)
		return ASSAY_SQLHOST_OK;
	struct source source = {
		.section = section,
		.name = section->name == NULL ? "setup" : section->name,
		.sql = section->sql,
		.line = section->line,
	};
	sqlite3_int64 rows = session->counts.rows;
	sqlite3_int64 changes = sqlite3_total_changes64(session->database);
	enum assay_sqlhost_status status = run_source(session, &source);
	if (status != ASSAY_SQLHOST_OK)
		return status;
	if (section->kind == ASSAY_SECTION_QUERY)
		answer_count(session, section->name, session->counts.rows - rows, " rows\n");
	if (section->kind == ASSAY_SECTION_WRITE)
		answer_count(session, section->name,
			sqlite3_total_changes64(session->database) - changes, " changes\n");
	return ASSAY_SQLHOST_OK;
}

/* The value of a pragma that is one number. */
static bool ask(sqlite3 *database, const char *pragma, sqlite3_int64 *ret_number)
{
	sqlite3_stmt *statement = NULL;
	bool answered = sqlite3_prepare_v2(database, pragma, -1, &statement, NULL) == SQLITE_OK &&
			sqlite3_step(statement) == SQLITE_ROW;
	if (answered)
		*ret_number = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return answered;
}

static void write_counter(struct assay_channel *channel, const char *name, sqlite3_int64 value)
{
	assay_channel_puts(channel, name);
	assay_channel_puts(channel, " ");
	assay_channel_number(channel, value);
	assay_channel_puts(channel, "\n");
}

enum assay_sqlhost_status assay_session_count(struct assay_session *session)
{
	sqlite3_int64 pages = 0;
	sqlite3_int64 unused = 0;
	sqlite3_int64 page_size = 0;
	if (!ask(session->database, "PRAGMA page_count", &pages) ||
		!ask(session->database, "PRAGMA freelist_count", &unused) ||
		!ask(session->database, "PRAGMA page_size", &page_size)) {
		fprintf(stderr, "sqlhost: %s\n", sqlite3_errmsg(session->database));
		return ASSAY_SQLHOST_FAULT;
	}
	const struct {
		const char *name;
		sqlite3_int64 value;
	} counters[] = {
		{"vm_steps", session->counts.vm_steps},
		{"fullscan_steps", session->counts.fullscan_steps},
		{"sorts", session->counts.sorts},
		{"automatic_indexes", session->counts.automatic_indexes},
		{"rows", session->counts.rows},
		{"write_steps", session->counts.write_steps},
		{"database_bytes", (pages - unused) * page_size},
	};
	for (size_t i = 0; i < sizeof counters / sizeof counters[0]; i++)
		write_counter(&session->events, counters[i].name, counters[i].value);
	return ASSAY_SQLHOST_OK;
}
