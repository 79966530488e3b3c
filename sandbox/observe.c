/*
 * observe.c - owns the decision how a run ended, from evidence alone: the kernel's out-of-memory
 * event, our own counters and clocks, the supervisor's record. Pure: no process, no clock. An exit
 * code or a signal number, which the program chooses, decides nothing.
 */
#include "box.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "filter.h"

void assay_observation_init(struct assay_observation *observation)
{
	*observation = (struct assay_observation){0};
	for (size_t i = 0; i < ASSAY_BOX_OUTPUTS_MAX; i++)
		observation->output_fds[i] = -1;
}

static void explain(struct assay_observation *observation, const char *what, int errno_value)
{
	int length = errno_value != 0 ? snprintf(observation->detail, sizeof observation->detail,
						"%s: %s", what, strerrordesc_np(errno_value))
				      : snprintf(observation->detail, sizeof observation->detail,
						"%s", what);
	if (length < 0)
		observation->detail[0] = '\0';
}

static void name_call(const struct assay_wire_record *record, struct assay_forbidden_call *ret_call)
{
	ret_call->known = true;
	ret_call->number = record->forbidden_number;
	assay_filter_call_name(record->forbidden_number, ret_call->name, sizeof ret_call->name);
	memcpy(ret_call->arguments, record->forbidden_arguments, sizeof ret_call->arguments);
}

/*
 * What execve(2) says of the file itself: no program, or one that asks for an interpreter, which a
 * root that is empty does not have. Whoever made the file could have it so on purpose. A lack of
 * memory, processes or descriptors is the machine's.
 */
static bool is_not_runnable(const struct assay_evidence *evidence)
{
	static const int reasons[] = {ENOEXEC, ENOENT, EACCES, ELIBBAD, EINVAL, EIO, EISDIR,
		ENOTDIR, ELOOP, ENAMETOOLONG};
	const struct assay_wire_record *record = &evidence->reply->record;
	if (!evidence->foreign || record->fault_step != ASSAY_STEP_EXEC)
		return false;
	for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
		if (record->fault_errno == reasons[i])
			return true;
	}
	return false;
}

/* The kernel counts a kill for want of the machine's memory, or at the limit of a group above ours,
 * as it counts one at the box's limit (memory.events, "oom_kill"); but then the box's own limit has
 * refused it nothing, and at its limit a box has used that much. */
static bool is_machine_short(const struct assay_evidence *evidence)
{
	const struct assay_wire_record *record = &evidence->reply->record;
	return record->oom_kills > 0 &&
	       (record->limit_hits == 0 ||
		       (record->peak_source == ASSAY_SOURCE_CGROUP &&
			       record->peak_bytes < evidence->memory_limit_bytes / 2));
}

/* Whether the record cannot be believed or the run did not come about; says why. */
static bool is_fault(const struct assay_evidence *evidence, struct assay_observation *observation)
{
	const struct assay_wire_reply *reply = evidence->reply;
	if (reply == NULL) {
		explain(observation, "the launcher ended or did not answer in time", 0);
		return true;
	}
	const struct assay_wire_record *record = &reply->record;
	if (record->fault_step != ASSAY_STEP_NONE && !is_not_runnable(evidence)) {
		explain(observation, assay_step_name((enum assay_step)record->fault_step),
			record->fault_errno);
		return true;
	}
	if (record->complete == 0) {
		explain(observation, "the box's init was killed", 0);
		return true;
	}
	if (record->ended == 0) {
		explain(observation, "the program's end was not seen", 0);
		return true;
	}
	if (is_machine_short(evidence)) {
		explain(observation,
			"the machine, or a group above the box's, ran out of memory: the kernel "
			"killed the box",
			0);
		return true;
	}
	return false;
}

static enum assay_status decide(
	const struct assay_evidence *evidence, struct assay_observation *observation)
{
	const struct assay_wire_reply *reply = evidence->reply;
	const struct assay_wire_record *record = &reply->record;
	int status = record->wait_status;
	if (is_not_runnable(evidence)) {
		explain(observation, "the kernel cannot run the program's file",
			record->fault_errno);
		observation->exit_code = ASSAY_EXIT_NOT_RUNNABLE;
		return ASSAY_STATUS_EXITED;
	}
	if (record->forbidden != 0) {
		name_call(record, &observation->forbidden);
		return ASSAY_STATUS_FORBIDDEN_CALL;
	}
	/* Without a supervisor the filter's own kill is all there is to see (seccomp(2)): the call
	 * is not known, and a raise of the same signal passes for one. */
	if (!evidence->notify && WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		return ASSAY_STATUS_FORBIDDEN_CALL;
	if (evidence->output_reached)
		return ASSAY_STATUS_OUTPUT_LIMIT;
	if (record->oom_kills > 0)
		return ASSAY_STATUS_MEMORY_LIMIT;
	if (record->cpu_reached != 0 || observation->cpu_ns >= evidence->cpu_limit_ns)
		return ASSAY_STATUS_CPU_LIMIT;
	if (reply->wall_reached != 0) {
		observation->waited_cpu = reply->waited_cpu != 0;
		return ASSAY_STATUS_WALL_LIMIT;
	}
	if (WIFSIGNALED(status)) {
		observation->signal = WTERMSIG(status);
		return ASSAY_STATUS_SIGNALLED;
	}
	observation->exit_code = WEXITSTATUS(status);
	return ASSAY_STATUS_EXITED;
}

void assay_observe(const struct assay_evidence *evidence, struct assay_observation *ret_observation)
{
	struct assay_observation *observation = ret_observation;
	observation->status = ASSAY_STATUS_INTERNAL_ERROR;
	if (is_fault(evidence, observation))
		return;
	const struct assay_wire_record *record = &evidence->reply->record;
	observation->cpu_ns = record->cpu_ns;
	observation->cpu_source = (enum assay_source)record->cpu_source;
	observation->peak_bytes = record->peak_bytes;
	observation->peak_source = (enum assay_source)record->peak_source;
	if (record->end_ns > record->start_ns)
		observation->wall_ns = record->end_ns - record->start_ns;
	if (record->start_ns > evidence->called_ns)
		observation->launch_ns = record->start_ns - evidence->called_ns;
	observation->layers = record->layers;
	observation->level = assay_level_of(record->layers);
	observation->status = decide(evidence, observation);
}
