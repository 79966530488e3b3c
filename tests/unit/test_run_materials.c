/*
 * test_run_materials.c - what a challenge's own programs make and say, in real boxes: materials made,
 * kept and remade, checkers asked.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "trial.h"

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
	trial_start(&first, ASSAY_SELECT_HIDDEN);
	/* Neither program is there any more, and none is needed. */
	trial_start(&second, ASSAY_SELECT_SAMPLE);
	remove_file("sum/submissions/accepted/right.c");
	remove_file("sum/generators/pairs.c");
	trial_finish(&second);
	second = (struct trial){.challenge = first.challenge, .lanes = trial_lanes(1)};
	trial_plan(&second, ASSAY_SELECT_HIDDEN);
	trial_make(&second);
	for (size_t i = 0; i < first.plan.count; i++) {
		assert_string_equal(assay_bytes_text(&first.materials[i].input),
			assay_bytes_text(&second.materials[i].input));
		assert_string_equal(assay_bytes_text(&first.materials[i].answer),
			assay_bytes_text(&second.materials[i].answer));
		assert_memory_equal(&first.materials[i].reference[0].value,
			&second.materials[i].reference[0].value, sizeof(uint64_t));
	}
	damage_cache();
	struct assay_error err = {0};
	assert_int_equal(trial_make_materials(&second, &err), ASSAY_ERR_CHALLENGE);
	trial_finish(&second);
	trial_start(&second, ASSAY_SELECT_HIDDEN);
	assert_string_equal(assay_bytes_text(&first.materials[0].answer),
		assay_bytes_text(&second.materials[0].answer));
	trial_finish(&second);
	trial_finish(&first);
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
		struct trial trial = {.lanes = trial_lanes(1)};
		struct assay_error err = {0};
		small_challenge_function(&trial.challenge);
		small_challenge_write(cases[i].file, cases[i].text);
		trial.challenge.digest[0] = (char)('b' + (int)i); /* as the loader would say */
		trial_plan(&trial, ASSAY_SELECT_HIDDEN);
		assert_int_equal(trial_make_materials(&trial, &err), ASSAY_ERR_CHALLENGE);
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
	trial_start(&trial, ASSAY_SELECT_SAMPLE);
	trial.challenge.checker = path;
	assay_artefact_init(&checker);
	trial_check(
		assay_build_tool(trial_sandboxes()[0], &trial.challenge, path, -1, &checker, &err),
		&err);
	const struct assay_tool tool = {trial_sandboxes()[0], &trial.challenge, &checker, -1};
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
	trial_finish(&trial);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_materials_and_trusts_no_damage),
		cmocka_unit_test(says_which_program_of_the_challenge_fails),
		cmocka_unit_test(asks_the_checker),
	};
	return cmocka_run_group_tests(tests, trial_open_boxes, trial_close_boxes);
}
