/*
 * cases.c - owns the running of a whole plan on one artefact.
 */
#include "run.h"

#include <stdlib.h>
#include <string.h>

#include "lanes.h"
#include "testrun.h"

struct cases {
	const struct assay_challenge *challenge;
	const struct assay_plan *plan;
	const struct assay_material *materials;
	const struct assay_artefact *artefact;
	int cancel_fd;
	struct assay_run *runs;
};

static int run_case(
	struct assay_sandbox *sandbox, size_t index, void *context, struct assay_error *err)
{
	const struct cases *cases = context;
	const struct assay_case *planned = &cases->plan->cases[index];
	const struct assay_test test = {
		.artefact = cases->artefact,
		.limits = assay_test_limits(cases->challenge, planned),
		.input = &cases->materials[index].input,
		.keep_texts = cases->challenge->groups[planned->group].sample,
		.cancel_fd = cases->cancel_fd,
	};
	int status = assay_test_run(sandbox, &test, &cases->runs[index], err);
	if (status == 0 || status == ASSAY_ERR_CANCELLED)
		return status;
	return assay_error_wrap(err, "while running test '%s/%s'",
		cases->challenge->groups[planned->group].name, planned->name);
}

void assay_runs_free(struct assay_run *runs, size_t count)
{
	for (size_t i = 0; runs != NULL && i < count; i++)
		assay_run_release(&runs[i]);
	free(runs);
}

void assay_run_warm(const struct assay_lanes *lanes, const struct assay_challenge *challenge,
	const struct assay_plan *plan)
{
	if (!lanes->apart || plan->count == 0)
		return;
	struct assay_limits limits;
	assay_test_box_limits(assay_test_limits(challenge, &plan->cases[0]), &limits);
	for (size_t i = 1; i < lanes->count && i <= plan->count; i++) {
		if (assay_lanes_wait(lanes, i + 1, NULL) != 0 ||
			assay_sandbox_warm(lanes->sandboxes[i], challenge->profile, &limits,
				lanes->cancel_fd, NULL) != 0)
			return;
	}
}

int assay_run_cases(const struct assay_lanes *lanes, const struct assay_challenge *challenge,
	const struct assay_plan *plan, const struct assay_material *materials,
	const struct assay_artefact *artefact, const struct assay_progress *progress,
	struct assay_run **ret_runs, struct assay_error *err)
{
	struct assay_run *runs = calloc(plan->count + 1, sizeof *runs);
	if (runs == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	for (size_t i = 0; i < plan->count; i++)
		assay_observation_init(&runs[i].observation);
	struct cases cases = {
		.challenge = challenge,
		.plan = plan,
		.materials = materials,
		.artefact = artefact,
		.cancel_fd = lanes->cancel_fd,
		.runs = runs,
	};
	int status = assay_lanes_each(lanes, plan->count, run_case, &cases, progress, err);
	if (status != 0) {
		assay_runs_free(runs, plan->count);
		return status;
	}
	*ret_runs = runs;
	return 0;
}
