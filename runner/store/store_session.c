/*
 * store_session.c - owns sessions: which folder a challenge was started in, and when.
 */
#include "store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "store_internal.h"

void assay_session_release(struct assay_session *session)
{
	free(session->directory);
	free(session->challenge_directory);
	*session = (struct assay_session){0};
}

static int add_all(
	struct assay_store *store, const struct assay_session *session, struct assay_error *err)
{
	struct assay_query query;
	char detail[ASSAY_DIGEST_SIZE + 96];
	snprintf(detail, sizeof detail, "{\"challenge_digest\": \"%s\", \"minutes\": %" PRIu64 "}",
		session->challenge_digest, session->minutes);
	assay_query_begin(&query, &store->db, ASSAY_SQL_ADD_SESSION);
	assay_query_put_text(&query, session->id);
	assay_query_put_text(&query, session->challenge_id);
	assay_query_put_text(&query, session->challenge_digest);
	assay_query_put_text(&query, session->directory);
	assay_query_put_number(&query, session->seed);
	assay_query_put_number(&query, session->started_ns);
	assay_query_put_number(&query, session->minutes);
	assay_query_put_text(
		&query, session->challenge_directory == NULL ? "" : session->challenge_directory);
	int status = assay_query_run(&query, NULL, err);
	if (status == 0)
		status = assay_store_append_event(store, session->id, "start", detail, err);
	return status;
}

int assay_store_add_session(
	struct assay_store *store, struct assay_session *session, struct assay_error *err)
{
	if (session->directory == NULL || session->directory[0] != '/' ||
		!assay_store_is_digest(session->challenge_digest))
		return assay_error_set(err, ASSAY_ERR_INTERNAL,
			"a session without an absolute folder or without its challenge's digest");
	session->started_ns = assay_wall_ns();
	assay_uuid_make(&store->uuids, session->started_ns, session->id);
	int status = assay_db_begin(&store->db, err);
	if (status == 0)
		status = assay_db_end(&store->db, add_all(store, session, err), err);
	if (status != 0)
		assay_error_wrap(err, "while storing the session");
	return status;
}

int assay_store_find_session(struct assay_store *store, const char *directory,
	struct assay_session *ret_session, bool *ret_found, struct assay_error *err)
{
	struct assay_query query;
	struct assay_session session = {0};
	assay_query_begin(&query, &store->db, ASSAY_SQL_FIND_SESSION);
	assay_query_put_text(&query, directory);
	int found = assay_query_step(&query, err);
	int status = found < 0 ? found : 0;
	if (found > 0) {
		assay_query_copy(&query, 0, session.id, sizeof session.id);
		assay_query_copy(&query, 1, session.challenge_id, sizeof session.challenge_id);
		assay_query_copy(
			&query, 2, session.challenge_digest, sizeof session.challenge_digest);
		session.directory = assay_query_steal(&query, 3);
		session.seed = assay_query_number(&query, 4);
		session.started_ns = assay_query_number(&query, 5);
		session.minutes = assay_query_number(&query, 6);
		session.challenge_directory = assay_query_steal(&query, 7);
		status = assay_query_check(&query, err);
	}
	assay_query_end(&query);
	if (status != 0) {
		assay_session_release(&session);
		return status;
	}
	*ret_found = found > 0;
	if (found > 0)
		*ret_session = session;
	return 0;
}
