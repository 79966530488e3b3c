/*
 * test_json.c - strict reading, with places of faults, and writing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../runner/json.h"

static int parse(const char *text, size_t size, struct assay_json **ret_root, char *ret_message)
{
	struct assay_error err = {0};
	int status = assay_json_parse(text, size, "f.json", ASSAY_ERR_CHALLENGE, ret_root, &err);
	assert_int_equal(status, err.code);
	memcpy(ret_message, err.text, sizeof err.text);
	return status;
}

static void refuses_what_is_no_json(void **state)
{
	(void)state;
	static const struct {
		const char *text, *message;
	} cases[] = {
		{"", "f.json:1:1: the file ends; expected a value"},
		{" \n ", "f.json:2:2: the file ends; expected a value"},
		{"{\n  \"a\": 1,\n}", "f.json:3:1: '}'; expected a key in double quotes"},
		{"[1,]", "f.json:1:4: ']'; expected a value"},
		{"[1 2]", "f.json:1:4: '2'; expected ',' or ']'"},
		{"{\"a\" 1}", "f.json:1:6: '1'; expected ':' after the key"},
		{"{\"a\":1 \"b\":2}", "f.json:1:8: '\"'; expected ',' or '}'"},
		{"{a:1}", "f.json:1:2: 'a'; expected a key in double quotes"},
		{"{'a':1}", "f.json:1:2: '''; expected a key in double quotes"},
		{"// no\n1", "f.json:1:1: '/'; expected a value"},
		{"[1", "f.json:1:3: the file ends; expected ',' or ']'"},
		{"1 1", "f.json:1:3: '1'; expected the end of the file"},
		{"{} x", "f.json:1:4: 'x'; expected the end of the file"},
		{"nul", "f.json:1:1: 'n'; expected a value"},
		{"True", "f.json:1:1: 'T'; expected a value"},
		{"NaN", "f.json:1:1: 'N'; expected a value"},
		{"\xef\xbb\xbf{}", "f.json:1:1: U+FEFF; expected a value"},
		{"[\xc2\x9b]", "f.json:1:2: U+009B; expected a value"},
		{"+1", "f.json:1:1: '+'; expected a value"},
		{"01", "f.json:1:1: a number with a leading zero"},
		{"-", "f.json:1:2: the file ends; expected a digit"},
		{"-a", "f.json:1:2: 'a'; expected a digit"},
		{"1.", "f.json:1:3: the file ends; expected a digit after the decimal point"},
		{".5", "f.json:1:1: '.'; expected a value"},
		{"1e", "f.json:1:3: the file ends; expected a digit in the exponent"},
		{"0x10", "f.json:1:2: 'x'; expected the end of the file"},
		{"[1e999]", "f.json:1:2: 1e999: a number out of range"},
		{"[-1e-999]", "f.json:1:2: -1e-999: a number out of range"},
		{"1111111111111111111111111111111111111111111111111",
			"f.json:1:1: a number of 49 characters, at most 48 are allowed"},
		{"\"a", "f.json:1:1: a string that does not end"},
		{"\"a\nb\"", "f.json:1:3: byte 0x0a in a string; control characters are written "
			     "\\u000a"},
		{"\"\\x\"",
			"f.json:1:3: 'x'; expected one of \" \\ / b f n r t u after a backslash"},
		{"\"\\", "f.json:1:3: the file ends; expected one of \" \\ / b f n r t u after a "
			 "backslash"},
		{"\"\\u12g4\"", "f.json:1:2: expected four hexadecimal digits after \\u"},
		{"\"\\u12", "f.json:1:2: expected four hexadecimal digits after \\u"},
		{"\"a\\u0000\"", "f.json:1:3: \\u0000: a string may not hold NUL"},
		{"\"\\ud800\"", "f.json:1:2: \\ud800: half of a surrogate pair"},
		{"\"\\ud800\\u0041\"", "f.json:1:2: \\ud800: half of a surrogate pair"},
		{"\"\\udc00\"", "f.json:1:2: \\udc00: half of a surrogate pair"},
		{"\"\xc3\xa9\xff\"", "f.json:1:3: byte 0xff is not UTF-8"},
		{"\"\xed\xa0\x80\"", "f.json:1:2: byte 0xed is not UTF-8"},
		{"\"\xc0\x80\"", "f.json:1:2: byte 0xc0 is not UTF-8"},
		{"{\"a\":1,\n \"b\":2,\n \"a\":3}", "f.json:3:2: duplicate key 'a'"},
		{"[{\"k\":{\"a\":1,\"\\u0061\":2}}]", "f.json:1:14: duplicate key 'a'"},
		{"{\"a\":{\"b\":[{\"c\":1}]},\"d\":0,\"a\":0}", "f.json:1:28: duplicate key 'a'"},
		{"{\"\":1,\"\":2}", "f.json:1:7: duplicate key ''"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct assay_json *root = NULL;
		char message[ASSAY_ERROR_SIZE];
		int status = parse(cases[i].text, strlen(cases[i].text), &root, message);
		assert_string_equal(message, cases[i].message);
		assert_int_equal(status, ASSAY_ERR_CHALLENGE);
		assert_null(root);
	}
}

static void refuses_bytes_after_a_nul(void **state)
{
	(void)state;
	struct assay_json *root = NULL;
	char message[ASSAY_ERROR_SIZE];
	assert_int_equal(parse("{}\0{}", 5, &root, message), ASSAY_ERR_CHALLENGE);
	assert_string_equal(message, "f.json:1:3: byte 0x00; expected the end of the file");
	assert_int_equal(parse("\"a\0b\"", 5, &root, message), ASSAY_ERR_CHALLENGE);
	assert_string_equal(message, "f.json:1:3: byte 0x00 in a string; control characters are "
				     "written \\u0000");
}

/* One MiB of `opener`: a parser that recurses without a bound dies here. */
static void refuses_depth_of(const char *opener, const char *expected)
{
	size_t size = 1u << 20;
	char *text = malloc(size);
	assert_non_null(text);
	for (size_t i = 0; i < size; i++)
		text[i] = opener[i % strlen(opener)];
	struct assay_json *root = NULL;
	char message[ASSAY_ERROR_SIZE];
	assert_int_equal(parse(text, size, &root, message), ASSAY_ERR_CHALLENGE);
	assert_string_equal(message, expected);
	free(text);
}

static void refuses_bottomless_nesting(void **state)
{
	(void)state;
	refuses_depth_of("[", "f.json:1:33: nested more than 32 levels deep");
	refuses_depth_of("{\"a\":", "f.json:1:161: nested more than 32 levels deep");
	struct assay_json *root = NULL;
	char text[65], message[ASSAY_ERROR_SIZE];
	memset(text, '[', 32);
	memset(text + 32, ']', 32);
	assert_int_equal(parse(text, 64, &root, message), 0);
	assay_json_free(root);
}

/* Many keys in one object: looking for duplicates must not take their square. */
static void finds_a_duplicate_among_many(void **state)
{
	(void)state;
	struct assay_bytes text = {0};
	assay_bytes_puts(&text, "{\"key-7\":0");
	for (int i = 8; i < 60000; i++)
		assay_bytes_printf(&text, ",\"key-%d\":0", i);
	size_t valid = text.size;
	assay_bytes_puts(&text, "}");
	struct assay_json *root = NULL;
	char message[ASSAY_ERROR_SIZE];
	assert_int_equal(parse(text.data, text.size, &root, message), 0);
	assert_int_equal(assay_json_size(root), 59993);
	assay_json_free(root);
	text.size = valid;
	assay_bytes_puts(&text, ",\n\"key-7\":1}");
	assert_int_equal(parse(text.data, text.size, &root, message), ASSAY_ERR_CHALLENGE);
	assert_string_equal(message, "f.json:2:1: duplicate key 'key-7'");
	assay_bytes_release(&text);
}

static void reads_values(void **state)
{
	(void)state;
	static const char text[] =
		" {\"s\": \"\\u00e9\\ud83d\\ude00\\n\", \"n\": -12.5e1, \"b\": true, \"z\": "
		"null,\r\n"
		"\t\"l\": [1, \"two\", [], {}], \"S\": 3, \"big\": 9007199254740991}\n";
	struct assay_json *root = NULL;
	char message[ASSAY_ERROR_SIZE];
	assert_int_equal(parse(text, strlen(text), &root, message), 0);
	assert_int_equal(assay_json_type(root), ASSAY_JSON_OBJECT);
	assert_int_equal(assay_json_size(root), 7);
	assert_string_equal(
		assay_json_string(assay_json_get(root, "s")), "\xc3\xa9\xf0\x9f\x98\x80\n");
	assert_true(assay_json_number(assay_json_get(root, "n")) == -125.0);
	assert_true(assay_json_number(assay_json_get(root, "big")) == 9007199254740991.0);
	assert_true(assay_json_bool(assay_json_get(root, "b")));
	assert_int_equal(assay_json_type(assay_json_get(root, "z")), ASSAY_JSON_NULL);
	assert_true(assay_json_number(assay_json_get(root, "S")) == 3);
	assert_null(assay_json_get(root, "N"));
	const struct assay_json *list = assay_json_get(root, "l");
	assert_int_equal(assay_json_size(list), 4);
	const struct assay_json *item = assay_json_first(list);
	assert_null(assay_json_string(item));
	assert_null(assay_json_key(item));
	item = assay_json_next(item);
	assert_string_equal(assay_json_string(item), "two");
	item = assay_json_next(item);
	assert_null(assay_json_first(item));
	assert_null(assay_json_next(assay_json_next(item)));
	assert_string_equal(assay_json_key(assay_json_next(assay_json_first(root))), "n");
	assay_json_free(root);
	assay_json_free(NULL);
}

static void describes_values(void **state)
{
	(void)state;
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{"1.25", "1.25"},
		{"\"a\\\"b\"", "\"a\\\"b\""},
		{"{\"a\":[1,true,null]}", "{\"a\":[1,true,null]}"},
		{"\"\\u001b[31m\\u202e\"", "\"\\u001b[31m\\u202e\""},
		{"\"0123456789012345678901234567890123456789012345678901234567890123456789\"",
			"\"01234567890123456789012345678901234567890123456789012345678 [cut: 72 "
			"bytes in all]"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct assay_json *root = NULL;
		char message[ASSAY_ERROR_SIZE];
		assert_int_equal(parse(cases[i].text, strlen(cases[i].text), &root, message), 0);
		struct assay_bytes text = {0};
		assay_json_describe(root, &text);
		assert_string_equal(assay_bytes_text(&text), cases[i].expected);
		assay_bytes_release(&text);
		assay_json_free(root);
	}
}

static struct assay_json *build_document(void)
{
	struct assay_json *root = assay_json_new_object();
	assay_json_add_string(root, "text", "tab\t quote\" esc\x1b bad\xff csi\xc2\x9b del\x7f");
	assay_json_add_number(root, "whole", 9007199254740991.0);
	assay_json_add_number(root, "minus", -3);
	assay_json_add_number(root, "tenth", 0.1);
	assay_json_add_bool(root, "yes", true);
	assay_json_add_null(root, "none");
	assay_json_add_object(root, "empty");
	struct assay_json *list = assay_json_add_array(root, "list");
	assay_json_add_number(list, NULL, 1);
	assay_json_add_bool(assay_json_add_object(list, NULL), "no", false);
	struct assay_json *tree = assay_json_new_array();
	assay_json_add_string(tree, NULL, "x");
	assert_int_equal(assay_json_add_tree(root, "tree", tree), 0);
	return root;
}

static void writes_documents(void **state)
{
	(void)state;
	static const char compact[] =
		"{\"text\":\"tab\\t quote\\\" esc\\u001b bad\xef\xbf\xbd csi\\u009b del\\u007f\","
		"\"whole\":9007199254740991,\"minus\":-3,\"tenth\":0.1,\"yes\":true,\"none\":null,"
		"\"empty\":{},\"list\":[1,{\"no\":false}],\"tree\":[\"x\"]}";
	struct assay_json *root = build_document();
	struct assay_bytes text = {0};
	assert_int_equal(assay_json_print(root, false, &text, NULL), 0);
	assert_string_equal(text.data, compact);
	/* What was written reads back, and is written the same again. */
	struct assay_json *again = NULL;
	char message[ASSAY_ERROR_SIZE];
	assert_int_equal(parse(text.data, text.size, &again, message), 0);
	assay_bytes_clear(&text);
	assert_int_equal(assay_json_print(again, false, &text, NULL), 0);
	assert_string_equal(text.data, compact);
	assay_json_free(again);
	assay_json_free(root);
	assay_bytes_release(&text);
}

static void writes_with_indent(void **state)
{
	(void)state;
	struct assay_json *root = assay_json_new_object();
	struct assay_json *list = assay_json_add_array(root, "list");
	assay_json_add_number(list, NULL, 1);
	assay_json_add_string(list, NULL, "b");
	assay_json_add_array(root, "empty");
	struct assay_bytes text = {0};
	assert_int_equal(assay_json_print(root, true, &text, NULL), 0);
	assert_string_equal(
		text.data, "{\n  \"list\": [\n    1,\n    \"b\"\n  ],\n  \"empty\": []\n}\n");
	assay_bytes_release(&text);
	assay_json_free(root);
}

/* An addition that failed is remembered: half a document is never printed. */
static void remembers_a_failed_addition(void **state)
{
	(void)state;
	struct assay_json *root = assay_json_new_object();
	struct assay_json *list = assay_json_add_array(root, "list");
	struct assay_error err = {0};
	struct assay_bytes text = {0};
	assert_int_equal(assay_json_add_tree(list, NULL, NULL), ASSAY_ERR_SYSTEM);
	assert_int_equal(assay_json_print(root, true, &text, &err), ASSAY_ERR_SYSTEM);
	assert_int_equal(err.code, ASSAY_ERR_SYSTEM);
	assert_int_equal(text.size, 0);
	assert_null(assay_json_add_number(NULL, "a", 1));
	assert_int_equal(assay_json_print(NULL, true, &text, &err), ASSAY_ERR_SYSTEM);
	assay_json_free(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_what_is_no_json),
		cmocka_unit_test(refuses_bytes_after_a_nul),
		cmocka_unit_test(refuses_bottomless_nesting),
		cmocka_unit_test(finds_a_duplicate_among_many),
		cmocka_unit_test(reads_values),
		cmocka_unit_test(describes_values),
		cmocka_unit_test(writes_documents),
		cmocka_unit_test(writes_with_indent),
		cmocka_unit_test(remembers_a_failed_addition),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
