/*
 * query.h - one run of a prepared statement: put the parameters, step, read the columns, end.
 *
 * The first failure is kept and everything after it does nothing, so that callers put and read
 * freely and ask once. A statement is in use by one query at a time. Internal to runner/store/.
 */
#ifndef ASSAY_RUNNER_STORE_QUERY_H
#define ASSAY_RUNNER_STORE_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <assay/error.h>

#include "db.h"

struct assay_query {
	struct assay_db *db;
	sqlite3_stmt *statement;
	int put;     /* parameters put so far */
	int failure; /* SQLite's code of the first failure, or 0 */
};

void assay_query_begin(struct assay_query *query, struct assay_db *db, enum assay_sql sql);
/* What is put is borrowed until assay_query_end(). Texts may be NULL: they become ''. */
void assay_query_put_text(struct assay_query *query, const char *text);
void assay_query_put_bytes(struct assay_query *query, const void *data, size_t size);
void assay_query_put_number(struct assay_query *query, uint64_t number); /* at most 2^63 - 1 */

/* 1 when there is a row, 0 at the end, or an error. */
int assay_query_step(struct assay_query *query, struct assay_error *err);
/* Steps once, wants no row, ends; ret_changes (or NULL): how many rows were changed. */
int assay_query_run(struct assay_query *query, uint64_t *ret_changes, struct assay_error *err);

/* Columns of the row, counted from 0. Texts are borrowed until the next step. */
uint64_t assay_query_number(struct assay_query *query, int column);
const char *assay_query_text(struct assay_query *query, int column);
const void *assay_query_bytes(struct assay_query *query, int column, size_t *ret_size);
/* A text copied to where it must fit (else the database is damaged), or handed to the caller. */
void assay_query_copy(struct assay_query *query, int column, char *ret_text, size_t size);
char *assay_query_steal(struct assay_query *query, int column);

bool assay_query_is_null(struct assay_query *query, int column);

/* Keeps a failure that the caller has found in what it read. */
void assay_query_fail(struct assay_query *query, int code);
/* 0, or what went wrong so far. */
int assay_query_check(const struct assay_query *query, struct assay_error *err);
void assay_query_end(struct assay_query *query);

#endif
