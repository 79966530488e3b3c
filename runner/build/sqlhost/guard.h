/*
 * guard.h - what the candidate's SQL may do: the authorizer, and the limits of the connection.
 */
#ifndef ASSAY_SQLHOST_GUARD_H
#define ASSAY_SQLHOST_GUARD_H

#include <stdbool.h>
#include <stddef.h>

#include <sqlite3.h>

/* What a manifest's `allow` may name, as bits. */
enum assay_allow {
	ASSAY_ALLOW_SELECT = 1 << 0,
	ASSAY_ALLOW_CREATE_INDEX = 1 << 1,
	ASSAY_ALLOW_CREATE_VIEW = 1 << 2,
	ASSAY_ALLOW_INSERT = 1 << 3,
	ASSAY_ALLOW_UPDATE = 1 << 4,
	ASSAY_ALLOW_DELETE = 1 << 5,
};
/* Reads "create-index,select"; false when a name is unknown. */
bool assay_allow_parse(const char *text, unsigned *ret_allow);

#define ASSAY_GUARD_VIEWS_MAX 64

struct assay_guard {
	unsigned allow;
	bool candidate; /* the candidate's own statements are being compiled or run */
	size_t view_count;
	char *views[ASSAY_GUARD_VIEWS_MAX]; /* the candidate's, watched when trusted SQL uses them
					     */
	char refused[192];                  /* the first refusal: "ATTACH other.db", or "" */
};

/* Locks the connection down for everyone and sets the authorizer. An SQLite status. */
int assay_guard_install(struct assay_guard *guard, sqlite3 *database);
/* Turns to the candidate's statements and limits, or back to the trusted ones. */
void assay_guard_enter(struct assay_guard *guard, sqlite3 *database, bool candidate);
/* Notes a refusal of our own beside the authorizer's; the first one stays. */
void assay_guard_refuse(struct assay_guard *guard, const char *action, const char *detail);
void assay_guard_release(struct assay_guard *guard);

#endif
