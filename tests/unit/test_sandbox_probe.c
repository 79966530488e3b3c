/*
 * test_sandbox_probe.c - probing agrees with what a sandbox gets, and names a remedy for the rest.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "box_helper.h"

static void test_probe_agrees_with_open(void **state)
{
	struct assay_probe probes[ASSAY_LAYER_COUNT];
	struct assay_error err = {0};
	enum assay_level level = ASSAY_LEVEL_NONE;
	size_t count = 0;
	uint32_t works = 0;
	(void)state;
	assert_int_equal(assay_sandbox_probe(probes, &count, &level, &err), 0);
	assert_int_equal(count, ASSAY_LAYER_COUNT);
	struct assay_sandbox *sandbox = NULL;
	assert_int_equal(assay_sandbox_open(NULL, &sandbox, &err), 0);
	assert_string_equal(
		assay_level_name(level), assay_level_name(assay_sandbox_level(sandbox)));
	for (size_t i = 0; i < count; i++) {
		assert_string_equal(probes[i].name, assay_layer_name(probes[i].layer));
		assert_true(probes[i].detail[0] != '\0');
		assert_int_equal(probes[i].works, probes[i].remedy[0] == '\0');
		works |= probes[i].works ? (uint32_t)probes[i].layer : 0;
	}
	assert_int_equal(works, assay_sandbox_layers(sandbox));
	assay_sandbox_close(sandbox);
}

static void test_names(void **state)
{
	enum assay_level level = ASSAY_LEVEL_NONE;
	struct assay_error err = {0};
	(void)state;
	assert_int_equal(assay_level_parse("reduced", &level, &err), 0);
	assert_int_equal(level, ASSAY_LEVEL_REDUCED);
	assert_int_equal(assay_level_parse("lots", &level, &err), ASSAY_ERR_USAGE);
	assert_string_equal(
		err.text, "isolation level: 'lots' is not one of none, minimal, reduced, full");
	assert_int_equal(level, ASSAY_LEVEL_REDUCED);
	assert_null(assay_layer_name((enum assay_layer)0));
	assert_string_equal(assay_layer_name(ASSAY_LAYER_CGROUP_CPU), "cgroup-cpu");
	assert_string_equal(assay_status_name(ASSAY_STATUS_INTERNAL_ERROR), "internal-error");
	assert_string_equal(assay_source_name(ASSAY_SOURCE_RUSAGE), "rusage");
}

/* A level that cannot be had is refused with what is missing. */
static void test_refusal_names_the_remedy(void **state)
{
	struct assay_sandbox_options options = {ASSAY_LEVEL_FULL, ASSAY_LEVEL_MINIMAL};
	struct assay_sandbox *sandbox = NULL;
	struct assay_error err = {0};
	(void)state;
	assert_int_equal(assay_sandbox_open(&options, &sandbox, &err), ASSAY_ERR_SANDBOX);
	assert_null(sandbox);
	assert_string_equal(err.text,
		"isolation level 'full' is wanted, 'minimal' can be had: the caller allows no "
		"more; 'reduced' needs unprivileged user namespaces; see `assay doctor`");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_probe_agrees_with_open),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_refusal_names_the_remedy),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
