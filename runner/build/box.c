/*
 * box.c - owns the rule of which runs say nothing and are made again.
 */
#include "box.h"

int assay_box_run(struct assay_sandbox *sandbox, const struct assay_box *box,
	struct assay_observation *ret_observation, struct assay_error *err)
{
	for (int i = 0; i < ASSAY_BOX_TRIES; i++) {
		assay_observation_release(ret_observation);
		int status = assay_sandbox_run(sandbox, box, ret_observation, err);
		if (status != 0)
			return status;
		if (ret_observation->status != ASSAY_STATUS_INTERNAL_ERROR &&
			(ret_observation->status != ASSAY_STATUS_WALL_LIMIT ||
				!ret_observation->waited_cpu))
			return 0;
	}
	return assay_error_set(err, ASSAY_ERR_SYSTEM, "the sandbox failed %d times: %s",
		ASSAY_BOX_TRIES,
		ret_observation->status == ASSAY_STATUS_INTERNAL_ERROR
			? ret_observation->detail
			: "the machine was too busy to give it a processor");
}
