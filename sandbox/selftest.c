/*
 * selftest.c - owns the self-test: attacks of our own in the real box, each with the one end that a
 * box which holds gives it. Remembers nothing.
 */
#include "box.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <assay/bytes.h>
#include <assay/cleanup.h>

#define MS UINT64_C(1000000)

/* How a trial must end. */
enum end {
	END_CALL,    /* the call is refused, ends the box, and is named where names are to be had */
	END_SIGNAL,  /* the filter's signal for another architecture */
	END_REFUSED, /* the program ends by itself: it was refused */
	END_MEMORY,  /* by the group's event; without a group the memory is refused */
	END_CPU,
	END_OUTPUT,
	END_LEFT, /* the program ends by itself, and nothing of it is left */
};

static const struct {
	const char *name;
	const char *calls; /* END_CALL: one of these, "a b" */
	enum end end;
	bool toolchain; /* in the compiler's box: children are allowed there */
} rows[ASSAY_TRIAL_COUNT] = {
	{ASSAY_TRIAL_FILE, NULL, END_REFUSED, false},
	{ASSAY_TRIAL_CALL, "socket", END_CALL, false},
	{ASSAY_TRIAL_FORK, "fork clone", END_CALL, false},
	{ASSAY_TRIAL_EXEC, NULL, END_REFUSED, false},
	{ASSAY_TRIAL_TRACE, "ptrace", END_CALL, false},
	{ASSAY_TRIAL_LIMIT, "prlimit64 setrlimit", END_CALL, false},
	{ASSAY_TRIAL_CLOCK, "clock_settime", END_CALL, false},
	{ASSAY_TRIAL_X32, NULL, END_SIGNAL, false},
	{ASSAY_TRIAL_ENVIRONMENT, NULL, END_REFUSED, false},
	{ASSAY_TRIAL_DESCRIPTORS, NULL, END_REFUSED, false},
	{ASSAY_TRIAL_MEMORY, NULL, END_MEMORY, false},
	{ASSAY_TRIAL_BURN, NULL, END_CPU, false},
	{ASSAY_TRIAL_FLOOD, NULL, END_OUTPUT, false},
	{ASSAY_TRIAL_LEAVE, NULL, END_LEFT, true},
};

/* A filter around us may refuse a call before the box's does: then it fails, and ends nothing. */
static bool is_filtered(void)
{
	static const char key[] = "\nSeccomp:\t";
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes text = {0};
	if (assay_file_read(AT_FDCWD, "/proc/self/status", 1 << 16, &text, NULL) != 0)
		return false;
	const char *at = strstr(assay_bytes_text(&text), key);
	return at != NULL && at[sizeof key - 1] == '2';
}

static bool is_one_of(const char *list, const char *name)
{
	size_t length = strlen(name);
	for (const char *at = list; *at != '\0'; at += strcspn(at, " "), at += *at == ' ') {
		if (strcspn(at, " ") == length && memcmp(at, name, length) == 0)
			return true;
	}
	return false;
}

static bool ended_refused(const struct assay_observation *seen)
{
	return seen->status == ASSAY_STATUS_EXITED && seen->exit_code == ASSAY_TRIAL_REFUSED;
}

/* Whether the box ended the trial as it must at its level. */
static bool is_held(size_t i, const struct assay_observation *seen)
{
	bool named = (seen->layers & ASSAY_LAYER_SECCOMP_NOTIFY) != 0;
	bool forbidden = seen->status == ASSAY_STATUS_FORBIDDEN_CALL;
	switch (rows[i].end) {
	case END_CALL:
		if (forbidden)
			return named ? seen->forbidden.known &&
					       is_one_of(rows[i].calls, seen->forbidden.name)
				     : true;
		return ended_refused(seen) && is_filtered();
	case END_SIGNAL:
		return forbidden || ended_refused(seen) ||
		       (seen->status == ASSAY_STATUS_SIGNALLED && seen->signal == 31);
	case END_REFUSED:
		return ended_refused(seen);
	case END_MEMORY:
		return (seen->layers & ASSAY_LAYER_CGROUP_MEMORY) != 0
			       ? seen->status == ASSAY_STATUS_MEMORY_LIMIT
			       : ended_refused(seen);
	case END_CPU:
		return seen->status == ASSAY_STATUS_CPU_LIMIT;
	case END_OUTPUT:
		return seen->status == ASSAY_STATUS_OUTPUT_LIMIT;
	case END_LEFT:
		return seen->status == ASSAY_STATUS_EXITED && seen->exit_code == ASSAY_TRIAL_LEFT &&
		       seen->wall_ns < 2000 * MS;
	}
	return false;
}

static void describe(const struct assay_observation *seen, char *text, size_t size)
{
	const char *name = assay_status_name(seen->status);
	int length = 0;
	if (seen->status == ASSAY_STATUS_FORBIDDEN_CALL)
		length = snprintf(text, size, "%s %s", name,
			seen->forbidden.known ? seen->forbidden.name : "unknown");
	else if (seen->status == ASSAY_STATUS_EXITED)
		length = snprintf(text, size, "%s %d", name, seen->exit_code);
	else if (seen->status == ASSAY_STATUS_SIGNALLED)
		length = snprintf(text, size, "%s %d", name, seen->signal);
	else
		length = snprintf(text, size, "%s%s%.100s", name,
			seen->detail[0] != '\0' ? ": " : "", seen->detail);
	if (length < 0)
		text[0] = '\0';
}

static int run_trial(struct assay_sandbox *sandbox, int program, size_t i,
	struct assay_trial *ret_trial, struct assay_error *err)
{
	const char *const argv[] = {"trial", rows[i].name, NULL};
	const struct assay_channel output = {.fd = 1, .output_limit = 65536};
	const struct assay_box box = {.profile = rows[i].toolchain ? "compile" : "stdio",
		.root = rows[i].toolchain ? ASSAY_ROOT_TOOLCHAIN : ASSAY_ROOT_EMPTY,
		.program_fd = program,
		.argv = argv,
		.channels = &output,
		.channel_count = 1,
		.cancel_fd = -1,
		.limits = {.cpu_ns = 100 * MS,
			.wall_ns = 20000 * MS,
			.memory_bytes = 32u << 20,
			.scratch_bytes = 1 << 20,
			.processes = rows[i].toolchain ? 4 : 1}};
	struct assay_observation seen;
	assay_observation_init(&seen);
	int status = assay_sandbox_run(sandbox, &box, &seen, err);
	if (status != 0)
		return status;
	*ret_trial = (struct assay_trial){.name = rows[i].name, .held = is_held(i, &seen)};
	describe(&seen, ret_trial->detail, sizeof ret_trial->detail);
	assay_observation_release(&seen);
	return 0;
}

int assay_sandbox_self_test(struct assay_sandbox *sandbox,
	struct assay_trial ret_trials[ASSAY_TRIAL_COUNT], struct assay_error *err)
{
	ASSAY_AUTO_FD int program = -1;
	int status = assay_launcher_program(&program, err);
	for (size_t i = 0; status == 0 && i < ASSAY_TRIAL_COUNT; i++) {
		status = run_trial(sandbox, program, i, &ret_trials[i], err);
		/* A box that never got a processor in time says nothing: once more. */
		if (status == 0 && !ret_trials[i].held)
			status = run_trial(sandbox, program, i, &ret_trials[i], err);
	}
	return status;
}
