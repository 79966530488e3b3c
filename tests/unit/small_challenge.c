/*
 * small_challenge.c - owns the two small challenges; they are records made by hand, so that these
 * tests need no loader.
 */
#include "small_challenge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <assay/bytes.h>

#define SECOND UINT64_C(1000000000)

const char *small_challenge_folder(void)
{
	static char folder[512];
	static char cache[600];
	if (folder[0] != '\0')
		return folder;
	const char *temporary = getenv("TMPDIR");
	snprintf(folder, sizeof folder, "%s/small.XXXXXX", temporary ? temporary : "/tmp");
	assert_non_null(mkdtemp(folder));
	snprintf(cache, sizeof cache, "%s/cache", folder);
	assert_int_equal(setenv("XDG_CACHE_HOME", cache, 1), 0);
	return folder;
}

void small_challenge_write(const char *path, const char *text)
{
	char full[1024];
	snprintf(full, sizeof full, "%s/%s", small_challenge_folder(), path);
	char *slash = strrchr(full, '/');
	*slash = '\0';
	assert_int_equal(assay_directory_make(full, 0700, NULL), 0);
	*slash = '/';
	assert_int_equal(assay_file_replace(full, text, strlen(text), 0600, NULL), 0);
}

static const char driver[] =
	"#include <assay/driver.h>\n"
	"#include \"sum.h\"\n"
	"int main(void)\n"
	"{\n"
	"	static struct assay_operation op;\n"
	"	while (assay_next(&op)) {\n"
	"		if (assay_is(&op, \"sum\", 2))\n"
	"			assay_answer(\"%d\", sum((int)assay_i64(&op, 1), "
	"(int)assay_i64(&op, 2)));\n"
	"		else\n"
	"			assay_driver_fail(\"no operation '%s'\", op.words[0]);\n"
	"	}\n"
	"	return assay_driver_end();\n"
	"}\n";

static const char generator[] =
	"#include <stdio.h>\n"
	"#include <stdlib.h>\n"
	"int main(int argc, char **argv)\n"
	"{\n"
	"	if (argc != 3)\n"
	"		return 2;\n"
	"	srand((unsigned)strtoull(argv[2], NULL, 10));\n"
	"	for (int i = 0; i < atoi(argv[1]); i++)\n"
	"		printf(\"sum %d %d\\n\", rand() % 1000, rand() % 1000);\n"
	"	return 0;\n"
	"}\n";

static const char checker[] = "#include <stdio.h>\n"
			      "#include <stdlib.h>\n"
			      "#include <string.h>\n"
			      "#include <unistd.h>\n"
			      "int main(void)\n"
			      "{\n"
			      "	static char expected[4096], got[4096];\n"
			      "	ssize_t a = read(3, expected, sizeof expected - 1), b = read(4, "
			      "got, sizeof got - 1);\n"
			      "	if (strncmp(got, \"crash\", 5) == 0)\n"
			      "		abort();\n"
			      "	printf(\"expected %d bytes, got %d\\n\", (int)a, (int)b);\n"
			      "	return a == b && memcmp(expected, got, (size_t)a) == 0 ? 42 : 43;\n"
			      "}\n";

static struct assay_limits_spec limits(void)
{
	return (struct assay_limits_spec){.cpu_ns = SECOND,
		.wall_ns = 12 * SECOND,
		.memory_bytes = 64u << 20,
		.output_bytes = 1u << 20,
		.processes = 1};
}

static void fill(struct assay_challenge *challenge, const char *id, const char *language)
{
	static char directory[2][600];
	char *own = directory[challenge->harness == ASSAY_HARNESS_SQL];
	snprintf(own, sizeof directory[0], "%s/%s", small_challenge_folder(), id);
	challenge->directory = own;
	snprintf(challenge->id, sizeof challenge->id, "%s", id);
	snprintf(challenge->language, sizeof challenge->language, "%s", language);
	snprintf(challenge->profile, sizeof challenge->profile, "stdio");
	memset(challenge->digest, 'a', ASSAY_DIGEST_SIZE - 1);
	challenge->limits = limits();
}

void small_challenge_function(struct assay_challenge *ret_challenge)
{
	static char source[] = "sum.c", header[] = "sum.h", driver_path[] = "driver/driver.c";
	static char reference[] = "submissions/accepted/right.c";
	static char generator_path[] = "generators/pairs.c", count[] = "20", behaviour[] = "sums";
	static struct assay_file_spec files[] = {{source, true}, {header, false}};
	static struct assay_generate rows[] = {{.name = "pairs",
		.generator = generator_path,
		.behaviour = behaviour,
		.argument_count = 1,
		.arguments = {count},
		.count = 2}};
	static struct assay_group groups[] = {
		{.name = "sample", .behaviour = behaviour, .sample = true},
		{.name = "made",
			.behaviour = behaviour,
			.points = 100,
			.generate_count = 1,
			.generates = rows,
			.measure_count = 1,
			.measures = {{.metric = ASSAY_METRIC_PEAK_MEMORY}}},
	};
	*ret_challenge = (struct assay_challenge){.harness = ASSAY_HARNESS_FUNCTION};
	fill(ret_challenge, "sum", "c");
	groups[0].limits = groups[1].limits = ret_challenge->limits;
	ret_challenge->driver = driver_path;
	ret_challenge->reference = reference;
	ret_challenge->files = files;
	ret_challenge->file_count = 2;
	ret_challenge->groups = groups;
	ret_challenge->group_count = 2;
	small_challenge_write("sum/driver/driver.c", driver);
	small_challenge_write("sum/generators/pairs.c", generator);
	small_challenge_write("sum/judge/check.c", checker);
	small_challenge_write("sum/starter/sum.h", "int sum(int a, int b);\n");
	small_challenge_write("sum/starter/sum.c", "#error \"not this one\"\n");
	small_challenge_write("sum/submissions/accepted/right.c",
		"#include \"sum.h\"\nint sum(int a, int b) { return a + b; }\n");
	small_challenge_write("sum/data/sample/one.in", "sum 1 2\nsum -1 1\n");
	small_challenge_write("sum/data/sample/one.ans", "3\n0\n");
}

void small_challenge_sql(struct assay_challenge *ret_challenge)
{
	static char file[] = "index.sql", setup[] = "data/schema.sql", allow[] = "create-index";
	static char reference[] = "submissions/accepted/right.sql", behaviour[] = "picks";
	static struct assay_file_spec files[] = {{file, true}};
	static struct assay_group groups[] = {
		{.name = "sample",
			.behaviour = behaviour,
			.sample = true,
			.measure_count = 1,
			.measures = {{.metric = ASSAY_METRIC_VM_STEPS}}},
	};
	*ret_challenge = (struct assay_challenge){.harness = ASSAY_HARNESS_SQL};
	fill(ret_challenge, "pick", "sql");
	groups[0].limits = ret_challenge->limits;
	ret_challenge->reference = reference;
	ret_challenge->sql_setup = setup;
	ret_challenge->sql_statements_max = 1;
	ret_challenge->sql_allow[0] = allow;
	ret_challenge->sql_allow_count = 1;
	ret_challenge->files = files;
	ret_challenge->file_count = 1;
	ret_challenge->groups = groups;
	ret_challenge->group_count = 1;
	small_challenge_write("pick/data/schema.sql", "CREATE TABLE t(a, b);\n");
	small_challenge_write(
		"pick/submissions/accepted/right.sql", "CREATE INDEX i ON t(a, b);\n");
	small_challenge_write("pick/data/sample/one.in",
		"@setup\nCREATE TABLE t(a, b);\nINSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 "
		"UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT i % 10, i FROM n;\n"
		"@candidate\n@query q\nSELECT b FROM t WHERE a = 3 AND b > 985 ORDER BY b\n");
	small_challenge_write("pick/data/sample/one.ans", "q|993\nq: 1 rows\n");
}

void small_challenge_submit(const struct assay_challenge *challenge, const char *text,
	struct assay_submission *ret_submission)
{
	char *path = strdup(challenge->files[0].path);
	char *data = strdup(text);
	const struct assay_submission_file file = {
		.path = path, .data = data, .size = strlen(text)};
	struct assay_error err = {0};
	if (assay_submission_from_files(challenge, "test", &file, 1, ret_submission, &err) != 0)
		fail_msg("%s", err.text);
	free(path);
	free(data);
}
