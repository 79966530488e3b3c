/*
 * test_sqlhost.c - the SQL host as a program: scripts in, answers and events out.
 *
 * Runs it without a box; that the box holds it is the business of the attacks.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <assay/bytes.h>

#include "program.h"

static const char setup[] =
	"@setup\n"
	"CREATE TABLE orders(id INTEGER PRIMARY KEY, customer INT, day INT, note TEXT);\n"
	"CREATE INDEX i ON orders(note) WHERE id < 0;\n"
	"INSERT INTO orders WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
	"WHERE i < 2000) SELECT i, i % 50, i % 7, NULL FROM n;\n";

struct outcome {
	int status;
	struct assay_bytes answers, events;
};

static void release(struct outcome *outcome)
{
	assay_bytes_release(&outcome->answers);
	assay_bytes_release(&outcome->events);
}

static struct outcome run_host(char *const *argv, const char *script, const char *candidate)
{
	struct outcome outcome = {0};
	char path[4096];
	const char *build = getenv("ASSAY_BUILD");
	snprintf(path, sizeof path, "%s/boxed/sqlhost", build == NULL ? "build" : build);
	const struct program_file files[] = {
		{.fd = 0, .input = script},
		{.fd = 5, .input = candidate},
		{.fd = 3, .output = &outcome.answers},
		{.fd = 4, .output = &outcome.events},
	};
	outcome.status = program_run(path, argv, files, 4);
	return outcome;
}

static struct outcome run_with(const char *allow, const char *rest, const char *candidate)
{
	struct assay_bytes script = {0};
	assay_bytes_puts(&script, setup);
	assay_bytes_puts(&script, rest);
	char names[128];
	snprintf(names, sizeof names, "%s", allow);
	char *const argv[] = {"sqlhost", "--allow", names, "--statements", "3", NULL};
	struct outcome outcome = run_host(argv, assay_bytes_text(&script), candidate);
	assay_bytes_release(&script);
	return outcome;
}

static uint64_t counter(const struct outcome *outcome, const char *name)
{
	char wanted[64];
	snprintf(wanted, sizeof wanted, "%s ", name);
	const char *at = strstr(assay_bytes_text(&outcome->events), wanted);
	assert_non_null(at);
	return strtoull(at + strlen(wanted), NULL, 10);
}

static void answers_queries_and_writes(void **state)
{
	(void)state;
	struct outcome outcome = run_with("create-index",
		"@candidate\n"
		"@query by-customer\n"
		"SELECT id, note, 'a|b%', x'00ff', 'NULL', 1.5, '', char(0xe9, 10)\n"
		"FROM orders WHERE customer = 3 ORDER BY id LIMIT 1;\n"
		"@write close\n"
		"UPDATE orders SET note = 'x' WHERE customer = 3; DELETE FROM orders WHERE id = "
		"1;\n"
		"@query none\n"
		"SELECT 1 WHERE 0\n",
		"-- nothing to do\n");
	assert_int_equal(outcome.status, 0);
	assert_string_equal(assay_bytes_text(&outcome.answers),
		"by-customer|3|NULL|a%7Cb%25|x'00FF'|%4EULL|1.5||%C3%A9%0A\n"
		"by-customer: 1 rows\n"
		"close: 41 changes\n"
		"none: 0 rows\n");
	assert_int_equal(counter(&outcome, "rows"), 1);
	assert_true(counter(&outcome, "write_steps") > 2000);
	assert_true(counter(&outcome, "database_bytes") % 4096 == 0);
	release(&outcome);
}

/* A name of 70,000 bytes is not repeated whole: the events are bounded, whoever chose the words. */
static void bounds_what_a_message_repeats(void **state)
{
	(void)state;
	struct assay_bytes sql = {0};
	assay_bytes_puts(&sql, "CREATE INDEX a ON nosuch");
	for (int i = 0; i < 7000; i++)
		assay_bytes_puts(&sql, "0123456789");
	assay_bytes_puts(&sql, "(day)");
	struct outcome outcome = run_with("create-index", "@candidate\n", assay_bytes_text(&sql));
	assert_int_equal(
		strncmp(assay_bytes_text(&outcome.events), "failure 1 no such table: ", 24), 0);
	assert_true(outcome.events.size < 1100);
	assay_bytes_release(&sql);
	release(&outcome);
}

/* The figures that the challenges are scored by: an index that fits, one that does not, none. */
static void counts_what_an_index_saves(void **state)
{
	(void)state;
	static const char rest[] =
		"@candidate\n"
		"@query q\n"
		"SELECT id FROM orders WHERE customer = 3 AND day > 4 ORDER BY day, id\n"
		"@write w\n"
		"INSERT INTO orders VALUES (5000, 1, 1, 'n')\n";
	static const char *const indexes[] = {"", "CREATE INDEX a ON orders(day, customer)",
		"CREATE INDEX a ON orders(customer, day)"};
	uint64_t steps[3], scans[3], sorts[3], writes[3], bytes[3];
	for (int i = 0; i < 3; i++) {
		struct outcome outcome = run_with("create-index", rest, indexes[i]);
		assert_int_equal(outcome.status, 0);
		steps[i] = counter(&outcome, "vm_steps");
		scans[i] = counter(&outcome, "fullscan_steps");
		sorts[i] = counter(&outcome, "sorts");
		writes[i] = counter(&outcome, "write_steps");
		bytes[i] = counter(&outcome, "database_bytes");
		release(&outcome);
	}
	assert_true(scans[0] > 1900 && scans[1] == 0 && scans[2] == 0);
	assert_true(steps[1] > 4 * steps[2]);
	assert_true(sorts[0] == 1 && sorts[2] == 0);
	assert_true(writes[0] < writes[2] && bytes[0] < bytes[2]);
	struct outcome again = run_with("create-index", rest, indexes[2]);
	assert_int_equal(counter(&again, "vm_steps"), steps[2]);
	release(&again);
}

static void gives_the_candidates_rows(void **state)
{
	(void)state;
	struct outcome outcome =
		run_with("select,insert", "@candidate\n@query q\nSELECT count(*) FROM orders\n",
			"SELECT id FROM orders WHERE id < 3 ORDER BY id;\n"
			"INSERT INTO orders(id) VALUES (9000) RETURNING id;");
	assert_int_equal(outcome.status, 0);
	assert_string_equal(assay_bytes_text(&outcome.answers),
		"candidate|1\ncandidate|2\ncandidate|9000\ncandidate: 3 rows\nq|2001\nq: 1 rows\n");
	assert_true(counter(&outcome, "vm_steps") > 0 && counter(&outcome, "write_steps") > 0);
	release(&outcome);
}

static void refuses_by_default(void **state)
{
	(void)state;
	static const struct {
		const char *allow, *sql, *event;
	} cases[] = {
		{"create-index", "ATTACH '/etc/passwd' AS p", "refused ATTACH /etc/passwd\n"},
		{"create-index", "VACUUM INTO '/tmp/x'", "refused ATTACH /tmp/x\n"},
		{"create-index", "VACUUM", "refused ATTACH\n"},
		{"create-index", "PRAGMA writable_schema = 1", "refused PRAGMA writable_schema\n"},
		{"create-index", "SELECT 1", "refused SELECT\n"},
		{"create-index", "VALUES (1)", "refused SELECT\n"},
		{"insert", "SELECT 1", "refused SELECT\n"},
		{"select", "EXPLAIN SELECT 1", "refused EXPLAIN\n"},
		{"create-index", "BEGIN", "refused TRANSACTION BEGIN\n"},
		{"create-index", "SAVEPOINT s", "refused SAVEPOINT s\n"},
		{"create-index", "ANALYZE", "refused CREATE TABLE sqlite_stat1\n"},
		{"create-index", "DROP TABLE orders", "refused DROP TABLE orders\n"},
		{"create-index", "DELETE FROM orders", "refused DELETE orders\n"},
		{"create-index", "UPDATE orders SET day = 1", "refused UPDATE orders\n"},
		{"create-index", "CREATE TABLE t(x)", "refused CREATE TABLE t\n"},
		{"create-view,select,insert", "CREATE TEMP VIEW orders AS SELECT 1",
			"refused CREATE TEMP VIEW orders\n"},
		{"create-view", "CREATE VIEW json_each AS SELECT 1 AS value",
			"refused CREATE VIEW json_each\n"},
		{"create-view", "CREATE VIEW pragma_table_info AS SELECT 1",
			"refused CREATE VIEW pragma_table_info\n"},
		{"insert,delete,update,create-view",
			"CREATE TRIGGER t AFTER INSERT ON orders BEGIN SELECT 1; END",
			"refused CREATE TRIGGER t\n"},
		{"insert,create-view", "CREATE VIRTUAL TABLE t USING fts5(x)",
			"refused CREATE VIRTUAL TABLE t\n"},
		{"delete", "DELETE FROM orders; DROP INDEX i", "refused DROP INDEX i\n"},
		{"create-index,insert", "ALTER TABLE orders RENAME TO o",
			"refused ALTER TABLE orders\n"},
		{"select", "SELECT load_extension('x.so')", "refused FUNCTION load_extension\n"},
		{"select", "SELECT randomblob(1000000000)", "refused FUNCTION randomblob\n"},
		{"select", "SELECT random()", "refused FUNCTION random\n"},
		{"select", "SELECT sql FROM sqlite_schema", "refused READ sqlite_master\n"},
		{"select", "SELECT * FROM pragma_database_list",
			"refused READ pragma_database_list\n"},
		{"select", "SELECT count(*) FROM pragma_database_list",
			"refused READ pragma_database_list\n"},
		{"create-index", "CREATE INDEX a ON orders(load_extension(note))",
			"refused FUNCTION load_extension\n"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct outcome outcome = run_with(cases[i].allow, "@candidate\n", cases[i].sql);
		if (outcome.status != 1 ||
			strcmp(assay_bytes_text(&outcome.events), cases[i].event) != 0)
			fail_msg("%s: status %d, events %s", cases[i].sql, outcome.status,
				assay_bytes_text(&outcome.events));
		assert_string_equal(assay_bytes_text(&outcome.answers), "");
		release(&outcome);
	}
}

static void says_where_it_failed(void **state)
{
	(void)state;
	static const struct {
		const char *allow, *sql, *event;
	} cases[] = {
		{"create-index", "-- a comment\n\nCREATE INDEX a\nON orders(nosuch);",
			"failure 4 no such column: nosuch\n"},
		{"create-index", "CREATE INDEX a ON orders(\"customre\")",
			"failure 1 no such column: customre\n"},
		{"create-index", "CREATE INDX a ON orders(id)",
			"failure 1 near \"INDX\": syntax error\n"},
		{"create-index", "CREATE INDEX a ON orders(id);\nCREATE INDEX a ON orders(id);",
			"failure 2 index a already exists\n"},
		{"create-index", "\n/* one\ntwo */ CREATE UNIQUE INDEX a ON orders(day)",
			"failure 3 UNIQUE constraint failed: orders.day\n"},
		{"create-index,insert", "INSERT INTO sqlite_master VALUES(1,2,3,4,5)",
			"failure 1 table sqlite_master may not be modified\n"},
		{"delete", "DELETE FROM sqlite_schema",
			"failure 1 table sqlite_master may not be modified\n"},
		{"update", "UPDATE sqlite_master SET sql = ''",
			"failure 1 table sqlite_master may not be modified\n"},
		{"select", "SELECT zeroblob(1000000000)", "failure 1 string or blob too big\n"},
		{"select", "SELECT 1; SELECT 2; SELECT 3;\nSELECT 4",
			"failure 2 more statements than the challenge allows\n"},
		{"select", "SELECT ?1", "failure 1 variable number must be between ?1 and ?0\n"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct outcome outcome = run_with(cases[i].allow, "@candidate\n", cases[i].sql);
		if (outcome.status != 1 ||
			strcmp(assay_bytes_text(&outcome.events), cases[i].event) != 0)
			fail_msg("%s: status %d, events %s", cases[i].sql, outcome.status,
				assay_bytes_text(&outcome.events));
		release(&outcome);
	}
}

/* The candidate's objects cannot change what trusted SQL means without it being seen. */
static void shows_what_the_candidate_did_to_trusted_sql(void **state)
{
	(void)state;
	static const struct {
		const char *allow, *rest, *sql, *event;
	} cases[] = {
		{"create-index",
			"@candidate\n@write w\nINSERT INTO orders VALUES (7000, 1, 1, 'z')\n",
			"CREATE INDEX a ON orders(abs(CASE note WHEN 'z' THEN "
			"-9223372036854775807 - 1 END))",
			"failure 0 w: integer overflow\n"},
		{"create-index", "@candidate\n@write w\nUPDATE orders SET note = 'same'\n",
			"CREATE UNIQUE INDEX a ON orders(note)",
			"failure 0 w: UNIQUE constraint failed: orders.note\n"},
		{"create-view", "@candidate\n@query q\nSELECT * FROM report\n",
			"CREATE VIEW report AS SELECT random() FROM orders",
			"refused FUNCTION random\n"},
		{"create-view", "@candidate\n@query q\nSELECT * FROM report\n",
			"CREATE VIEW report AS SELECT sql FROM sqlite_schema",
			"refused READ sqlite_master\n"},
		{"create-view", "@candidate\n@query q\nSELECT total FROM report\n",
			"CREATE VIEW report AS SELECT 1 AS other",
			"failure 0 q: no such column: total\n"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct outcome outcome = run_with(cases[i].allow, cases[i].rest, cases[i].sql);
		if (outcome.status != 1 ||
			strcmp(assay_bytes_text(&outcome.events), cases[i].event) != 0)
			fail_msg("%s: status %d, events %s", cases[i].sql, outcome.status,
				assay_bytes_text(&outcome.events));
		release(&outcome);
	}
	struct outcome outcome =
		run_with("create-view", "@candidate\n@query q\nSELECT days FROM report\n",
			"CREATE VIEW report AS SELECT count(DISTINCT day) AS days FROM orders");
	assert_string_equal(assay_bytes_text(&outcome.answers), "q|7\nq: 1 rows\n");
	release(&outcome);
}

static void tells_a_wrong_script(void **state)
{
	(void)state;
	static const char *const scripts[] = {
		"SELECT 1\n",
		"@query\nSELECT 1\n",
		"@setup x\n",
		"@setup\nCREATE TABLE t(x);\nnonsense;\n@candidate\n",
		"@setup\nCREATE TABLE t(x);\n",
		"@candidate\n@candidate\n",
		"@candidate\nSELECT 1\n",
		"@candidate\n@query q\nDELETE FROM t\n",
	};
	char *const argv[] = {"sqlhost", "--allow", "create-index", "--statements", "1", NULL};
	for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
		struct outcome outcome = run_host(argv, scripts[i], "");
		/* The last one comes after the candidate's SQL: then it is told as a failure. */
		assert_int_equal(outcome.status, i == 7 ? 1 : 70);
		release(&outcome);
	}
	static char *const bad[][6] = {
		{"sqlhost", NULL},
		{"sqlhost", "--allow", "drop", "--statements", "1", NULL},
		{"sqlhost", "--allow", "select", "--statements", "x", NULL},
		{"sqlhost", "--allow", "select", "--statements", "0", NULL},
		{"sqlhost", "--statements", "1", "--allow", NULL},
		{"sqlhost", "--nothing", NULL},
	};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct outcome outcome = run_host(bad[i], "@candidate\n", "");
		assert_int_equal(outcome.status, i == 4 ? 0 : 70);
		release(&outcome);
	}
}

static void checks_against_the_schema_alone(void **state)
{
	(void)state;
	char *const argv[] = {
		"sqlhost", "--allow", "create-index", "--statements", "2", "--check", NULL};
	static const char script[] = "@setup\nCREATE TABLE t(x);\n@candidate\n@query q\nSELECT 1\n";
	struct outcome outcome = run_host(argv, script, "CREATE INDEX a ON t(x)");
	assert_int_equal(outcome.status, 0);
	assert_string_equal(assay_bytes_text(&outcome.answers), "");
	assert_string_equal(assay_bytes_text(&outcome.events), "");
	release(&outcome);
	outcome = run_host(argv, script, "CREATE INDEX a ON u(x)");
	assert_int_equal(outcome.status, 1);
	assert_string_equal(assay_bytes_text(&outcome.events), "failure 1 no such table: main.u\n");
	release(&outcome);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_queries_and_writes),
		cmocka_unit_test(bounds_what_a_message_repeats),
		cmocka_unit_test(counts_what_an_index_saves),
		cmocka_unit_test(gives_the_candidates_rows),
		cmocka_unit_test(refuses_by_default),
		cmocka_unit_test(says_where_it_failed),
		cmocka_unit_test(shows_what_the_candidate_did_to_trusted_sql),
		cmocka_unit_test(tells_a_wrong_script),
		cmocka_unit_test(checks_against_the_schema_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
