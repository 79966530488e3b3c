/*
 * schema.h - the steps that make a database what the store expects, from nothing or from an older
 * version. A step is never changed once it was released; a change is a further step.
 */
#ifndef ASSAY_RUNNER_STORE_SCHEMA_H
#define ASSAY_RUNNER_STORE_SCHEMA_H

#include <stddef.h>

#include <assay/error.h>

#include "db.h"

/* "ASSY": tells our databases from those of other programs. */
#define ASSAY_SCHEMA_APPLICATION 0x41535359

/* Step N, counted from 1, leads from version N - 1 to version N. */
struct assay_schema_step {
	const char *summary;
	const char *sql;
};
extern const struct assay_schema_step assay_schema_steps[];
extern const size_t assay_schema_step_count;

/* Refuses what is not ours or is newer than `count` steps, without having written anything. Called
 * inside a transaction, so that a schema is seen whole or not at all.
 * ret_version: the version that the file has, 0 for an empty one. */
int assay_schema_check(
	struct assay_db *db, size_t count, size_t *ret_version, struct assay_error *err);

/* Runs the steps that are missing, all in one transaction. */
int assay_schema_migrate(struct assay_db *db, const struct assay_schema_step *steps, size_t count,
	struct assay_error *err);

#endif
