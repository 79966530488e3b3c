/*
 * batch.c - owns the workers: each has its own sandbox and takes the next submission that is left.
 * Must not print.
 */
#include "batch.h"

#include <stdlib.h>
#include <string.h>

#include <assay/cleanup.h>

#include "../challenge/challenge_find.h"
#include "../digest.h"
#include "boxes.h"
#include "cancel.h"
#include "meter.h"
#include "target.h"

/* What the workers share. */
struct crew {
	struct assay_batch *batch;
	const struct assay_batch_options *options;
	struct assay_boxes *boxes;
	size_t lanes_each;
	size_t left; /* rows that could be read */
	struct assay_meter *meter;
	pthread_mutex_t lock;
	size_t next; /* under the lock */
	size_t done; /* under the lock */
};

struct worker {
	struct crew *crew;
	size_t index;
	pthread_t thread;
};

/* The seed of everyone in a round: the user's own secret and the challenge's digest; where there is
 * neither store nor secret, the challenge alone. */
static int choose_seed(struct assay_store *store, const struct assay_batch_options *options,
	struct assay_batch_challenge *challenge, struct assay_error *err)
{
	const char *digest = challenge->challenge.digest;
	challenge->seed = options->seed;
	if (options->seed_given)
		return 0;
	if (store != NULL || getenv("ASSAY_SECRET") != NULL)
		return assay_store_seed(store, digest, &challenge->seed, err);
	challenge->seed = assay_digest_seed("", 0, digest);
	return 0;
}

/* Takes over a loaded challenge, unless it is there already. Two may have one id: sessions remember
 * where theirs lay. */
static int keep_challenge(struct assay_batch *batch, struct assay_store *store,
	const struct assay_batch_options *options, struct assay_challenge *loaded,
	const struct assay_batch_challenge **ret_challenge, struct assay_error *err)
{
	for (size_t i = 0; i < batch->challenge_count; i++) {
		const struct assay_challenge *there = &batch->challenges[i]->challenge;
		if (strcmp(there->id, loaded->id) == 0 &&
			strcmp(there->digest, loaded->digest) == 0) {
			*ret_challenge = batch->challenges[i];
			return 0;
		}
	}
	int status = assay_bar_admit(options->bar, loaded, err);
	if (status != 0)
		return status;
	if (batch->challenge_count == ASSAY_BATCH_CHALLENGES_MAX)
		return assay_error_set(err, ASSAY_ERR_USAGE,
			"more than %d different challenges at once", ASSAY_BATCH_CHALLENGES_MAX);
	struct assay_batch_challenge *kept = calloc(1, sizeof *kept);
	if (kept == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	kept->challenge = *loaded;
	assay_challenge_init(loaded);
	batch->challenges[batch->challenge_count++] = kept;
	*ret_challenge = kept;
	return choose_seed(store, options, kept, err);
}

/* Without --challenge: the session of the row's folder says which one. */
static int find_challenge(struct assay_batch *batch, struct assay_store *store,
	const struct assay_batch_options *options, struct assay_batch_row *row)
{
	ASSAY_AUTO(assay_target_release) struct assay_target target;
	assay_target_init(&target);
	int status =
		assay_target_find(store, ASSAY_TRUST_OWNER, NULL, row->path, &target, &row->error);
	if (status == 0)
		status = keep_challenge(
			batch, store, options, &target.challenge, &row->challenge, &row->error);
	return status;
}

static void read_row(struct assay_batch *batch, struct assay_store *store,
	const struct assay_batch_options *options, struct assay_batch_row *row)
{
	int status = 0;
	if (options->challenge_id == NULL)
		status = find_challenge(batch, store, options, row);
	else
		row->challenge = batch->challenges[0];
	if (status == 0)
		assay_submission_read(
			&row->challenge->challenge, row->path, &row->submission, &row->error);
}

static int read_rows(struct assay_batch *batch, struct assay_store *store,
	const struct assay_batch_options *options, struct assay_error *err)
{
	if (options->challenge_id != NULL) {
		struct assay_challenge challenge;
		const struct assay_batch_challenge *kept;
		assay_challenge_init(&challenge);
		int status = assay_challenge_find(options->challenge_id, &challenge, err);
		if (status == 0)
			status = keep_challenge(batch, store, options, &challenge, &kept, err);
		assay_challenge_release(&challenge);
		if (status != 0)
			return status;
	}
	for (size_t i = 0; i < batch->row_count; i++)
		read_row(batch, store, options, &batch->rows[i]);
	return 0;
}

static void store_row(struct assay_batch *batch, const struct assay_batch_options *options,
	struct assay_batch_row *row)
{
	const struct assay_entry entry = {
		.round = ASSAY_ROUND_GRADE,
		.candidate = options->candidate,
		.seed = row->challenge->seed,
		.ahead = (size_t)(row - batch->rows),
	};
	assay_docket_add(&batch->docket, &row->challenge->challenge, &row->submission, &entry,
		&row->attempt, &row->error);
}

static void grade_row(
	struct crew *crew, const struct assay_lanes *lanes, struct assay_batch_row *row)
{
	if (assay_cancel_came(crew->options->cancel_fd)) {
		assay_error_set(&row->error, ASSAY_ERR_CANCELLED, "stopped before it was graded");
		return;
	}
	if (crew->batch->docket.store != NULL) {
		assay_docket_grade(&crew->batch->docket, lanes, &row->challenge->challenge,
			&row->attempt, &row->submission, NULL, &row->result, &row->error);
		return;
	}
	const struct assay_entry entry = {
		.round = ASSAY_ROUND_GRADE,
		.candidate = crew->options->candidate,
		.seed = row->challenge->seed,
	};
	assay_docket_grade_unstored(lanes, &row->challenge->challenge, &row->submission, &entry,
		NULL, &row->result, &row->error);
}

/* The next row that can be graded, or NULL. */
static struct assay_batch_row *take_row(struct crew *crew)
{
	struct assay_batch_row *row = NULL;
	pthread_mutex_lock(&crew->lock);
	while (row == NULL && crew->next < crew->batch->row_count) {
		row = &crew->batch->rows[crew->next++];
		if (row->error.code != 0)
			row = NULL;
	}
	pthread_mutex_unlock(&crew->lock);
	return row;
}

static void *work(void *context)
{
	struct worker *worker = context;
	struct crew *crew = worker->crew;
	struct assay_lanes lanes = assay_boxes_all(crew->boxes);
	lanes.sandboxes += worker->index * crew->lanes_each;
	lanes.count = crew->lanes_each;
	struct assay_batch_row *row;
	while ((row = take_row(crew)) != NULL) {
		grade_row(crew, &lanes, row);
		pthread_mutex_lock(&crew->lock);
		assay_meter_set(crew->meter, ++crew->done, crew->left);
		pthread_mutex_unlock(&crew->lock);
	}
	return NULL;
}

/* One worker is this thread; a thread that cannot be had is one worker less. */
static void work_together(struct crew *crew, size_t count)
{
	struct worker workers[ASSAY_BOXES_MAX] = {0};
	size_t started = 1;
	for (size_t i = 0; i < count; i++)
		workers[i] = (struct worker){.crew = crew, .index = i};
	while (started < count &&
		pthread_create(&workers[started].thread, NULL, work, &workers[started]) == 0)
		started++;
	work(&workers[0]);
	for (size_t i = 1; i < started; i++)
		pthread_join(workers[i].thread, NULL);
}

static int grade_rows(struct assay_batch *batch, const struct assay_batch_options *options,
	struct assay_error *err)
{
	size_t left = 0;
	for (size_t i = 0; i < batch->row_count; i++)
		left += batch->rows[i].error.code == 0;
	if (left == 0)
		return 0;
	size_t lanes = assay_boxes_lanes();
	size_t count = options->jobs > 0 ? (size_t)options->jobs : lanes;
	if (count == 0 || count > left)
		count = left;
	struct assay_boxes boxes = {0};
	struct assay_meter meter;
	struct crew crew = {
		.batch = batch,
		.options = options,
		.boxes = &boxes,
		.left = left,
		.lanes_each = options->jobs > 0 || lanes < count ? 1 : lanes / count,
		.meter = &meter,
		.lock = PTHREAD_MUTEX_INITIALIZER,
	};
	int status = assay_boxes_open(
		count * crew.lanes_each, options->minimum, options->cancel_fd, &boxes, err);
	if (status == 0)
		status = assay_boxes_self_test(&boxes, ASSAY_SELFTEST_INSIST, err);
	if (status != 0) {
		assay_boxes_close(&boxes);
		return status;
	}
	/* All are on disk before the first is graded. */
	for (size_t i = 0; i < batch->row_count && batch->docket.store != NULL; i++) {
		if (batch->rows[i].error.code == 0)
			store_row(batch, options, &batch->rows[i]);
	}
	assay_meter_start_batch(&meter, "submissions", left);
	work_together(&crew, count);
	assay_meter_stop(&meter);
	assay_boxes_close(&boxes);
	return 0;
}

int assay_batch_run(struct assay_store *store, const struct assay_batch_options *options,
	const char *const *paths, size_t count, struct assay_batch *ret_batch,
	struct assay_error *err)
{
	struct assay_batch *batch = ret_batch;
	*batch = (struct assay_batch){0};
	assay_docket_init(&batch->docket, store);
	batch->rows = calloc(count, sizeof *batch->rows);
	if (batch->rows == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	batch->row_count = count;
	for (size_t i = 0; i < count; i++) {
		batch->rows[i].path = paths[i];
		assay_submission_init(&batch->rows[i].submission);
		assay_attempt_init(&batch->rows[i].attempt);
		assay_result_init(&batch->rows[i].result);
	}
	int status = read_rows(batch, store, options, err);
	if (status == 0)
		status = grade_rows(batch, options, err);
	return status;
}

void assay_batch_release(struct assay_batch *batch)
{
	for (size_t i = 0; i < batch->row_count; i++) {
		assay_submission_release(&batch->rows[i].submission);
		assay_attempt_release(&batch->rows[i].attempt);
		assay_result_release(&batch->rows[i].result);
	}
	for (size_t i = 0; i < batch->challenge_count; i++) {
		assay_challenge_release(&batch->challenges[i]->challenge);
		free(batch->challenges[i]);
	}
	free(batch->rows);
	assay_docket_release(&batch->docket);
	*batch = (struct assay_batch){0};
}
