/*
 * test_words.c - every word of every synopsis is known to the table of words, so that no shell offers
 * nothing where something could be offered, only because a row was forgotten.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "../../runner/cli/words.h"

static void test_every_value_has_a_row(void **state)
{
	(void)state;
	for (const struct assay_command *const *c = assay_commands; *c != NULL; c++) {
		for (const struct assay_option *o = (*c)->options; o != NULL && o->name != NULL;
			o++) {
			if (o->value != NULL && assay_word_of_option(*c, o) == NULL)
				fail_msg("%s --%s %s", (*c)->name, o->name, o->value);
		}
	}
}

static void test_every_operand_has_a_row(void **state)
{
	(void)state;
	struct assay_operand operands[ASSAY_OPERANDS_MAX];
	for (const struct assay_command *const *c = assay_commands; *c != NULL; c++) {
		size_t count = assay_word_operands(*c, operands), needed = 0;
		if (count > ASSAY_OPERANDS_MAX)
			fail_msg("%s", (*c)->synopsis);
		for (size_t i = 0; i < count; i++)
			needed += !operands[i].optional;
		assert_int_equal(needed, (*c)->operands_minimum);
		bool endless = count > 0 && operands[count - 1].repeatable;
		assert_true(
			endless ? (*c)->operands_maximum > count : (*c)->operands_maximum == count);
	}
}

static void test_operands_are_read(void **state)
{
	(void)state;
	const struct assay_command command = {
		.name = "box",
		.synopsis = "assay box [--report FORMAT=FILE] show [-j N] -- PROGRAM [ARG...]",
	};
	struct assay_operand operands[ASSAY_OPERANDS_MAX];
	assert_int_equal(assay_word_operands(&command, operands), 3);
	assert_string_equal(operands[0].name, "show");
	assert_null(operands[0].word);
	assert_string_equal(operands[1].name, "PROGRAM");
	assert_int_equal(operands[1].word->kind, ASSAY_WORD_PROGRAM);
	assert_false(operands[1].optional || operands[1].repeatable);
	assert_string_equal(operands[2].name, "ARG");
	assert_true(operands[2].optional && operands[2].repeatable);
	const struct assay_command strange = {.name = "x", .synopsis = "assay x UNHEARD"};
	assert_int_equal(assay_word_operands(&strange, operands), ASSAY_OPERANDS_MAX + 1);
	const struct assay_command many = {.name = "x", .synopsis = "assay x a b c d e"};
	assert_int_equal(assay_word_operands(&many, operands), ASSAY_OPERANDS_MAX + 1);
	const struct assay_command none = {.name = "x", .synopsis = "assay x"};
	assert_int_equal(assay_word_operands(&none, operands), 0);
}

static void test_names_are_whole(void **state)
{
	(void)state;
	assert_true(assay_word_among("attempt resume", "resume"));
	assert_true(assay_word_among("attempt resume", "attempt"));
	assert_false(assay_word_among("attempt resume", "sum"));
	assert_true(assay_word_among("attempts attempt", "attempt"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_value_has_a_row),
		cmocka_unit_test(test_every_operand_has_a_row),
		cmocka_unit_test(test_operands_are_read),
		cmocka_unit_test(test_names_are_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
