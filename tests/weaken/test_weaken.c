/*
 * test_weaken.c - the switch of weakened builds: each defence is seen to hold, then is taken away
 * and seen to be missing. And ordinary builds have no trace of the switch.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../unit/box_helper.h"

/* One run of an act with some defences off: status, exit code and the output on descriptor 1. */
struct outcome {
	char status[32];
	int exit_code;
	char output[1024];
};

static struct outcome try_act(const char *weaken, const char *act, const char *argument)
{
	struct assay_sandbox *sandbox = NULL;
	struct assay_error err = {0};
	struct box_setup setup;
	struct assay_observation seen;
	setenv("ASSAY_WEAKEN", weaken, 1);
	if (assay_sandbox_open(NULL, &sandbox, &err) != 0)
		fail_msg("%s: %s", weaken, err.text);
	int program = box_program();
	box_prepare(&setup, program, act, argument);
	setup.box.limits.cpu_ns = 300000000;
	setup.box.limits.wall_ns = strcmp(act, "sleep") == 0 ? 600000000 : 30000000000u;
	setup.channels[1].output_limit = 1 << 16;
	box_run(sandbox, &setup, &seen);
	struct outcome outcome = {.exit_code = seen.exit_code};
	snprintf(outcome.status, sizeof outcome.status, "%s", assay_status_name(seen.status));
	snprintf(outcome.output, sizeof outcome.output, "%s", box_output(&seen, 1));
	assay_observation_release(&seen);
	close(program);
	assay_sandbox_close(sandbox);
	unsetenv("ASSAY_WEAKEN");
	return outcome;
}

/* Status and a word of the output, first with all defences, then without `weaken`. */
static void test_each_defence(void **state)
{
	static const struct {
		const char *weaken, *act, *argument;
		const char *status, *weak_status; /* NULL: the same word does not matter */
		const char *output, *weak_output;
	} cases[] = {
		{"seccomp", "socket", NULL, "forbidden-call", "exited", "", ""},
		{"cpu-clock", "spin", "0.4", "cpu-limit", "cpu-limit", "", "spun\n"},
		{"wall-clock", "sleep", "0.8", "wall-limit", "exited", "", "slept\n"},
		{"output-counter", "flood", NULL, "output-limit", "exited", "xxx", "xxx"},
		{"descriptors", "look", NULL, "exited", "exited", "descriptors 3", "descriptors 4"},
		{"environment", "look", NULL, "exited", "exited", "environment empty",
			"environment "},
		{"rlimits", "look", NULL, "exited", "exited", "files 16\n", "files "},
		{"pid-namespace", "look", NULL, "exited", "exited", "pid 2 parent 1\n", "pid "},
		{"seccomp,landlock,root", "look", NULL, "exited", "exited", "passwd hidden",
			"passwd seen"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct outcome with = try_act("", cases[i].act, cases[i].argument);
		assert_string_equal(with.status, cases[i].status);
		assert_non_null(strstr(with.output, cases[i].output));
		struct outcome without = try_act(cases[i].weaken, cases[i].act, cases[i].argument);
		assert_string_equal(without.status, cases[i].weak_status);
		assert_non_null(strstr(without.output, cases[i].weak_output));
		if (strcmp(cases[i].act, "look") == 0)
			assert_string_not_equal(with.output, without.output);
	}
}

/* Every word of the switch opens a sandbox that runs. */
static void test_each_word_runs(void **state)
{
	static const char *const words[] = {"seccomp", "root", "landlock", "cgroup", "rlimits",
		"pid-namespace", "mount-namespace", "net-namespace", "ipc-namespace",
		"uts-namespace", "capabilities", "no-new-privileges", "descriptors", "cpu-clock",
		"wall-clock", "output-counter", "environment"};
	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		struct outcome seen = try_act(words[i], "exit", "5");
		assert_string_equal(seen.status, "exited");
		assert_int_equal(seen.exit_code, 5);
	}
}

/* The self-test notices what is missing. */
static void test_self_test_bites(void **state)
{
	static const struct {
		const char *weaken, *trial;
	} cases[] = {{"seccomp", "open-socket"}, {"output-counter", "flood-output"},
		{"descriptors", "use-descriptors"}, {"environment", "read-environment"},
		{"seccomp,landlock,root", "open-file"}};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct assay_trial trials[ASSAY_TRIAL_COUNT];
		struct assay_sandbox *sandbox = NULL;
		struct assay_error err = {0};
		setenv("ASSAY_WEAKEN", cases[i].weaken, 1);
		if (assay_sandbox_open(NULL, &sandbox, &err) != 0 ||
			assay_sandbox_self_test(sandbox, trials, &err) != 0)
			fail_msg("%s: %s", cases[i].weaken, err.text);
		assay_sandbox_close(sandbox);
		unsetenv("ASSAY_WEAKEN");
		size_t at = 0;
		while (at < ASSAY_TRIAL_COUNT && strcmp(trials[at].name, cases[i].trial) != 0)
			at++;
		assert_true(at < ASSAY_TRIAL_COUNT);
		if (trials[at].held)
			fail_msg("without %s, %s holds: %s", cases[i].weaken, trials[at].name,
				trials[at].detail);
	}
}

static bool holds_switch(const char *name)
{
	char path[4096];
	struct assay_bytes file = {0};
	struct assay_error err = {0};
	const char *build = getenv("ASSAY_BUILD");
	snprintf(path, sizeof path, "%s/%s", build == NULL ? "build" : build, name);
	if (assay_file_read(AT_FDCWD, path, 256 << 20, &file, &err) != 0)
		fail_msg("%s", err.text);
	static const char word[] = "ASSAY_WEAKEN";
	bool found = memmem(file.data, file.size, word, sizeof word - 1) != NULL;
	assay_bytes_release(&file);
	return found;
}

static void test_ordinary_builds_have_no_switch(void **state)
{
	(void)state;
	assert_true(holds_switch("weak/boxed/launcher"));
	assert_false(holds_switch("boxed/launcher"));
	assert_false(holds_switch("assay"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_defence),
		cmocka_unit_test(test_each_word_runs),
		cmocka_unit_test(test_self_test_bites),
		cmocka_unit_test(test_ordinary_builds_have_no_switch),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
