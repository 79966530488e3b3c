/*
 * listing.h - the rows of `assay list`: what a manifest says of a challenge, or why it is invalid.
 *
 * A challenge is loaded in full once, and its row is kept in the cache with the state of its
 * manifest and of the folders that its manifest names. While these stay as they are the row is
 * taken from there. Only the table is made of it: whoever grades loads the challenge.
 */
#ifndef ASSAY_RUNNER_CLI_LISTING_H
#define ASSAY_RUNNER_CLI_LISTING_H

#include <assay/challenge.h>
#include <assay/error.h>

#include "../run/run.h"

/* Longer than the grain of any file system's clock: what changed so lately may change again and
 * look the same. */
#define ASSAY_LISTING_SETTLED_NS UINT64_C(2000000000)

struct assay_listing_row {
	char id[ASSAY_ID_SIZE];
	enum assay_kind kind;
	char language[ASSAY_ID_SIZE];
	uint32_t difficulty, minutes;
	char *title;
	struct assay_error *error; /* NULL: the challenge is valid */
	/* For the index: the folders looked at, each ended by a newline, and their state as a
	 * digest; NULL and "" for a row that is not to be kept. */
	char *folders;
	char stamp[ASSAY_DIGEST_SIZE];
};

struct assay_listing {
	struct assay_listing_row *rows;
	size_t count;
	size_t loaded; /* in full, the others are from the index */
};

/*
 * Every challenge, sorted by id. `settled_ns` is ASSAY_LISTING_SETTLED_NS: a row is kept when
 * nothing that it hangs on has changed within that time. A cache that cannot be used costs time.
 */
int assay_listing_read(uint64_t settled_ns, const struct assay_progress *progress,
	struct assay_listing *ret_listing, struct assay_error *err);
void assay_listing_release(struct assay_listing *listing); /* accepts the zeroed */
void assay_listing_row_release(struct assay_listing_row *row);

#endif
