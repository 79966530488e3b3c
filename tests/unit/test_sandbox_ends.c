/*
 * test_sandbox_ends.c - however a program ends, its box says what would be seen outside: each act
 * of tests/programs/ends.c is run here without a box and in one, at every level, and compared.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "box_helper.h"

#define SCRATCH_BYTES (UINT64_C(1) << 20)
#define STACK_BYTES   (UINT64_C(8) << 20)

/* What one end looks like from outside. */
struct end {
	bool signalled;
	int number; /* the exit code, or the signal */
	char output[64];
};

static void limit(int resource, rlim_t value)
{
	struct rlimit both = {value, value};
	if (setrlimit((__rlimit_resource_t)resource, &both) != 0)
		_exit(126);
}

/* The same program without a box, at the end of an empty pipe. */
static void run_outside(const char *act, const char *argument, struct end *ret_end)
{
	int in[2];
	int out[2];
	char words[3][32] = {"ends"};
	snprintf(words[1], sizeof words[1], "%s", act);
	snprintf(words[2], sizeof words[2], "%s", argument == NULL ? "" : argument);
	char *const argv[] = {words[0], words[1], argument == NULL ? NULL : words[2], NULL};
	const char *folder = getenv("TMPDIR");
	int program = box_program_named("ends");
	assert_true(pipe(in) == 0 && pipe(out) == 0);
	pid_t pid = fork();
	if (pid == 0) {
		for (int number = 1; number < NSIG; number++)
			signal(number, SIG_DFL);
		limit(RLIMIT_CORE, 0);
		limit(RLIMIT_FSIZE, SCRATCH_BYTES);
		limit(RLIMIT_STACK, STACK_BYTES);
		if (chdir(folder == NULL ? "/tmp" : folder) != 0 || dup2(in[0], 0) < 0 ||
			dup2(out[1], 1) < 0 || close(in[0]) != 0 || close(in[1]) != 0 ||
			close(out[0]) != 0 || close(out[1]) != 0)
			_exit(126);
		fexecve(program, argv, argv + 3);
		_exit(126);
	}
	close(program);
	close(in[0]);
	close(in[1]);
	close(out[1]);
	size_t size = 0;
	for (ssize_t n;
		size < sizeof ret_end->output - 1 &&
		(n = read(out[0], ret_end->output + size, sizeof ret_end->output - 1 - size)) > 0;)
		size += (size_t)n;
	ret_end->output[size] = '\0';
	close(out[0]);
	int status = 0;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	ret_end->signalled = WIFSIGNALED(status);
	ret_end->number = ret_end->signalled ? WTERMSIG(status) : WEXITSTATUS(status);
}

static void run_inside(struct assay_sandbox *sandbox, const char *profile, const char *act,
	const char *argument, struct end *ret_end)
{
	struct box_setup setup;
	struct assay_observation seen;
	int program = box_program_named("ends");
	box_prepare(&setup, program, act, argument);
	setup.box.profile = profile;
	if (strcmp(profile, "compile") == 0)
		setup.box.root = ASSAY_ROOT_TOOLCHAIN;
	setup.box.limits.scratch_bytes = SCRATCH_BYTES;
	setup.box.limits.stack_bytes = STACK_BYTES;
	setup.box.limits.memory_bytes = 512 << 20;
	box_run(sandbox, &setup, &seen);
	close(program);
	if (seen.status != ASSAY_STATUS_EXITED && seen.status != ASSAY_STATUS_SIGNALLED)
		fail_msg("%s %s in %s: %s %s", act, argument == NULL ? "" : argument, profile,
			assay_status_name(seen.status), seen.forbidden.name);
	ret_end->signalled = seen.status == ASSAY_STATUS_SIGNALLED;
	ret_end->number = ret_end->signalled ? seen.signal : seen.exit_code;
	snprintf(ret_end->output, sizeof ret_end->output, "%s", box_output(&seen, 1));
	assay_observation_release(&seen);
}

static void compare(
	void **state, const char *profile, const char *act, const char *argument, int signal_number)
{
	struct end outside;
	struct end inside;
	struct assay_sandbox *sandbox = box_of(state);
	run_outside(act, argument, &outside);
	run_inside(sandbox, profile, act, argument, &inside);
	if (inside.signalled != outside.signalled || inside.number != outside.number ||
		strcmp(inside.output, outside.output) != 0)
		fail_msg("%s %s in %s: %s %d '%s', outside %s %d '%s'", act,
			argument == NULL ? "" : argument, profile,
			inside.signalled ? "signal" : "exit", inside.number, inside.output,
			outside.signalled ? "signal" : "exit", outside.number, outside.output);
	if (signal_number >= 0 && (!outside.signalled || outside.number != signal_number))
		fail_msg("%s: outside %d, expected signal %d", act, outside.number, signal_number);
}

static void test_exit_codes(void **state)
{
	for (int code = 0; code <= 256; code++) {
		char text[16];
		snprintf(text, sizeof text, "%d", code);
		if (code % 16 == 0 || code == 124 || code == 137 || code == 255)
			compare(state, "stdio", "exit", text, -1);
		struct end seen;
		run_inside(box_of(state), "stdio", "quick", text, &seen);
		assert_false(seen.signalled);
		assert_int_equal(seen.number, code % 256);
		assert_string_equal(seen.output, "");
	}
}

/* Every signal that does not stop, by the program's own hand: those of limits say nothing of
 * ours. */
static void test_raised_signals(void **state)
{
	for (int number = 1; number <= SIGRTMAX; number++) {
		char text[16];
		if (number == SIGSTOP || number == SIGTSTP || number == SIGTTIN ||
			number == SIGTTOU || (number > SIGSYS && number < SIGRTMIN))
			continue;
		snprintf(text, sizeof text, "%d", number);
		compare(state, "stdio", "raise", text, -1);
	}
}

static const struct {
	const char *profile, *act, *argument;
	int signal; /* that it must end by; -1: it exits */
} ends[] = {
	{"stdio", "abort", NULL, SIGABRT},
	{"stdio", "abort-caught", NULL, SIGABRT},
	{"stdio", "survive", NULL, -1},
	{"stdio", "null", NULL, SIGSEGV},
	{"stdio", "divide", NULL, SIGFPE},
	{"stdio", "trap", NULL, SIGILL},
	{"stdio", "alarm", NULL, SIGALRM},
	{"stdio", "profiling-timer", NULL, SIGPROF},
	{"stdio", "stack", "1", -1},
	{"stdio", "stack", "64", SIGSEGV},
	{"stdio", "close-all", "5", -1},
	{"stdio", "count-input", NULL, -1},
	{"stdio", "ignore-input", "7", -1},
	{"threads", "exit-in-thread", "9", -1},
	{"threads", "leave-main-thread", NULL, -1},
	{"threads", "spin-without-main-thread", "1", -1},
	{"compile", "broken-pipe", NULL, SIGPIPE},
	{"compile", "large-file", "300", SIGXFSZ},
	{"compile", "spin-ignored", "1", -1},
};

static void test_ends(void **state)
{
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
		compare(state, ends[i].profile, ends[i].act, ends[i].argument, ends[i].signal);
}

/* More input than a pipe holds, left in it by a program that ends early, or has closed
 * everything. */
static void test_input_left(void **state)
{
	static char large[4 << 20];
	static const char *const acts[] = {"ignore-input", "close-all"};
	int program = box_program_named("ends");
	for (size_t i = 0; i < 2; i++) {
		struct box_setup setup;
		struct assay_observation seen;
		box_prepare(&setup, program, acts[i], "6");
		setup.channels[0].input = large;
		setup.channels[0].input_size = sizeof large;
		box_run(box_of(state), &setup, &seen);
		assert_string_equal(assay_status_name(seen.status), "exited");
		assert_int_equal(seen.exit_code, 6);
		assay_observation_release(&seen);
	}
	close(program);
}

/* As much as the limit is not too much; one byte more is. */
static void test_output_at_the_limit(void **state)
{
	static const struct {
		const char *act, *size;
		size_t limit;
		const char *status;
	} rows[] = {
		{"pour", "200000", 200000, "exited"},
		{"pour", "200001", 200000, "output-limit"},
		{"drip", "3000", 3000, "exited"},
		{"drip", "3001", 3000, "output-limit"},
		{"pour", "0", 0, "exited"},
		{"pour", "1", 0, "output-limit"},
	};
	int program = box_program_named("ends");
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct box_setup setup;
		struct assay_observation seen;
		box_prepare(&setup, program, rows[i].act, rows[i].size);
		setup.channels[1].output_limit = rows[i].limit;
		box_run(box_of(state), &setup, &seen);
		if (strcmp(assay_status_name(seen.status), rows[i].status) != 0)
			fail_msg("%s %s: %s", rows[i].act, rows[i].size,
				assay_status_name(seen.status));
		assert_int_equal(seen.channel_output[1].size, rows[i].limit);
		assert_int_equal(seen.output_bytes, strtoull(rows[i].size, NULL, 10));
		assay_observation_release(&seen);
	}
	close(program);
}

static void test_exec_is_named(void **state)
{
	struct box_setup setup;
	struct assay_observation seen;
	int program = box_program_named("ends");
	box_prepare(&setup, program, "exec", NULL);
	box_run(box_of(state), &setup, &seen);
	close(program);
	assert_string_equal(assay_status_name(seen.status), "forbidden-call");
	assert_string_equal(seen.forbidden.name, "execve");
	assert_int_not_equal(seen.forbidden.arguments[0], 0);
	assay_observation_release(&seen);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		BOX_AT_ALL(test_exit_codes),
		BOX_AT_ALL(test_raised_signals),
		BOX_AT_ALL(test_ends),
		BOX_AT_ALL(test_input_left),
		BOX_AT_ALL(test_output_at_the_limit),
		BOX_AT_ALL(test_exec_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
