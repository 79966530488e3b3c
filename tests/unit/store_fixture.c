/*
 * store_fixture.c - owns the attempts that the tests of the store use.
 */
#include "store_fixture.h"

#include <stdlib.h>
#include <string.h>

int fixture_add(struct assay_store *store, const char *text, struct assay_attempt *attempt,
	struct assay_error *err)
{
	struct assay_submission submission;
	fixture_submission(&submission, text);
	assay_attempt_init(attempt);
	memcpy(attempt->challenge_id, "token-bucket", sizeof "token-bucket");
	memcpy(attempt->challenge_version, "1.0.0", sizeof "1.0.0");
	memset(attempt->challenge_digest, 'a', ASSAY_DIGEST_SIZE - 1);
	attempt->submission_name = strdup("mine");
	attempt->candidate = strdup("ada");
	attempt->round = strdup("practice");
	attempt->seed = 42;
	int status = assay_store_add_attempt(store, attempt, &submission, err);
	assay_submission_release(&submission);
	return status;
}
