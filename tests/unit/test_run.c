/*
 * test_run.c - the run stage with real boxes: candidates run under their limits on one lane and on
 * two.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../runner/run/lanes.h"
#include "trial.h"

#define RIGHT "#include \"sum.h\"\nint sum(int a, int b) { return a + b; }\n"

static void runs_from_generator_to_answers(void **state)
{
	(void)state;
	struct trial trial;
	trial_start(&trial, ASSAY_SELECT_ALL);
	assert_int_equal(trial.plan.count, 3);
	assert_string_equal(assay_bytes_text(&trial.materials[0].answer), "3\n0\n");
	assert_int_equal(trial.materials[0].reference_count, 0);
	for (size_t i = 1; i < 3; i++) {
		assert_int_equal(trial.materials[i].reference_count, 1);
		assert_int_equal(trial.materials[i].reference[0].metric, ASSAY_METRIC_PEAK_MEMORY);
		assert_true(trial.materials[i].reference[0].value > 0);
	}
	assert_string_not_equal(assay_bytes_text(&trial.materials[1].input),
		assay_bytes_text(&trial.materials[2].input));
	trial_build(&trial, RIGHT);
	trial_run(&trial);
	for (size_t i = 0; i < 3; i++) {
		const struct assay_run *seen = &trial.runs[i];
		assert_int_equal(seen->observation.status, ASSAY_STATUS_EXITED);
		assert_int_equal(seen->observation.exit_code, 0);
		assert_int_equal(seen->runs, 1);
		assert_string_equal(assay_bytes_text(&seen->answers),
			assay_bytes_text(&trial.materials[i].answer));
		assert_true(seen->observation.cpu_ns > 0 && seen->observation.peak_bytes > 0);
	}
	trial_try(&trial, "#include \"sum.h\"\nint sum(int a, int b) { return a - b; }\n");
	assert_string_equal(assay_bytes_text(&trial.runs[0].answers), "-1\n-2\n");
	trial_finish(&trial);
}

static void tells_how_it_ended(void **state)
{
	(void)state;
	struct trial trial;
	trial_start(&trial, ASSAY_SELECT_SAMPLE);
	trial.challenge.limits.cpu_ns = 200000000;
	const struct assay_run *seen =
		trial_try(&trial, "#include <stdlib.h>\n#include \"sum.h\"\n"
				  "int sum(int a, int b) { if (b == 1) abort(); return a + b; }\n");
	assert_int_equal(seen->observation.status, ASSAY_STATUS_SIGNALLED);
	assert_int_equal(seen->observation.signal, 6);
	assert_string_equal(assay_bytes_text(&seen->answers), "3\n");
	seen = trial_try(&trial, "#include \"sum.h\"\nint sum(int a, int b) { volatile int c = a; "
				 "for (;;) c += b; }\n");
	assert_int_equal(seen->observation.status, ASSAY_STATUS_CPU_LIMIT);
	assert_true(seen->observation.cpu_ns >= 300000000);
	assert_int_equal(seen->runs, 1);
	seen = trial_try(&trial, "#include <sys/socket.h>\n#include \"sum.h\"\n"
				 "int sum(int a, int b) { socket(AF_INET, SOCK_STREAM, 0); "
				 "return a + b; }\n");
	assert_int_equal(seen->observation.status, ASSAY_STATUS_FORBIDDEN_CALL);
	trial_finish(&trial);
}

/* Over the limit, but below 1.5 times: once more, and once more. */
static void runs_again_near_the_limit(void **state)
{
	(void)state;
	struct trial trial;
	trial_start(&trial, ASSAY_SELECT_SAMPLE);
	trial.challenge.limits.cpu_ns = 100000000;
	const struct assay_run *seen = trial_try(&trial,
		"#include <time.h>\n#include \"sum.h\"\n"
		"int sum(int a, int b) { while (clock() < 120000) ; return a + b; }\n");
	assert_int_equal(seen->observation.status, ASSAY_STATUS_EXITED);
	assert_true(seen->observation.cpu_ns > 100000000);
	assert_int_equal(seen->runs, 3);
	trial_finish(&trial);
}

/* A kill that no limit of ours explains may have come from outside; what repeats is the
 * program's. */
static void runs_again_what_was_killed(void **state)
{
	(void)state;
	struct trial trial;
	trial_start(&trial, ASSAY_SELECT_SAMPLE);
	const struct assay_run *seen =
		trial_try(&trial, "#include <signal.h>\n#include \"sum.h\"\n"
				  "int sum(int a, int b) { raise(SIGKILL); return a + b; }\n");
	assert_int_equal(seen->observation.status, ASSAY_STATUS_SIGNALLED);
	assert_int_equal(seen->observation.signal, 9);
	assert_int_equal(seen->runs, 3);
	trial_finish(&trial);
}

static void counts_all_output_together(void **state)
{
	(void)state;
	static const char source[] =
		"#include <stdio.h>\n#include \"sum.h\"\n"
		"int sum(int a, int b) { for (int i = 0; i < %d; i++) { fputs(\"0123456789\", "
		"stdout); fputs(\"0123456789\", stderr); } return a + b; }\n";
	char text[400];
	struct trial trial;
	trial_start(&trial, ASSAY_SELECT_SAMPLE);
	trial.challenge.limits.output_bytes = 400000;
	/* Two operations: 300,000 bytes on each channel. */
	snprintf(text, sizeof text, source, 15000);
	const struct assay_run *seen = trial_try(&trial, text);
	assert_int_equal(seen->observation.status, ASSAY_STATUS_OUTPUT_LIMIT);
	assert_true(seen->observation.output_bytes > 600000);
	assert_int_equal(seen->out.size, 64 << 10);
	snprintf(text, sizeof text, source, 9000);
	seen = trial_try(&trial, text);
	assert_int_equal(seen->observation.status, ASSAY_STATUS_EXITED);
	assert_int_equal(seen->errors.size, 64 << 10);
	trial_finish(&trial);
	trial_start(&trial, ASSAY_SELECT_HIDDEN);
	snprintf(text, sizeof text, source, 100);
	seen = trial_try(&trial, text);
	assert_true(seen->observation.output_bytes > 20 * 2000);
	assert_int_equal(seen->out.size, 0);
	assert_int_equal(seen->errors.size, 0);
	trial_finish(&trial);
}

static uint64_t counter(const struct assay_run *seen, enum assay_metric metric)
{
	for (size_t i = 0; i < seen->counter_count; i++) {
		if (seen->counters[i].metric == metric)
			return seen->counters[i].value;
	}
	fail_msg("no counter %s", assay_metric_name(metric));
	return 0;
}

static void runs_sql(void **state)
{
	(void)state;
	struct trial trial = {.lanes = trial_lanes(1)};
	assay_build_init(&trial.build);
	small_challenge_sql(&trial.challenge);
	trial_plan(&trial, ASSAY_SELECT_SAMPLE);
	trial_make(&trial);
	assert_int_equal(trial.materials[0].reference_count, ASSAY_METRIC_COUNT);
	const struct assay_run *seen = trial_try(&trial, "CREATE INDEX i ON t(a, b)");
	assert_int_equal(seen->observation.status, ASSAY_STATUS_EXITED);
	assert_string_equal(
		assay_bytes_text(&seen->answers), assay_bytes_text(&trial.materials[0].answer));
	uint64_t right = counter(seen, ASSAY_METRIC_VM_STEPS);
	assert_true(right == trial.materials[0].reference[1].value);
	assert_int_equal(trial.materials[0].reference[1].metric, ASSAY_METRIC_VM_STEPS);
	assert_int_equal(counter(seen, ASSAY_METRIC_FULLSCAN_STEPS), 0);
	seen = trial_try(&trial, "");
	assert_true(counter(seen, ASSAY_METRIC_VM_STEPS) > 20 * right);
	seen = trial_try(&trial, "PRAGMA writable_schema = 1");
	assert_string_equal(seen->refused, "PRAGMA writable_schema");
	seen = trial_try(&trial, "CREATE UNIQUE INDEX i ON t(a)");
	assert_string_equal(seen->failure, "UNIQUE constraint failed: t.a");
	assert_string_equal(assay_bytes_text(&seen->answers), "");
	trial_finish(&trial);
}

struct ticks {
	pthread_t caller;
	size_t count, total;
	int cancel_fd;
};

static void count_tick(void *context, size_t done, size_t total)
{
	struct ticks *ticks = context;
	assert_true(pthread_equal(ticks->caller, pthread_self()));
	assert_int_equal(done, ++ticks->count);
	ticks->total = total;
	uint64_t one = 1;
	if (ticks->cancel_fd >= 0)
		assert_int_equal(write(ticks->cancel_fd, &one, sizeof one), sizeof one);
}

static void runs_on_lanes(void **state)
{
	(void)state;
	struct trial trial;
	static struct assay_generate many;
	small_challenge_function(&trial.challenge);
	many = trial.challenge.groups[1].generates[0];
	many.count = 12;
	trial = (struct trial){.challenge = trial.challenge, .lanes = trial_lanes(2)};
	assay_build_init(&trial.build);
	trial.challenge.groups[1].generates = &many;
	trial_plan(&trial, ASSAY_SELECT_ALL);
	trial_make(&trial);
	trial_build(&trial, RIGHT);
	struct ticks ticks = {.caller = pthread_self(), .cancel_fd = -1};
	const struct assay_progress progress = {count_tick, &ticks};
	struct assay_error err = {0};
	trial_check(assay_run_cases(&trial.lanes, &trial.challenge, &trial.plan, trial.materials,
			    &trial.build.artefact, &progress, &trial.runs, &err),
		&err);
	assert_int_equal(ticks.count, 13);
	assert_int_equal(ticks.total, 13);
	for (size_t i = 0; i < 13; i++)
		assert_string_equal(assay_bytes_text(&trial.runs[i].answers),
			assay_bytes_text(&trial.materials[i].answer));
	trial_finish(&trial);
}

static void stops_when_cancelled(void **state)
{
	(void)state;
	struct trial trial;
	trial_start(&trial, ASSAY_SELECT_ALL);
	trial_build(&trial, RIGHT);
	for (size_t count = 1; count <= 2; count++) {
		int fd = eventfd(0, EFD_CLOEXEC);
		struct ticks ticks = {.caller = pthread_self(), .cancel_fd = fd};
		const struct assay_progress progress = {count_tick, &ticks};
		const struct assay_lanes some = {
			.sandboxes = trial_sandboxes(), .count = count, .cancel_fd = fd};
		struct assay_run *runs = NULL;
		struct assay_error err = {0};
		uint64_t one = 1;
		assert_int_equal(write(fd, &one, sizeof one), sizeof one);
		assert_int_equal(
			assay_run_cases(&some, &trial.challenge, &trial.plan, trial.materials,
				&trial.build.artefact, &progress, &runs, &err),
			ASSAY_ERR_CANCELLED);
		assert_null(runs);
		close(fd);
	}
	trial_finish(&trial);
}

static int never_opens(void *context, size_t count, struct assay_error *err)
{
	*(size_t *)context = count;
	return assay_error_set(err, ASSAY_ERR_SANDBOX, "no box today");
}

static int count_job(
	struct assay_sandbox *sandbox, size_t index, void *context, struct assay_error *err)
{
	(void)sandbox, (void)index, (void)err;
	++*(size_t *)context;
	return 0;
}

/* Sandboxes that are still opening are waited for, as many as are used; without them, no job. */
static void waits_for_its_boxes(void **state)
{
	(void)state;
	struct assay_sandbox *pair[] = {NULL, NULL};
	size_t wanted = 0;
	size_t done = 0;
	const struct assay_lanes opening = {.sandboxes = pair,
		.count = 2,
		.cancel_fd = -1,
		.wait = never_opens,
		.context = &wanted};
	struct assay_error err = {0};
	assert_int_equal(
		assay_lanes_each(&opening, 5, count_job, &done, NULL, &err), ASSAY_ERR_SANDBOX);
	assert_string_equal(err.text, "no box today");
	assert_int_equal(wanted, 2);
	assert_int_equal(done, 0);
	assert_int_equal(
		assay_lanes_each(&opening, 1, count_job, &done, NULL, &err), ASSAY_ERR_SANDBOX);
	assert_int_equal(wanted, 1);
}

static int note_builder(
	struct assay_sandbox *sandbox, size_t index, void *context, struct assay_error *err)
{
	(void)index, (void)err;
	/* By two threads, each of which writes the same. */
	if (sandbox == trial_sandboxes()[0])
		__atomic_store_n((bool *)context, true, __ATOMIC_RELAXED);
	return 0;
}

static int note_wanted(void *context, size_t count, struct assay_error *err)
{
	(void)err;
	*(size_t *)context = count;
	return 0;
}

/* The lane that builds runs no test, and is waited for none the less; alone it does all. */
static void keeps_the_builder_apart(void **state)
{
	(void)state;
	size_t wanted = 0;
	bool used = false;
	struct assay_lanes three = {
		.sandboxes = (struct assay_sandbox *[]){trial_sandboxes()[0], NULL, NULL},
		.count = 3,
		.apart = true,
		.cancel_fd = -1,
		.wait = note_wanted,
		.context = &wanted};
	assert_non_null(trial_sandboxes()[0]);
	assert_int_equal(assay_lanes_each(&three, 9, note_builder, &used, NULL, NULL), 0);
	assert_false(used);
	assert_int_equal(wanted, 3);
	assert_int_equal(assay_lanes_each(&three, 1, note_builder, &used, NULL, NULL), 0);
	assert_false(used);
	assert_int_equal(wanted, 2);
	three.count = 1;
	assert_int_equal(assay_lanes_each(&three, 2, note_builder, &used, NULL, NULL), 0);
	assert_true(used);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_from_generator_to_answers),
		cmocka_unit_test(keeps_the_builder_apart),
		cmocka_unit_test(tells_how_it_ended),
		cmocka_unit_test(runs_again_near_the_limit),
		cmocka_unit_test(runs_again_what_was_killed),
		cmocka_unit_test(counts_all_output_together),
		cmocka_unit_test(runs_sql),
		cmocka_unit_test(runs_on_lanes),
		cmocka_unit_test(stops_when_cancelled),
		cmocka_unit_test(waits_for_its_boxes),
	};
	return cmocka_run_group_tests(tests, trial_open_boxes, trial_close_boxes);
}
