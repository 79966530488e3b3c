/*
 * challenge_find.h - where challenges are: $ASSAY_CHALLENGES (a path list), ./challenges, and the
 * installed data folder, in this order; the first one of an id wins.
 */
#ifndef ASSAY_RUNNER_CHALLENGE_FIND_H
#define ASSAY_RUNNER_CHALLENGE_FIND_H

#include <stddef.h>

#include <assay/challenge.h>
#include <assay/error.h>

/* Finds and loads the challenge `id`. ASSAY_ERR_NOT_FOUND offers the nearest names. */
int assay_challenge_find(
	const char *id, struct assay_challenge *ret_challenge, struct assay_error *err);

/*
 * As assay_challenge_find(), for a challenge that lay in `directory` before (NULL or "": unknown):
 * it is taken from there if it still is there, so that a folder that was started can be used from
 * anywhere.
 */
int assay_challenge_find_again(const char *id, const char *directory,
	struct assay_challenge *ret_challenge, struct assay_error *err);

/* A folder that holds a manifest; whether it can be loaded is not known. */
struct assay_challenge_place {
	char *id; /* the folder's name */
	char *directory;
	size_t root; /* lower ones win */
};
/* Every one, sorted by id, the first of an id alone; NULL for none. */
int assay_challenge_places(
	struct assay_challenge_place **ret_places, size_t *ret_count, struct assay_error *err);
void assay_challenge_places_free(struct assay_challenge_place *places, size_t count);

/* One row of a listing: a challenge, or why it could not be loaded. */
struct assay_challenge_entry {
	char id[ASSAY_ID_SIZE];
	char *directory;
	struct assay_challenge challenge; /* initialised; loaded when error.code is 0 */
	struct assay_error error;
};
/* Every challenge, sorted by id. The caller releases with assay_challenge_entries_free(). */
int assay_challenge_list(
	struct assay_challenge_entry **ret_entries, size_t *ret_count, struct assay_error *err);
void assay_challenge_entries_free(struct assay_challenge_entry *entries, size_t count);

/* The nearest of `count` names to `text` by edit distance, or NULL when none is near. */
const char *assay_nearest_name(const char *text, const char *const *names, size_t count);

#endif
