/*
 * test_judge.c - from observations to verdicts: every way to end, with every limit.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../runner/judge/judge.h"

#define CPU_NS UINT64_C(1000000000)

/* A challenge of two groups, 0 the samples and 1 hidden with limits of its own. */
struct fixture {
	struct assay_group groups[2];
	struct assay_challenge challenge;
	struct assay_case test;
	struct assay_material material;
	struct assay_run run;
	struct assay_item item;
	struct assay_error err;
};

static char behaviour[] = "a bucket never exceeds its capacity";

static void fixture_init(struct fixture *fixture, bool sample)
{
	*fixture = (struct fixture){0};
	fixture->groups[0] = (struct assay_group){.name = "sample", .sample = true};
	fixture->groups[1] = (struct assay_group){
		.name = "burst",
		.has_limits = true,
		.limits = {.cpu_ns = CPU_NS,
			.wall_ns = 12 * CPU_NS,
			.memory_bytes = 64u << 20,
			.output_bytes = 1u << 20},
	};
	fixture->challenge = (struct assay_challenge){
		.profile = "stdio",
		.compare = ASSAY_COMPARE_LINES,
		.limits = fixture->groups[1].limits,
		.group_count = 2,
		.groups = fixture->groups,
	};
	fixture->challenge.limits.cpu_ns = 2 * CPU_NS;
	fixture->test = (struct assay_case){
		.group = sample ? 0 : 1, .name = "full-01", .behaviour = behaviour};
	assay_bytes_puts(&fixture->material.input, "acquire HIDDEN-INPUT\n");
	assay_bytes_puts(&fixture->material.answer, "yes\nHIDDEN-ANSWER\nno\n");
	assay_bytes_puts(&fixture->run.answers, "yes\nHIDDEN-ANSWER\nno\n");
	fixture->run.runs = 1;
}

static void fixture_answer(struct fixture *fixture, const char *answers)
{
	assay_bytes_clear(&fixture->run.answers);
	assay_bytes_puts(&fixture->run.answers, answers);
}

static void fixture_release(struct fixture *fixture)
{
	assay_item_release(&fixture->item);
	assay_bytes_release(&fixture->material.input);
	assay_bytes_release(&fixture->material.answer);
	assay_bytes_release(&fixture->run.answers);
	assay_bytes_release(&fixture->run.out);
	assay_bytes_release(&fixture->run.errors);
}

static void judge(struct fixture *fixture)
{
	assay_item_release(&fixture->item);
	int r = assay_judge_case(&fixture->challenge, &fixture->test, &fixture->material,
		&fixture->run, NULL, &fixture->item, &fixture->err);
	if (r != 0)
		fail_msg("%s", fixture->err.text);
	assert_string_equal(fixture->item.behaviour, behaviour);
	assert_string_equal(fixture->item.name, "full-01");
}

struct judge_case {
	const char *label;
	struct assay_observation seen;
	const char *answers; /* NULL: the right ones */
	const char *refused, *failure;
	enum assay_verdict verdict;
	const char *message; /* of the hidden test; NULL: not looked at */
};

#define AC  ASSAY_VERDICT_ACCEPTED
#define WA  ASSAY_VERDICT_WRONG_ANSWER
#define TLE ASSAY_VERDICT_TIME_LIMIT
#define MLE ASSAY_VERDICT_MEMORY_LIMIT
#define OLE ASSAY_VERDICT_OUTPUT_LIMIT
#define RTE ASSAY_VERDICT_RUN_TIME_ERROR
#define FC  ASSAY_VERDICT_FORBIDDEN_CALL
#define IE  ASSAY_VERDICT_INTERNAL_ERROR

static const struct judge_case cases[] = {
	{"clean", {.status = ASSAY_STATUS_EXITED}, NULL, "", "", AC, ""},
	{"at the limit", {.status = ASSAY_STATUS_EXITED, .cpu_ns = CPU_NS}, NULL, "", "", AC, ""},
	{"no answer", {.status = ASSAY_STATUS_EXITED}, "", "", "", WA, "some answers are missing"},
	{"stopped early", {.status = ASSAY_STATUS_EXITED}, "yes\n", "", "", WA,
		"some answers are missing"},
	{"wrong", {.status = ASSAY_STATUS_EXITED}, "no\n", "", "", WA, "gave a wrong answer"},
	{"too much", {.status = ASSAY_STATUS_EXITED}, "yes\nHIDDEN-ANSWER\nno\nno\n", "", "", WA,
		"gave a wrong answer"},
	{"exit 1", {.status = ASSAY_STATUS_EXITED, .exit_code = 1}, NULL, "", "", RTE,
		"ended with an exit status other than 0"},
	{"exit 70, the driver's", {.status = ASSAY_STATUS_EXITED, .exit_code = 70}, NULL, "", "",
		RTE, "ended with an exit status other than 0"},
	{"exit 137", {.status = ASSAY_STATUS_EXITED, .exit_code = 137}, NULL, "", "", RTE, NULL},
	{"exit 1, wrong", {.status = ASSAY_STATUS_EXITED, .exit_code = 1}, "no\n", "", "", RTE,
		NULL},
	{"just over", {.status = ASSAY_STATUS_EXITED, .cpu_ns = CPU_NS + 1}, NULL, "", "", TLE,
		"used more than 1.00 s of CPU time (kernel, all threads)"},
	{"over, by cgroup",
		{.status = ASSAY_STATUS_EXITED,
			.cpu_ns = 2 * CPU_NS,
			.cpu_source = ASSAY_SOURCE_CGROUP},
		NULL, "", "", TLE,
		"used more than 1.00 s of CPU time (kernel, cgroup accounting of all threads and "
		"children)"},
	{"over, by wait4",
		{.status = ASSAY_STATUS_CPU_LIMIT,
			.cpu_ns = 2 * CPU_NS,
			.cpu_source = ASSAY_SOURCE_RUSAGE},
		NULL, "", "", TLE,
		"used more than 1.00 s of CPU time (kernel, wait4 accounting of all threads and "
		"children)"},
	{"over and crashed",
		{.status = ASSAY_STATUS_SIGNALLED, .signal = SIGSEGV, .cpu_ns = 2 * CPU_NS}, NULL,
		"", "", TLE, NULL},
	{"over and exit 1", {.status = ASSAY_STATUS_EXITED, .exit_code = 1, .cpu_ns = 2 * CPU_NS},
		NULL, "", "", TLE, NULL},
	{"cpu limit", {.status = ASSAY_STATUS_CPU_LIMIT, .cpu_ns = CPU_NS}, "", "", "", TLE, NULL},
	{"asleep", {.status = ASSAY_STATUS_WALL_LIMIT}, "", "", "", TLE,
		"took more than 12.00 s on the clock, waiting, not computing (our clock; it was "
		"asleep or blocked)"},
	{"starved", {.status = ASSAY_STATUS_WALL_LIMIT, .waited_cpu = true}, NULL, "", "", IE,
		"waited for a CPU until 12.00 s were over (our clock; the machine is too busy); "
		"that is not the submission's fault, and it can be graded again"},
	{"starved, over",
		{.status = ASSAY_STATUS_WALL_LIMIT, .waited_cpu = true, .cpu_ns = 2 * CPU_NS}, NULL,
		"", "", TLE, NULL},
	{"memory", {.status = ASSAY_STATUS_MEMORY_LIMIT, .cpu_ns = 2 * CPU_NS}, "", "", "", MLE,
		"used more than 64 MiB of memory (kernel, the out-of-memory event of its box)"},
	{"output", {.status = ASSAY_STATUS_OUTPUT_LIMIT, .cpu_ns = 2 * CPU_NS}, NULL, "", "", OLE,
		"wrote more than 1 MiB (our count of bytes, answers and own output together)"},
	{"segv", {.status = ASSAY_STATUS_SIGNALLED, .signal = SIGSEGV}, NULL, "", "", RTE,
		"was ended by SIGSEGV (segmentation fault: it touched memory that is not its own)"},
	{"abort", {.status = ASSAY_STATUS_SIGNALLED, .signal = SIGABRT}, NULL, "", "", RTE,
		"was ended by SIGABRT (abort: an assertion or the C library stopped it)"},
	{"fpe", {.status = ASSAY_STATUS_SIGNALLED, .signal = SIGFPE}, NULL, "", "", RTE,
		"was ended by SIGFPE (arithmetic exception: mostly a division by zero)"},
	{"forged XCPU", {.status = ASSAY_STATUS_SIGNALLED, .signal = SIGXCPU}, NULL, "", "", RTE,
		"was ended by a signal"},
	{"forged KILL", {.status = ASSAY_STATUS_SIGNALLED, .signal = SIGKILL}, NULL, "", "", RTE,
		"was ended by a signal"},
	{"forged SYS", {.status = ASSAY_STATUS_SIGNALLED, .signal = SIGSYS}, NULL, "", "", RTE,
		"was ended by a signal"},
	{"real-time signal", {.status = ASSAY_STATUS_SIGNALLED, .signal = 42}, NULL, "", "", RTE,
		"was ended by a signal"},
	{"call",
		{.status = ASSAY_STATUS_FORBIDDEN_CALL,
			.cpu_ns = 2 * CPU_NS,
			.forbidden = {.known = true, .number = 41, .name = "socket"}},
		NULL, "", "", FC,
		"made the system call 'socket', which is not allowed (recorded by the seccomp "
		"supervisor, profile 'stdio')"},
	{"call unknown", {.status = ASSAY_STATUS_FORBIDDEN_CALL}, NULL, "", "", FC,
		"made a system call that is not allowed, call unknown (killed by the seccomp "
		"filter, without a supervisor)"},
	{"refused", {.status = ASSAY_STATUS_EXITED, .exit_code = 1}, NULL, "ATTACH", "x", FC,
		"tried ATTACH, which this challenge does not allow (refused by SQLite's "
		"authorizer)"},
	{"refused and slow", {.status = ASSAY_STATUS_CPU_LIMIT}, NULL, "PRAGMA", "", FC, NULL},
	{"SQL failed", {.status = ASSAY_STATUS_EXITED, .exit_code = 1}, NULL, "",
		"bad JSON path: 'HIDDEN-ROW'", RTE, "the SQL failed while it ran (SQLite)"},
	{"SQL failed, status 0", {.status = ASSAY_STATUS_EXITED}, NULL, "", "no such table: x", RTE,
		NULL},
	{"SQL out of memory", {.status = ASSAY_STATUS_MEMORY_LIMIT}, NULL, "", "out of memory", MLE,
		NULL},
	{"our fault",
		{.status = ASSAY_STATUS_INTERNAL_ERROR,
			.detail = "mount tmpfs: Operation not permitted"},
		NULL, "", "", IE,
		"assay itself failed while it ran this test; that is not the submission's fault, "
		"and it can be graded again"},
	{"our fault before all", {.status = ASSAY_STATUS_INTERNAL_ERROR, .cpu_ns = 2 * CPU_NS},
		"no\n", "ATTACH", "x", IE, NULL},
};
#define CASE_COUNT (sizeof cases / sizeof cases[0])

static void prepare(struct fixture *fixture, const struct judge_case *row, bool sample)
{
	fixture_init(fixture, sample);
	fixture->run.observation = row->seen;
	if (row->answers != NULL)
		fixture_answer(fixture, row->answers);
	snprintf(fixture->run.refused, sizeof fixture->run.refused, "%s", row->refused);
	snprintf(fixture->run.failure, sizeof fixture->run.failure, "%s", row->failure);
}

static void hidden_tests(void **state)
{
	(void)state;
	for (size_t i = 0; i < CASE_COUNT; i++) {
		struct fixture fixture;
		prepare(&fixture, &cases[i], false);
		judge(&fixture);
		if (fixture.item.verdict != cases[i].verdict)
			fail_msg(
				"%s: %s", cases[i].label, assay_verdict_name(fixture.item.verdict));
		if (cases[i].message != NULL)
			assert_string_equal(fixture.item.message, cases[i].message);
		/* Why is always said, to both, and hidden data only to the owner. */
		bool accepted = cases[i].verdict == AC;
		assert_int_equal(fixture.item.message[0] == '\0', accepted);
		assert_int_equal(fixture.item.reveal_message[0] == '\0', accepted);
		assert_null(strstr(fixture.item.message, "HIDDEN"));
		assert_null(fixture.item.input);
		assert_null(fixture.item.expected);
		assert_null(fixture.item.got);
		assert_null(fixture.item.out);
		assert_null(fixture.item.errors);
		fixture_release(&fixture);
	}
}

/* A sample has the same verdicts, under the challenge's own limits. */
static void sample_tests(void **state)
{
	(void)state;
	for (size_t i = 0; i < CASE_COUNT; i++) {
		struct fixture fixture;
		prepare(&fixture, &cases[i], true);
		fixture.challenge.limits.cpu_ns = CPU_NS;
		judge(&fixture);
		if (fixture.item.verdict != cases[i].verdict)
			fail_msg(
				"%s: %s", cases[i].label, assay_verdict_name(fixture.item.verdict));
		assert_non_null(fixture.item.input);
		assert_non_null(fixture.item.got);
		fixture_release(&fixture);
	}
}

/* Every status with every exit, over and under the CPU limit, right and wrong: an accepted test is
 * clean, right and within its limits, and nothing else is. */
static void accepted_means_clean(void **state)
{
	(void)state;
	for (unsigned n = 0; n < 8 * 3 * 3 * 2 * 2; n++) {
		struct fixture fixture;
		fixture_init(&fixture, false);
		struct assay_observation *seen = &fixture.run.observation;
		seen->status = (enum assay_status)(n % 8);
		seen->exit_code = (int)(n / 8 % 3);
		seen->signal = seen->status == ASSAY_STATUS_SIGNALLED ? SIGKILL : 0;
		seen->cpu_ns = CPU_NS - 1 + n / 24 % 3;
		seen->waited_cpu = n / 72 % 2;
		if (n / 144 % 2)
			fixture_answer(&fixture, "yes\n");
		judge(&fixture);
		bool clean = seen->status == ASSAY_STATUS_EXITED && seen->exit_code == 0 &&
			     seen->cpu_ns <= CPU_NS && n / 144 % 2 == 0;
		assert_int_equal(fixture.item.verdict == AC, clean);
		bool ours = seen->status == ASSAY_STATUS_INTERNAL_ERROR ||
			    (seen->status == ASSAY_STATUS_WALL_LIMIT && seen->waited_cpu &&
				    seen->cpu_ns <= CPU_NS);
		assert_int_equal(fixture.item.verdict == IE, ours);
		fixture_release(&fixture);
	}
}

static void limits_of_the_group(void **state)
{
	(void)state;
	for (int sample = 0; sample < 2; sample++) {
		struct fixture fixture;
		fixture_init(&fixture, sample);
		fixture.run.observation.cpu_ns = CPU_NS * 3 / 2;
		judge(&fixture);
		assert_int_equal(fixture.item.verdict, sample ? AC : TLE);
		fixture_release(&fixture);
	}
}

/* The kernel's refusal of the program's file is told to everyone: it is no hidden test's. */
static void tells_what_never_ran(void **state)
{
	(void)state;
	struct fixture fixture;
	fixture_init(&fixture, false);
	struct assay_observation *seen = &fixture.run.observation;
	seen->exit_code = ASSAY_EXIT_NOT_RUNNABLE;
	snprintf(seen->detail, sizeof seen->detail, "the kernel cannot run the program's file");
	judge(&fixture);
	assert_int_equal(fixture.item.verdict, RTE);
	assert_string_equal(
		fixture.item.message, "never ran: the kernel cannot run the program's file");
	fixture_release(&fixture);
}

/* What the owner reads beside it. */
static void reveals_to_the_owner(void **state)
{
	(void)state;
	static const struct {
		const char *label, *reveal;
	} rows[] = {
		{"stopped early", "some answers are missing: stopped after 1 of 3 answers; line 2: "
				  "expected `HIDDEN-ANSWER`, got nothing"},
		{"wrong", "gave a wrong answer: line 1: expected `yes`, got `no`"},
		{"exit 137", "ended with an exit status other than 0: 137"},
		{"forged SYS", "was ended by a signal: SIGSYS (bad system call, raised by itself)"},
		{"real-time signal", "was ended by a signal: signal 42"},
		{"call", "made the system call 'socket', which is not allowed (recorded by the "
			 "seccomp supervisor, profile 'stdio'); number 41, arguments 0x0 0x0 0x0 "
			 "0x0 0x0 0x0"},
		{"SQL failed", "the SQL failed while it ran (SQLite): bad JSON path: 'HIDDEN-ROW'"},
		{"just over",
			"used more than 1.00 s of CPU time (kernel, all threads); it used 1.00 "
			"s of CPU time, 0 ms on the clock and 0 bytes of memory, the best of "
			"3 runs"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		size_t j = 0;
		while (strcmp(cases[j].label, rows[i].label) != 0)
			j++;
		struct fixture fixture;
		prepare(&fixture, &cases[j], false);
		fixture.run.runs = 3;
		judge(&fixture);
		assert_string_equal(fixture.item.reveal_message, rows[i].reveal);
		fixture_release(&fixture);
	}
}

static void samples_show_everything(void **state)
{
	(void)state;
	struct fixture fixture;
	fixture_init(&fixture, true);
	fixture_answer(&fixture, "yes\n");
	assay_bytes_append(&fixture.run.out, "a\0b\x1b[31m\n", 9);
	assay_bytes_puts(&fixture.run.errors, "::error::pwned\n");
	judge(&fixture);
	assert_string_equal(fixture.item.message, "stopped after 1 of 3 answers; line 2: expected "
						  "`HIDDEN-ANSWER`, got nothing");
	assert_string_equal(fixture.item.input, "acquire HIDDEN-INPUT\n");
	assert_string_equal(fixture.item.expected, "yes\nHIDDEN-ANSWER\nno\n");
	assert_string_equal(fixture.item.got, "yes\n");
	assert_string_equal(fixture.item.out, "a\\x00b\\x1b[31m\n");
	assert_string_equal(fixture.item.errors, "::error::pwned\n");
	assay_bytes_clear(&fixture.run.errors);
	for (int i = 0; i < 1000000; i++)
		assay_bytes_puts(&fixture.run.errors, "0123456789");
	judge(&fixture);
	assert_true(strlen(fixture.item.errors) < 20000);
	assert_non_null(strstr(fixture.item.errors, "[cut: 10000000 bytes in all]"));
	fixture_release(&fixture);
}

static void figures(void **state)
{
	(void)state;
	struct fixture fixture;
	fixture_init(&fixture, false);
	fixture.run.runs = 2;
	fixture.run.observation.cpu_ns = 5;
	fixture.run.observation.wall_ns = 6;
	fixture.run.observation.peak_bytes = 7;
	fixture.run.observation.peak_source = ASSAY_SOURCE_CGROUP;
	fixture.run.counter_count = 2;
	fixture.run.counters[0] = (struct assay_measure){
		.metric = ASSAY_METRIC_VM_STEPS, .value = 20, .reference = 9};
	fixture.run.counters[1] =
		(struct assay_measure){.metric = ASSAY_METRIC_SORTS, .value = 1, .reference = 9};
	fixture.material.reference_count = 2;
	fixture.material.reference[0] =
		(struct assay_measure){.metric = ASSAY_METRIC_VM_STEPS, .value = 10};
	fixture.material.reference[1] = (struct assay_measure){
		.metric = ASSAY_METRIC_PEAK_MEMORY, .value = 4, .source = ASSAY_SOURCE_CGROUP};
	judge(&fixture);
	const struct assay_item *item = &fixture.item;
	assert_int_equal(item->cpu_ns, 5);
	assert_int_equal(item->wall_ns, 6);
	assert_int_equal(item->peak_bytes, 7);
	assert_int_equal(item->runs, 2);
	assert_int_equal(item->measure_count, 3);
	assert_int_equal(item->measures[0].metric, ASSAY_METRIC_PEAK_MEMORY);
	assert_int_equal(item->measures[0].value, 7);
	assert_int_equal(item->measures[0].reference, 4);
	assert_int_equal(item->measures[0].source, ASSAY_SOURCE_CGROUP);
	assert_int_equal(item->measures[1].value, 20);
	assert_int_equal(item->measures[1].reference, 10);
	assert_int_equal(item->measures[2].value, 1);
	assert_int_equal(item->measures[2].reference, 0);
	/* What another layer measured is not compared with. */
	fixture.run.observation.peak_source = ASSAY_SOURCE_RUSAGE;
	judge(&fixture);
	assert_int_equal(item->measures[0].reference, 0);
	fixture_release(&fixture);
}

static void checkers(void **state)
{
	(void)state;
	static const struct {
		struct assay_checked checked;
		int exit_code;
		int r;
		enum assay_verdict verdict;
		const char *reveal;
	} rows[] = {
		{{true, true, "fine", false}, 0, 0, AC, ""},
		{{true, false, "cycle at 3\x1b", false}, 0, 0, WA,
			"gave an answer that the challenge's checker rejects: cycle at 3\\x1b"},
		{{true, false, NULL, false}, 0, 0, WA,
			"gave an answer that the challenge's checker rejects"},
		{{true, false, "ended by signal 11", true}, 0, 0, IE,
			"could not be judged: the challenge's checker failed: ended by signal 11"},
		{{false, true, NULL, false}, 0, ASSAY_ERR_INTERNAL, AC, ""},
		{{false, false, NULL, false}, 3, 0, RTE,
			"ended with an exit status other than 0: 3"},
		{{true, true, NULL, false}, 3, 0, RTE, "ended with an exit status other than 0: 3"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct fixture fixture;
		fixture_init(&fixture, false);
		fixture.challenge.compare = ASSAY_COMPARE_CHECKER;
		fixture.run.observation.exit_code = rows[i].exit_code;
		fixture_answer(&fixture, "anything");
		int r = assay_judge_case(&fixture.challenge, &fixture.test, &fixture.material,
			&fixture.run, &rows[i].checked, &fixture.item, &fixture.err);
		assert_int_equal(r, rows[i].r);
		if (r == 0) {
			assert_int_equal(fixture.item.verdict, rows[i].verdict);
			assert_string_equal(fixture.item.reveal_message, rows[i].reveal);
		}
		fixture_release(&fixture);
	}
}

static void broken_contracts(void **state)
{
	(void)state;
	struct fixture fixture;
	fixture_init(&fixture, false);
	fixture.run.counter_count = ASSAY_METRIC_COUNT;
	assert_int_equal(assay_judge_case(&fixture.challenge, &fixture.test, &fixture.material,
				 &fixture.run, NULL, &fixture.item, &fixture.err),
		ASSAY_ERR_INTERNAL);
	fixture.run.counter_count = 0;
	fixture.test.group = 2;
	assert_int_equal(assay_judge_case(&fixture.challenge, &fixture.test, &fixture.material,
				 &fixture.run, NULL, &fixture.item, &fixture.err),
		ASSAY_ERR_INTERNAL);
	fixture_release(&fixture);
}

static void verdict_names(void **state)
{
	(void)state;
	static const char *const names[][3] = {
		{"accepted", "AC", "accepted"},
		{"wrong-answer", "WA", "wrong answer"},
		{"time-limit-exceeded", "TLE", "time limit exceeded"},
		{"memory-limit-exceeded", "MLE", "memory limit exceeded"},
		{"output-limit-exceeded", "OLE", "output limit exceeded"},
		{"run-time-error", "RTE", "run-time error"},
		{"forbidden-call", "FC", "forbidden call"},
		{"compile-error", "CE", "compile error"},
		{"internal-error", "IE", "internal error"},
	};
	for (unsigned i = 0; i < ASSAY_VERDICT_COUNT; i++) {
		enum assay_verdict verdict = ASSAY_VERDICT_ACCEPTED;
		assert_string_equal(assay_verdict_name((enum assay_verdict)i), names[i][0]);
		assert_string_equal(assay_verdict_code((enum assay_verdict)i), names[i][1]);
		assert_string_equal(assay_verdict_words((enum assay_verdict)i), names[i][2]);
		assert_true(assay_verdict_parse(names[i][0], &verdict));
		assert_int_equal(verdict, i);
	}
	enum assay_verdict verdict;
	assert_false(assay_verdict_parse("wrong_answer", &verdict));
	assert_string_equal(assay_verdict_name((enum assay_verdict)99), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hidden_tests),
		cmocka_unit_test(sample_tests),
		cmocka_unit_test(accepted_means_clean),
		cmocka_unit_test(limits_of_the_group),
		cmocka_unit_test(tells_what_never_ran),
		cmocka_unit_test(reveals_to_the_owner),
		cmocka_unit_test(samples_show_everything),
		cmocka_unit_test(figures),
		cmocka_unit_test(checkers),
		cmocka_unit_test(broken_contracts),
		cmocka_unit_test(verdict_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
