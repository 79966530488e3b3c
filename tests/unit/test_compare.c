/*
 * test_compare.c - every way to compare answers, as tables of cases.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <assay/bytes.h>

#include "../../runner/judge/compare.h"

/* A literal with its size, so that it may hold NUL. */
#define B(literal) literal, sizeof(literal) - 1

struct compare_case {
	enum assay_compare mode;
	const char *expected;
	size_t expected_size;
	const char *got;
	size_t got_size;
	bool equal;
	const char *where; /* NULL: only the decision counts */
};

static struct assay_bytes borrow(const char *data, size_t size)
{
	struct assay_bytes bytes = {0};
	assay_bytes_append(&bytes, data, size);
	return bytes;
}

static void check_case(const struct compare_case *row, size_t index)
{
	struct assay_challenge challenge = {
		.compare = row->mode, .absolute_tolerance = 1e-6, .relative_tolerance = 1e-3};
	struct assay_bytes expected = borrow(row->expected, row->expected_size);
	struct assay_bytes got = borrow(row->got, row->got_size);
	struct assay_difference difference = {0};
	struct assay_error err = {0};
	assert_int_equal(assay_compare_answers(&challenge, &expected, &got, &difference, &err), 0);
	if (difference.equal != row->equal)
		fail_msg("case %zu (%s): expected %s; %s", index, assay_compare_name(row->mode),
			row->equal ? "equal" : "different", assay_bytes_text(&difference.where));
	if (row->equal)
		assert_int_equal(difference.where.size, 0);
	else
		assert_true(difference.where.size > 0);
	if (row->where != NULL)
		assert_string_equal(assay_bytes_text(&difference.where), row->where);
	assay_difference_release(&difference);
	assay_bytes_release(&expected);
	assay_bytes_release(&got);
}

#define CHECK(cases)                                                                               \
	for (size_t i = 0; i < sizeof(cases) / sizeof((cases)[0]); i++)                            \
	check_case(&(cases)[i], i)

static void exact(void **state)
{
	(void)state;
	static const struct compare_case cases[] = {
		{ASSAY_COMPARE_EXACT, B(""), B(""), true, NULL},
		{ASSAY_COMPARE_EXACT, B("a\0b\n"), B("a\0b\n"), true, NULL},
		{ASSAY_COMPARE_EXACT, B("a\0b\n"), B("a\0c\n"), false,
			"line 1, byte 3: expected `a\\x00b\\n`, got `a\\x00c\\n`"},
		{ASSAY_COMPARE_EXACT, B("a\n"), B("a"), false,
			"line 1, byte 2: expected `a\\n`, got `a`"},
		{ASSAY_COMPARE_EXACT, B("a\n"), B("a\r\n"), false,
			"line 1, byte 2: expected `a\\n`, got `a\\x0d\\n`"},
		{ASSAY_COMPARE_EXACT, B("a\nb\n"), B("a\n"), false,
			"line 2, byte 1: expected `b\\n`, got nothing"},
		{ASSAY_COMPARE_EXACT, B("a\n"), B("a\n\n"), false,
			"line 2, byte 1: expected nothing more, got `\\n`"},
		{ASSAY_COMPARE_EXACT, B(""), B("x"), false,
			"line 1, byte 1: expected nothing more, got `x`"},
	};
	CHECK(cases);
}

static void lines(void **state)
{
	(void)state;
	static const struct compare_case cases[] = {
		{ASSAY_COMPARE_LINES, B(""), B(""), true, NULL},
		{ASSAY_COMPARE_LINES, B(""), B("\n \r\n\n"), true, NULL},
		{ASSAY_COMPARE_LINES, B("a\nb\n"), B("a\r\nb"), true, NULL},
		{ASSAY_COMPARE_LINES, B("a  \nb\t\n\n\n"), B("a\nb\n"), true, NULL},
		{ASSAY_COMPARE_LINES, B("a\n\nb\n"), B("a\nb\n"), false,
			"line 2: expected ``, got `b`"},
		{ASSAY_COMPARE_LINES, B("a\n"), B(" a\n"), false, "line 1: expected `a`, got ` a`"},
		{ASSAY_COMPARE_LINES, B("a b\n"), B("a  b\n"), false, NULL},
		{ASSAY_COMPARE_LINES, B("a\0\n"), B("a\n"), false,
			"line 1: expected `a\\x00`, got `a`"},
		{ASSAY_COMPARE_LINES, B("a\nb\nc\n"), B("a\nb\n"), false,
			"line 3: expected `c`, got nothing"},
		{ASSAY_COMPARE_LINES, B("a\n"), B("a\nb\nc"), false,
			"line 2: expected nothing more, got `b`"},
		{ASSAY_COMPARE_LINES, B("allow\ndeny\n"), B("allow\n\x1b[2J\xff\n"), false,
			"line 2: expected `deny`, got `\\x1b[2J\\xff`"},
	};
	CHECK(cases);
}

static void tokens(void **state)
{
	(void)state;
	static const struct compare_case cases[] = {
		{ASSAY_COMPARE_TOKENS, B(""), B(" \n\t\v\f\r"), true, NULL},
		{ASSAY_COMPARE_TOKENS, B("a b\nc\n"), B("  a\r\nb   c"), true, NULL},
		{ASSAY_COMPARE_TOKENS, B("a b\nc d\n"), B("a b\nc x\n"), false,
			"token 4 (line 2): expected `d`, got `x`"},
		{ASSAY_COMPARE_TOKENS, B("a b"), B("a"), false,
			"token 2 (line 1): expected `b`, got nothing"},
		{ASSAY_COMPARE_TOKENS, B("a"), B("a\n\nb"), false,
			"token 2 (line 3): expected nothing more, got `b`"},
		{ASSAY_COMPARE_TOKENS, B("a\0b"), B("a b"), false, NULL},
		{ASSAY_COMPARE_TOKENS, B("1.0"), B("1"), false, NULL},
	};
	CHECK(cases);
}

/* One token a side; the tolerance is 1e-6 absolute, 1e-3 relative. */
static void numbers(void **state)
{
	(void)state;
	static const struct {
		const char *expected, *got;
		bool equal;
	} cases[] = {
		{"1", "1.0", true},
		{"1", "+1", true},
		{"1000", "1000.9", true},
		{"1000", "1001.1", false},
		{"1e3", "1000", true},
		{"1E+3", "1000.", true},
		{".5", "0.5", true},
		{"0", "0.0000009", true},
		{"0", "0.000002", false},
		{"0", "-0", true},
		{"-0.0", "0", true},
		{"word", "word", true},
		{"word", "1", false},
		{"1", "word", false},
		{"nan", "nan", false},
		{"NaN", "NaN", false},
		{"-nan(0x7)", "-nan(0x7)", false},
		{"1", "nan", false},
		{"nan", "1", false},
		{"nanny", "nanny", true},
		{"inf", "inf", true},
		{"inf", "+Infinity", true},
		{"-inf", "-INFINITY", true},
		{"inf", "-inf", false},
		{"inf", "1e308", false},
		{"inf", "1e999", false},
		{"1e999", "1e999", true},
		{"1e999", "2e999", false},
		{"1e308", "-1e308", false},
		{"0x10", "16", false},
		{"0x10", "0x10", true},
		{"0x1p4", "0x10p0", false},
		{"1e", "1e", true},
		{"1e", "1", false},
		{"1e+", "1", false},
		{"1.2.3", "1.2", false},
		{"--1", "1", false},
		{".", "0", false},
		{"-", "0", false},
		{"1,0", "1", false},
		/* 2^53 and beyond: digit by digit */
		{"9007199254740992", "9007199254740992.0", true},
		{"9007199254740993", "9007199254740992", false},
		{"9007199254740992", "9007199254740993", false},
		{"9007199254740993", "+09007199254740993", true},
		{"-9007199254740993", "9007199254740993", false},
		{"9007199254740990", "9007199254740991", true},
		{"18446744073709551616", "18446744073709551617", false},
		{"00000000000000000000000000000001", "1", true},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct compare_case row = {ASSAY_COMPARE_NUMBERS, cases[i].expected,
			strlen(cases[i].expected), cases[i].got, strlen(cases[i].got),
			cases[i].equal, NULL};
		check_case(&row, i);
	}
}

/* Numbers as long as a double can be are read, and longer ones are text; nothing overflows. */
static void long_numbers(void **state)
{
	(void)state;
	char text[2][4096];
	static const struct {
		size_t zeros;
		bool equal;
	} cases[] = {{300, true}, {2045, true}, {2047, false}, {4000, false}};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		text[0][0] = text[1][0] = '1';
		text[0][1] = text[1][1] = '.';
		memset(text[0] + 2, '0', cases[i].zeros);
		const struct compare_case row = {ASSAY_COMPARE_NUMBERS, text[0], cases[i].zeros + 2,
			text[1], 2, cases[i].equal, NULL};
		check_case(&row, i);
	}
}

static void unordered(void **state)
{
	(void)state;
	static const struct compare_case cases[] = {
		{ASSAY_COMPARE_UNORDERED, B(""), B("\n"), true, NULL},
		{ASSAY_COMPARE_UNORDERED, B("b\na\nc\n"), B("c\r\nb  \na"), true, NULL},
		{ASSAY_COMPARE_UNORDERED, B("a\na\nb\n"), B("a\nb\nb\n"), false,
			"line 3: `b` is not among the expected lines, or too often; `a` is "
			"missing"},
		{ASSAY_COMPARE_UNORDERED, B("z\ny\nx\n"), B("x\n"), false,
			"`z` is missing, and 1 more"},
		{ASSAY_COMPARE_UNORDERED, B("x\n"), B("x\nq\np\n"), false,
			"line 2: `q` is not among the expected lines, or too often"},
		{ASSAY_COMPARE_UNORDERED, B("12345678\0a\n12345678\0b\n"),
			B("12345678\0b\n12345678\0a\n"), true, NULL},
		{ASSAY_COMPARE_UNORDERED, B("a\0\n"), B("a\n"), false, NULL},
		{ASSAY_COMPARE_UNORDERED, B("ab\na\n"), B("a\nab\n"), true, NULL},
	};
	CHECK(cases);
}

static void counts_and_cut_short(void **state)
{
	(void)state;
	static const struct {
		enum assay_compare mode;
		const char *expected, *got;
		size_t expected_count, got_count;
		bool cut_short;
	} cases[] = {
		{ASSAY_COMPARE_EXACT, "a\nb\nc\n", "a\n", 3, 1, true},
		{ASSAY_COMPARE_EXACT, "a\nb\nc\n", "a\nx", 3, 2, false},
		{ASSAY_COMPARE_EXACT, "a\n", "a\nb\n", 1, 2, false},
		{ASSAY_COMPARE_LINES, "a\nb\nc\n", "a\nb", 3, 2, true},
		{ASSAY_COMPARE_LINES, "a\nb\nc\n", "", 3, 0, true},
		{ASSAY_COMPARE_LINES, "a\nb\nc\n", "x\nb", 3, 2, false},
		{ASSAY_COMPARE_LINES, "a\n", "b\nb\nc\n", 1, 3, false},
		{ASSAY_COMPARE_TOKENS, "a b c", "a", 3, 1, true},
		{ASSAY_COMPARE_NUMBERS, "1 2 3", "1.0 2.0", 3, 2, true},
		{ASSAY_COMPARE_UNORDERED, "c\nb\na\n", "a\nb\n", 3, 2, true},
		{ASSAY_COMPARE_UNORDERED, "c\nb\na\n", "a\nq\n", 3, 2, false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct assay_challenge challenge = {.compare = cases[i].mode};
		struct assay_bytes expected = borrow(cases[i].expected, strlen(cases[i].expected));
		struct assay_bytes got = borrow(cases[i].got, strlen(cases[i].got));
		struct assay_difference difference = {0};
		assert_int_equal(
			assay_compare_answers(&challenge, &expected, &got, &difference, NULL), 0);
		assert_false(difference.equal);
		assert_int_equal(difference.expected_count, cases[i].expected_count);
		assert_int_equal(difference.got_count, cases[i].got_count);
		assert_int_equal(difference.cut_short, cases[i].cut_short);
		assay_difference_release(&difference);
		assay_bytes_release(&expected);
		assay_bytes_release(&got);
	}
}

/* Long lines are cut around the byte where they part, at a character's boundary. */
static void cuts_long_pieces(void **state)
{
	(void)state;
	struct assay_bytes expected = {0};
	struct assay_bytes got = {0};
	for (int i = 0; i < 500; i++) {
		assay_bytes_puts(&expected, "\xc3\xa9");
		assay_bytes_puts(&got, i == 400 ? "\xc3\xa8" : "\xc3\xa9");
	}
	struct assay_challenge challenge = {.compare = ASSAY_COMPARE_LINES};
	struct assay_difference difference = {0};
	assert_int_equal(assay_compare_answers(&challenge, &expected, &got, &difference, NULL), 0);
	const char *where = assay_bytes_text(&difference.where);
	assert_non_null(strstr(where, "\xc3\xa8"));
	assert_non_null(strstr(where, "(1000 bytes)"));
	assert_null(strstr(where, "\\x"));
	assert_true(difference.where.size < 400);
	assay_difference_release(&difference);
	assay_bytes_release(&expected);
	assay_bytes_release(&got);
}

static void fill(struct assay_bytes *bytes, size_t size, unsigned step)
{
	uint32_t random = 1;
	while (bytes->size < size) {
		random = random * 1664525u + 1013904223u;
		assay_bytes_printf(bytes, "%u\n", random >> step);
	}
}

/* 64 MiB a side is compared, by every mode, and a difference in the last line is found. */
static void large(void **state)
{
	(void)state;
	static const enum assay_compare modes[] = {ASSAY_COMPARE_EXACT, ASSAY_COMPARE_LINES,
		ASSAY_COMPARE_TOKENS, ASSAY_COMPARE_NUMBERS};
	struct assay_bytes expected = {0};
	struct assay_bytes got = {0};
	fill(&expected, ASSAY_TEST_BYTES_MAX - 100, 0);
	assay_bytes_append(&got, expected.data, expected.size);
	assay_bytes_puts(&got, "more\n");
	for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
		struct assay_challenge challenge = {.compare = modes[i]};
		struct assay_difference difference = {0};
		assert_int_equal(
			assay_compare_answers(&challenge, &expected, &got, &difference, NULL), 0);
		assert_false(difference.equal);
		assert_int_equal(difference.got_count, difference.expected_count + 1);
		assay_difference_release(&difference);
	}
	assay_bytes_release(&expected);
	assay_bytes_release(&got);
}

/* The same lines in any order: bounded in lines, and a flood of short ones is a wrong answer. */
static void large_unordered(void **state)
{
	(void)state;
	struct assay_challenge challenge = {.compare = ASSAY_COMPARE_UNORDERED};
	struct assay_bytes expected = {0};
	struct assay_bytes flood = {0};
	struct assay_difference difference = {0};
	struct assay_error err = {0};
	fill(&expected, 4u << 20, 8);
	for (size_t i = 0; i < (5u << 20); i++)
		assay_bytes_puts(&flood, "x\n");
	assert_int_equal(
		assay_compare_answers(&challenge, &expected, &expected, &difference, &err), 0);
	assert_true(difference.equal);
	assay_difference_release(&difference);
	assert_int_equal(
		assay_compare_answers(&challenge, &expected, &flood, &difference, &err), 0);
	assert_false(difference.equal);
	assert_int_equal(difference.got_count, 5u << 20);
	assay_difference_release(&difference);
	assert_int_equal(assay_compare_answers(&challenge, &flood, &expected, &difference, &err),
		ASSAY_ERR_CHALLENGE);
	assay_bytes_release(&expected);
	assay_bytes_release(&flood);
}

static void names_and_misuse(void **state)
{
	(void)state;
	assert_string_equal(assay_compare_name(ASSAY_COMPARE_EXACT), "exact");
	assert_string_equal(assay_compare_name(ASSAY_COMPARE_LINES), "lines");
	assert_string_equal(assay_compare_name(ASSAY_COMPARE_TOKENS), "tokens");
	assert_string_equal(assay_compare_name(ASSAY_COMPARE_NUMBERS), "numbers");
	assert_string_equal(assay_compare_name(ASSAY_COMPARE_UNORDERED), "unordered");
	assert_string_equal(assay_compare_name(ASSAY_COMPARE_CHECKER), "checker");
	struct assay_challenge challenge = {.compare = ASSAY_COMPARE_CHECKER};
	struct assay_bytes empty = {0};
	struct assay_difference difference = {0};
	struct assay_error err = {0};
	assert_int_equal(assay_compare_answers(&challenge, &empty, &empty, &difference, &err),
		ASSAY_ERR_INTERNAL);
	challenge.compare = ASSAY_COMPARE_LINES;
	struct assay_bytes incomplete = {.failed = true};
	assert_int_equal(assay_compare_answers(&challenge, &empty, &incomplete, &difference, &err),
		ASSAY_ERR_SYSTEM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exact),
		cmocka_unit_test(lines),
		cmocka_unit_test(tokens),
		cmocka_unit_test(numbers),
		cmocka_unit_test(long_numbers),
		cmocka_unit_test(unordered),
		cmocka_unit_test(counts_and_cut_short),
		cmocka_unit_test(cuts_long_pieces),
		cmocka_unit_test(large),
		cmocka_unit_test(large_unordered),
		cmocka_unit_test(names_and_misuse),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
