/*
 * target.h - what a command that works on a folder works on: the challenge, the session, the files.
 */
#ifndef ASSAY_RUNNER_CLI_TARGET_H
#define ASSAY_RUNNER_CLI_TARGET_H

#include <stdbool.h>

#include <assay/challenge.h>
#include <assay/error.h>

#include "../store/store.h"
#include "command.h"

/* The file that `assay start` leaves in the folder; it names the challenge where there is no
 * store. Nothing that decides a grade is read from it. */
#define ASSAY_TARGET_MARKER ".assay.json"

struct assay_target {
	const char *path; /* what the user named: a folder, or a file */
	char *directory;  /* the folder itself, or the file's; absolute */
	bool found;       /* a session of this folder and challenge */
	struct assay_session session;
	struct assay_challenge challenge;
};

void assay_target_init(struct assay_target *target);
void assay_target_release(struct assay_target *target);

/* Whose word is taken for which challenge it is. */
enum assay_trust {
	ASSAY_TRUST_OWNER,     /* --challenge and sessions of this user's store only */
	ASSAY_TRUST_CANDIDATE, /* the folder's own marker too */
};

/*
 * Finds the challenge of `path`: by `challenge_id` unless NULL, else by the folder's session, else
 * by the folder's marker. `store` is NULL where there is none. Errors: NOT_FOUND, USAGE naming
 * --challenge, and those of loading.
 */
int assay_target_find(struct assay_store *store, enum assay_trust trust, const char *challenge_id,
	const char *path, struct assay_target *ret_target, struct assay_error *err);

/* Seconds left on the session's clock at `now_ns`, negative when it has run out. False without a
 * clock. */
bool assay_target_clock(const struct assay_target *target, uint64_t now_ns, int64_t *ret_seconds);
/* "12:30 left" or "over since 0:45", for people. */
void assay_target_put_clock(const struct assay_target *target, struct assay_bytes *text);

#endif
