/*
 * lanes.c - owns the threads: they take the next job until there is none. Knows nothing of tests.
 */
#include "lanes.h"

#include <pthread.h>
#include <string.h>

#define LANES_MAX 64

/* Shared by the threads; `lock` guards what changes. */
struct pool {
	const struct assay_lanes *lanes;
	size_t first; /* lane */
	size_t count;
	assay_lane_job *job;
	void *context;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	size_t next, done, working;
	size_t failed_index;
	int status;
	struct assay_error error;
};

/* One thread and its box. */
struct worker {
	struct pool *pool;
	struct assay_sandbox *sandbox;
	pthread_t thread;
};

static bool take_job(struct pool *pool, size_t *ret_index)
{
	pthread_mutex_lock(&pool->lock);
	bool taken = pool->status == 0 && pool->next < pool->count;
	if (taken)
		*ret_index = pool->next++;
	pthread_mutex_unlock(&pool->lock);
	return taken;
}

static void finish_job(struct pool *pool, size_t index, int status, const struct assay_error *error)
{
	pthread_mutex_lock(&pool->lock);
	pool->done++;
	if (status != 0 && (pool->status == 0 || index < pool->failed_index)) {
		pool->status = status;
		pool->failed_index = index;
		pool->error = *error;
	}
	pthread_cond_signal(&pool->changed);
	pthread_mutex_unlock(&pool->lock);
}

static void *work(void *context)
{
	struct worker *worker = context;
	struct pool *pool = worker->pool;
	size_t index;
	while (take_job(pool, &index)) {
		struct assay_error error = {0};
		int status = pool->job(worker->sandbox, index, pool->context, &error);
		finish_job(pool, index, status, &error);
	}
	pthread_mutex_lock(&pool->lock);
	pool->working--;
	pthread_cond_signal(&pool->changed);
	pthread_mutex_unlock(&pool->lock);
	return NULL;
}

static void tick(const struct assay_progress *progress, size_t done, size_t total)
{
	if (progress != NULL && progress->tick != NULL)
		progress->tick(progress->context, done, total);
}

/* Ticks for every finished job until all threads are done. */
static void watch(struct pool *pool, const struct assay_progress *progress)
{
	size_t told = 0;
	pthread_mutex_lock(&pool->lock);
	while (pool->working > 0 || told < pool->done) {
		if (told == pool->done) {
			pthread_cond_wait(&pool->changed, &pool->lock);
			continue;
		}
		told++;
		pthread_mutex_unlock(&pool->lock);
		tick(progress, told, pool->count);
		pthread_mutex_lock(&pool->lock);
	}
	pthread_mutex_unlock(&pool->lock);
}

static int do_alone(
	const struct pool *pool, const struct assay_progress *progress, struct assay_error *err)
{
	for (size_t i = 0; i < pool->count; i++) {
		int status = pool->job(pool->lanes->sandboxes[pool->first], i, pool->context, err);
		if (status != 0)
			return status;
		tick(progress, i + 1, pool->count);
	}
	return 0;
}

static int do_together(struct pool *pool, size_t threads, const struct assay_progress *progress,
	struct assay_error *err)
{
	struct worker workers[LANES_MAX];
	size_t started = 0;
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->changed, NULL);
	pool->working = threads;
	while (started < threads) {
		struct worker *worker = &workers[started];
		*worker = (struct worker){
			.pool = pool, .sandbox = pool->lanes->sandboxes[pool->first + started]};
		if (pthread_create(&worker->thread, NULL, work, worker) != 0)
			break;
		started++;
	}
	pthread_mutex_lock(&pool->lock);
	pool->working -= threads - started;
	pthread_mutex_unlock(&pool->lock);
	watch(pool, progress);
	for (size_t i = 0; i < started; i++)
		pthread_join(workers[i].thread, NULL);
	pthread_cond_destroy(&pool->changed);
	pthread_mutex_destroy(&pool->lock);
	if (started == 0)
		return do_alone(pool, progress, err);
	if (pool->status != 0 && err != NULL)
		*err = pool->error;
	return pool->status;
}

int assay_lanes_wait(const struct assay_lanes *lanes, size_t count, struct assay_error *err)
{
	return lanes->wait != NULL ? lanes->wait(lanes->context, count, err) : 0;
}

int assay_lanes_each(const struct assay_lanes *lanes, size_t count, assay_lane_job *job,
	void *context, const struct assay_progress *progress, struct assay_error *err)
{
	struct pool pool = {.lanes = lanes, .count = count, .job = job, .context = context};
	pool.first = lanes->apart && lanes->count > 1 ? 1 : 0;
	size_t threads = lanes->count - pool.first;
	threads = threads < count ? threads : count;
	threads = threads < LANES_MAX ? threads : LANES_MAX;
	if (lanes->count == 0)
		return assay_error_set(err, ASSAY_ERR_INTERNAL, "no lane to run on");
	int status = assay_lanes_wait(lanes, pool.first + threads, err);
	if (status != 0)
		return status;
	return threads <= 1 ? do_alone(&pool, progress, err)
			    : do_together(&pool, threads, progress, err);
}
