/*
 * query.c - owns how values travel between records and statements.
 */
#include "query.h"

#include <stdlib.h>
#include <string.h>

void assay_query_fail(struct assay_query *query, int code)
{
	if (query->failure == 0)
		query->failure = code;
}

void assay_query_begin(struct assay_query *query, struct assay_db *db, enum assay_sql sql)
{
	*query = (struct assay_query){.db = db};
	int code = assay_db_prepare(db, sql);
	if (code != SQLITE_OK)
		assay_query_fail(query, code);
	query->statement = db->statements[sql];
}

static void check_put(struct assay_query *query, int code)
{
	if (code != SQLITE_OK)
		assay_query_fail(query, code);
}

void assay_query_put_text(struct assay_query *query, const char *text)
{
	if (query->failure == 0)
		check_put(query, sqlite3_bind_text(query->statement, ++query->put,
					 text == NULL ? "" : text, -1, SQLITE_STATIC));
}

void assay_query_put_bytes(struct assay_query *query, const void *data, size_t size)
{
	if (query->failure == 0)
		check_put(query, sqlite3_bind_blob64(query->statement, ++query->put,
					 size == 0 ? "" : data, size, SQLITE_STATIC));
}

void assay_query_put_number(struct assay_query *query, uint64_t number)
{
	if (number > INT64_MAX)
		assay_query_fail(query, SQLITE_TOOBIG);
	if (query->failure == 0)
		check_put(query,
			sqlite3_bind_int64(query->statement, ++query->put, (sqlite3_int64)number));
}

int assay_query_step(struct assay_query *query, struct assay_error *err)
{
	if (query->failure == 0) {
		int code = sqlite3_step(query->statement);
		if (code == SQLITE_ROW)
			return 1;
		if (code == SQLITE_DONE)
			return 0;
		assay_query_fail(query, code);
	}
	return assay_query_check(query, err);
}

int assay_query_run(struct assay_query *query, uint64_t *ret_changes, struct assay_error *err)
{
	int status = assay_query_step(query, err);
	if (status == 0 && ret_changes != NULL)
		*ret_changes = (uint64_t)sqlite3_changes(query->db->handle);
	assay_query_end(query);
	return status <= 0 ? status
			   : assay_error_set(err, ASSAY_ERR_INTERNAL,
				     "the store: a row where none was expected");
}

uint64_t assay_query_number(struct assay_query *query, int column)
{
	sqlite3_int64 number = sqlite3_column_int64(query->statement, column);
	if (number < 0)
		assay_query_fail(query, SQLITE_CORRUPT);
	return number < 0 ? 0 : (uint64_t)number;
}

/* No pointer where there is a value: mostly memory, which is no damage of the file. */
static void fail_column(struct assay_query *query)
{
	bool memory = sqlite3_errcode(query->db->handle) == SQLITE_NOMEM;
	assay_query_fail(query, memory ? SQLITE_NOMEM : SQLITE_CORRUPT);
}

const char *assay_query_text(struct assay_query *query, int column)
{
	const char *text = (const char *)sqlite3_column_text(query->statement, column);
	if (text == NULL)
		fail_column(query);
	return text == NULL ? "" : text;
}

const void *assay_query_bytes(struct assay_query *query, int column, size_t *ret_size)
{
	/* In this order: the pointer first, then the size (sqlite3_column_blob). */
	const void *data = sqlite3_column_blob(query->statement, column);
	int size = sqlite3_column_bytes(query->statement, column);
	/* An empty blob has no pointer either. */
	if (data == NULL && (size > 0 || sqlite3_errcode(query->db->handle) == SQLITE_NOMEM))
		fail_column(query);
	*ret_size = data == NULL || size < 0 ? 0 : (size_t)size;
	return data == NULL ? "" : data;
}

void assay_query_copy(struct assay_query *query, int column, char *ret_text, size_t size)
{
	const char *text = assay_query_text(query, column);
	size_t length = strlen(text);
	if (length >= size) {
		assay_query_fail(query, SQLITE_CORRUPT);
		return;
	}
	memcpy(ret_text, text, length + 1);
}

char *assay_query_steal(struct assay_query *query, int column)
{
	char *text = strdup(assay_query_text(query, column));
	if (text == NULL)
		assay_query_fail(query, SQLITE_NOMEM);
	return text;
}

bool assay_query_is_null(struct assay_query *query, int column)
{
	return sqlite3_column_type(query->statement, column) == SQLITE_NULL;
}

int assay_query_check(const struct assay_query *query, struct assay_error *err)
{
	return query->failure == 0 ? 0 : assay_db_fail(query->db, query->failure, err);
}

void assay_query_end(struct assay_query *query)
{
	if (query->statement == NULL)
		return;
	sqlite3_reset(query->statement);
	sqlite3_clear_bindings(query->statement);
	query->statement = NULL;
}
