/*
 * main.c - the SQL host: runs a candidate's SQL on a seeded SQLite database, inside a box.
 *
 *   sqlhost --allow create-index,select --statements 2 [--check]
 *
 * Descriptor 0 is the script of a `sql` test, 5 the candidate's SQL; answers go to 3, counters and
 * events to 4, one a line: `vm_steps N`, ..., `refused ACTION DETAIL`, `failure LINE MESSAGE`
 * (line 0: not in the candidate's own text). With --check only setup and the candidate's SQL run.
 *
 * It knows no expected answer and no score. The candidate's SQL cannot write to its channels but by
 * the rows that it returns.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session.h"

#define FD_SCRIPT    0
#define FD_ANSWERS   3
#define FD_EVENTS    4
#define FD_CANDIDATE 5

static bool read_arguments(struct assay_session *session, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		const char *value = i + 1 < argc ? argv[i + 1] : "";
		if (strcmp(argv[i], "--check") == 0) {
			session->check = true;
			continue;
		}
		char *end = NULL;
		if (strcmp(argv[i], "--allow") == 0) {
			if (!assay_allow_parse(value, &session->guard.allow))
				return false;
		} else if (strcmp(argv[i], "--statements") == 0) {
			session->statements_max = strtoul(value, &end, 10);
			if (end == value || *end != '\0')
				return false;
		} else {
			return false;
		}
		i++;
	}
	return session->statements_max > 0;
}

static enum assay_sqlhost_status run_script(
	struct assay_session *session, char *script_text, const char *candidate)
{
	struct assay_script script = {.at = script_text};
	struct assay_section section;
	enum assay_sqlhost_status status = assay_session_open(session);
	while (status == ASSAY_SQLHOST_OK && assay_script_next(&script, &section))
		status = assay_session_run(session, &section, candidate);
	if (status == ASSAY_SQLHOST_OK && script.problem == NULL && !session->candidate_ran)
		script.problem = "the script has no @candidate";
	if (status == ASSAY_SQLHOST_OK && script.problem != NULL) {
		fprintf(stderr, "sqlhost: script line %lu: %s\n", script.line, script.problem);
		status = ASSAY_SQLHOST_SCRIPT;
	}
	if (status == ASSAY_SQLHOST_OK && !session->check)
		status = assay_session_count(session);
	assay_session_close(session);
	return status;
}

int main(int argc, char **argv)
{
	struct assay_session *session = calloc(1, sizeof *session);
	if (session == NULL)
		return ASSAY_SQLHOST_FAULT;
	session->answers.fd = FD_ANSWERS;
	session->events.fd = FD_EVENTS;
	char *script = NULL;
	char *candidate = NULL;
	enum assay_sqlhost_status status = ASSAY_SQLHOST_SCRIPT;
	if (!read_arguments(session, argc, argv))
		fprintf(stderr, "usage: sqlhost --allow NAME,... --statements N [--check]\n");
	else if ((script = assay_script_read(FD_SCRIPT, ASSAY_SQL_SCRIPT_MAX)) == NULL ||
		 (candidate = assay_script_read(FD_CANDIDATE, ASSAY_SQL_CANDIDATE_MAX)) == NULL)
		fprintf(stderr, "sqlhost: the script or the candidate's SQL is too large, "
				"unreadable, or holds a NUL byte\n");
	else
		status = run_script(session, script, candidate);
	assay_channel_flush(&session->answers);
	assay_channel_flush(&session->events);
	free(candidate);
	free(script);
	free(session);
	return status;
}
