/*
 * test_box.c - which runs of a box are made again, and what is told in the end. The sandbox is
 * wrapped by the linker: it gives what a row says, one observation a run.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "../../runner/build/box.h"

#define BUSY                                                                                       \
	{                                                                                          \
		.status = ASSAY_STATUS_WALL_LIMIT, .waited_cpu = true                              \
	}
#define FAULT                                                                                      \
	{                                                                                          \
		.status = ASSAY_STATUS_INTERNAL_ERROR, .detail = "fork: no"                        \
	}

static struct {
	const struct assay_observation *seen;
	size_t runs;
} fake;

int __wrap_assay_sandbox_run(struct assay_sandbox *sandbox, const struct assay_box *box,
	struct assay_observation *ret_observation, struct assay_error *err);

int __wrap_assay_sandbox_run(struct assay_sandbox *sandbox, const struct assay_box *box,
	struct assay_observation *ret_observation, struct assay_error *err)
{
	(void)sandbox;
	(void)box;
	(void)err;
	*ret_observation = fake.seen[fake.runs++];
	return 0;
}

static void test_repetition(void **state)
{
	static const struct {
		const char *what;
		struct assay_observation seen[ASSAY_BOX_TRIES];
		size_t runs;
		const char *error; /* NULL: the last run is the outcome */
	} rows[] = {
		{"an end of its own", {{.status = ASSAY_STATUS_EXITED}}, 1, NULL},
		{"a wall limit of its own", {{.status = ASSAY_STATUS_WALL_LIMIT}}, 1, NULL},
		{"busy once", {BUSY, {.status = ASSAY_STATUS_EXITED}}, 2, NULL},
		{"busy, a fault, well", {BUSY, FAULT, {.status = ASSAY_STATUS_EXITED}}, 3, NULL},
		{"faults", {FAULT, FAULT, FAULT}, 3, "the sandbox failed 3 times: fork: no"},
		{"always busy", {BUSY, BUSY, BUSY}, 3,
			"the sandbox failed 3 times: the machine was too busy to give it a "
			"processor"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct assay_observation seen;
		struct assay_error err = {0};
		assay_observation_init(&seen);
		fake.seen = rows[i].seen;
		fake.runs = 0;
		int status = assay_box_run(NULL, NULL, &seen, &err);
		print_message("# %s\n", rows[i].what);
		assert_int_equal(fake.runs, rows[i].runs);
		assert_int_equal(status, rows[i].error == NULL ? 0 : ASSAY_ERR_SYSTEM);
		assert_string_equal(err.text, rows[i].error == NULL ? "" : rows[i].error);
		if (rows[i].error == NULL)
			assert_int_equal(seen.status, rows[i].seen[fake.runs - 1].status);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {cmocka_unit_test(test_repetition)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
