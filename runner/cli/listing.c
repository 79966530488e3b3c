/*
 * listing.c - owns which rows of the index may be used: those whose files have not changed since the
 * challenge was loaded. Must not print.
 */
#include "listing.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <assay/bytes.h>
#include <assay/cleanup.h>

#include "../challenge/challenge_find.h"
#include "listing_index.h"

/* One reading of the listing, and the index that it is helped by. */
struct reading {
	struct assay_challenge_place *places;
	struct assay_listing kept; /* sorted by id, as the places are */
	size_t next;               /* of the kept ones */
	uint64_t settled_ns;
	struct assay_listing listing;
};

void assay_listing_row_release(struct assay_listing_row *row)
{
	free(row->title);
	free(row->error);
	free(row->folders);
	*row = (struct assay_listing_row){0};
}

void assay_listing_release(struct assay_listing *listing)
{
	for (size_t i = 0; i < listing->count; i++)
		assay_listing_row_release(&listing->rows[i]);
	free(listing->rows);
	*listing = (struct assay_listing){0};
}

/* The kept row of `id`, or NULL. Ids are asked for in order. */
static struct assay_listing_row *find_kept(struct reading *reading, const char *id)
{
	struct assay_listing *kept = &reading->kept;
	while (reading->next < kept->count && strcmp(kept->rows[reading->next].id, id) < 0)
		reading->next++;
	if (reading->next == kept->count || strcmp(kept->rows[reading->next].id, id) != 0)
		return NULL;
	return &kept->rows[reading->next];
}

/* Whether each place's kept row is as its files are. Asking the kernel is all that a listing of
 * known challenges does, so two threads share it. */
struct comparing {
	const struct assay_challenge_place *places;
	struct assay_listing_row **kept; /* by place; NULL where none may be used */
	size_t from, to;
};

static void *compare(void *context)
{
	struct comparing *comparing = context;
	for (size_t i = comparing->from; i < comparing->to; i++) {
		const struct assay_listing_row *kept = comparing->kept[i];
		char stamp[ASSAY_DIGEST_SIZE];
		uint64_t changed_ns;
		if (kept != NULL && (!assay_listing_stamp(comparing->places[i].directory,
					     kept->folders, stamp, &changed_ns) ||
					    strcmp(stamp, kept->stamp) != 0))
			comparing->kept[i] = NULL;
	}
	return NULL;
}

/* The kept row of each place, where it may be used; the caller frees. NULL without memory. */
static struct assay_listing_row **match_kept(struct reading *reading, size_t count)
{
	struct assay_listing_row **kept = calloc(count + 1, sizeof(void *));
	if (kept == NULL)
		return NULL;
	for (size_t i = 0; i < count; i++)
		kept[i] = find_kept(reading, reading->places[i].id);
	struct comparing first = {reading->places, kept, 0, count / 2};
	struct comparing second = {reading->places, kept, count / 2, count};
	pthread_t thread;
	bool running = pthread_create(&thread, NULL, compare, &first) == 0;
	compare(&second);
	if (running)
		pthread_join(thread, NULL);
	else
		compare(&first);
	return kept;
}

static void take_kept(struct assay_listing_row *kept, struct assay_listing_row *row)
{
	*row = *kept;
	*kept = (struct assay_listing_row){0};
}

/*
 * Gives the row what it can be known again by, if nothing has changed since well before it was
 * loaded at `start_ns`. Else what was read may be older than what is seen now.
 */
static void stamp_row(const struct reading *reading, const struct assay_challenge_place *place,
	uint64_t start_ns, struct assay_listing_row *row)
{
	uint64_t changed_ns;
	if (row->folders != NULL &&
		assay_listing_stamp(place->directory, row->folders, row->stamp, &changed_ns) &&
		changed_ns <= start_ns && start_ns - changed_ns >= reading->settled_ns)
		return;
	free(row->folders);
	row->folders = NULL;
}

static int keep_error(struct assay_listing_row *row, const struct assay_error *error)
{
	row->error = malloc(sizeof *row->error);
	if (row->error == NULL)
		return ASSAY_ERR_SYSTEM;
	*row->error = *error;
	return 0;
}

/* A row with an error is never kept: what would mend it may be anywhere. */
static int load_row(const struct reading *reading, const struct assay_challenge_place *place,
	struct assay_listing_row *row)
{
	ASSAY_AUTO(assay_challenge_release) struct assay_challenge challenge;
	struct assay_error error = {0};
	uint64_t start_ns = assay_wall_ns();
	assay_challenge_init(&challenge);
	if (assay_challenge_load(place->directory, &challenge, &error) != 0)
		return keep_error(row, &error);
	row->folders = assay_listing_folders(&challenge);
	row->kind = challenge.kind;
	memcpy(row->language, challenge.language, sizeof row->language);
	row->difficulty = challenge.difficulty;
	row->minutes = challenge.minutes;
	row->title = assay_steal_pointer(&challenge.title);
	stamp_row(reading, place, start_ns, row);
	return 0;
}

static int read_rows(struct reading *reading, size_t count, const struct assay_progress *progress,
	struct assay_error *err)
{
	struct assay_listing *listing = &reading->listing;
	listing->rows = calloc(count + 1, sizeof *listing->rows);
	if (listing->rows == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	ASSAY_AUTO_FREE struct assay_listing_row **kept = match_kept(reading, count);
	if (kept == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	for (size_t i = 0; i < count; i++) {
		struct assay_listing_row *row = &listing->rows[listing->count++];
		const struct assay_challenge_place *place = &reading->places[i];
		if (kept[i] != NULL) {
			take_kept(kept[i], row);
			continue;
		}
		memcpy(row->id, place->id, strlen(place->id) + 1);
		listing->loaded++;
		if (load_row(reading, place, row) != 0)
			return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
		if (progress != NULL)
			progress->tick(progress->context, i + 1, count);
	}
	return 0;
}

/* Whether the index says less, or more, than what is there now. */
static bool is_stale(const struct reading *reading)
{
	size_t keepable = 0;
	for (size_t i = 0; i < reading->listing.count; i++)
		keepable += reading->listing.rows[i].folders != NULL;
	size_t taken = reading->listing.count - reading->listing.loaded;
	return keepable > taken || reading->kept.count > taken;
}

int assay_listing_read(uint64_t settled_ns, const struct assay_progress *progress,
	struct assay_listing *ret_listing, struct assay_error *err)
{
	struct reading reading = {.settled_ns = settled_ns};
	char key[ASSAY_DIGEST_SIZE];
	size_t count = 0;
	int status = assay_challenge_places(&reading.places, &count, err);
	if (status != 0)
		return status;
	bool keyed = count > 0 && assay_listing_key(reading.places, count, key);
	if (keyed)
		assay_listing_recall(key, &reading.kept);
	status = read_rows(&reading, count, progress, err);
	if (status == 0 && keyed && is_stale(&reading))
		assay_listing_keep(key, &reading.listing);
	assay_challenge_places_free(reading.places, count);
	assay_listing_release(&reading.kept);
	if (status != 0) {
		assay_listing_release(&reading.listing);
		return status;
	}
	*ret_listing = reading.listing;
	return 0;
}
