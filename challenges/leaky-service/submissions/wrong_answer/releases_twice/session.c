/* session.c - see session.h. */
#include "session.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct session *session_find(const struct session_list *list, const char *name)
{
	struct session *session = list->first;
	while (session != NULL && strcmp(session->name, name) != 0)
		session = session->next;
	return session;
}

struct reply *session_add(struct session_list *list, const char *name)
{
	size_t size = strlen(name) + 1;
	if (size > SESSION_NAME_SIZE)
		return reply_new(400, "a name has at most %d letters", SESSION_NAME_SIZE - 1);
	if (list->count == SESSIONS_MAX)
		return reply_new(503, "%d sessions are open", SESSIONS_MAX);
	struct session *session = calloc(1, sizeof *session);
	if (session == NULL)
		abort();
	memcpy(session->name, name, size);
	session->next = list->first;
	list->first = session;
	list->count++;
	return NULL;
}

static void free_session(struct session *session)
{
	reply_release(session->problem);
	free(session->quote);
	free(session);
}

void session_remove(struct session_list *list, struct session *session)
{
	struct session **link = &list->first;
	while (*link != session)
		link = &(*link)->next;
	*link = session->next;
	list->count--;
	free_session(session);
}

void session_clear(struct session_list *list)
{
	while (list->first != NULL)
		session_remove(list, list->first);
}

void session_keep_quote(struct session *session, const char *line)
{
	if (line == session->quote)
		return;
	size_t size = strlen(line) + 1;
	char *copy = malloc(size);
	if (copy == NULL)
		abort();
	memcpy(copy, line, size);
	free(session->quote);
	session->quote = copy;
}

static bool same_problem(const struct reply *a, const struct reply *b)
{
	return a->code == b->code && strcmp(a->text, b->text) == 0;
}

void session_note(struct session *session, struct reply *problem)
{
	if (session->problem != NULL && same_problem(session->problem, problem)) {
		session->times++;
		reply_release(problem);
		return;
	}
	reply_release(session->problem);
	session->problem = problem;
	session->times = 1;
}
