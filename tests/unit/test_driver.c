/*
 * test_driver.c - driver.h as an author of challenges and a candidate meet it: built by plain gcc
 * and clang with every warning, run outside a box on good and bad scripts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <assay/bytes.h>
#include <assay/driver.h>

#include "program.h"

static const char source[] =
	"#include <assay/driver.h>\n"
	"int main(void)\n"
	"{\n"
	"	struct assay_operation op;\n"
	"	while (assay_next(&op)) {\n"
	"		if (assay_is(&op, \"echo\", 1)) {\n"
	"			assay_answer_bytes(\"got \", 4);\n"
	"			assay_answer_word(op.words[1], op.sizes[1]);\n"
	"			assay_answer_end();\n"
	"		} else if (assay_is(&op, \"add\", 2)) {\n"
	"			assay_answer(\"%lld\", (long long)(assay_i64(&op, 1) + "
	"assay_i64(&op, 2)));\n"
	"		} else if (assay_is(&op, \"u64\", 1)) {\n"
	"			assay_answer(\"%llu\", (unsigned long long)assay_u64(&op, 1));\n"
	"		} else if (assay_is(&op, \"size\", 1)) {\n"
	"			assay_answer(\"%zu\", op.sizes[1]);\n"
	"		} else if (assay_is(&op, \"say\", 1)) {\n"
	"			printf(\"%s\\n\", assay_text(&op, 1));\n"
	"		} else {\n"
	"			assay_driver_fail(\"no operation '%s'\", op.words[0]);\n"
	"		}\n"
	"	}\n"
	"	return assay_driver_end();\n"
	"}\n";

static char folder[1024];
static char program[1100];

static void build(const char *compiler, const char *extra)
{
	char file[1100];
	snprintf(file, sizeof file, "%s/driver.c", folder);
	assert_int_equal(assay_file_replace(file, source, sizeof source - 1, 0600, NULL), 0);
	char names[2][64];
	snprintf(names[0], sizeof names[0], "%s", compiler);
	snprintf(names[1], sizeof names[1], "%s", extra);
	char *const argv[] = {names[0], "-std=c17", "-O1", "-g", "-Wall", "-Wextra", "-Wpedantic",
		"-Wshadow", "-Wconversion", "-Wno-sign-conversion", "-Werror", "-Iinclude",
		names[1], "-o", program, file, NULL};
	struct assay_bytes errors = {0};
	const struct program_file files[] = {{.fd = 2, .output = &errors}};
	int status = program_run(compiler, argv, files, 1);
	if (status != 0)
		fail_msg("%s: %s", compiler, assay_bytes_text(&errors));
	assay_bytes_release(&errors);
}

static int make_folder(void **state)
{
	(void)state;
	const char *temporary = getenv("TMPDIR");
	snprintf(folder, sizeof folder, "%s/driver.XXXXXX", temporary ? temporary : "/tmp");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(program, sizeof program, "%s/driver", folder);
	build("gcc", "-fsanitize=address,undefined");
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	char file[1100];
	snprintf(file, sizeof file, "%s/driver.c", folder);
	unlink(file);
	unlink(program);
	return rmdir(folder);
}

struct outcome {
	int status;
	struct assay_bytes answers, out, errors;
};

static void release(struct outcome *outcome)
{
	assay_bytes_release(&outcome->answers);
	assay_bytes_release(&outcome->out);
	assay_bytes_release(&outcome->errors);
}

static struct outcome run_sized(const char *script, size_t size)
{
	struct outcome outcome = {0};
	const struct program_file files[] = {
		{.fd = 0, .input = script, .input_size = size},
		{.fd = 1, .output = &outcome.out},
		{.fd = 2, .output = &outcome.errors},
		{.fd = 3, .output = &outcome.answers},
	};
	char *const argv[] = {"driver", NULL};
	outcome.status = program_run(program, argv, files, 4);
	return outcome;
}

static struct outcome run(const char *script)
{
	return run_sized(script, 0);
}

static void answers_in_order(void **state)
{
	(void)state;
	static const struct {
		const char *script, *answers;
	} cases[] = {
		{"", ""},
		{"\n\n# a comment\n", ""},
		{"add 1 2\necho x\nadd -5 3\n", "3\ngot x\n-2\n"},
		{"echo last", "got last\n"},
		{"echo %\nsize %\n", "got %\n0\n"},
		{"echo a%20b%25%00%ff\nsize a%00b\n", "got a%20b%25%00%FF\n3\n"},
		{"u64 18446744073709551615\n", "18446744073709551615\n"},
		{"add -9223372036854775808 0\n", "-9223372036854775808\n"},
		{"echo #x\n", "got #x\n"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct outcome outcome = run(cases[i].script);
		assert_string_equal(assay_bytes_text(&outcome.errors), "");
		assert_string_equal(assay_bytes_text(&outcome.answers), cases[i].answers);
		assert_int_equal(outcome.status, 0);
		release(&outcome);
	}
}

static void says_what_is_wrong_with_a_script(void **state)
{
	(void)state;
	static const struct {
		const char *script, *errors;
	} cases[] = {
		{"nothing\n", "driver: script line 1: no operation 'nothing'\n"},
		{"\n#\nadd 1\n", "driver: script line 3: 'add' takes 2 words, got 1\n"},
		{"add 1 x\n", "driver: script line 1: 'x' is not a signed 64-bit number\n"},
		{"add 1 %201\n", "driver: script line 1: ' 1' is not a signed 64-bit number\n"},
		{"add 1 -\n", "driver: script line 1: '-' is not a signed 64-bit number\n"},
		{"add 1 9223372036854775808\n", "driver: script line 1: '9223372036854775808' is "
						"not a signed 64-bit number\n"},
		{"u64 -1\n", "driver: script line 1: '-1' is not an unsigned 64-bit number\n"},
		{"u64 +1\n", "driver: script line 1: '+1' is not an unsigned 64-bit number\n"},
		{"u64 18446744073709551616\n",
			"driver: script line 1: '18446744073709551616' is not an unsigned 64-bit "
			"number\n"},
		{"echo %4\n",
			"driver: script line 1: '%' is not followed by two hexadecimal digits\n"},
		{"echo %gg\n",
			"driver: script line 1: '%' is not followed by two hexadecimal digits\n"},
		{"echo a%\n",
			"driver: script line 1: '%' is not followed by two hexadecimal digits\n"},
		{"echo  a\n", "driver: script line 1: an empty word, expected it as '%'\n"},
		{"echo a \n", "driver: script line 1: an empty word, expected it as '%'\n"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct outcome outcome = run(cases[i].script);
		assert_string_equal(assay_bytes_text(&outcome.errors), cases[i].errors);
		assert_int_equal(outcome.status, 70);
		release(&outcome);
	}
	struct outcome outcome = run_sized("echo a\0b\n", 9);
	assert_int_equal(outcome.status, 70);
	assert_string_equal(assay_bytes_text(&outcome.errors),
		"driver: script line 1: a NUL byte, expected it as %00\n");
	release(&outcome);
}

/* One operation of `length` bytes, after another one, so that it does not begin the buffer. */
static struct outcome run_long(size_t length, bool newline)
{
	struct assay_bytes script = {0};
	assay_bytes_puts(&script, "echo first\nsize ");
	for (size_t i = 5; i < length; i++)
		assay_bytes_putc(&script, 'x');
	if (newline)
		assay_bytes_puts(&script, "\necho after\n");
	struct outcome outcome = run_sized(script.data, script.size);
	assay_bytes_release(&script);
	return outcome;
}

static void takes_long_lines_up_to_its_limit(void **state)
{
	(void)state;
	char expected[100];
	const size_t most = ASSAY_DRIVER_LINE_MAX - 1;
	struct outcome outcome = run_long(most, true);
	snprintf(expected, sizeof expected, "got first\n%zu\ngot after\n", most - 5);
	assert_string_equal(assay_bytes_text(&outcome.answers), expected);
	release(&outcome);
	outcome = run_long(most, false);
	snprintf(expected, sizeof expected, "got first\n%zu\n", most - 5);
	assert_string_equal(assay_bytes_text(&outcome.answers), expected);
	assert_int_equal(outcome.status, 0);
	release(&outcome);
	for (int newline = 0; newline < 2; newline++) {
		outcome = run_long(most + 1, newline);
		assert_int_equal(outcome.status, 70);
		assert_string_equal(assay_bytes_text(&outcome.errors),
			"driver: script line 2: longer than 262144 bytes\n");
		release(&outcome);
	}
}

static void refuses_too_many_words(void **state)
{
	(void)state;
	struct assay_bytes script = {0};
	assay_bytes_puts(&script, "echo");
	for (int i = 0; i < ASSAY_DRIVER_WORDS_MAX; i++)
		assay_bytes_puts(&script, " w");
	struct outcome outcome = run(assay_bytes_text(&script));
	assert_int_equal(outcome.status, 70);
	assert_string_equal(
		assay_bytes_text(&outcome.errors), "driver: script line 1: more than 64 words\n");
	release(&outcome);
	assay_bytes_release(&script);
}

static void answers_many(void **state)
{
	(void)state;
	struct assay_bytes script = {0};
	struct assay_bytes expected = {0};
	for (int i = 0; i < 50000; i++) {
		assay_bytes_printf(&script, "add %d 1\n", i);
		assay_bytes_printf(&expected, "%d\n", i + 1);
	}
	struct outcome outcome = run(assay_bytes_text(&script));
	assert_int_equal(outcome.answers.size, expected.size);
	assert_string_equal(assay_bytes_text(&outcome.answers), assay_bytes_text(&expected));
	release(&outcome);
	assay_bytes_release(&script);
	assay_bytes_release(&expected);
}

static void keeps_the_candidates_output_apart(void **state)
{
	(void)state;
	struct outcome outcome = run("say hello\nadd 1 1\n");
	assert_string_equal(assay_bytes_text(&outcome.answers), "2\n");
	assert_string_equal(assay_bytes_text(&outcome.out), "hello\n");
	release(&outcome);
	/* Without descriptor 3 everything goes to standard output, in order of writing. */
	const struct program_file files[] = {
		{.fd = 0, .input = "say hello\nadd 1 1\n"},
		{.fd = 1, .output = &outcome.out},
	};
	char *const argv[] = {"driver", NULL};
	assert_int_equal(program_run(program, argv, files, 2), 0);
	assert_string_equal(assay_bytes_text(&outcome.out), "hello\n2\n");
	release(&outcome);
}

/* Last, since it puts another program in place. */
static void builds_with_clang_too(void **state)
{
	if (access("/usr/bin/clang", X_OK) != 0) {
		print_message("# builds_with_clang_too: /usr/bin/clang is not installed\n");
		skip();
	}
	build("clang", "-fno-sanitize=all");
	answers_in_order(state);
	says_what_is_wrong_with_a_script(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_in_order),
		cmocka_unit_test(says_what_is_wrong_with_a_script),
		cmocka_unit_test(takes_long_lines_up_to_its_limit),
		cmocka_unit_test(refuses_too_many_words),
		cmocka_unit_test(answers_many),
		cmocka_unit_test(keeps_the_candidates_output_apart),
		cmocka_unit_test(builds_with_clang_too),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
