/*
 * test_sandbox_ahead.c - the box that waits for the next request: one that does not fit is not
 * used, one that has died is replaced, and what a run is asked for is what it gets.
 */
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include <cmocka.h>

#include <assay/sandbox.h>

#include "box_helper.h"

#define PATIENCE_MS 20000

static pid_t first_child(pid_t pid)
{
	char path[64];
	int child = 0;
	snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)pid);
	FILE *file = fopen(path, "re");
	if (file == NULL || fscanf(file, "%d", &child) != 1)
		child = 0;
	if (file != NULL)
		fclose(file);
	return child;
}

/* The init that waits, once its program's process is there too: janitor, server, init, process. */
static pid_t await_init(void)
{
	for (int tries = 0; tries < PATIENCE_MS; tries++) {
		pid_t init = first_child(first_child(first_child(getpid())));
		if (init != 0 && first_child(init) != 0)
			return init;
		poll(NULL, 0, 1);
	}
	fail_msg("no box was made ahead");
	return 0;
}

static void expect_run(
	struct assay_sandbox *sandbox, const struct box_setup *setup, const char *status)
{
	struct assay_observation seen;
	box_run(sandbox, setup, &seen);
	if (seen.status == ASSAY_STATUS_INTERNAL_ERROR)
		fail_msg("%s", seen.detail);
	assert_string_equal(assay_status_name(seen.status), status);
	if (seen.status == ASSAY_STATUS_MEMORY_LIMIT) {
		assert_true(seen.peak_bytes > setup->box.limits.memory_bytes / 4 * 3);
		assert_true(seen.peak_bytes <= setup->box.limits.memory_bytes);
	}
	assay_observation_release(&seen);
}

/* Requests that differ in what a waiting box has been given already. */
static void test_misfits(void **state)
{
	struct assay_sandbox *sandbox = box_open(ASSAY_LEVEL_FULL);
	int program = box_program();
	struct box_setup small, large, threads, one;
	(void)state;
	box_prepare(&small, program, "memory", NULL);
	small.box.limits.memory_bytes = 32 << 20;
	box_prepare(&large, program, "memory", NULL);
	large.box.limits.memory_bytes = 64 << 20;
	box_prepare(&threads, program, "threads", NULL);
	threads.box.profile = "threads";
	threads.box.limits.processes = 16;
	box_prepare(&one, program, "threads", NULL);
	for (int i = 0; i < 3; i++) {
		expect_run(sandbox, &small, "memory-limit");
		await_init();
		expect_run(sandbox, &large, "memory-limit");
		await_init();
		expect_run(sandbox, &threads, "exited");
		await_init();
		expect_run(sandbox, &one, "forbidden-call");
		await_init();
	}
	close(program);
	assay_sandbox_close(sandbox);
}

/* Runs of the toolchain are never made ahead, and what is made after one is for a plain run. */
static void test_roots_in_turn(void **state)
{
	static const struct assay_box_file file = {.path = "note", .data = "text", .size = 4};
	struct assay_sandbox *sandbox = box_open(ASSAY_LEVEL_REDUCED);
	int program = box_program();
	struct box_setup plain, toolchain;
	(void)state;
	box_prepare(&plain, program, "exit", "0");
	box_prepare(&toolchain, program, "exit", "0");
	toolchain.box.profile = "compile";
	toolchain.box.root = ASSAY_ROOT_TOOLCHAIN;
	toolchain.box.files = &file;
	toolchain.box.file_count = 1;
	toolchain.box.limits.scratch_bytes = 1 << 20;
	for (int i = 0; i < 3; i++) {
		expect_run(sandbox, &plain, "exited");
		await_init();
		expect_run(sandbox, &toolchain, "exited");
		await_init();
		expect_run(sandbox, &toolchain, "exited");
	}
	close(program);
	assay_sandbox_close(sandbox);
}

static void test_waiting_box_that_dies(void **state)
{
	struct assay_sandbox *sandbox = box_open(ASSAY_LEVEL_REDUCED);
	int program = box_program();
	struct box_setup setup;
	(void)state;
	box_prepare(&setup, program, "exit", "0");
	expect_run(sandbox, &setup, "exited");
	for (int victim = 0; victim < 2; victim++) {
		pid_t init = await_init();
		pid_t pid = victim == 0 ? init : first_child(init);
		int pidfd = pidfd_open(pid, 0);
		struct pollfd watched = {.fd = pidfd, .events = POLLIN};
		assert_int_equal(kill(pid, SIGKILL), 0);
		assert_int_equal(poll(&watched, 1, PATIENCE_MS), 1);
		close(pidfd);
		expect_run(sandbox, &setup, "exited");
	}
	close(program);
	assay_sandbox_close(sandbox);
}

/* Each run is the second process of a pid namespace of its own, made ahead or not. */
static void test_namespace_is_fresh(void **state)
{
	struct assay_sandbox *sandbox = box_open(ASSAY_LEVEL_REDUCED);
	int program = box_program();
	struct box_setup setup;
	pid_t before = 0;
	(void)state;
	box_prepare(&setup, program, "kill-init", NULL);
	for (int i = 0; i < 5; i++) {
		struct assay_observation seen;
		box_run(sandbox, &setup, &seen);
		assert_true((seen.layers & ASSAY_LAYER_PID_NAMESPACE) != 0);
		assay_observation_release(&seen);
		pid_t init = await_init();
		assert_int_not_equal(init, before);
		before = init;
	}
	close(program);
	assay_sandbox_close(sandbox);
}

/* Before anything was run, and for the profile that was asked for. */
static void test_warm(void **state)
{
	static const char *const profiles[] = {"stdio", "threads"};
	(void)state;
	int program = box_program();
	for (size_t i = 0; i < 2; i++) {
		struct assay_sandbox *sandbox = box_open(ASSAY_LEVEL_REDUCED);
		struct box_setup setup;
		struct assay_error err = {0};
		box_prepare(&setup, program, "exit", "0");
		setup.box.profile = profiles[i];
		if (assay_sandbox_warm(sandbox, profiles[i], &setup.box.limits, -1, &err) != 0)
			fail_msg("%s", err.text);
		await_init();
		expect_run(sandbox, &setup, "exited");
		assay_sandbox_close(sandbox);
	}
	close(program);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_misfits),
		cmocka_unit_test(test_warm),
		cmocka_unit_test(test_roots_in_turn),
		cmocka_unit_test(test_waiting_box_that_dies),
		cmocka_unit_test(test_namespace_is_fresh),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
