/*
 * test_diagnostics.c - what compilers, linkers and the SQL host say, as tables of cases.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../runner/build/diagnostics.h"
#include "../../runner/build/sqlevents.h"

static const char *const files[] = {"bucket.c", "lib/heap.c", "bucket.h"};
static const struct assay_diagnostic_names names = {"src/", files, 3};

static void parse(struct assay_diagnostics *diagnostics, const char *log)
{
	assert_true(assay_diagnostics_parse(diagnostics, log, strlen(log), &names));
}

static void reads_messages(void **state)
{
	(void)state;
	static const struct {
		const char *log, *file;
		uint32_t line, column;
		const char *severity, *text;
	} cases[] = {
		{"src/bucket.c:5:21: warning: unused variable 'un' [-Wunused-variable]\n",
			"bucket.c", 5, 21, "warning", "unused variable 'un' [-Wunused-variable]"},
		{"src/lib/heap.c:7:1: error: expected ';'", "lib/heap.c", 7, 1, "error",
			"expected ';'"},
		{"src/bucket.c:1:10: fatal error: nosuch.h: No such file or directory\n",
			"bucket.c", 1, 10, "error", "nosuch.h: No such file or directory"},
		{"src/bucket.c:1: Error: no such instruction: `bogus %eax'\n", "bucket.c", 1, 0,
			"error", "no such instruction: `bogus %eax'"},
		{"/usr/include/stdlib.h:851:26: note: expected 'void *'\n", "<stdlib.h>", 851, 26,
			"note", "expected 'void *'"},
		{"/usr/include/x86_64-linux-gnu/bits/stdio2.h:9:1: note: here\n", "<bits/stdio2.h>",
			9, 1, "note", "here"},
		{"/usr/lib/gcc/x86_64-linux-gnu/12/include/stddef.h:3:1: note: here\n",
			"<stddef.h>", 3, 1, "note", "here"},
		/* What #line claims is nobody's file. */
		{"/etc/passwd:3:12: error: stray '#' in program\n", "", 0, 0, "error",
			"stray '#' in program"},
		{"/usr/include/\x1b[31m.h:3:12: error: x\n", "", 0, 0, "error", "x"},
		{"/usr/include/a b.h:3:12: error: x\n", "", 0, 0, "error", "x"},
		{"src/bucket.c:2:1: error: in /usr/include/a/b.h and /usr/lib/x.so, src/bucket.h\n",
			"bucket.c", 2, 1, "error", "in <a/b.h> and x.so, bucket.h"},
		{"src/bucket.c:2:1: error: a \x1b[31m b\n", "bucket.c", 2, 1, "error",
			"a \\x1b[31m b"},
		{"gcc: fatal error: Killed signal terminated program cc1\n", "", 0, 0, "error",
			"Killed signal terminated program cc1"},
		{"src/bucket.c:99999999999:1: error: x\n", "", 0, 0, "error", "x"},
		{"src/bucket.c:3:1: error: undefined reference to 'x'\n", "bucket.c", 3, 1, "error",
			"undefined reference to 'x'"},
		{"./ccuSi7hQ.o:bucket.c:function foo: error: undefined reference to 'bar'\n",
			"bucket.c", 0, 0, "error", "'bar' is used but defined nowhere"},
		{"./ccuSi7hQ.o:heap.c:function foo: error: undefined reference to 'bar'\n",
			"lib/heap.c", 0, 0, "error", "'bar' is used but defined nowhere"},
		{"bucket.c:(.text+0x4): undefined reference to `bar'\n", "bucket.c", 0, 0, "error",
			"'bar' is used but defined nowhere"},
		{"/usr/bin/ld.bfd: bucket.c:(.text+0xc): undefined reference to `baz'\n",
			"bucket.c", 0, 0, "error", "'baz' is used but defined nowhere"},
		{"/usr/bin/ld.gold: error: driver.o: multiple definition of 'main'\n", "", 0, 0,
			"error",
			"'main' is defined twice: the challenge's driver or another file already "
			"defines it"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct assay_diagnostics diagnostics = {0};
		parse(&diagnostics, cases[i].log);
		assert_int_equal(diagnostics.count, 1);
		const struct assay_diagnostic *item = &diagnostics.items[0];
		assert_string_equal(item->file, cases[i].file);
		assert_string_equal(item->text, cases[i].text);
		assert_string_equal(item->severity, cases[i].severity);
		assert_int_equal(item->line, cases[i].line);
		assert_int_equal(item->column, cases[i].column);
		assay_diagnostics_release(&diagnostics);
	}
}

static void drops_what_says_nothing(void **state)
{
	(void)state;
	static const char *const logs[] = {
		"",
		"src/bucket.c: In function 'foo':\n",
		"In file included from src/bucket.c:1:\n",
		"compilation terminated.\n",
		"collect2: error: ld returned 1 exit status\n",
		"/usr/bin/ld.gold: ./ccuSi7hQ.o: previous definition here\n",
		"./ccuSi7hQ.o:bucket.c:function s: warning: Using 'getpwnam' in statically linked "
		"applications requires at runtime the shared libraries\n",
	};
	for (size_t i = 0; i < sizeof logs / sizeof logs[0]; i++) {
		struct assay_diagnostics diagnostics = {0};
		parse(&diagnostics, logs[i]);
		assert_int_equal(diagnostics.count, 0);
		assay_diagnostics_release(&diagnostics);
	}
}

static void keeps_an_error_behind_a_flood_of_warnings(void **state)
{
	(void)state;
	struct assay_diagnostics diagnostics = {0};
	for (int i = 1; i <= 80; i++) {
		char line[100];
		snprintf(line, sizeof line, "src/bucket.c:%d:1: warning: w\n", i);
		parse(&diagnostics, line);
		parse(&diagnostics, line); /* said twice, kept once */
	}
	assert_int_equal(diagnostics.count, ASSAY_DIAGNOSTICS_MAX);
	parse(&diagnostics, "src/bucket.c:7:1: error: first\nsrc/bucket.c:8:1: error: second\n");
	assert_int_equal(diagnostics.count, ASSAY_DIAGNOSTICS_MAX);
	assert_int_equal(diagnostics.errors, 2);
	char *message = assay_diagnostics_message(&diagnostics, "none");
	assert_string_equal(message, "bucket.c:7: first");
	free(message);
	assay_diagnostics_release(&diagnostics);
}

static void cuts_long_messages(void **state)
{
	(void)state;
	struct assay_diagnostics diagnostics = {0};
	char line[2000];
	int size = snprintf(line, sizeof line, "src/bucket.c:1:1: error: ");
	memset(line + size, 'x', sizeof line - (size_t)size - 1);
	line[sizeof line - 1] = '\0';
	parse(&diagnostics, line);
	assert_true(strlen(diagnostics.items[0].text) < 450);
	assay_diagnostics_release(&diagnostics);
}

static int parse_events(const char *log, struct assay_sql_events *events)
{
	struct assay_bytes bytes = {0};
	assay_bytes_puts(&bytes, log);
	*events = (struct assay_sql_events){0};
	int status = assay_sql_events_parse(&bytes, events);
	assay_bytes_release(&bytes);
	return status;
}

static void reads_events_of_the_sql_host(void **state)
{
	(void)state;
	struct assay_sql_events events;
	assert_int_equal(parse_events("", &events), 0);
	assert_int_equal(parse_events("vm_steps 12\nrows 0\n", &events), 0);
	assert_int_equal(events.counter_count, 2);
	assert_int_equal(events.counters[0].metric, ASSAY_METRIC_VM_STEPS);
	assert_int_equal(events.counters[0].value, 12);
	assert_int_equal(parse_events("refused ATTACH a\x1b.db\n", &events), 0);
	assert_string_equal(events.refused, "ATTACH a\\x1b.db");
	assert_int_equal(parse_events("failure 3 near \"x\": syntax error\n", &events), 0);
	assert_int_equal(events.line, 3);
	assert_string_equal(events.failure, "near \"x\": syntax error");
	static const char *const bad[] = {"vm_steps 12", "vm_steps x\n", "nothing 1\n",
		"failure x y\n", "failure 3\n", "word\n", "vm_steps -1\n"};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_int_equal(parse_events(bad[i], &events), -1);
	struct assay_bytes log = {0};
	assay_bytes_puts(&log, "refused READ ");
	for (int i = 0; i < 100; i++)
		assay_bytes_puts(&log, "\xc3\xa9");
	assay_bytes_puts(&log, "\n");
	assert_int_equal(assay_sql_events_parse(&log, &events), 0);
	size_t length = strlen(events.refused);
	assert_true(length >= sizeof events.refused - 3 && (length - strlen("READ ")) % 2 == 0);
	assay_bytes_release(&log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_messages),
		cmocka_unit_test(drops_what_says_nothing),
		cmocka_unit_test(keeps_an_error_behind_a_flood_of_warnings),
		cmocka_unit_test(cuts_long_messages),
		cmocka_unit_test(reads_events_of_the_sql_host),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
