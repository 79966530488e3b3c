/*
 * store_fixture.h - what the tests of the store share beside fixture.h: attempts.
 */
#ifndef ASSAY_TESTS_STORE_FIXTURE_H
#define ASSAY_TESTS_STORE_FIXTURE_H

#include "../../runner/store/store.h"
#include "fixture.h"

/* Adds an attempt with one file; its id is left in the record, which the caller releases. */
int fixture_add(struct assay_store *store, const char *text, struct assay_attempt *attempt,
	struct assay_error *err);

#endif
