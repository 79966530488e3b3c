/*
 * listing_index.h - the rows of a listing as one entry of the cache, and the state of files on disk
 * that they hang on.
 */
#ifndef ASSAY_RUNNER_CLI_LISTING_INDEX_H
#define ASSAY_RUNNER_CLI_LISTING_INDEX_H

#include <stdbool.h>

#include "../challenge/challenge_find.h"
#include "listing.h"

#define ASSAY_LISTING_FOLDERS_MAX 2048 /* bytes of names for one challenge */

/* The folders, as in a row, whose entries decide whether the challenge can be loaded; NULL when they
 * are too many, or without memory. */
char *assay_listing_folders(const struct assay_challenge *challenge);

/*
 * The state of the manifest and of `folders` beneath `directory` as one digest, and the latest time
 * at which any of them was changed. False when one is not there.
 */
bool assay_listing_stamp(const char *directory, const char *folders,
	char ret_stamp[ASSAY_DIGEST_SIZE], uint64_t *ret_changed_ns);

/* What the rows of these places are kept under: the places' folders, where we stand, this program. */
bool assay_listing_key(
	const struct assay_challenge_place *places, size_t count, char ret_key[ASSAY_DIGEST_SIZE]);

/* The rows that are kept, sorted by id; none where there is no index or it is damaged. */
void assay_listing_recall(const char key[ASSAY_DIGEST_SIZE], struct assay_listing *ret_listing);
/* Keeps those rows that have a stamp. */
void assay_listing_keep(const char key[ASSAY_DIGEST_SIZE], const struct assay_listing *listing);

#endif
