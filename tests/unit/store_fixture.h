/*
 * store_fixture.h - what the tests of the store share beside fixture.h: attempts.
 */
#ifndef ASSAY_TESTS_STORE_FIXTURE_H
#define ASSAY_TESTS_STORE_FIXTURE_H

#include <stdbool.h>

#include "../../runner/store/store.h"
#include "fixture.h"

/* A store's place: a folder of its own and the file in it. */
struct store_place {
	char *folder, *path;
	struct assay_error err;
};
/* Set-up and tear-down of tests whose state is a place; whoever opens a store there closes it. */
int store_place_make(void **state);
int store_place_remove(void **state);
/* The same, for records that hold one. */
void store_place_init(struct store_place *place);
void store_place_release(struct store_place *place);

/* Adds an attempt with one file; its id is left in the record, which the caller releases. */
int fixture_add(struct assay_store *store, const char *text, struct assay_attempt *attempt,
	struct assay_error *err);

/* The same, leased to this store for `seconds` (0: queued). */
int fixture_add_leased(struct assay_store *store, const char *text, unsigned seconds,
	struct assay_attempt *attempt, struct assay_error *err);

/* What a store has acknowledged of one attempt. */
struct fixture_acked {
	char id[ASSAY_UUID_SIZE];
	bool graded;
};

/*
 * Asserts what must hold after any crash or fault: the store opens, the database is whole, what was
 * acknowledged is there with its files, nothing has been graded twice, and the timeline's chain
 * holds.
 */
void fixture_check_store(const char *path, const struct fixture_acked *acked, size_t count);

#endif
