/*
 * test_sandbox_observe.c - how a run ended, decided from evidence, as a table of cases.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>

#include <cmocka.h>

#include "../../sandbox/box.h"

#define EXITED(code) ((code) << 8)
#define CPU_LIMIT    1000
#define MEMORY_LIMIT (UINT64_C(64) << 20)

struct case_row {
	const char *name;
	struct assay_wire_record record;
	bool wall, waited, output;
	enum assay_status status;
};

static const struct case_row cases[] = {
	{"clean exit", {.complete = 1, .ended = 1}, false, false, false, ASSAY_STATUS_EXITED},
	{"exit 137", {.complete = 1, .ended = 1, .wait_status = EXITED(137)}, false, false, false,
		ASSAY_STATUS_EXITED},
	{"SIGKILL without an event", {.complete = 1, .ended = 1, .wait_status = SIGKILL}, false,
		false, false, ASSAY_STATUS_SIGNALLED},
	{"SIGXCPU without our clock", {.complete = 1, .ended = 1, .wait_status = SIGXCPU}, false,
		false, false, ASSAY_STATUS_SIGNALLED},
	{"SIGSYS without our record", {.complete = 1, .ended = 1, .wait_status = SIGSYS}, false,
		false, false, ASSAY_STATUS_SIGNALLED},
	{"refused call before everything",
		{.complete = 1,
			.ended = 1,
			.wait_status = SIGKILL,
			.forbidden = 1,
			.oom_kills = 1,
			.limit_hits = 1,
			.cpu_reached = 1},
		true, false, true, ASSAY_STATUS_FORBIDDEN_CALL},
	{"output before memory", {.complete = 1, .ended = 1, .oom_kills = 1, .limit_hits = 1}, true,
		false, true, ASSAY_STATUS_OUTPUT_LIMIT},
	{"memory though the exit is clean",
		{.complete = 1, .ended = 1, .oom_kills = 1, .limit_hits = 1}, false, false, false,
		ASSAY_STATUS_MEMORY_LIMIT},
	{"a group above ran out of memory",
		{.complete = 1,
			.ended = 1,
			.wait_status = SIGKILL,
			.oom_kills = 1,
			.peak_bytes = MEMORY_LIMIT - 65536,
			.peak_source = ASSAY_SOURCE_CGROUP},
		false, false, false, ASSAY_STATUS_INTERNAL_ERROR},
	{"memory before CPU",
		{.complete = 1,
			.ended = 1,
			.wait_status = SIGKILL,
			.oom_kills = 2,
			.limit_hits = 1,
			.cpu_reached = 1},
		false, false, false, ASSAY_STATUS_MEMORY_LIMIT},
	{"memory at the box's limit",
		{.complete = 1,
			.ended = 1,
			.wait_status = SIGKILL,
			.oom_kills = 1,
			.limit_hits = 3,
			.peak_bytes = MEMORY_LIMIT - 65536,
			.peak_source = ASSAY_SOURCE_CGROUP},
		false, false, false, ASSAY_STATUS_MEMORY_LIMIT},
	{"memory that the machine lacks",
		{.complete = 1,
			.ended = 1,
			.wait_status = SIGKILL,
			.oom_kills = 1,
			.limit_hits = 1,
			.peak_bytes = MEMORY_LIMIT / 4,
			.peak_source = ASSAY_SOURCE_CGROUP},
		false, false, false, ASSAY_STATUS_INTERNAL_ERROR},
	{"CPU before wall", {.complete = 1, .ended = 1, .wait_status = SIGKILL, .cpu_reached = 1},
		true, false, false, ASSAY_STATUS_CPU_LIMIT},
	{"CPU by the final account", {.complete = 1, .ended = 1, .cpu_ns = CPU_LIMIT}, false, false,
		false, ASSAY_STATUS_CPU_LIMIT},
	{"just below the CPU limit", {.complete = 1, .ended = 1, .cpu_ns = CPU_LIMIT - 1}, false,
		false, false, ASSAY_STATUS_EXITED},
	{"wall", {.complete = 1, .ended = 1, .wait_status = SIGKILL}, true, false, false,
		ASSAY_STATUS_WALL_LIMIT},
	{"wall, kept waiting", {.complete = 1, .ended = 1, .wait_status = SIGKILL}, true, true,
		false, ASSAY_STATUS_WALL_LIMIT},
	{"a fault of set-up before everything",
		{.complete = 1,
			.ended = 1,
			.fault_step = ASSAY_STEP_ROOT,
			.forbidden = 1,
			.oom_kills = 1},
		true, false, true, ASSAY_STATUS_INTERNAL_ERROR},
	{"a file that is no program",
		{.complete = 1,
			.ended = 1,
			.wait_status = EXITED(125),
			.fault_step = ASSAY_STEP_EXEC,
			.fault_errno = ENOEXEC},
		false, false, false, ASSAY_STATUS_EXITED},
	{"no memory to run a program",
		{.complete = 1,
			.ended = 1,
			.wait_status = EXITED(125),
			.fault_step = ASSAY_STEP_EXEC,
			.fault_errno = ENOMEM},
		false, false, false, ASSAY_STATUS_INTERNAL_ERROR},
	{"init did not come to its end", {.ended = 1}, false, false, false,
		ASSAY_STATUS_INTERNAL_ERROR},
	{"the program's end was not seen", {.complete = 1}, false, false, false,
		ASSAY_STATUS_INTERNAL_ERROR},
};

static struct assay_observation observe(const struct case_row *row)
{
	struct assay_wire_reply reply = {
		.wall_reached = row->wall, .waited_cpu = row->waited, .record = row->record};
	struct assay_evidence evidence = {.reply = &reply,
		.output_reached = row->output,
		.cpu_limit_ns = CPU_LIMIT,
		.memory_limit_bytes = MEMORY_LIMIT,
		.notify = true,
		.foreign = true};
	struct assay_observation seen;
	assay_observation_init(&seen);
	assay_observe(&evidence, &seen);
	return seen;
}

static void test_statuses(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct assay_observation seen = observe(&cases[i]);
		if (seen.status != cases[i].status)
			fail_msg("%s: %s, expected %s", cases[i].name,
				assay_status_name(seen.status), assay_status_name(cases[i].status));
		assert_int_equal(seen.waited_cpu, cases[i].waited);
		bool ran = seen.status != ASSAY_STATUS_INTERNAL_ERROR &&
			   seen.exit_code != ASSAY_EXIT_NOT_RUNNABLE;
		assert_int_equal(seen.detail[0] == '\0', ran);
	}
}

/* The compiler's file is not the candidate's: that it is missing is ours. */
static void test_program_of_ours_cannot_run(void **state)
{
	(void)state;
	struct assay_wire_reply reply = {.record = {.complete = 1,
						 .ended = 1,
						 .wait_status = EXITED(125),
						 .fault_step = ASSAY_STEP_EXEC,
						 .fault_errno = ENOENT}};
	const struct assay_evidence evidence = {.reply = &reply, .cpu_limit_ns = CPU_LIMIT};
	struct assay_observation seen;
	assay_observation_init(&seen);
	assay_observe(&evidence, &seen);
	assert_int_equal(seen.status, ASSAY_STATUS_INTERNAL_ERROR);
	assert_string_equal(seen.detail, "exec the program: No such file or directory");
}

static void test_figures(void **state)
{
	(void)state;
	struct assay_wire_reply reply = {.record = {.complete = 1,
						 .ended = 1,
						 .wait_status = EXITED(3),
						 .cpu_ns = 7,
						 .cpu_source = ASSAY_SOURCE_CGROUP,
						 .peak_bytes = 8,
						 .peak_source = ASSAY_SOURCE_RUSAGE,
						 .start_ns = 150,
						 .end_ns = 250}};
	struct assay_evidence evidence = {.reply = &reply, .cpu_limit_ns = 8, .called_ns = 100};
	struct assay_observation seen;
	assay_observation_init(&seen);
	assay_observe(&evidence, &seen);
	assert_int_equal(seen.exit_code, 3);
	assert_int_equal(seen.cpu_ns, 7);
	assert_int_equal(seen.cpu_source, ASSAY_SOURCE_CGROUP);
	assert_int_equal(seen.peak_bytes, 8);
	assert_int_equal(seen.peak_source, ASSAY_SOURCE_RUSAGE);
	assert_int_equal(seen.wall_ns, 100);
	assert_int_equal(seen.launch_ns, 50);
}

static void test_refused_calls_have_names(void **state)
{
	static const struct {
		int number;
		const char *name;
	} calls[] = {{SYS_socket, "socket"}, {100000, "syscall 100000"}};
	(void)state;
	for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
		struct case_row row = {.record = {.complete = 1,
					       .ended = 1,
					       .forbidden = 1,
					       .forbidden_number = calls[i].number,
					       .forbidden_arguments = {1, 2, 3, 4, 5, 6}}};
		struct assay_observation seen = observe(&row);
		assert_int_equal(seen.status, ASSAY_STATUS_FORBIDDEN_CALL);
		assert_true(seen.forbidden.known);
		assert_string_equal(seen.forbidden.name, calls[i].name);
		assert_int_equal(seen.forbidden.arguments[5], 6);
	}
}

static void test_kill_by_the_filter_alone(void **state)
{
	(void)state;
	struct assay_wire_reply reply = {
		.record = {.complete = 1, .ended = 1, .wait_status = SIGSYS}};
	struct assay_evidence evidence = {.reply = &reply, .cpu_limit_ns = CPU_LIMIT};
	struct assay_observation seen;
	assay_observation_init(&seen);
	assay_observe(&evidence, &seen);
	assert_int_equal(seen.status, ASSAY_STATUS_FORBIDDEN_CALL);
	assert_false(seen.forbidden.known);
}

static void test_dead_launcher(void **state)
{
	struct assay_evidence evidence = {.reply = NULL};
	struct assay_observation seen;
	(void)state;
	assay_observation_init(&seen);
	assay_observe(&evidence, &seen);
	assert_int_equal(seen.status, ASSAY_STATUS_INTERNAL_ERROR);
	assert_string_equal(seen.detail, "the launcher ended or did not answer in time");
}

static void test_levels(void **state)
{
	uint32_t all = (1u << ASSAY_LAYER_COUNT) - 1;
	(void)state;
	assert_int_equal(assay_level_of(all), ASSAY_LEVEL_FULL);
	assert_int_equal(
		assay_level_of(all & ~(uint32_t)ASSAY_LAYER_SECCOMP_NOTIFY), ASSAY_LEVEL_FULL);
	assert_int_equal(
		assay_level_of(all & ~(uint32_t)ASSAY_LAYER_CGROUP_PIDS), ASSAY_LEVEL_REDUCED);
	assert_int_equal(
		assay_level_of(all & ~(uint32_t)ASSAY_LAYER_PID_NAMESPACE), ASSAY_LEVEL_MINIMAL);
	assert_int_equal(assay_level_of(all & ~(uint32_t)ASSAY_LAYER_ROOT), ASSAY_LEVEL_MINIMAL);
	assert_int_equal(assay_level_of(all & ~(uint32_t)ASSAY_LAYER_LANDLOCK), ASSAY_LEVEL_NONE);
	assert_int_equal(assay_level_of(all & ~(uint32_t)ASSAY_LAYER_SECCOMP), ASSAY_LEVEL_NONE);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_statuses),
		cmocka_unit_test(test_program_of_ours_cannot_run),
		cmocka_unit_test(test_figures),
		cmocka_unit_test(test_refused_calls_have_names),
		cmocka_unit_test(test_kill_by_the_filter_alone),
		cmocka_unit_test(test_dead_launcher),
		cmocka_unit_test(test_levels),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
