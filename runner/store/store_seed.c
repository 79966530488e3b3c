/*
 * store_seed.c - owns the issuer's secret and the seeds that come from it. The secret leaves this
 * file in no form but a seed.
 */
#include "store.h"

#include <stdlib.h>
#include <string.h>

#include "../digest.h"
#include "store_internal.h"

#define SECRET_NAME  "issuer"
#define SECRET_BYTES 32

/* ret_size 0: there is none yet. */
static int read_secret(struct assay_store *store, unsigned char ret_secret[SECRET_BYTES],
	size_t *ret_size, struct assay_error *err)
{
	struct assay_query query;
	size_t size = 0;
	assay_query_begin(&query, &store->db, ASSAY_SQL_GET_SECRET);
	assay_query_put_text(&query, SECRET_NAME);
	int status = assay_query_step(&query, err);
	if (status > 0) {
		const void *data = assay_query_bytes(&query, 0, &size);
		if (size == SECRET_BYTES)
			memcpy(ret_secret, data, size);
		status = size == SECRET_BYTES ? 0 : assay_db_fail(&store->db, SQLITE_CORRUPT, err);
	}
	assay_query_end(&query);
	if (status == 0)
		*ret_size = size;
	return status;
}

/* Under the lock, since another process may have been quicker. */
static int make_secret(
	struct assay_store *store, unsigned char ret_secret[SECRET_BYTES], struct assay_error *err)
{
	struct assay_query query;
	size_t size = 0;
	int status = read_secret(store, ret_secret, &size, err);
	if (status != 0 || size > 0)
		return status;
	assay_random_bytes(ret_secret, SECRET_BYTES);
	assay_query_begin(&query, &store->db, ASSAY_SQL_ADD_SECRET);
	assay_query_put_text(&query, SECRET_NAME);
	assay_query_put_bytes(&query, ret_secret, SECRET_BYTES);
	return assay_query_run(&query, NULL, err);
}

int assay_store_seed(struct assay_store *store, const char *challenge_digest, uint64_t *ret_seed,
	struct assay_error *err)
{
	const char *given = getenv("ASSAY_SECRET");
	if (given != NULL && given[0] != '\0') {
		*ret_seed = assay_digest_seed(given, strlen(given), challenge_digest);
		return 0;
	}
	if (store == NULL)
		return assay_error_set(err, ASSAY_ERR_USAGE,
			"no seed without a store: give --seed, or set ASSAY_SECRET");
	unsigned char secret[SECRET_BYTES];
	size_t size = 0;
	int status = read_secret(store, secret, &size, err);
	if (status == 0 && size == 0) {
		status = assay_db_begin(&store->db, err);
		if (status == 0)
			status = assay_db_end(&store->db, make_secret(store, secret, err), err);
	}
	if (status == 0)
		*ret_seed = assay_digest_seed(secret, sizeof secret, challenge_digest);
	explicit_bzero(secret, sizeof secret);
	return status;
}
