/* Wrong: mended in two places, in session_note() and in its caller, so the response's reference is
 * let go too. */
/*
 * service.c - takes a request to the verb that handles it, and makes the response.
 *
 * A handler returns a reply, whose reference is the caller's.
 */
#include "service.h"

#include <stdlib.h>
#include <string.h>

#include "cache.h"
#include "reply.h"
#include "request.h"
#include "session.h"

struct service {
	struct session_list sessions;
	struct cache cache;
	unsigned long requests;
	unsigned long failures;
};

struct service *service_open(void)
{
	return calloc(1, sizeof(struct service));
}

void service_close(struct service *service)
{
	if (service == NULL)
		return;
	session_clear(&service->sessions);
	cache_clear(&service->cache);
	free(service);
}

void response_release(struct response *response)
{
	reply_release(response->owner);
	*response = (struct response){.text = ""};
}

/* Finds the session of a request. Returns NULL, or the problem, whose reference is the caller's. */
static struct reply *find_session(
	struct service *service, const struct request *request, struct session **ret_session)
{
	*ret_session = session_find(&service->sessions, request->words[1]);
	if (*ret_session == NULL)
		return reply_new(404, "no session '%.15s'", request->words[1]);
	(*ret_session)->requests++;
	return NULL;
}

static struct reply *handle_open(struct service *service, const struct request *request)
{
	const char *name = request->words[1];
	if (session_find(&service->sessions, name) != NULL)
		return reply_new(409, "session '%s' is open", name);
	struct reply *problem = session_add(&service->sessions, name);
	return problem != NULL ? problem : reply_new(200, "opened %s", name);
}

static struct reply *handle_close(struct service *service, const struct request *request)
{
	struct session *session;
	struct reply *problem = find_session(service, request, &session);
	if (problem != NULL)
		return problem;
	struct reply *reply =
		reply_new(200, "closed %s after %lu", session->name, session->requests);
	session_remove(&service->sessions, session);
	return reply;
}

/* Asks the cache, then the tariff. A refusal is kept in the cache and given to the caller. */
static struct reply *find_offer(
	struct service *service, const struct parcel *parcel, struct offer *ret_offer)
{
	const struct cache_entry *entry = cache_find(&service->cache, parcel);
	if (entry != NULL && entry->refusal != NULL)
		return reply_share(entry->refusal);
	if (entry != NULL) {
		*ret_offer = entry->offer;
		return NULL;
	}
	if (tariff_find(parcel, ret_offer)) {
		cache_put_offer(&service->cache, parcel, ret_offer);
		return NULL;
	}
	struct reply *refusal = reply_new(422, "nobody goes to %s %s%s", parcel->country,
		parcel->post, parcel->express ? " express" : "");
	cache_put_refusal(&service->cache, parcel, reply_share(refusal));
	return refusal;
}

/* Quotes a line for a session that is known; what goes wrong is noted in its history too. */
static struct reply *quote(struct service *service, struct session *session, const char *line,
	const struct request *request)
{
	struct parcel parcel;
	struct offer offer;
	session_keep_quote(session, line);
	struct reply *problem = request_read_parcel(request, &parcel);
	if (problem == NULL)
		problem = find_offer(service, &parcel, &offer);
	if (problem != NULL) {
		unsigned long times = session->times;
		session_note(session, reply_share(problem));
		if (session->times > times)
			reply_release(problem);
		return problem;
	}
	return reply_new(200, "%s %d.%02d", offer.carrier, offer.cents / 100, offer.cents % 100);
}

static struct reply *handle_quote(
	struct service *service, const struct request *request, const char *line)
{
	struct session *session;
	struct reply *problem = find_session(service, request, &session);
	return problem != NULL ? problem : quote(service, session, line, request);
}

static struct reply *handle_retry(struct service *service, const struct request *request)
{
	struct session *session;
	struct reply *reply = find_session(service, request, &session);
	if (reply != NULL)
		return reply;
	if (session->quote == NULL)
		return reply_new(409, "nothing to retry");
	struct request again;
	reply = request_parse(&again, session->quote);
	if (reply == NULL)
		reply = quote(service, session, session->quote, &again);
	request_release(&again);
	return reply;
}

static struct reply *handle_history(struct service *service, const struct request *request)
{
	struct session *session;
	struct reply *problem = find_session(service, request, &session);
	if (problem != NULL)
		return problem;
	if (session->problem == NULL)
		return reply_new(200, "no problem");
	return reply_new(200, "%d %s, %lu times", session->problem->code, session->problem->text,
		session->times);
}

static struct reply *handle_status(struct service *service)
{
	return reply_new(200, "%u sessions, %lu requests, %lu failed, %lu from cache",
		service->sessions.count, service->requests, service->failures, service->cache.hits);
}

static struct reply *dispatch(
	struct service *service, const struct request *request, const char *line)
{
	const char *verb = request->words[0];
	if (strcmp(verb, "status") == 0)
		return handle_status(service);
	if (request->count < 2)
		return reply_new(400, "a session is missing");
	if (strcmp(verb, "quote") == 0)
		return handle_quote(service, request, line);
	if (strcmp(verb, "retry") == 0)
		return handle_retry(service, request);
	if (strcmp(verb, "history") == 0)
		return handle_history(service, request);
	if (strcmp(verb, "open") == 0)
		return handle_open(service, request);
	if (strcmp(verb, "close") == 0)
		return handle_close(service, request);
	return reply_new(400, "unknown verb '%.12s'", verb);
}

/* The response takes the reply's reference over, so that its text outlives session and service. */
void service_handle(struct service *service, const char *line, struct response *ret_response)
{
	struct request request;
	service->requests++;
	struct reply *reply = request_parse(&request, line);
	if (reply == NULL)
		reply = dispatch(service, &request, line);
	request_release(&request);
	if (reply->code != 200)
		service->failures++;
	*ret_response = (struct response){
		.status = reply->code,
		.text = reply->text,
		.owner = reply,
	};
}
