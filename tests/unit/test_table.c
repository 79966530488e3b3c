/*
 * test_table.c - aligned columns: widths in characters, the last column cut or wrapped, no escapes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../runner/cli/table.h"

static void check(
	bool wrap, unsigned width, const char *const *cells, size_t count, const char *expected)
{
	struct assay_table table = {.columns = 2, .wrap = wrap};
	struct assay_bytes text = {0};
	struct assay_error err = {0};
	for (size_t i = 0; i < count; i++)
		assay_table_add(&table, "%s", cells[i]);
	assert_int_equal(assay_table_print(&table, width, &text, &err), 0);
	assert_string_equal(assay_bytes_text(&text), expected);
	assay_bytes_release(&text);
	assay_table_release(&table);
}

static void aligns(void **state)
{
	(void)state;
	static const char *const cells[] = {"a", "one", "äöü", "two", "", ""};
	check(false, 80, cells, 6, "a    one\näöü  two\n     \n");
}

static void cuts_the_last_column(void **state)
{
	(void)state;
	static const char *const cells[] = {"a", "0123456789", "b", "ééééééééé", "c", "01234567"};
	check(false, 11, cells, 6, "a  0123456…\nb  ééééééé…\nc  01234567\n");
}

static void wraps_the_last_column(void **state)
{
	(void)state;
	static const char *const cells[] = {"a", "one two three", "b", "alongwordwithoutspaces"};
	check(true, 11, cells, 4, "a  one two\n   three\nb  alongwordwithoutspaces\n");
}

static void shows_what_is_unsafe(void **state)
{
	(void)state;
	static const char *const cells[] = {"\x1b[31m", "a\nb\tc"};
	check(false, 80, cells, 2, "\\x1b[31m  a b c\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(aligns),
		cmocka_unit_test(cuts_the_last_column),
		cmocka_unit_test(wraps_the_last_column),
		cmocka_unit_test(shows_what_is_unsafe),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
