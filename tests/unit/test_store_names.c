/*
 * test_store_names.c - identifiers whose order is that of time, and the names of lease owners.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../runner/store/owner.h"
#include "../../runner/store/uuid.h"

static void lays_identifiers_out(void **state)
{
	(void)state;
	struct assay_uuid_clock clock = {0};
	char id[ASSAY_UUID_TEXT_SIZE];
	/* The moment of the example in RFC 9562, appendix A.6: 0x017F22E279B0 milliseconds. */
	assay_uuid_make(&clock, UINT64_C(0x017F22E279B0) * 1000000 + 500000, id);
	assert_int_equal(strlen(id), 36);
	assert_memory_equal(id, "017f22e2-79b0-7800-", 19);
	assert_non_null(strchr("89ab", id[19]));
	assert_int_equal(id[23], '-');
	assert_int_equal(strspn(id, "0123456789abcdef-"), 36);
}

/* However the wall clock stands still or goes back, and across the end of a millisecond. */
static void never_goes_back(void **state)
{
	(void)state;
	static const uint64_t moments[] = {1700000000000999999, 1700000000000999999,
		1700000000000999999, 1699999999999000000, 1, 1700000000001000000,
		1700000000005000000};
	struct assay_uuid_clock clock = {0};
	char last[ASSAY_UUID_TEXT_SIZE] = "", id[ASSAY_UUID_TEXT_SIZE];
	for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
		assay_uuid_make(&clock, moments[i], id);
		assert_true(strcmp(last, id) < 0);
		memcpy(last, id, sizeof id);
	}
	for (unsigned i = 0; i < 20000; i++) {
		assay_uuid_make(&clock, moments[0], id);
		assert_true(strcmp(last, id) < 0);
		assert_int_equal(id[14], '7');
		memcpy(last, id, sizeof id);
	}
}

/* Parts of our own name with some of them changed. */
static void change(const char *self, int field, const char *text, char ret_owner[ASSAY_OWNER_SIZE])
{
	char copy[ASSAY_OWNER_SIZE];
	size_t size = 0;
	memcpy(copy, self, sizeof copy);
	char *rest = copy;
	for (int i = 0; i < 5; i++) {
		const char *part = strsep(&rest, " ");
		assert_non_null(part);
		size += (size_t)snprintf(ret_owner + size, ASSAY_OWNER_SIZE - size, "%s%s",
			i > 0 ? " " : "", i == field ? text : part);
	}
}

static void knows_the_living(void **state)
{
	(void)state;
	char self[ASSAY_OWNER_SIZE], other[ASSAY_OWNER_SIZE];
	assay_owner_self(self);
	assert_false(assay_owner_gone(self, self));
	/* Our number, but another start: a number that was used again. */
	change(self, 1, "1", other);
	assert_true(assay_owner_gone(other, self));
	change(self, 1, "-", other);
	assert_false(assay_owner_gone(other, self));
}

static void knows_the_dead(void **state)
{
	(void)state;
	char self[ASSAY_OWNER_SIZE], child_name[ASSAY_OWNER_SIZE] = "", other[ASSAY_OWNER_SIZE];
	int pipes[2];
	assay_owner_self(self);
	assert_int_equal(pipe(pipes), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		assay_owner_self(child_name);
		if (write(pipes[1], child_name, sizeof child_name) != sizeof child_name)
			_exit(1);
		pause();
		_exit(0);
	}
	assert_int_equal(read(pipes[0], child_name, sizeof child_name), sizeof child_name);
	assert_false(assay_owner_gone(child_name, self));
	assert_int_equal(kill(child, SIGKILL), 0);
	siginfo_t info;
	assert_int_equal(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT), 0);
	assert_true(assay_owner_gone(child_name, self)); /* a zombie */
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_true(assay_owner_gone(child_name, self));
	/* Elsewhere nothing can be told, but for a boot of this host that is over. */
	change(child_name, 3, "pid:[1]", other);
	assert_false(assay_owner_gone(other, self));
	change(self, 2, "another-boot", other);
	assert_true(assay_owner_gone(other, self));
	change(other, 4, "another-host", other);
	assert_false(assay_owner_gone(other, self));
	static const char *const broken[] = {
		"", "1", "1 2 3 4", "1 2 3 4 5 6", "x 2 3 4 5", "  1 2 3 4 5"};
	for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++)
		assert_false(assay_owner_gone(broken[i], self));
	close(pipes[0]);
	close(pipes[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lays_identifiers_out),
		cmocka_unit_test(never_goes_back),
		cmocka_unit_test(knows_the_living),
		cmocka_unit_test(knows_the_dead),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
