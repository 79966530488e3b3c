/*
 * cause.c - owns which evidence decides, and which verdict a cause has. Must not compare answers.
 *
 * Evidence comes before what the program chose: limits and refused calls are our own counters and
 * records; only then are signals and exit statuses looked at, which the candidate can forge, and
 * which therefore all mean the same: a run-time error.
 */
#include "cause.h"

enum assay_cause assay_cause_of_run(const struct assay_evidence *evidence)
{
	const struct assay_run *run = evidence->run;
	const struct assay_observation *seen = &run->observation;
	if (seen->status == ASSAY_STATUS_INTERNAL_ERROR)
		return ASSAY_CAUSE_FAULT;
	if (seen->status == ASSAY_STATUS_FORBIDDEN_CALL)
		return ASSAY_CAUSE_CALL;
	if (run->refused[0] != '\0')
		return ASSAY_CAUSE_REFUSED;
	if (seen->status == ASSAY_STATUS_MEMORY_LIMIT)
		return ASSAY_CAUSE_MEMORY;
	if (seen->status == ASSAY_STATUS_OUTPUT_LIMIT)
		return ASSAY_CAUSE_OUTPUT;
	/* A run may have been let go on past the limit, to be run again: then the figure decides.
	 */
	if (seen->status == ASSAY_STATUS_CPU_LIMIT || seen->cpu_ns > evidence->limits->cpu_ns)
		return ASSAY_CAUSE_CPU;
	if (seen->status == ASSAY_STATUS_WALL_LIMIT)
		return seen->waited_cpu ? ASSAY_CAUSE_STARVED : ASSAY_CAUSE_WALL;
	if (run->failure[0] != '\0')
		return ASSAY_CAUSE_SQL;
	if (seen->status == ASSAY_STATUS_SIGNALLED)
		return ASSAY_CAUSE_SIGNAL;
	return seen->exit_code != 0 ? ASSAY_CAUSE_EXIT : ASSAY_CAUSE_NONE;
}

enum assay_cause assay_cause_of_answers(const struct assay_evidence *evidence)
{
	if (evidence->challenge->compare == ASSAY_COMPARE_CHECKER && evidence->checked->failed)
		return ASSAY_CAUSE_CHECKER_FAULT;
	if (evidence->challenge->compare == ASSAY_COMPARE_CHECKER)
		return evidence->checked->accepted ? ASSAY_CAUSE_NONE : ASSAY_CAUSE_CHECKER;
	if (evidence->difference->equal)
		return ASSAY_CAUSE_NONE;
	return evidence->difference->cut_short ? ASSAY_CAUSE_CUT_SHORT : ASSAY_CAUSE_ANSWER;
}

enum assay_verdict assay_cause_verdict(enum assay_cause cause)
{
	static const enum assay_verdict verdicts[] = {
		[ASSAY_CAUSE_NONE] = ASSAY_VERDICT_ACCEPTED,
		[ASSAY_CAUSE_FAULT] = ASSAY_VERDICT_INTERNAL_ERROR,
		[ASSAY_CAUSE_CALL] = ASSAY_VERDICT_FORBIDDEN_CALL,
		[ASSAY_CAUSE_REFUSED] = ASSAY_VERDICT_FORBIDDEN_CALL,
		[ASSAY_CAUSE_MEMORY] = ASSAY_VERDICT_MEMORY_LIMIT,
		[ASSAY_CAUSE_OUTPUT] = ASSAY_VERDICT_OUTPUT_LIMIT,
		[ASSAY_CAUSE_CPU] = ASSAY_VERDICT_TIME_LIMIT,
		[ASSAY_CAUSE_STARVED] = ASSAY_VERDICT_INTERNAL_ERROR,
		[ASSAY_CAUSE_WALL] = ASSAY_VERDICT_TIME_LIMIT,
		[ASSAY_CAUSE_SQL] = ASSAY_VERDICT_RUN_TIME_ERROR,
		[ASSAY_CAUSE_SIGNAL] = ASSAY_VERDICT_RUN_TIME_ERROR,
		[ASSAY_CAUSE_EXIT] = ASSAY_VERDICT_RUN_TIME_ERROR,
		[ASSAY_CAUSE_CUT_SHORT] = ASSAY_VERDICT_WRONG_ANSWER,
		[ASSAY_CAUSE_ANSWER] = ASSAY_VERDICT_WRONG_ANSWER,
		[ASSAY_CAUSE_CHECKER] = ASSAY_VERDICT_WRONG_ANSWER,
		[ASSAY_CAUSE_CHECKER_FAULT] = ASSAY_VERDICT_INTERNAL_ERROR,
	};
	return verdicts[cause];
}
