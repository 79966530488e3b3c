/*
 * test_bytes.c - the growing string, safe text and checked numbers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <assay/bytes.h>

static void appends_and_steals(void **state)
{
	(void)state;
	struct assay_bytes bytes = {0};
	assert_string_equal(assay_bytes_text(&bytes), "");
	assay_bytes_puts(&bytes, "ab");
	assay_bytes_printf(&bytes, "%d", 7);
	assay_bytes_append(&bytes, "\0c", 2);
	assert_int_equal(bytes.size, 5);
	assert_memory_equal(bytes.data, "ab7\0c", 6);
	char *text = assay_bytes_steal(&bytes);
	assert_string_equal(text, "ab7");
	assert_null(bytes.data);
	free(text);
}

static void shows_what_is_unsafe(void **state)
{
	(void)state;
	static const struct {
		const char *raw, *safe;
	} cases[] = {
		{"plain\ttext\n", "plain\ttext\n"},
		{"\x1b[31m", "\\x1b[31m"},
		{"\xc3\xa9", "\xc3\xa9"},
		{"\xc0\xaf", "\\xc0\\xaf"},
		{"\xed\xa0\x80", "\\xed\\xa0\\x80"},
		{"\xc2\x9b", "\\xc2\\x9b"},
		{"\xe2\x80\xae", "\\xe2\\x80\\xae"},
		{"\r", "\\x0d"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct assay_bytes bytes = {0};
		assay_bytes_append_safe(&bytes, cases[i].raw, strlen(cases[i].raw), 1000);
		assert_string_equal(assay_bytes_text(&bytes), cases[i].safe);
		assay_bytes_release(&bytes);
	}
	struct assay_bytes bytes = {0};
	assay_bytes_append_safe(&bytes, "abc\xc3\xa9", 5, 4);
	assert_string_equal(assay_bytes_text(&bytes), "abc [cut: 5 bytes in all]");
	assay_bytes_release(&bytes);
}

/* Messages quote names that strangers chose, and go to a terminal. */
static void errors_are_safe_to_show(void **state)
{
	(void)state;
	static const struct {
		const char *raw, *shown;
	} cases[] = {
		{"plain \xc3\xa9", "plain \xc3\xa9"},
		{"\x1b[31m", "\\x1b[31m"},
		{"a\nb\tc\x7f", "a\\x0ab\\x09c\\x7f"},
		{"\xc2\x9b"
		 "31m",
			"\\xc2\\x9b31m"},
		{"\x9b"
		 "31m",
			"\\x9b31m"},
		{"\xe2\x80\xae", "\\xe2\\x80\\xae"},
		{"\xc3", "\\xc3"},
	};
	struct assay_error err;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assay_error_set(&err, ASSAY_ERR_USAGE, "%s", cases[i].raw);
		assert_string_equal(err.text, cases[i].shown);
		/* Context is put before it without showing it twice. */
		assay_error_wrap(&err, "while");
		assert_string_equal(err.text + strlen("while: "), cases[i].shown);
	}
	/* Whatever does not fit is cut between characters. */
	char text[ASSAY_ERROR_SIZE + 8];
	for (size_t start = 0; start < 4; start++) {
		size_t size = start;
		memset(text, 'a', size);
		for (; size + 2 < sizeof text; size += 2)
			memcpy(text + size, start < 2 ? "\xc3\xa9" : "\xc2\x9b", 2);
		text[size] = '\0';
		assay_error_set(&err, ASSAY_ERR_USAGE, "%s", text);
		size = strlen(err.text);
		assert_true(size > ASSAY_ERROR_SIZE - 9 && size < ASSAY_ERROR_SIZE);
		assert_int_equal((size - start) % (start < 2 ? 2 : 8), 0);
	}
}

static void parses_numbers(void **state)
{
	(void)state;
	struct assay_error err;
	uint64_t value = 1;
	assert_int_equal(
		assay_parse_u64("18446744073709551615", "x", 0, UINT64_MAX, &value, &err), 0);
	assert_true(value == UINT64_MAX);
	static const char *const bad[] = {
		"", "-1", "+1", " 1", "1 ", "0x1", "18446744073709551616", "11"};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_int_equal(
			assay_parse_u64(bad[i], "x", 0, 10, &value, &err), ASSAY_ERR_USAGE);
	assert_string_equal(err.text, "x: '11' is not a whole number from 0 to 10");
	assert_int_equal(assay_parse_seconds("0.25", "x", UINT64_MAX, &value, &err), 0);
	assert_int_equal(value, 250000000);
	assert_int_equal(assay_parse_seconds("1.", "x", UINT64_MAX, &value, &err), ASSAY_ERR_USAGE);
	assert_int_equal(assay_parse_size("64M", "x", UINT64_MAX, &value, &err), 0);
	assert_int_equal(value, 64 << 20);
	assert_int_equal(assay_parse_size("1T", "x", UINT64_MAX, &value, &err), ASSAY_ERR_USAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(appends_and_steals),
		cmocka_unit_test(shows_what_is_unsafe),
		cmocka_unit_test(errors_are_safe_to_show),
		cmocka_unit_test(parses_numbers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
