/*
 * store_list.c - owns the listing of attempts. Reads through an index, never a result.
 */
#include "store.h"

#include <stdlib.h>
#include <string.h>

#include "store_internal.h"

/* One statement for each use of the filter, so that each has its index. */
static enum assay_sql choose(const struct assay_attempt_filter *filter)
{
	static const enum assay_sql statements[2][2] = {
		{ASSAY_SQL_LIST_ALL, ASSAY_SQL_LIST_UNGRADED},
		{ASSAY_SQL_LIST_CHALLENGE, ASSAY_SQL_LIST_CHALLENGE_UNGRADED},
	};
	return statements[filter->challenge_id != NULL][filter->ungraded_only];
}

struct list {
	struct assay_attempt *attempts;
	size_t count, capacity;
};

static int grow(struct list *list, struct assay_error *err)
{
	size_t capacity = list->capacity == 0 ? 32 : list->capacity * 2;
	size_t size;
	struct assay_attempt *attempts = NULL;
	if (!__builtin_mul_overflow(capacity, sizeof *attempts, &size))
		attempts = realloc(list->attempts, size);
	if (attempts == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	list->attempts = attempts;
	list->capacity = capacity;
	return 0;
}

static int read_rows(struct assay_query *query, struct list *list, struct assay_error *err)
{
	int status;
	while ((status = assay_query_step(query, err)) > 0) {
		status = list->count == list->capacity ? grow(list, err) : 0;
		if (status == 0)
			status = assay_store_read_attempt(
				query, false, &list->attempts[list->count], err);
		if (status != 0)
			return status;
		list->count++;
	}
	return status;
}

int assay_store_list(struct assay_store *store, const struct assay_attempt_filter *filter,
	struct assay_attempt **ret_attempts, size_t *ret_count, struct assay_error *err)
{
	struct list list = {0};
	struct assay_query query;
	assay_query_begin(&query, &store->db, choose(filter));
	if (filter->challenge_id != NULL)
		assay_query_put_text(&query, filter->challenge_id);
	assay_query_put_number(&query, filter->limit == 0 ? INT64_MAX : filter->limit);
	int status = read_rows(&query, &list, err);
	assay_query_end(&query);
	if (status != 0) {
		assay_attempts_free(list.attempts, list.count);
		return status;
	}
	*ret_attempts = list.attempts;
	*ret_count = list.count;
	return 0;
}
