/*
 * boxes.c - owns the sandboxes of a command: how many, at which level, and the threads that open
 * them, and take from the cache what builds need, while the command does something else.
 */
#include "boxes.h"

#include <sched.h>

#include "console.h"

static void *open_all(void *context)
{
	struct assay_boxes *boxes = context;
	for (size_t i = 0; i < boxes->count; i++) {
		struct assay_sandbox *sandbox = NULL;
		struct assay_error error = {0};
		int status = assay_sandbox_open(&boxes->options, &sandbox, &error);
		pthread_mutex_lock(&boxes->lock);
		if (status == 0) {
			boxes->sandboxes[boxes->opened++] = sandbox;
		} else {
			boxes->status = status;
			boxes->error = error;
		}
		pthread_cond_broadcast(&boxes->changed);
		pthread_mutex_unlock(&boxes->lock);
		if (status != 0)
			break;
	}
	return NULL;
}

static void *load(void *context)
{
	struct assay_boxes *boxes = context;
	struct assay_build_ready *ready = assay_build_ready_load();
	pthread_mutex_lock(&boxes->lock);
	boxes->kept = ready;
	boxes->ready = ready;
	boxes->loaded = true;
	pthread_cond_broadcast(&boxes->changed);
	pthread_mutex_unlock(&boxes->lock);
	return NULL;
}

void assay_boxes_begin(
	size_t count, enum assay_level minimum, int cancel_fd, struct assay_boxes *ret_boxes)
{
	*ret_boxes = (struct assay_boxes){
		.count = count < ASSAY_BOXES_MAX ? count : ASSAY_BOXES_MAX,
		.cancel_fd = cancel_fd,
		.options = {.minimum = minimum, .maximum = ASSAY_LEVEL_FULL},
		.begun = true,
	};
	pthread_mutex_init(&ret_boxes->lock, NULL);
	pthread_cond_init(&ret_boxes->changed, NULL);
	ret_boxes->loads = pthread_create(&ret_boxes->loading, NULL, load, ret_boxes) == 0;
	if (!ret_boxes->loads)
		ret_boxes->loaded = true;
	ret_boxes->running = pthread_create(&ret_boxes->thread, NULL, open_all, ret_boxes) == 0;
	if (!ret_boxes->running)
		open_all(ret_boxes);
}

void assay_boxes_begin_apart(enum assay_level minimum, int cancel_fd, struct assay_boxes *ret_boxes)
{
	size_t lanes = assay_boxes_lanes();
	assay_boxes_begin(lanes > 1 ? lanes + 1 : lanes, minimum, cancel_fd, ret_boxes);
	ret_boxes->apart = lanes > 1;
}

int assay_boxes_wait(struct assay_boxes *boxes, size_t count, struct assay_error *err)
{
	pthread_mutex_lock(&boxes->lock);
	while ((boxes->opened < count || !boxes->loaded) && boxes->status == 0)
		pthread_cond_wait(&boxes->changed, &boxes->lock);
	int status = boxes->status;
	if (status != 0 && err != NULL)
		*err = boxes->error;
	pthread_mutex_unlock(&boxes->lock);
	return status;
}

int assay_boxes_open(size_t count, enum assay_level minimum, int cancel_fd,
	struct assay_boxes *ret_boxes, struct assay_error *err)
{
	assay_boxes_begin(count, minimum, cancel_fd, ret_boxes);
	int status = assay_boxes_wait(ret_boxes, ret_boxes->count, err);
	if (status != 0)
		assay_boxes_close(ret_boxes);
	return status;
}

int assay_boxes_self_test(
	struct assay_boxes *boxes, enum assay_selftest_need need, struct assay_error *err)
{
	if (boxes->count == 0)
		return 0;
	int status = assay_boxes_wait(boxes, 1, err);
	return status != 0
		       ? status
		       : assay_selftest_ensure(boxes->sandboxes[0], need, &boxes->self_test, err);
}

static void *close_one(void *context)
{
	assay_sandbox_close(context);
	return NULL;
}

/* All at once: each waits for processes to end. */
static void close_all(struct assay_boxes *boxes)
{
	pthread_t threads[ASSAY_BOXES_MAX];
	bool running[ASSAY_BOXES_MAX] = {false};
	for (size_t i = 1; i < boxes->opened; i++) {
		running[i] = pthread_create(&threads[i], NULL, close_one, boxes->sandboxes[i]) == 0;
		if (!running[i])
			assay_sandbox_close(boxes->sandboxes[i]);
	}
	if (boxes->opened > 0)
		assay_sandbox_close(boxes->sandboxes[0]);
	for (size_t i = 1; i < boxes->opened; i++) {
		if (running[i])
			pthread_join(threads[i], NULL);
	}
}

/* What they do by themselves comes to its end first. */
static void *part(void *context)
{
	struct assay_boxes *boxes = context;
	if (boxes->running)
		pthread_join(boxes->thread, NULL);
	if (boxes->loads)
		pthread_join(boxes->loading, NULL);
	close_all(boxes);
	return NULL;
}

void assay_boxes_part(struct assay_boxes *boxes)
{
	if (boxes->begun && !boxes->parting)
		boxes->parting = pthread_create(&boxes->closing, NULL, part, boxes) == 0;
}

void assay_boxes_close(struct assay_boxes *boxes)
{
	if (!boxes->begun)
		return;
	if (boxes->parting)
		pthread_join(boxes->closing, NULL);
	else
		part(boxes);
	assay_build_ready_free(boxes->kept);
	pthread_cond_destroy(&boxes->changed);
	pthread_mutex_destroy(&boxes->lock);
	*boxes = (struct assay_boxes){0};
}

static int wait_for(void *context, size_t count, struct assay_error *err)
{
	return assay_boxes_wait(context, count, err);
}

struct assay_lanes assay_boxes_all(struct assay_boxes *boxes)
{
	return (struct assay_lanes){
		.sandboxes = boxes->sandboxes,
		.count = boxes->count,
		.apart = boxes->apart,
		.cancel_fd = boxes->cancel_fd,
		.wait = wait_for,
		.context = boxes,
		.self_test = boxes->self_test,
		.ready = &boxes->ready,
	};
}

size_t assay_boxes_lanes(void)
{
	cpu_set_t set;
	return sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) < 2 ? 1 : 2;
}

void assay_boxes_tell_level(struct assay_boxes *boxes)
{
	if (boxes->count == 0 || assay_boxes_wait(boxes, 1, NULL) != 0)
		return;
	enum assay_level level = assay_sandbox_level(boxes->sandboxes[0]);
	if (level != ASSAY_LEVEL_FULL)
		assay_console_note("isolation is %s, not full; `assay doctor` says why",
			assay_level_name(level));
}
