/*
 * boxes.c - owns how many sandboxes a command opens, and at which level.
 */
#include "boxes.h"

#include <sched.h>

#include "console.h"

int assay_boxes_open(size_t count, enum assay_level minimum, int cancel_fd,
	struct assay_boxes *ret_boxes, struct assay_error *err)
{
	const struct assay_sandbox_options options = {
		.minimum = minimum,
		.maximum = ASSAY_LEVEL_FULL,
	};
	struct assay_boxes boxes = {.cancel_fd = cancel_fd};
	while (boxes.count < count && boxes.count < ASSAY_BOXES_MAX) {
		int status = assay_sandbox_open(&options, &boxes.sandboxes[boxes.count], err);
		if (status != 0) {
			assay_boxes_close(&boxes);
			return status;
		}
		boxes.count++;
	}
	*ret_boxes = boxes;
	return 0;
}

void assay_boxes_close(struct assay_boxes *boxes)
{
	for (size_t i = 0; i < boxes->count; i++)
		assay_sandbox_close(boxes->sandboxes[i]);
	boxes->count = 0;
}

struct assay_lanes assay_boxes_all(const struct assay_boxes *boxes)
{
	return (struct assay_lanes){
		.sandboxes = boxes->sandboxes,
		.count = boxes->count,
		.cancel_fd = boxes->cancel_fd,
	};
}

size_t assay_boxes_lanes(void)
{
	cpu_set_t set;
	return sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) < 2 ? 1 : 2;
}

void assay_boxes_tell_level(const struct assay_boxes *boxes)
{
	if (boxes->count == 0)
		return;
	enum assay_level level = assay_sandbox_level(boxes->sandboxes[0]);
	if (level != ASSAY_LEVEL_FULL)
		assay_console_note("isolation is %s, not full; `assay doctor` says why",
			assay_level_name(level));
}
