/*
 * test_run.c - the run stage with real boxes: materials made, kept and remade, candidates run under
 * their limits on one lane and on two, checkers asked.
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
#include "../../runner/run/run.h"
#include "small_challenge.h"

static struct assay_sandbox *sandboxes[2];
static struct assay_lanes lanes = {.sandboxes = sandboxes, .count = 1, .cancel_fd = -1};

static int open_sandboxes(void **state)
{
	(void)state;
	struct assay_error err = {0};
	small_challenge_folder();
	for (int i = 0; i < 2; i++) {
		if (assay_sandbox_open(NULL, &sandboxes[i], &err) == 0)
			continue;
		print_error("%s\n", err.text);
		return -1;
	}
	return 0;
}

static int close_sandboxes(void **state)
{
	(void)state;
	assay_sandbox_close(sandboxes[0]);
	assay_sandbox_close(sandboxes[1]);
	return 0;
}

/* Everything that a run needs, and what came of it. */
struct trial {
	struct assay_challenge challenge;
	struct assay_plan plan;
	struct assay_material *materials;
	struct assay_build build;
	struct assay_run *runs;
};

static void check(int status, const struct assay_error *err)
{
	if (status != 0)
		fail_msg("%s", err->text);
}

static void plan(struct trial *trial, enum assay_selection selection)
{
	struct assay_error err = {0};
	check(assay_plan_make(&trial->challenge, 7, selection, &trial->plan, &err), &err);
}

static void make(struct trial *trial)
{
	struct assay_error err = {0};
	check(assay_materials_make(
		      &lanes, &trial->challenge, &trial->plan, &trial->materials, &err),
		&err);
}

static void build(struct trial *trial, const char *text)
{
	struct assay_submission submission;
	struct assay_error err = {0};
	small_challenge_submit(&trial->challenge, text, &submission);
	assay_build_release(&trial->build);
	check(assay_build_submission(
		      sandboxes[0], &trial->challenge, &submission, -1, &trial->build, &err),
		&err);
	assay_submission_release(&submission);
	if (!trial->build.succeeded)
		fail_msg("%s", trial->build.message);
}

static void run(struct trial *trial)
{
	struct assay_error err = {0};
	assay_runs_free(trial->runs, trial->plan.count);
	trial->runs = NULL;
	check(assay_run_cases(&lanes, &trial->challenge, &trial->plan, trial->materials,
		      &trial->build.artefact, NULL, &trial->runs, &err),
		&err);
}

static void finish(struct trial *trial)
{
	assay_runs_free(trial->runs, trial->plan.count);
	assay_materials_free(trial->materials, trial->plan.count);
	assay_plan_release(&trial->plan);
	assay_build_release(&trial->build);
}

static void start(struct trial *trial, enum assay_selection selection)
{
	*trial = (struct trial){0};
	assay_build_init(&trial->build);
	small_challenge_function(&trial->challenge);
	plan(trial, selection);
	make(trial);
}

/* One run of the sample with this candidate. */
static const struct assay_run *try_source(struct trial *trial, const char *text)
{
	build(trial, text);
	run(trial);
	return &trial->runs[0];
}

#define RIGHT "#include \"sum.h\"\nint sum(int a, int b) { return a + b; }\n"

static void runs_from_generator_to_answers(void **state)
{
	(void)state;
	struct trial trial;
	start(&trial, ASSAY_SELECT_ALL);
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
	build(&trial, RIGHT);
	run(&trial);
	for (size_t i = 0; i < 3; i++) {
		const struct assay_run *seen = &trial.runs[i];
		assert_int_equal(seen->observation.status, ASSAY_STATUS_EXITED);
		assert_int_equal(seen->observation.exit_code, 0);
		assert_int_equal(seen->runs, 1);
		assert_string_equal(assay_bytes_text(&seen->answers),
			assay_bytes_text(&trial.materials[i].answer));
		assert_true(seen->observation.cpu_ns > 0 && seen->observation.peak_bytes > 0);
	}
	try_source(&trial, "#include \"sum.h\"\nint sum(int a, int b) { return a - b; }\n");
	assert_string_equal(assay_bytes_text(&trial.runs[0].answers), "-1\n-2\n");
	finish(&trial);
}

static void tells_how_it_ended(void **state)
{
	(void)state;
	struct trial trial;
	start(&trial, ASSAY_SELECT_SAMPLE);
	trial.challenge.limits.cpu_ns = 200000000;
	const struct assay_run *seen = try_source(&trial,
		"#include <stdlib.h>\n#include \"sum.h\"\n"
		"int sum(int a, int b) { if (b == 1) abort(); return a + b; }\n");
	assert_int_equal(seen->observation.status, ASSAY_STATUS_SIGNALLED);
	assert_int_equal(seen->observation.signal, 6);
	assert_string_equal(assay_bytes_text(&seen->answers), "3\n");
	seen = try_source(&trial, "#include \"sum.h\"\nint sum(int a, int b) { volatile int c = a; "
				  "for (;;) c += b; }\n");
	assert_int_equal(seen->observation.status, ASSAY_STATUS_CPU_LIMIT);
	assert_true(seen->observation.cpu_ns >= 300000000);
	assert_int_equal(seen->runs, 1);
	seen = try_source(&trial, "#include <sys/socket.h>\n#include \"sum.h\"\n"
				  "int sum(int a, int b) { socket(AF_INET, SOCK_STREAM, 0); "
				  "return a + b; }\n");
	assert_int_equal(seen->observation.status, ASSAY_STATUS_FORBIDDEN_CALL);
	finish(&trial);
}

/* Over the limit, but below 1.5 times: once more, and once more. */
static void runs_again_near_the_limit(void **state)
{
	(void)state;
	struct trial trial;
	start(&trial, ASSAY_SELECT_SAMPLE);
	trial.challenge.limits.cpu_ns = 100000000;
	const struct assay_run *seen = try_source(&trial,
		"#include <time.h>\n#include \"sum.h\"\n"
		"int sum(int a, int b) { while (clock() < 120000) ; return a + b; }\n");
	assert_int_equal(seen->observation.status, ASSAY_STATUS_EXITED);
	assert_true(seen->observation.cpu_ns > 100000000);
	assert_int_equal(seen->runs, 3);
	finish(&trial);
}

/* A kill that no limit of ours explains may have come from outside; what repeats is the
 * program's. */
static void runs_again_what_was_killed(void **state)
{
	(void)state;
	struct trial trial;
	start(&trial, ASSAY_SELECT_SAMPLE);
	const struct assay_run *seen =
		try_source(&trial, "#include <signal.h>\n#include \"sum.h\"\n"
				   "int sum(int a, int b) { raise(SIGKILL); return a + b; }\n");
	assert_int_equal(seen->observation.status, ASSAY_STATUS_SIGNALLED);
	assert_int_equal(seen->observation.signal, 9);
	assert_int_equal(seen->runs, 3);
	finish(&trial);
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
	start(&trial, ASSAY_SELECT_SAMPLE);
	trial.challenge.limits.output_bytes = 400000;
	/* Two operations: 300,000 bytes on each channel. */
	snprintf(text, sizeof text, source, 15000);
	const struct assay_run *seen = try_source(&trial, text);
	assert_int_equal(seen->observation.status, ASSAY_STATUS_OUTPUT_LIMIT);
	assert_true(seen->observation.output_bytes > 600000);
	assert_int_equal(seen->out.size, 64 << 10);
	snprintf(text, sizeof text, source, 9000);
	seen = try_source(&trial, text);
	assert_int_equal(seen->observation.status, ASSAY_STATUS_EXITED);
	assert_int_equal(seen->errors.size, 64 << 10);
	finish(&trial);
	start(&trial, ASSAY_SELECT_HIDDEN);
	snprintf(text, sizeof text, source, 100);
	seen = try_source(&trial, text);
	assert_true(seen->observation.output_bytes > 20 * 2000);
	assert_int_equal(seen->out.size, 0);
	assert_int_equal(seen->errors.size, 0);
	finish(&trial);
}

static void remove_file(const char *path)
{
	char full[1024];
	snprintf(full, sizeof full, "%s/%s", small_challenge_folder(), path);
	assert_int_equal(unlink(full), 0);
}

/* Damages every entry of the cache in its content. */
static void damage_cache(void)
{
	char command[] =
		"find \"$XDG_CACHE_HOME\" -type f -exec sh -c "
		"'printf x | dd of=\"$1\" bs=1 seek=100 conv=notrunc 2>/dev/null' _ {} \\;";
	char shell[] = "sh", option[] = "-c";
	char *const argv[] = {shell, option, command, NULL};
	pid_t child = fork();
	if (child == 0) {
		execvp(shell, argv);
		_exit(127);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void keeps_materials_and_trusts_no_damage(void **state)
{
	(void)state;
	struct trial first, second;
	start(&first, ASSAY_SELECT_HIDDEN);
	/* Neither program is there any more, and none is needed. */
	start(&second, ASSAY_SELECT_SAMPLE);
	remove_file("sum/submissions/accepted/right.c");
	remove_file("sum/generators/pairs.c");
	finish(&second);
	second = (struct trial){.challenge = first.challenge};
	plan(&second, ASSAY_SELECT_HIDDEN);
	make(&second);
	for (size_t i = 0; i < first.plan.count; i++) {
		assert_string_equal(assay_bytes_text(&first.materials[i].input),
			assay_bytes_text(&second.materials[i].input));
		assert_string_equal(assay_bytes_text(&first.materials[i].answer),
			assay_bytes_text(&second.materials[i].answer));
		assert_memory_equal(&first.materials[i].reference[0].value,
			&second.materials[i].reference[0].value, sizeof(uint64_t));
	}
	damage_cache();
	struct assay_material *none = NULL;
	struct assay_error err = {0};
	assert_int_equal(assay_materials_make(&lanes, &second.challenge, &second.plan, &none, &err),
		ASSAY_ERR_CHALLENGE);
	finish(&second);
	start(&second, ASSAY_SELECT_HIDDEN);
	assert_string_equal(assay_bytes_text(&first.materials[0].answer),
		assay_bytes_text(&second.materials[0].answer));
	finish(&second);
	finish(&first);
}

static void says_which_program_of_the_challenge_fails(void **state)
{
	(void)state;
	static const struct {
		const char *file, *text, *message;
	} cases[] = {
		{"sum/generators/pairs.c",
			"#include <stdio.h>\nint main(void) { fputs(\"no\\033 luck\\n\", stderr); "
			"return 3; }\n",
			"challenge 'sum': generator 'generators/pairs.c' failed on test "
			"'made/pairs-01': exit status 3: no\\x1b luck"},
		{"sum/generators/pairs.c", "int main(void) { return x; }\n",
			"challenge 'sum': 'generators/pairs.c' does not compile: "
			"generators/pairs.c:1: 'x' undeclared (first use in this function)"},
		{"sum/generators/pairs.c",
			"#include <stdio.h>\nint main(void) { puts(\"times 1 2\"); return 0; }\n",
			"challenge 'sum': the reference 'submissions/accepted/right.c' fails on "
			"test "
			"'made/pairs-01': exit status 70: driver: script line 1: no operation "
			"'times'"},
		{"sum/submissions/accepted/right.c",
			"#include <stdlib.h>\n#include \"sum.h\"\nint sum(int a, int b) { abort(); "
			"return a + b; }\n",
			"challenge 'sum': the reference 'submissions/accepted/right.c' fails on "
			"test "
			"'made/pairs-01': signal 6"},
		{"sum/submissions/accepted/right.c", "int sum(int a, int b) { return c; }\n",
			"challenge 'sum': the reference 'submissions/accepted/right.c' does not "
			"build: sum.c:1: 'c' undeclared (first use in this function)"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct trial trial = {0};
		struct assay_error err = {0};
		small_challenge_function(&trial.challenge);
		small_challenge_write(cases[i].file, cases[i].text);
		trial.challenge.digest[0] = (char)('b' + (int)i); /* as the loader would say */
		plan(&trial, ASSAY_SELECT_HIDDEN);
		assert_int_equal(assay_materials_make(&lanes, &trial.challenge, &trial.plan,
					 &trial.materials, &err),
			ASSAY_ERR_CHALLENGE);
		assert_string_equal(err.text, cases[i].message);
		assert_null(trial.materials);
		assay_plan_release(&trial.plan);
	}
}

static void asks_the_checker(void **state)
{
	(void)state;
	static const struct {
		const char *answers;
		int status;
		bool accepted;
		const char *message;
	} cases[] = {
		{"3\n0\n", 0, true, "expected 4 bytes, got 4\n"},
		{"3\n1\n", 0, false, "expected 4 bytes, got 4\n"},
		{"", 0, false, "expected 4 bytes, got 0\n"},
		{"crash", ASSAY_ERR_CHALLENGE, false, NULL},
	};
	static char path[] = "judge/check.c";
	struct trial trial;
	struct assay_artefact checker;
	struct assay_error err = {0};
	start(&trial, ASSAY_SELECT_SAMPLE);
	trial.challenge.checker = path;
	assay_artefact_init(&checker);
	check(assay_build_tool(sandboxes[0], &trial.challenge, path, -1, &checker, &err), &err);
	const struct assay_tool tool = {sandboxes[0], &trial.challenge, &checker, -1};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct assay_bytes answers = {0};
		struct assay_bytes message = {0};
		bool accepted = false;
		assay_bytes_puts(&answers, cases[i].answers);
		assert_int_equal(assay_run_checker(&tool, &trial.materials[0], &answers, &accepted,
					 &message, &err),
			cases[i].status);
		assert_int_equal(accepted, cases[i].accepted);
		if (cases[i].message != NULL)
			assert_string_equal(assay_bytes_text(&message), cases[i].message);
		else
			assert_string_equal(err.text, "challenge 'sum': the checker "
						      "'judge/check.c' failed: signal 6, expected "
						      "exit status 42 or 43");
		assay_bytes_release(&answers);
		assay_bytes_release(&message);
	}
	assay_artefact_release(&checker);
	finish(&trial);
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
	struct trial trial = {0};
	assay_build_init(&trial.build);
	small_challenge_sql(&trial.challenge);
	plan(&trial, ASSAY_SELECT_SAMPLE);
	make(&trial);
	assert_int_equal(trial.materials[0].reference_count, ASSAY_METRIC_COUNT);
	const struct assay_run *seen = try_source(&trial, "CREATE INDEX i ON t(a, b)");
	assert_int_equal(seen->observation.status, ASSAY_STATUS_EXITED);
	assert_string_equal(
		assay_bytes_text(&seen->answers), assay_bytes_text(&trial.materials[0].answer));
	uint64_t right = counter(seen, ASSAY_METRIC_VM_STEPS);
	assert_true(right == trial.materials[0].reference[1].value);
	assert_int_equal(trial.materials[0].reference[1].metric, ASSAY_METRIC_VM_STEPS);
	assert_int_equal(counter(seen, ASSAY_METRIC_FULLSCAN_STEPS), 0);
	seen = try_source(&trial, "");
	assert_true(counter(seen, ASSAY_METRIC_VM_STEPS) > 20 * right);
	seen = try_source(&trial, "PRAGMA writable_schema = 1");
	assert_string_equal(seen->refused, "PRAGMA writable_schema");
	seen = try_source(&trial, "CREATE UNIQUE INDEX i ON t(a)");
	assert_string_equal(seen->failure, "UNIQUE constraint failed: t.a");
	assert_string_equal(assay_bytes_text(&seen->answers), "");
	finish(&trial);
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
	lanes.count = 2;
	many = trial.challenge.groups[1].generates[0];
	many.count = 12;
	trial = (struct trial){.challenge = trial.challenge};
	assay_build_init(&trial.build);
	trial.challenge.groups[1].generates = &many;
	plan(&trial, ASSAY_SELECT_ALL);
	make(&trial);
	build(&trial, RIGHT);
	struct ticks ticks = {.caller = pthread_self(), .cancel_fd = -1};
	const struct assay_progress progress = {count_tick, &ticks};
	struct assay_error err = {0};
	check(assay_run_cases(&lanes, &trial.challenge, &trial.plan, trial.materials,
		      &trial.build.artefact, &progress, &trial.runs, &err),
		&err);
	assert_int_equal(ticks.count, 13);
	assert_int_equal(ticks.total, 13);
	for (size_t i = 0; i < 13; i++)
		assert_string_equal(assay_bytes_text(&trial.runs[i].answers),
			assay_bytes_text(&trial.materials[i].answer));
	lanes.count = 1;
	finish(&trial);
}

static void stops_when_cancelled(void **state)
{
	(void)state;
	struct trial trial;
	start(&trial, ASSAY_SELECT_ALL);
	build(&trial, RIGHT);
	for (size_t count = 1; count <= 2; count++) {
		int fd = eventfd(0, EFD_CLOEXEC);
		struct ticks ticks = {.caller = pthread_self(), .cancel_fd = fd};
		const struct assay_progress progress = {count_tick, &ticks};
		const struct assay_lanes some = {
			.sandboxes = sandboxes, .count = count, .cancel_fd = fd};
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
	finish(&trial);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_from_generator_to_answers),
		cmocka_unit_test(tells_how_it_ended),
		cmocka_unit_test(runs_again_near_the_limit),
		cmocka_unit_test(runs_again_what_was_killed),
		cmocka_unit_test(counts_all_output_together),
		cmocka_unit_test(keeps_materials_and_trusts_no_damage),
		cmocka_unit_test(says_which_program_of_the_challenge_fails),
		cmocka_unit_test(asks_the_checker),
		cmocka_unit_test(runs_sql),
		cmocka_unit_test(runs_on_lanes),
		cmocka_unit_test(stops_when_cancelled),
		cmocka_unit_test(waits_for_its_boxes),
	};
	return cmocka_run_group_tests(tests, open_sandboxes, close_sandboxes);
}
