/*
 * test_sandbox.c - the box from outside: every way that a run can end, at every level.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "box_helper.h"

static void test_exit_codes(void **state)
{
	static const struct {
		const char *argument;
		int code;
	} cases[] = {{"0", 0}, {"7", 7}, {"137", 137}, {"255", 255}};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct assay_observation seen = box_act(box_of(state), "exit", cases[i].argument);
		assert_string_equal(assay_status_name(seen.status), "exited");
		assert_int_equal(seen.exit_code, cases[i].code);
	}
}

/* A signal that the program chooses says nothing about limits. */
static void test_signals_are_just_signals(void **state)
{
	static const struct {
		const char *act, *argument;
		int signal;
	} cases[] = {{"abort", NULL, SIGABRT}, {"raise", "11", SIGSEGV}, {"raise", "13", SIGPIPE},
		{"raise", "24", SIGXCPU}, {"raise", "25", SIGXFSZ}, {"raise", "31", SIGSYS},
		{"raise", "9", SIGKILL}, {"alarm", NULL, SIGALRM}};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct assay_observation seen =
			box_act(box_of(state), cases[i].act, cases[i].argument);
		assert_string_equal(assay_status_name(seen.status), "signalled");
		assert_int_equal(seen.signal, cases[i].signal);
	}
}

static void test_channels(void **state)
{
	struct box_setup setup;
	struct assay_observation seen;
	int program = box_program();
	box_prepare(&setup, program, "echo", NULL);
	setup.channels[0].input = "one\0two";
	setup.channels[0].input_size = 7;
	box_run(box_of(state), &setup, &seen);
	assert_string_equal(assay_status_name(seen.status), "exited");
	assert_int_equal(seen.channel_output[1].size, 7);
	assert_memory_equal(seen.channel_output[1].data, "one\0two", 7);
	assert_string_equal(box_output(&seen, 2), "done");
	assert_int_equal(seen.output_bytes, 11);
	assay_observation_release(&seen);

	box_prepare(&setup, program, "relay", NULL);
	setup.channels[3] = (struct assay_channel){.fd = 3, .input = "abc", .input_size = 3};
	setup.channels[4] = (struct assay_channel){.fd = 4, .output_limit = 100};
	setup.box.channel_count = 5;
	box_run(box_of(state), &setup, &seen);
	assert_string_equal(box_output(&seen, 4), "abc");
	assay_observation_release(&seen);
	close(program);
}

/* More input than a pipe holds, which the program does not read. */
static void test_input_left_unread(void **state)
{
	static char large[1 << 20];
	static const char *const acts[] = {"close-input", "ignore-input"};
	int program = box_program();
	for (size_t i = 0; i < 2; i++) {
		struct box_setup setup;
		struct assay_observation seen;
		box_prepare(&setup, program, acts[i], NULL);
		setup.channels[0].input = large;
		setup.channels[0].input_size = sizeof large;
		box_run(box_of(state), &setup, &seen);
		assert_string_equal(assay_status_name(seen.status), "exited");
		assert_int_equal(seen.exit_code, 0);
		assay_observation_release(&seen);
	}
	close(program);
}

static void test_large_input_is_delivered(void **state)
{
	static char large[1 << 20];
	struct box_setup setup;
	struct assay_observation seen;
	int program = box_program();
	memset(large, 'a', sizeof large);
	box_prepare(&setup, program, "echo", NULL);
	setup.channels[0].input = large;
	setup.channels[0].input_size = sizeof large;
	setup.channels[1].output_limit = sizeof large;
	box_run(box_of(state), &setup, &seen);
	assert_string_equal(assay_status_name(seen.status), "exited");
	assert_int_equal(seen.channel_output[1].size, sizeof large);
	assay_observation_release(&seen);
	close(program);
}

static struct assay_observation run_limited(
	struct assay_sandbox *sandbox, const char *act, uint64_t cpu_ns, uint64_t wall_ns)
{
	struct box_setup setup;
	struct assay_observation seen;
	int program = box_program();
	box_prepare(&setup, program, act, NULL);
	setup.box.limits.cpu_ns = cpu_ns;
	setup.box.limits.wall_ns = wall_ns;
	box_run(sandbox, &setup, &seen);
	close(program);
	for (size_t i = 0; i < ASSAY_CHANNELS_MAX; i++)
		assay_bytes_release(&seen.channel_output[i]);
	return seen;
}

static void test_cpu_limit(void **state)
{
	struct assay_observation seen = run_limited(box_of(state), "spin", 100000000, 60000000000u);
	assert_string_equal(assay_status_name(seen.status), "cpu-limit");
	assert_true(seen.cpu_ns >= 100000000);
}

static void test_wall_limit(void **state)
{
	static const char *const acts[] = {"sleep", "stop"};
	for (size_t i = 0; i < 2; i++) {
		struct assay_observation seen =
			run_limited(box_of(state), acts[i], 5000000000u, 200000000);
		assert_string_equal(assay_status_name(seen.status), "wall-limit");
		assert_false(seen.waited_cpu);
		assert_true(seen.wall_ns >= 200000000);
	}
}

/* A wall limit that is over before the program has been started holds all the same. */
static void test_wall_limit_shorter_than_set_up(void **state)
{
	struct assay_sandbox *sandbox = box_open(ASSAY_LEVEL_REDUCED);
	struct box_setup setup;
	struct assay_observation seen;
	int program = box_program();
	(void)state;
	box_prepare(&setup, program, "sleep", NULL);
	setup.box.limits.wall_ns = 1;
	box_run(sandbox, &setup, &seen);
	assert_string_equal(assay_status_name(seen.status), "wall-limit");
	/* Not only when the time for setting up has passed, ten seconds later. */
	assert_true(seen.wall_ns < 8000000000u);
	assay_observation_release(&seen);
	close(program);
	assay_sandbox_close(sandbox);
}

static void test_memory_limit(void **state)
{
	struct assay_observation seen = box_act(box_of(state), "memory", NULL);
	assert_string_equal(assay_status_name(seen.status), "memory-limit");
	assert_string_equal(assay_source_name(seen.peak_source), "cgroup");
	assert_true(seen.peak_bytes > 100 << 20);
	assert_true(seen.peak_bytes <= 128 << 20);
}

/* Without a cgroup memory is limited by the address space: malloc fails. */
static void test_memory_without_cgroup(void **state)
{
	struct assay_observation seen = box_act(box_of(state), "memory", NULL);
	assert_string_equal(assay_status_name(seen.status), "exited");
	assert_int_equal(seen.exit_code, 3);
	assert_string_equal(assay_source_name(seen.peak_source), "rusage");
}

static void test_output_limit(void **state)
{
	struct assay_observation seen = box_act(box_of(state), "flood", NULL);
	assert_string_equal(assay_status_name(seen.status), "output-limit");
	assert_true(seen.output_bytes > 1 << 20);
}

static void test_forbidden_calls(void **state)
{
	static const struct {
		const char *act, *call;
		uint64_t first;
	} cases[] = {{"socket", "socket", 2}, {"fork", "clone", 0x1200011},
		{"broken-pipe", "pipe2", 0}, {"kill-init", "kill", 1}};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct assay_observation seen = box_act(box_of(state), cases[i].act, NULL);
		assert_string_equal(assay_status_name(seen.status), "forbidden-call");
		assert_true(seen.forbidden.known);
		assert_string_equal(seen.forbidden.name, cases[i].call);
		if (cases[i].first != 0)
			assert_int_equal(seen.forbidden.arguments[0], cases[i].first);
	}
}

static void test_exec_cannot_be_repeated(void **state)
{
	struct assay_observation seen = box_act(box_of(state), "exec", NULL);
	assert_string_equal(assay_status_name(seen.status), "exited");
	assert_int_equal(seen.exit_code, 42);
}

static void test_threads(void **state)
{
	struct box_setup setup;
	struct assay_observation seen;
	int program = box_program();
	box_prepare(&setup, program, "threads", NULL);
	box_run(box_of(state), &setup, &seen);
	assert_string_equal(assay_status_name(seen.status), "forbidden-call");
	assay_observation_release(&seen);
	setup.box.profile = "threads";
	box_run(box_of(state), &setup, &seen);
	assert_string_equal(assay_status_name(seen.status), "exited");
	assert_string_equal(box_output(&seen, 1), "4\n");
	assay_observation_release(&seen);
	close(program);
}

static void test_libc_is_not_refused(void **state)
{
	static const char *const profiles[] = {"stdio", "threads"};
	int program = box_program();
	for (size_t i = 0; i < 2; i++) {
		struct box_setup setup;
		struct assay_observation seen;
		box_prepare(&setup, program, "libc", NULL);
		setup.box.profile = profiles[i];
		box_run(box_of(state), &setup, &seen);
		assert_string_equal(seen.forbidden.name, "");
		assert_string_equal(assay_status_name(seen.status), "exited");
		assert_string_equal(box_output(&seen, 1), "1970-01-01 00:00 0.841 1\n64\n");
		assay_observation_release(&seen);
	}
	close(program);
}

static void test_look_around(void **state)
{
	struct box_setup setup;
	struct assay_observation seen;
	int program = box_program();
	box_prepare(&setup, program, "look", NULL);
	box_run(box_of(state), &setup, &seen);
	assert_string_equal(assay_status_name(seen.status), "exited");
	assert_string_equal(box_output(&seen, 1),
		"root hidden\npasswd hidden\nids 1000 1000\npid 2 parent 1\n"
		"environment empty\ndescriptors 3\nfiles 16\n");
	assay_observation_release(&seen);
	close(program);
}

static void test_level(void **state)
{
	struct assay_observation seen = box_act(box_of(state), "exit", "0");
	assert_string_equal(
		assay_level_name(seen.level), assay_level_name(assay_sandbox_level(box_of(state))));
	assert_int_equal(seen.layers & ~assay_sandbox_layers(box_of(state)), 0);
}

/* A box that breaks the contract is the caller's mistake. */
static void test_usage(void **state)
{
	struct box_setup setup;
	struct assay_observation seen;
	struct assay_error err = {0};
	int program = box_program();
	box_prepare(&setup, program, "exit", NULL);
	setup.box.profile = "nonsense";
	assert_int_equal(
		assay_sandbox_run(box_of(state), &setup.box, &seen, &err), ASSAY_ERR_USAGE);
	assert_string_equal(err.text, "box: no profile 'nonsense'");
	box_prepare(&setup, program, "exit", NULL);
	setup.channels[2].fd = 1;
	assert_int_equal(
		assay_sandbox_run(box_of(state), &setup.box, &seen, &err), ASSAY_ERR_USAGE);
	box_prepare(&setup, -1, "exit", NULL);
	assert_int_equal(
		assay_sandbox_run(box_of(state), &setup.box, &seen, &err), ASSAY_ERR_USAGE);
	close(program);
}

/* Limits that are none, or so large that sums of them would overflow. */
static void test_limits_have_bounds(void **state)
{
	static const struct {
		const char *name;
		struct assay_limits limits;
	} rows[] = {
		{"cpu_ns is 0,", {0, 1, 1, 0, 0, 1}},
		{"cpu_ns is 604800000000001,", {ASSAY_LIMIT_TIME_MAX_NS + 1, 1, 1, 0, 0, 1}},
		{"wall_ns is 0,", {1, 0, 1, 0, 0, 1}},
		{"wall_ns is 18446744073709551615,", {1, UINT64_MAX, 1, 0, 0, 1}},
		{"memory_bytes is 0,", {1, 1, 0, 0, 0, 1}},
		{"memory_bytes is 18446744073709551615,", {1, 1, UINT64_MAX, 0, 0, 1}},
		{"scratch_bytes is 18446744073709551615,", {1, 1, 1, UINT64_MAX, 0, 1}},
		{"stack_bytes is 18446744073709551615,", {1, 1, 1, 0, UINT64_MAX, 1}},
		{"processes is 0,", {1, 1, 1, 0, 0, 0}},
		{"processes is 4294967295,", {1, 1, 1, 0, 0, UINT32_MAX}},
	};
	int program = box_program();
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct box_setup setup;
		struct assay_observation seen;
		struct assay_error err = {0};
		box_prepare(&setup, program, "exit", NULL);
		setup.box.limits = rows[i].limits;
		assert_int_equal(
			assay_sandbox_run(box_of(state), &setup.box, &seen, &err), ASSAY_ERR_USAGE);
		if (strstr(err.text, rows[i].name) == NULL)
			fail_msg("%s: not named in '%s'", rows[i].name, err.text);
	}
	close(program);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		BOX_AT_ALL(test_exit_codes),
		BOX_AT_ALL(test_signals_are_just_signals),
		BOX_AT_ALL(test_channels),
		BOX_AT_ALL(test_input_left_unread),
		BOX_AT(test_large_input_is_delivered, full),
		BOX_AT_ALL(test_cpu_limit),
		BOX_AT_ALL(test_wall_limit),
		cmocka_unit_test(test_wall_limit_shorter_than_set_up),
		BOX_AT(test_memory_limit, full),
		BOX_AT(test_memory_without_cgroup, reduced),
		BOX_AT(test_memory_without_cgroup, minimal),
		BOX_AT_ALL(test_output_limit),
		BOX_AT_ALL(test_forbidden_calls),
		BOX_AT_ALL(test_exec_cannot_be_repeated),
		BOX_AT_ALL(test_threads),
		BOX_AT_ALL(test_libc_is_not_refused),
		BOX_AT(test_look_around, full),
		BOX_AT_ALL(test_level),
		BOX_AT(test_usage, full),
		BOX_AT(test_limits_have_bounds, minimal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
