/*
 * guard.c - owns the rules for the candidate's SQL: what is not in these tables is refused.
 *
 * Trusted SQL passes, but for what a view of the candidate's brings into it: the body of a view is
 * not looked at when it is created, only when it is used, and then SQLite names the view.
 *
 * What guards the meaning of trusted SQL: no temporary objects (they would hide the real ones), no
 * names of table-valued functions, no triggers, no transaction control, no PRAGMA; and the schema's
 * own table changes only as SQLite itself changes it for an allowed action (in defensive mode it
 * refuses direct writes).
 */
#include "guard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ANY_DATA                                                                                   \
	(ASSAY_ALLOW_SELECT | ASSAY_ALLOW_CREATE_VIEW | ASSAY_ALLOW_INSERT | ASSAY_ALLOW_UPDATE |  \
		ASSAY_ALLOW_DELETE)
#define ANYTHING (ANY_DATA | ASSAY_ALLOW_CREATE_INDEX)
#define NOTHING  0u

static const struct {
	const char *name;
	enum assay_allow bit;
} allows[] = {
	{"select", ASSAY_ALLOW_SELECT},
	{"create-index", ASSAY_ALLOW_CREATE_INDEX},
	{"create-view", ASSAY_ALLOW_CREATE_VIEW},
	{"insert", ASSAY_ALLOW_INSERT},
	{"update", ASSAY_ALLOW_UPDATE},
	{"delete", ASSAY_ALLOW_DELETE},
};

/* Which names an action's object must not or must have. */
enum rule_check {
	CHECK_NONE = 0,
	CHECK_TABLE,    /* not of SQLite's own, but for what creating an object touches */
	CHECK_NEW_NAME, /* not a name that would hide something */
	CHECK_FUNCTION, /* in the list of functions */
};

/* https://www.sqlite.org/c3ref/c_alter_table.html; those with NOTHING are here for their names. */
static const struct rule {
	int action;
	unsigned allow; /* any of these bits */
	const char *name;
	enum rule_check check;
	bool detail_second; /* what is named is the second argument */
} rules[] = {
	{SQLITE_READ, ANYTHING, "READ", CHECK_TABLE, false},
	{SQLITE_SELECT, ANY_DATA, "SELECT", CHECK_NONE, false},
	{SQLITE_FUNCTION, ANYTHING, "FUNCTION", CHECK_FUNCTION, true},
	{SQLITE_RECURSIVE, ANY_DATA, "WITH RECURSIVE", CHECK_NONE, false},
	{SQLITE_CREATE_INDEX, ASSAY_ALLOW_CREATE_INDEX, "CREATE INDEX", CHECK_NEW_NAME, false},
	{SQLITE_REINDEX, ASSAY_ALLOW_CREATE_INDEX, "REINDEX", CHECK_NONE, false},
	{SQLITE_CREATE_VIEW, ASSAY_ALLOW_CREATE_VIEW, "CREATE VIEW", CHECK_NEW_NAME, false},
	{SQLITE_INSERT, ASSAY_ALLOW_INSERT, "INSERT", CHECK_TABLE, false},
	{SQLITE_UPDATE, ASSAY_ALLOW_UPDATE, "UPDATE", CHECK_TABLE, false},
	{SQLITE_DELETE, ASSAY_ALLOW_DELETE, "DELETE", CHECK_TABLE, false},
	{SQLITE_ATTACH, NOTHING, "ATTACH", CHECK_NONE, false},
	{SQLITE_DETACH, NOTHING, "DETACH", CHECK_NONE, false},
	{SQLITE_PRAGMA, NOTHING, "PRAGMA", CHECK_NONE, false},
	{SQLITE_TRANSACTION, NOTHING, "TRANSACTION", CHECK_NONE, false},
	{SQLITE_SAVEPOINT, NOTHING, "SAVEPOINT", CHECK_NONE, true},
	{SQLITE_ANALYZE, NOTHING, "ANALYZE", CHECK_NONE, false},
	{SQLITE_ALTER_TABLE, NOTHING, "ALTER TABLE", CHECK_NONE, true},
	{SQLITE_CREATE_TABLE, NOTHING, "CREATE TABLE", CHECK_NONE, false},
	{SQLITE_CREATE_TRIGGER, NOTHING, "CREATE TRIGGER", CHECK_NONE, false},
	{SQLITE_CREATE_VTABLE, NOTHING, "CREATE VIRTUAL TABLE", CHECK_NONE, false},
	{SQLITE_CREATE_TEMP_INDEX, NOTHING, "CREATE TEMP INDEX", CHECK_NONE, false},
	{SQLITE_CREATE_TEMP_TABLE, NOTHING, "CREATE TEMP TABLE", CHECK_NONE, false},
	{SQLITE_CREATE_TEMP_TRIGGER, NOTHING, "CREATE TEMP TRIGGER", CHECK_NONE, false},
	{SQLITE_CREATE_TEMP_VIEW, NOTHING, "CREATE TEMP VIEW", CHECK_NONE, false},
	{SQLITE_DROP_INDEX, NOTHING, "DROP INDEX", CHECK_NONE, false},
	{SQLITE_DROP_TABLE, NOTHING, "DROP TABLE", CHECK_NONE, false},
	{SQLITE_DROP_TRIGGER, NOTHING, "DROP TRIGGER", CHECK_NONE, false},
	{SQLITE_DROP_VIEW, NOTHING, "DROP VIEW", CHECK_NONE, false},
	{SQLITE_DROP_VTABLE, NOTHING, "DROP TABLE", CHECK_NONE, false},
	{SQLITE_DROP_TEMP_INDEX, NOTHING, "DROP INDEX", CHECK_NONE, false},
	{SQLITE_DROP_TEMP_TABLE, NOTHING, "DROP TABLE", CHECK_NONE, false},
	{SQLITE_DROP_TEMP_TRIGGER, NOTHING, "DROP TRIGGER", CHECK_NONE, false},
	{SQLITE_DROP_TEMP_VIEW, NOTHING, "DROP VIEW", CHECK_NONE, false},
};

/* Functions that give the same result for the same arguments and reach nothing. */
static const char *const functions[] = {"->", "->>", "abs", "avg", "ceil", "ceiling", "changes",
	"char", "coalesce", "concat", "count", "cume_dist", "date", "datetime", "degrees",
	"dense_rank", "exp", "first_value", "floor", "format", "glob", "group_concat", "hex",
	"ifnull", "iif", "instr", "json", "json_array", "json_array_length", "json_each",
	"json_extract", "json_group_array", "json_group_object", "json_insert", "json_object",
	"json_patch", "json_quote", "json_remove", "json_replace", "json_set", "json_type",
	"json_valid", "julianday", "lag", "last_value", "lead", "length", "like", "likelihood",
	"likely", "ln", "log", "log10", "log2", "lower", "ltrim", "max", "min", "mod", "nth_value",
	"ntile", "nullif", "percent_rank", "pi", "pow", "power", "printf", "quote", "radians",
	"rank", "replace", "round", "row_number", "rtrim", "sign", "sqrt", "strftime", "substr",
	"substring", "sum", "time", "total", "trim", "trunc", "typeof", "unicode", "unixepoch",
	"unlikely", "upper", "zeroblob"};

/* Names that a view or an index of the candidate's must not take: it would hide what they mean. */
static const char *const reserved[] = {"json_each", "json_tree"};

/* Limits of the connection; the box's memory and CPU limits stand behind them. */
static const struct {
	int id, trusted, candidate;
} limits[] = {
	{SQLITE_LIMIT_LENGTH, 64 << 20, 1 << 20},
	{SQLITE_LIMIT_SQL_LENGTH, 64 << 20, 1 << 20},
	{SQLITE_LIMIT_COLUMN, 2000, 256},
	{SQLITE_LIMIT_EXPR_DEPTH, 1000, 200},
	{SQLITE_LIMIT_COMPOUND_SELECT, 500, 50},
	{SQLITE_LIMIT_VDBE_OP, 10000000, 1000000},
	{SQLITE_LIMIT_FUNCTION_ARG, 127, 64},
	{SQLITE_LIMIT_ATTACHED, 0, 0},
	{SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50000, 1000},
	{SQLITE_LIMIT_VARIABLE_NUMBER, 0, 0},
	{SQLITE_LIMIT_TRIGGER_DEPTH, 100, 10},
	{SQLITE_LIMIT_WORKER_THREADS, 0, 0},
};

bool assay_allow_parse(const char *text, unsigned *ret_allow)
{
	unsigned allow = 0;
	while (*text != '\0') {
		size_t length = strcspn(text, ",");
		size_t i = 0;
		while (i < sizeof allows / sizeof allows[0] &&
			(strncmp(text, allows[i].name, length) != 0 ||
				allows[i].name[length] != '\0'))
			i++;
		if (i == sizeof allows / sizeof allows[0])
			return false;
		allow |= allows[i].bit;
		text += length;
		text += *text == ',';
	}
	*ret_allow = allow;
	return true;
}

static bool is_among(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (sqlite3_stricmp(name, names[i]) == 0)
			return true;
	}
	return false;
}

static bool is_schema_table(const char *name)
{
	return sqlite3_stricmp(name, "sqlite_master") == 0 ||
	       sqlite3_stricmp(name, "sqlite_temp_master") == 0;
}

/* `first` and `second` are the authorizer's third and fourth argument, never NULL. */
static bool is_allowed(const struct rule *rule, unsigned allow, const char *first,
	const char *second, const char *database)
{
	/* SQLite's own changes of the schema, each with an action of its own that decides (CREATE
	 * INDEX, DROP TABLE); direct ones are refused by SQLite. */
	if (is_schema_table(first) && rule->action != SQLITE_READ)
		return true;
	if (is_schema_table(first))
		return sqlite3_stricmp(second, "ROWID") == 0;
	if ((rule->allow & allow) == 0)
		return false;
	if (database[0] != '\0' && strcmp(database, "main") != 0)
		return false;
	switch (rule->check) {
	case CHECK_NONE:
		return true;
	case CHECK_NEW_NAME:
		if (is_among(first, reserved, sizeof reserved / sizeof reserved[0]))
			return false;
		/* fall through */
	case CHECK_TABLE:
		return sqlite3_strnicmp(first, "sqlite_", 7) != 0 &&
		       sqlite3_strnicmp(first, "pragma_", 7) != 0;
	case CHECK_FUNCTION:
		return is_among(second, functions, sizeof functions / sizeof functions[0]);
	}
	return false;
}

void assay_guard_refuse(struct assay_guard *guard, const char *action, const char *detail)
{
	if (guard->refused[0] != '\0')
		return;
	int size = snprintf(guard->refused, sizeof guard->refused, "%s%s%s", action,
		detail[0] == '\0' ? "" : " ", detail);
	if (size < 0)
		guard->refused[0] = '?';
}

/* A view of the candidate's is watched wherever trusted SQL uses it. */
static bool remember_view(struct assay_guard *guard, const char *name)
{
	char *copy =
		guard->view_count == ASSAY_GUARD_VIEWS_MAX ? NULL : sqlite3_mprintf("%s", name);
	if (copy == NULL)
		return false;
	guard->views[guard->view_count++] = copy;
	return true;
}

static int authorize(void *context, int action, const char *first, const char *second,
	const char *database, const char *by)
{
	struct assay_guard *guard = context;
	if (!guard->candidate &&
		(by == NULL || !is_among(by, (const char *const *)guard->views, guard->view_count)))
		return SQLITE_OK;
	first = first == NULL ? "" : first;
	second = second == NULL ? "" : second;
	database = database == NULL ? "" : database;
	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
		if (rules[i].action != action)
			continue;
		if (is_allowed(&rules[i], guard->allow, first, second, database) &&
			(action != SQLITE_CREATE_VIEW || remember_view(guard, first)))
			return SQLITE_OK;
		assay_guard_refuse(guard, rules[i].name, rules[i].detail_second ? second : first);
		return SQLITE_DENY;
	}
	assay_guard_refuse(guard, "an action unknown to the SQL host", "");
	return SQLITE_DENY;
}

static int configure(sqlite3 *database)
{
	static const struct {
		int option, value;
	} options[] = {
		{SQLITE_DBCONFIG_DEFENSIVE, 1},
		{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
		{SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
		{SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0},
		{SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0},
		{SQLITE_DBCONFIG_DQS_DDL, 0},
		{SQLITE_DBCONFIG_DQS_DML, 0},
	};
	for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
		int now = !options[i].value;
		int status = sqlite3_db_config(database, options[i].option, options[i].value, &now);
		if (status != SQLITE_OK || now != options[i].value)
			return SQLITE_ERROR;
	}
	/* Sorters and statement journals too stay in memory: there is no file to be had. */
	return sqlite3_exec(
		database, "PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0", NULL, NULL, NULL);
}

int assay_guard_install(struct assay_guard *guard, sqlite3 *database)
{
	static const char *kept[] = {"json_each", "json_tree", NULL};
	int status = configure(database);
	if (status == SQLITE_OK)
		status = sqlite3_drop_modules(database, kept);
	if (status == SQLITE_OK)
		status = sqlite3_set_authorizer(database, authorize, guard);
	assay_guard_enter(guard, database, false);
	return status;
}

void assay_guard_enter(struct assay_guard *guard, sqlite3 *database, bool candidate)
{
	for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
		sqlite3_limit(database, limits[i].id,
			candidate ? limits[i].candidate : limits[i].trusted);
	guard->candidate = candidate;
}

void assay_guard_release(struct assay_guard *guard)
{
	for (size_t i = 0; i < guard->view_count; i++)
		sqlite3_free(guard->views[i]);
	guard->view_count = 0;
}
