/*
 * test_sandbox_figures.c - CPU time, memory and the clocks: what a box says of them is near the
 * truth, holds every thread and child and nothing of ours, and a limit is kept.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "box_helper.h"

#define MS       UINT64_C(1000000)
#define MEBIBYTE (UINT64_C(1) << 20)
/* A busy machine may keep a box waiting once; it does not do so each time. */
#define TRIES 5

static void prepare(struct box_setup *setup, int program, const char *profile, const char *act,
	const char *argument)
{
	box_prepare(setup, program, act, argument);
	setup->box.profile = profile;
	setup->box.limits.scratch_bytes = MEBIBYTE;
	if (strcmp(profile, "compile") == 0)
		setup->box.root = ASSAY_ROOT_TOOLCHAIN;
}

static struct assay_observation run(struct assay_sandbox *sandbox, const char *profile,
	const char *act, const char *argument, const struct assay_limits *limits)
{
	struct box_setup setup;
	struct assay_observation seen;
	int program = box_program_named("ends");
	prepare(&setup, program, profile, act, argument);
	if (limits != NULL)
		setup.box.limits = *limits;
	box_run(sandbox, &setup, &seen);
	close(program);
	for (size_t i = 0; i < ASSAY_CHANNELS_MAX; i++)
		assay_bytes_release(&seen.channel_output[i]);
	return seen;
}

static const char *source(const struct assay_sandbox *sandbox)
{
	return assay_sandbox_level(sandbox) == ASSAY_LEVEL_FULL ? "cgroup" : "rusage";
}

/* All that was spun is charged, wherever it was spun; not much more is. */
static void test_cpu_is_counted(void **state)
{
	static const struct {
		const char *profile, *act, *argument;
		uint64_t least;
	} rows[] = {
		{"stdio", "spin", "80", 80 * MS},
		{"threads", "spin-in-threads", "80", 160 * MS},
		{"threads", "spin-without-main-thread", "80", 80 * MS},
		{"compile", "spin-in-child", "80", 80 * MS},
		{"compile", "spin-unwaited", "80", 80 * MS},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct assay_observation seen =
			run(box_of(state), rows[i].profile, rows[i].act, rows[i].argument, NULL);
		assert_string_equal(assay_status_name(seen.status), "exited");
		assert_int_equal(seen.exit_code, 0);
		assert_string_equal(assay_source_name(seen.cpu_source), source(*state));
		if (seen.cpu_ns < rows[i].least - MS || seen.cpu_ns > rows[i].least + 60 * MS)
			fail_msg("%s: %llu ns", rows[i].act, (unsigned long long)seen.cpu_ns);
	}
}

/* What no parent is told of (SIGCHLD ignored) only a group's account holds. */
static void test_cpu_of_ignored_children(void **state)
{
	struct assay_observation seen = run(box_of(state), "compile", "spin-ignored", "80", NULL);
	assert_string_equal(assay_status_name(seen.status), "exited");
	assert_true(seen.cpu_ns >= 79 * MS);
}

/* The status, and that it came within the limit and a second, in one of some tries. */
static void expect_limit(struct assay_sandbox *sandbox, const char *profile, const char *act,
	const struct assay_limits *limits, const char *status)
{
	uint64_t least = UINT64_MAX;
	uint64_t most = strcmp(status, "cpu-limit") == 0 ? limits->cpu_ns : limits->wall_ns;
	for (int i = 0; i < TRIES && least > most + 1000 * MS; i++) {
		struct assay_observation seen = run(sandbox, profile, act, "20000", limits);
		if (strcmp(assay_status_name(seen.status), status) != 0)
			fail_msg("%s in %s: %s, expected %s", act, profile,
				assay_status_name(seen.status), status);
		if (strcmp(status, "wall-limit") == 0 && i == TRIES - 1)
			assert_false(seen.waited_cpu);
		least = seen.wall_ns < least ? seen.wall_ns : least;
	}
	if (least > most + 1000 * MS)
		fail_msg("%s in %s: ended after %llu ns", act, profile, (unsigned long long)least);
}

static void test_time_limits(void **state)
{
	static const struct assay_limits cpu = {.cpu_ns = 150 * MS,
		.wall_ns = 30000 * MS,
		.memory_bytes = 128 * MEBIBYTE,
		.scratch_bytes = MEBIBYTE,
		.processes = 8};
	static const struct assay_limits wall = {.cpu_ns = 30000 * MS,
		.wall_ns = 200 * MS,
		.memory_bytes = 128 * MEBIBYTE,
		.scratch_bytes = MEBIBYTE,
		.processes = 8};
	static const struct {
		const char *profile, *act, *status;
		const struct assay_limits *limits;
	} rows[] = {
		{"stdio", "spin", "cpu-limit", &cpu},
		{"threads", "spin-in-threads", "cpu-limit", &cpu},
		{"threads", "spin-without-main-thread", "cpu-limit", &cpu},
		{"compile", "spin-in-child", "cpu-limit", &cpu},
		{"compile", "spin-ignored", "cpu-limit", &cpu},
		{"compile", "spin-far", "cpu-limit", &cpu},
		{"stdio", "sleep", "wall-limit", &wall},
		{"stdio", "nap", "wall-limit", &wall},
		{"compile", "vfork-hang", "wall-limit", &wall},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		expect_limit(box_of(state), rows[i].profile, rows[i].act, rows[i].limits,
			rows[i].status);
}

/* Who stops itself is asleep, not dead: the wall limit ends it. */
static void test_stopping_oneself(void **state)
{
	static const int signals[] = {SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU};
	struct assay_limits limits = {.cpu_ns = 5000 * MS,
		.wall_ns = 150 * MS,
		.memory_bytes = 128 * MEBIBYTE,
		.processes = 1};
	for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
		char text[16];
		snprintf(text, sizeof text, "%d", signals[i]);
		struct assay_observation seen = run(box_of(state), "stdio", "stop", text, &limits);
		assert_string_equal(assay_status_name(seen.status), "wall-limit");
		assert_true(seen.wall_ns >= 150 * MS);
		assert_true(seen.cpu_ns < 100 * MS);
	}
}

static void test_peak_is_near_the_truth(void **state)
{
	struct assay_observation small = run(box_of(state), "stdio", "exit", "0", NULL);
	struct assay_observation large = run(box_of(state), "stdio", "touch", "64", NULL);
	assert_string_equal(assay_source_name(large.peak_source), source(*state));
	assert_int_equal(large.exit_code, 0);
	assert_true(small.peak_bytes > 0 && small.peak_bytes < 4 * MEBIBYTE);
	assert_true(large.peak_bytes >= 64 * MEBIBYTE && large.peak_bytes < 68 * MEBIBYTE);
	/* A run does not inherit the peak of the one before. */
	small = run(box_of(state), "stdio", "exit", "0", NULL);
	assert_true(small.peak_bytes < 4 * MEBIBYTE);
}

/* The caller's memory is no part of a box, however much it is. */
static void test_peak_is_not_the_callers(void **state)
{
	size_t size = 512 * MEBIBYTE;
	char *memory = malloc(size);
	assert_non_null(memory);
	memset(memory, 1, size);
	struct assay_sandbox *sandbox = box_of(state);
	struct assay_observation seen = run(sandbox, "stdio", "exit", "0", NULL);
	assert_true(seen.peak_bytes < 4 * MEBIBYTE);
	assay_sandbox_close(sandbox);
	*state = box_try_open(seen.level);
	seen = run(box_of(state), "stdio", "exit", "0", NULL);
	assert_true(seen.peak_bytes > 0 && seen.peak_bytes < 4 * MEBIBYTE);
	assert_int_equal(memory[size / 2], 1);
	free(memory);
}

/* The kernel's own event says so, whatever the kernel was about when it killed. */
static void test_memory_limit(void **state)
{
	static const struct {
		const char *act;
		uint64_t bytes;
	} rows[] = {
		{"touch-bss", 32 * MEBIBYTE}, {"stack", 4 * MEBIBYTE},
		{"exit", 64 << 10}, /* too little to come through the exec */
	};
	struct assay_limits limits = {.cpu_ns = 5000 * MS, .wall_ns = 20000 * MS, .processes = 1};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		limits.memory_bytes = rows[i].bytes;
		limits.stack_bytes = 64 * MEBIBYTE;
		struct assay_observation seen =
			run(box_of(state), "stdio", rows[i].act, "32", &limits);
		if (seen.status != ASSAY_STATUS_MEMORY_LIMIT)
			fail_msg("%s in %llu bytes: %s", rows[i].act,
				(unsigned long long)rows[i].bytes, assay_status_name(seen.status));
		assert_true(seen.peak_bytes <= rows[i].bytes);
		assert_string_equal(assay_source_name(seen.peak_source), "cgroup");
	}
}

/* Without a group memory is address space: the kernel refuses the exec half way, as ulimit does. */
static void test_address_space_too_small_to_start(void **state)
{
	struct assay_limits limits = {.cpu_ns = 5000 * MS,
		.wall_ns = 20000 * MS,
		.memory_bytes = 32 * MEBIBYTE,
		.processes = 1};
	struct assay_observation seen = run(box_of(state), "stdio", "touch-bss", NULL, &limits);
	assert_string_equal(assay_status_name(seen.status), "signalled");
	assert_int_equal(seen.signal, SIGSEGV);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		BOX_AT_ALL(test_cpu_is_counted),
		BOX_AT(test_cpu_of_ignored_children, full),
		BOX_AT_ALL(test_time_limits),
		BOX_AT_ALL(test_stopping_oneself),
		BOX_AT_ALL(test_peak_is_near_the_truth),
		BOX_AT_ALL(test_peak_is_not_the_callers),
		BOX_AT(test_memory_limit, full),
		BOX_AT(test_address_space_too_small_to_start, reduced),
		BOX_AT(test_address_space_too_small_to_start, minimal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
