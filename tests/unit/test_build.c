/*
 * test_build.c - the build stage with real boxes: what compiles, what does not and what is said,
 * and that nothing of the host comes out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../runner/build/build.h"
#include "small_challenge.h"

static struct assay_sandbox *sandbox;

static int open_sandbox(void **state)
{
	(void)state;
	struct assay_error err = {0};
	small_challenge_folder();
	if (assay_sandbox_open(NULL, &sandbox, &err) == 0)
		return 0;
	print_error("%s\n", err.text);
	return -1;
}

static int close_sandbox(void **state)
{
	(void)state;
	assay_sandbox_close(sandbox);
	return 0;
}

static int build(const struct assay_challenge *challenge, const char *text,
	struct assay_build *ret_build, struct assay_error *err)
{
	struct assay_submission submission;
	small_challenge_submit(challenge, text, &submission);
	assay_build_init(ret_build);
	int status = assay_build_submission(sandbox, challenge, &submission, -1, ret_build, err);
	assay_submission_release(&submission);
	return status;
}

static struct assay_build build_well(const struct assay_challenge *challenge, const char *text)
{
	struct assay_build result;
	struct assay_error err = {0};
	if (build(challenge, text, &result, &err) != 0)
		fail_msg("%s", err.text);
	return result;
}

static void makes_a_program(void **state)
{
	(void)state;
	struct assay_challenge challenge;
	small_challenge_function(&challenge);
	for (int i = 0; i < 2; i++) { /* the second time the driver comes from the cache */
		struct assay_build result = build_well(&challenge,
			"#include \"sum.h\"\nint sum(int a, int b) { int un; return a + b; }\n");
		assert_true(result.succeeded);
		assert_string_equal(result.message, "");
		assert_string_equal(result.artefact.profile, "stdio");
		struct stat status;
		assert_int_equal(fstat(result.artefact.program_fd, &status), 0);
		assert_true(status.st_size > 10000);
		int seals = fcntl(result.artefact.program_fd, F_GET_SEALS);
		assert_true(seals > 0 && (seals & F_SEAL_WRITE) != 0);
		assert_int_equal(result.diagnostic_count, 1);
		assert_string_equal(result.diagnostics[0].file, "sum.c");
		assert_string_equal(result.diagnostics[0].severity, "warning");
		assert_int_equal(result.diagnostics[0].line, 2);
		assay_build_release(&result);
	}
}

static const struct mistake {
	const char *source, *message;
} mistakes[] = {
	{"int sum(int a, int b) { return a + c; }",
		"sum.c:1: 'c' undeclared (first use in this function)"},
	{"", "'sum' is used but defined nowhere"},
	{"int sum(int a, int b) { return other(a, b); }",
		"sum.c: 'other' is used but defined nowhere"},
	{"int sum(int a, int b) { return a + b; } int main(void) { return 0; }",
		"'main' is defined twice: the challenge's driver or another file already defines "
		"it"},
	{"#include \"/etc/passwd\"\n", "sum.c:1: /etc/passwd: No such file or directory"},
	{"#include \"../../../../etc/passwd\"\n",
		"sum.c:1: ../../../../etc/passwd: No such file or directory"},
	{"#include \"../driver/driver.c\"\n",
		"sum.c:1: ../driver/driver.c: No such file or directory"},
	{"int sum(int a, int b) { return a + b; }\n__asm__(\".incbin \\\"/etc/passwd\\\"\");\n",
		"file not found: /etc/passwd"},
	{"#include \"nosuch.h\"\n", "sum.c:1: nosuch.h: No such file or directory"},
	{"#line 1 \"/etc/passwd\"\nint x = ;\n", "expected expression before ';' token"},
	{"#include <assay/driver.h>\n", "sum.c:1: assay/driver.h: No such file or directory"},
	{"#error \"a \x1b[31m red\"\n", "sum.c:1: #error \"a \\x1b[31m red\""},
};

static void explains_mistakes(void **state)
{
	(void)state;
	struct assay_challenge challenge;
	small_challenge_function(&challenge);
	for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
		struct assay_build result = build_well(&challenge, mistakes[i].source);
		assert_false(result.succeeded);
		assert_int_equal(result.artefact.program_fd, -1);
		assert_string_equal(result.message, mistakes[i].message);
		for (size_t j = 0; j < result.diagnostic_count; j++) {
			assert_null(strstr(result.diagnostics[j].text, "root:"));
			assert_null(strstr(result.diagnostics[j].text, "/usr"));
			assert_null(strstr(result.diagnostics[j].file, "/"));
		}
		assay_build_release(&result);
	}
}

static void stops_bombs(void **state)
{
	(void)state;
	static const struct mistake bombs[] = {
		{"char a[1 << 29] = {1};\nint sum(int a, int b) { return a + b; }",
			"the compiled program, or a part of it, is larger than 64 MiB"},
		{"#include \"sum.c\"\n#include \"sum.c\"\n",
			"sum.c:1: #include nested depth 200 exceeds maximum of 200 (use "
			"-fmax-include-depth=DEPTH to increase the maximum)"},
	};
	struct assay_challenge challenge;
	small_challenge_function(&challenge);
	for (size_t i = 0; i < sizeof bombs / sizeof bombs[0]; i++) {
		struct assay_build result = build_well(&challenge, bombs[i].source);
		assert_false(result.succeeded);
		assert_string_equal(result.message, bombs[i].message);
		assay_build_release(&result);
	}
	/* A flood of messages ends, and what is kept is bounded. */
	struct assay_bytes flood = {0};
	for (int i = 0; i < 5000; i++)
		assay_bytes_puts(&flood, "#warning \"0123456789012345678901234567890123456789\"\n");
	struct assay_build result = build_well(&challenge, assay_bytes_text(&flood));
	assert_false(result.succeeded);
	assert_string_equal(result.message, "the compiler wrote more than 256 KiB of messages");
	assert_int_equal(result.diagnostic_count, 50);
	assay_build_release(&result);
	assay_bytes_release(&flood);
}

/* Whatever the candidate's folder holds, files that are not editable are the challenge's. */
static void takes_fixed_files_from_the_challenge(void **state)
{
	(void)state;
	struct assay_challenge challenge;
	small_challenge_function(&challenge);
	small_challenge_write(
		"mine/sum.c", "#include \"sum.h\"\nint sum(int a, int b) { return a + b; }\n");
	small_challenge_write("mine/sum.h", "#error \"the candidate's\"\n");
	char path[1024];
	snprintf(path, sizeof path, "%s/mine", small_challenge_folder());
	struct assay_submission submission;
	struct assay_error err = {0};
	assert_int_equal(assay_submission_read(&challenge, path, &submission, &err), 0);
	struct assay_build result;
	assay_build_init(&result);
	assert_int_equal(
		assay_build_submission(sandbox, &challenge, &submission, -1, &result, &err), 0);
	assert_true(result.succeeded);
	assay_build_release(&result);
	assay_submission_release(&submission);
}

static void blames_the_challenge_for_its_driver(void **state)
{
	(void)state;
	struct assay_challenge challenge;
	struct assay_build result;
	struct assay_error err = {0};
	small_challenge_function(&challenge);
	small_challenge_write("sum/driver/driver.c", "int main(void) { return nothing; }\n");
	assert_int_equal(build(&challenge, "int x;", &result, &err), ASSAY_ERR_CHALLENGE);
	assert_string_equal(err.text,
		"challenge 'sum': the driver, or a file beside it, does not compile: "
		"driver/driver.c:1: 'nothing' undeclared (first use in this function)");
}

/* With a header of the candidate's in it, it is the candidate's. */
static void blames_the_candidate_for_a_header(void **state)
{
	(void)state;
	static char source[] = "sum.c", header[] = "sum.h", name_c[] = "sum.c", name_h[] = "sum.h";
	static struct assay_file_spec files[] = {{source, true}, {header, true}};
	struct assay_challenge challenge;
	small_challenge_function(&challenge);
	challenge.files = files;
	char code[] = "int sum(int a, int b) { return a + b; }\n";
	char bad[] = "int sum(\n";
	const struct assay_submission_file own[] = {
		{.path = name_c, .data = code, .size = sizeof code - 1},
		{.path = name_h, .data = bad, .size = sizeof bad - 1},
	};
	struct assay_submission submission;
	struct assay_error err = {0};
	assert_int_equal(
		assay_submission_from_files(&challenge, "test", own, 2, &submission, &err), 0);
	struct assay_build result;
	assay_build_init(&result);
	assert_int_equal(
		assay_build_submission(sandbox, &challenge, &submission, -1, &result, &err), 0);
	assert_false(result.succeeded);
	assert_non_null(strstr(result.message, "driver.c"));
	assay_build_release(&result);
	assay_submission_release(&submission);
}

/* A source that only the challenge may change is compiled with the driver, once. */
static void compiles_fixed_sources_once(void **state)
{
	(void)state;
	static char source[] = "sum.c", header[] = "sum.h", helper[] = "lib/helper.c";
	static struct assay_file_spec files[] = {{source, true}, {header, false}, {helper, false}};
	static const char text[] = "#include \"sum.h\"\nint twice(int a);\n"
				   "int sum(int a, int b) { return twice(a) + b; }\n";
	struct assay_challenge challenge;
	small_challenge_function(&challenge);
	challenge.files = files;
	challenge.file_count = 3;
	small_challenge_write("sum/starter/lib/helper.c",
		"#include \"sum.h\"\nint twice(int a) { return 2 * a; }\n");
	for (int i = 0; i < 2; i++) {
		struct assay_build result = build_well(&challenge, text);
		assert_string_equal(result.message, "");
		assert_true(result.succeeded);
		assay_build_release(&result);
	}
	struct assay_build result = build_well(&challenge,
		"int sum(int a, int b) { return a + b; }\nint twice(int a) { return a; }\n");
	assert_string_equal(result.message,
		"'twice' is defined twice: the challenge's driver or another file already defines "
		"it");
	assay_build_release(&result);
	struct assay_error err = {0};
	small_challenge_write("sum/starter/lib/helper.c", "int twice(int a) { return b; }\n");
	assert_int_equal(build(&challenge, text, &result, &err), ASSAY_ERR_CHALLENGE);
	assert_non_null(strstr(err.text, "lib/helper.c:1: 'b' undeclared"));
}

static void checks_sql_on_the_schema(void **state)
{
	(void)state;
	static const struct {
		const char *sql, *message;
	} cases[] = {
		{"CREATE INDEX i ON t(a)", NULL},
		{"-- nothing\n", NULL},
		{"ATTACH 'x' AS y", NULL}, /* for the tests to tell: forbidden-call */
		{"CREATE INDEX i ON t(c)", "index.sql:1: no such column: c"},
		{"\nCREATE INDX i ON t(a)", "index.sql:2: near \"INDX\": syntax error"},
		{"CREATE INDEX i ON t(a);\nCREATE INDEX j ON t(b);",
			"index.sql:2: more statements than the challenge allows"},
	};
	struct assay_challenge challenge;
	small_challenge_sql(&challenge);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct assay_build result = build_well(&challenge, cases[i].sql);
		assert_int_equal(result.succeeded, cases[i].message == NULL);
		assert_string_equal(
			result.message, cases[i].message == NULL ? "" : cases[i].message);
		assert_int_equal(result.diagnostic_count, cases[i].message == NULL ? 0 : 1);
		assert_string_equal(result.artefact.sql, cases[i].sql);
		assert_string_equal(result.artefact.arguments[2], "create-index");
		assay_build_release(&result);
	}
	struct assay_build result;
	struct assay_error err = {0};
	small_challenge_write("pick/data/schema.sql", "CREATE TABLE t(a, b);\nnonsense;\n");
	assert_int_equal(build(&challenge, "", &result, &err), ASSAY_ERR_CHALLENGE);
	assert_string_equal(err.text,
		"challenge 'pick': 'data/schema.sql': sqlhost: script line 3: "
		"near \"nonsense\": syntax error");
}

static void builds_tools(void **state)
{
	(void)state;
	struct assay_challenge challenge;
	small_challenge_function(&challenge);
	struct assay_error err = {0};
	for (int i = 0; i < 2; i++) {
		struct assay_artefact tool;
		assay_artefact_init(&tool);
		assert_int_equal(assay_build_tool(sandbox, &challenge, "generators/pairs.c", -1,
					 &tool, &err),
			0);
		assert_true(tool.program_fd > 0);
		assert_string_equal(tool.profile, "stdio");
		assay_artefact_release(&tool);
	}
	struct assay_artefact tool;
	small_challenge_write("sum/generators/bad.c", "int main(void) { return x; }\n");
	assert_int_equal(assay_build_tool(sandbox, &challenge, "generators/bad.c", -1, &tool, &err),
		ASSAY_ERR_CHALLENGE);
	assert_string_equal(err.text,
		"challenge 'sum': 'generators/bad.c' does not compile: "
		"generators/bad.c:1: 'x' undeclared (first use in this function)");
	assert_int_equal(
		assay_build_tool(sandbox, &challenge, "generators/none.c", -1, &tool, &err),
		ASSAY_ERR_SYSTEM);
	assert_non_null(strstr(err.text, "generators/none.c"));
}

static void stops_when_cancelled(void **state)
{
	(void)state;
	struct assay_challenge challenge;
	struct assay_submission submission;
	struct assay_build result;
	struct assay_error err = {0};
	uint64_t one = 1;
	int fd = eventfd(0, EFD_CLOEXEC);
	assert_int_equal(write(fd, &one, sizeof one), sizeof one);
	small_challenge_function(&challenge);
	small_challenge_submit(&challenge, "int x;", &submission);
	assay_build_init(&result);
	assert_int_equal(
		assay_build_submission(sandbox, &challenge, &submission, fd, &result, &err),
		ASSAY_ERR_CANCELLED);
	assert_int_equal(result.artefact.program_fd, -1);
	assay_submission_release(&submission);
	close(fd);
}

static void shows_its_flags(void **state)
{
	(void)state;
	struct assay_challenge challenge;
	static char maths[] = "m";
	small_challenge_function(&challenge);
	challenge.libraries[0] = maths;
	challenge.library_count = 1;
	char *flags = assay_build_flags(&challenge);
	assert_string_equal(
		flags, "gcc -std=gnu17 -O2 -Wall -Wextra -static sum.c driver.o -o out -lm");
	free(flags);
	small_challenge_sql(&challenge);
	flags = assay_build_flags(&challenge);
	assert_string_equal(flags, "sqlhost --allow create-index --statements 1");
	free(flags);
	char version[128];
	assert_int_equal(assay_build_compiler(version, sizeof version, NULL), 0);
	assert_int_equal(strncmp(version, "gcc", 3), 0);
}

static void names_the_packages_of_a_missing_compiler(void **state)
{
	(void)state;
	struct assay_challenge challenge;
	struct assay_build result;
	struct assay_error err = {0};
	char *path = strdup(getenv("PATH"));
	small_challenge_function(&challenge);
	assert_int_equal(setenv("PATH", "/nowhere", 1), 0);
	assert_int_equal(build(&challenge, "int x;", &result, &err), ASSAY_ERR_TOOLCHAIN);
	assert_non_null(strstr(err.text, "apt-get install gcc libc6-dev binutils"));
	char version[8];
	assert_int_equal(assay_build_compiler(version, sizeof version, &err), ASSAY_ERR_TOOLCHAIN);
	assert_int_equal(setenv("PATH", path, 1), 0);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makes_a_program),
		cmocka_unit_test(explains_mistakes),
		cmocka_unit_test(stops_bombs),
		cmocka_unit_test(takes_fixed_files_from_the_challenge),
		cmocka_unit_test(blames_the_challenge_for_its_driver),
		cmocka_unit_test(blames_the_candidate_for_a_header),
		cmocka_unit_test(compiles_fixed_sources_once),
		cmocka_unit_test(checks_sql_on_the_schema),
		cmocka_unit_test(builds_tools),
		cmocka_unit_test(stops_when_cancelled),
		cmocka_unit_test(shows_its_flags),
		cmocka_unit_test(names_the_packages_of_a_missing_compiler),
	};
	return cmocka_run_group_tests(tests, open_sandbox, close_sandbox);
}
