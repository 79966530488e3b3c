/*
 * test_sandbox_probe.c - probing agrees with what a sandbox gets, and names a remedy for the rest.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../sandbox/box.h"
#include "box_helper.h"
#include "folder.h"

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

/* Settings and reasons as they are found on machines, and what is to be done there. */
static void test_remedies(void **state)
{
	static const struct {
		const char *file, *text; /* NULL: nothing is set */
		const char *variable;
		enum assay_reason reason;
		const char *why, *remedy;
	} cases[] = {
		{"proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n", NULL,
			ASSAY_REASON_NAMESPACES, "write setgroups: Permission denied",
			"sysctl -w kernel.apparmor_restrict_unprivileged_userns=0`, or a profile"},
		{"proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n", "GITHUB_ACTIONS",
			ASSAY_REASON_NAMESPACES, "write setgroups: Permission denied",
			"A step before this one: `sudo sysctl -w"},
		{"proc/sys/kernel/apparmor_restrict_unprivileged_userns", "0\n", NULL,
			ASSAY_REASON_NAMESPACES,
			"unshare a user namespace: Operation not permitted",
			"let this user make namespaces"},
		{"proc/sys/kernel/unprivileged_userns_clone", "0\n", NULL, ASSAY_REASON_NAMESPACES,
			"unshare a user namespace: Operation not permitted",
			"kernel.unprivileged_userns_clone=1"},
		{"proc/sys/user/max_user_namespaces", "0\n", NULL, ASSAY_REASON_NAMESPACES,
			"unshare a user namespace: No space left on device",
			"user.max_user_namespaces=10000"},
		{".dockerenv", "", NULL, ASSAY_REASON_NAMESPACES,
			"unshare a user namespace: Operation not permitted",
			"`docker run` with `--security-opt seccomp=unconfined"},
		{".dockerenv", "", NULL, ASSAY_REASON_NAMESPACES,
			"unshare a user namespace: Invalid argument", "CONFIG_USER_NS"},
		{"run/.containerenv", "", NULL, ASSAY_REASON_NAMESPACES,
			"unshare a user namespace: Operation not permitted", "`podman run` with"},
		{NULL, NULL, "GITHUB_ACTIONS", ASSAY_REASON_CGROUP,
			"cgroup '/sys/fs/cgroup/x': Permission denied", "`sudo -E assay ...`"},
		{NULL, NULL, NULL, ASSAY_REASON_LANDLOCK,
			"landlock_create_ruleset: Operation not supported", "`lsm=`"},
		{NULL, NULL, NULL, ASSAY_REASON_LANDLOCK,
			"landlock_create_ruleset: Function not implemented", "Linux 5.13"},
		{NULL, NULL, NULL, ASSAY_REASON_CALLS,
			"openat2 (Linux 5.6): Function not implemented",
			"a kernel that has the call"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char *root = folder_make();
		unsetenv("GITHUB_ACTIONS");
		if (cases[i].variable != NULL)
			setenv(cases[i].variable, "true", 1);
		if (cases[i].file != NULL)
			folder_write(root, cases[i].file, cases[i].text);
		const char *remedy = assay_remedy_find(root, cases[i].reason, cases[i].why);
		if (strstr(remedy, cases[i].remedy) == NULL)
			fail_msg("case %zu: '%s' expected in '%s'", i, cases[i].remedy, remedy);
		/* A container is never to be run with all privileges, and every remedy fits its
		 * place. */
		assert_null(strstr(remedy, "--privileged"));
		assert_true(strlen(remedy) < sizeof((struct assay_probe){0}).remedy);
		folder_remove(root);
	}
	unsetenv("GITHUB_ACTIONS");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_probe_agrees_with_open),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_refusal_names_the_remedy),
		cmocka_unit_test(test_remedies),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
