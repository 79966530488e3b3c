/*
 * store_timeline.c - owns the append-only record of what happened, and its chain of hashes.
 *
 * Each row carries the hash of the one before and a hash over itself, so that a row changed, taken
 * out or put in between is found. What the chain cannot show: a writer of the file who makes it all
 * anew. Rows cut off at the end are found where an attempt or a grade then lacks its row.
 */
#include "store.h"

#include <stdlib.h>
#include <string.h>

#include "../digest.h"
#include "store_internal.h"

#define DETAIL_BYTES_MAX (64u << 10)

static const char *const kinds[] = {
	"start", "save", "build", "sample-run", "hint", "submit", "break", "grade"};
static const char no_hash[ASSAY_DIGEST_SIZE] =
	"0000000000000000000000000000000000000000000000000000000000000000";

struct row {
	uint64_t sequence, wall_ns, monotonic_ns;
	const char *subject, *kind, *detail, *previous_hash;
};

static void add_text(struct assay_digest *digest, const char *text)
{
	assay_digest_part(digest, text, strlen(text));
}

static void add_number(struct assay_digest *digest, uint64_t number)
{
	unsigned char bytes[8];
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)(number >> (8 * i));
	assay_digest_part(digest, bytes, sizeof bytes);
}

static int hash_row(
	const struct row *row, char ret_hash[ASSAY_DIGEST_SIZE], struct assay_error *err)
{
	struct assay_digest *digest;
	int status = assay_digest_open(&digest, err);
	if (status != 0)
		return status;
	add_text(digest, "assay.timeline/1");
	add_text(digest, row->previous_hash);
	add_number(digest, row->sequence);
	add_text(digest, row->subject);
	add_text(digest, row->kind);
	add_number(digest, row->wall_ns);
	add_number(digest, row->monotonic_ns);
	add_text(digest, row->detail);
	assay_digest_close(digest, ret_hash);
	return 0;
}

static int check_event(const char *kind, const char *detail, struct assay_error *err)
{
	size_t size = strlen(detail);
	bool known = false;
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		known = known || strcmp(kinds[i], kind) == 0;
	if (!known)
		return assay_error_set(
			err, ASSAY_ERR_INTERNAL, "the timeline knows no event '%s'", kind);
	if (size < 2 || size > DETAIL_BYTES_MAX || detail[0] != '{' || detail[size - 1] != '}')
		return assay_error_set(err, ASSAY_ERR_INTERNAL,
			"the detail of a '%s' event is no JSON object of at most %u bytes", kind,
			DETAIL_BYTES_MAX);
	return 0;
}

/* The end of the chain: the last row's number and hash, or what an empty one begins with. */
static int read_last(struct assay_store *store, uint64_t *ret_sequence,
	char ret_hash[ASSAY_DIGEST_SIZE], struct assay_error *err)
{
	struct assay_query query;
	*ret_sequence = 0;
	memcpy(ret_hash, no_hash, sizeof no_hash);
	assay_query_begin(&query, &store->db, ASSAY_SQL_TIMELINE_LAST);
	int status = assay_query_step(&query, err);
	if (status > 0) {
		*ret_sequence = assay_query_number(&query, 0);
		assay_query_copy(&query, 1, ret_hash, ASSAY_DIGEST_SIZE);
		status = assay_query_check(&query, err);
	}
	assay_query_end(&query);
	return status;
}

int assay_store_append_event(struct assay_store *store, const char *subject, const char *kind,
	const char *detail, struct assay_error *err)
{
	char previous[ASSAY_DIGEST_SIZE], hash[ASSAY_DIGEST_SIZE];
	struct row row = {.wall_ns = assay_wall_ns(),
		.monotonic_ns = assay_monotonic_ns(),
		.subject = subject,
		.kind = kind,
		.detail = detail == NULL ? "{}" : detail,
		.previous_hash = previous};
	int status = check_event(kind, row.detail, err);
	if (status == 0)
		status = read_last(store, &row.sequence, previous, err);
	row.sequence++;
	if (status == 0)
		status = hash_row(&row, hash, err);
	if (status != 0)
		return status;
	struct assay_query query;
	assay_query_begin(&query, &store->db, ASSAY_SQL_TIMELINE_ADD);
	assay_query_put_number(&query, row.sequence);
	assay_query_put_text(&query, row.subject);
	assay_query_put_text(&query, row.kind);
	assay_query_put_number(&query, row.wall_ns);
	assay_query_put_number(&query, row.monotonic_ns);
	assay_query_put_text(&query, row.detail);
	assay_query_put_text(&query, row.previous_hash);
	assay_query_put_text(&query, hash);
	return assay_query_run(&query, NULL, err);
}

int assay_store_event(struct assay_store *store, const char *subject, const char *kind,
	const char *detail, struct assay_error *err)
{
	int status = assay_db_begin(&store->db, err);
	if (status == 0)
		status = assay_db_end(&store->db,
			assay_store_append_event(store, subject, kind, detail, err), err);
	return status;
}

/* Whether the row that the query stands on continues the chain; its hash becomes `previous`. */
static int check_row(struct assay_query *query, uint64_t sequence, char previous[ASSAY_DIGEST_SIZE],
	bool *ret_holds, struct assay_error *err)
{
	char hash[ASSAY_DIGEST_SIZE];
	struct row row = {.sequence = assay_query_number(query, 0),
		.subject = assay_query_text(query, 1),
		.kind = assay_query_text(query, 2),
		.wall_ns = assay_query_number(query, 3),
		.monotonic_ns = assay_query_number(query, 4),
		.detail = assay_query_text(query, 5),
		.previous_hash = assay_query_text(query, 6)};
	int status = hash_row(&row, hash, err);
	if (status != 0)
		return status;
	*ret_holds = row.sequence == sequence && strcmp(row.previous_hash, previous) == 0 &&
		     strcmp(assay_query_text(query, 7), hash) == 0;
	memcpy(previous, hash, sizeof hash);
	return 0;
}

/* How many attempts or grades have no row. */
static int count_untold(struct assay_store *store, uint64_t *ret_count, struct assay_error *err)
{
	struct assay_query query;
	assay_query_begin(&query, &store->db, ASSAY_SQL_TIMELINE_UNTOLD);
	int status = assay_query_step(&query, err);
	if (status > 0) {
		*ret_count = assay_query_number(&query, 0);
		status = assay_query_check(&query, err);
	}
	assay_query_end(&query);
	return status;
}

static int verify_all(struct assay_store *store, uint64_t *ret_rows, uint64_t *ret_bad_row,
	struct assay_error *err)
{
	struct assay_query query;
	char previous[ASSAY_DIGEST_SIZE];
	uint64_t rows = 0, bad_row = 0, untold = 0;
	memcpy(previous, no_hash, sizeof previous);
	assay_query_begin(&query, &store->db, ASSAY_SQL_TIMELINE_ALL);
	int status;
	while ((status = assay_query_step(&query, err)) > 0) {
		bool holds = true;
		rows++;
		if (bad_row == 0)
			status = check_row(&query, rows, previous, &holds, err);
		if (status < 0)
			break;
		if (!holds)
			bad_row = rows;
	}
	assay_query_end(&query);
	if (status == 0)
		status = count_untold(store, &untold, err);
	if (status != 0)
		return status;
	*ret_rows = rows;
	*ret_bad_row = bad_row == 0 && untold > 0 ? rows + 1 : bad_row;
	return 0;
}

int assay_store_verify_timeline(struct assay_store *store, uint64_t *ret_rows,
	uint64_t *ret_bad_row, struct assay_error *err)
{
	/* One transaction, so that no attempt is added between the rows and the attempts. */
	int status = assay_db_begin_read(&store->db, err);
	if (status == 0)
		status = assay_db_end(
			&store->db, verify_all(store, ret_rows, ret_bad_row, err), err);
	return status;
}
