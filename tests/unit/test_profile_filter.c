/*
 * test_profile_filter.c - every filter says of every call what its table says: the code is run
 * here, instruction by instruction, and compared with the rows, for each number, for arguments that
 * meet each condition, and for those that miss it by one bit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>

#include "../../sandbox/filter.h"
#include "../../sandbox/tree.h"

#define NUMBERS   600
#define X32_START 0x40000000
/* The filter is loaded in each launch, at a cost by the instruction. */
#define LENGTH_MAX 340

/* The classic machine (Documentation/networking/filter.rst), as far as seccomp(2) allows it. */
static uint32_t run(const struct assay_wire_filter *filter, const struct seccomp_data *data)
{
	uint32_t a = 0;
	for (uint32_t at = 0; at < filter->length; at++) {
		const struct sock_filter *step = &filter->code[at];
		bool yes = false;
		switch (step->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			assert_true(step->k % 4 == 0 && step->k < sizeof *data);
			memcpy(&a, (const char *)data + step->k, sizeof a);
			continue;
		case BPF_ALU | BPF_AND | BPF_K:
			a &= step->k;
			continue;
		case BPF_RET | BPF_K:
			return step->k;
		case BPF_JMP | BPF_JA:
			at += step->k;
			continue;
		case BPF_JMP | BPF_JEQ | BPF_K:
			yes = a == step->k;
			break;
		case BPF_JMP | BPF_JGE | BPF_K:
			yes = a >= step->k;
			break;
		case BPF_JMP | BPF_JSET | BPF_K:
			yes = (a & step->k) != 0;
			break;
		default:
			fail_msg("instruction %u: operation %x", at, step->code);
		}
		at += yes ? step->jt : step->jf;
	}
	fail_msg("the code ran past its end");
	return 0;
}

static bool holds(const struct assay_rule *row, const struct seccomp_data *data)
{
	for (size_t i = 0; i < ASSAY_CONDITIONS_MAX && row->conditions[i].used; i++) {
		const struct assay_condition *condition = &row->conditions[i];
		if ((data->args[condition->argument] & condition->mask) != condition->value)
			return false;
	}
	return true;
}

/* One filter, with what it is to be compared with. */
struct subject {
	const struct assay_profile *profile;
	bool notify, pid_namespace;
	struct assay_wire_filter filter;
};

static uint32_t answer_of(const struct subject *subject, const struct assay_rule *row)
{
	if (row->needs_pid_namespace && !subject->pid_namespace)
		return SECCOMP_RET_ERRNO | 1; /* EPERM */
	return row->answer == 0 ? SECCOMP_RET_ALLOW : SECCOMP_RET_ERRNO | (uint32_t)row->answer;
}

/* What the table says. */
static uint32_t expected(const struct subject *subject, const struct seccomp_data *data)
{
	char name[32];
	if ((uint32_t)data->nr >= X32_START)
		return SECCOMP_RET_KILL_PROCESS;
	assay_filter_call_name(data->nr, name, sizeof name);
	for (const struct assay_profile *at = subject->profile; at != NULL; at = at->base) {
		for (size_t i = 0; i < at->count; i++) {
			if (strcmp(at->rules[i].call, name) == 0 && holds(&at->rules[i], data))
				return answer_of(subject, &at->rules[i]);
		}
	}
	return subject->notify ? SECCOMP_RET_USER_NOTIF : SECCOMP_RET_KILL_PROCESS;
}

static void compare(const struct subject *subject, const struct seccomp_data *data)
{
	uint32_t wanted = expected(subject, data);
	uint32_t got = run(&subject->filter, data);
	if (got != wanted)
		fail_msg("%s: call %d (%llx, %llx, %llx, %llx, %llx): %x, expected %x",
			subject->profile->name, data->nr, (unsigned long long)data->args[0],
			(unsigned long long)data->args[1], (unsigned long long)data->args[2],
			(unsigned long long)data->args[3], (unsigned long long)data->args[4], got,
			wanted);
}

/* Arguments that meet the row, with noise where it does not look, and each bit of them wrong. */
static void compare_row(
	const struct subject *subject, const struct assay_rule *row, struct seccomp_data data)
{
	for (size_t noise = 0; noise < 2; noise++) {
		for (size_t i = 0; i < 6; i++)
			data.args[i] = noise == 0 ? 0 : UINT64_MAX;
		for (size_t i = 0; i < ASSAY_CONDITIONS_MAX && row->conditions[i].used; i++) {
			const struct assay_condition *condition = &row->conditions[i];
			data.args[condition->argument] &= ~condition->mask;
			data.args[condition->argument] |= condition->value;
		}
		compare(subject, &data);
		for (size_t bit = 0; bit < (size_t)6 * 64; bit++) {
			struct seccomp_data wrong = data;
			wrong.args[bit / 64] ^= UINT64_C(1) << bit % 64;
			compare(subject, &wrong);
		}
	}
}

static void compare_number(const struct subject *subject, int number)
{
	char name[32];
	struct seccomp_data data = {.nr = number, .arch = AUDIT_ARCH_X86_64};
	compare(subject, &data);
	memset(data.args, 0xff, sizeof data.args);
	compare(subject, &data);
	assay_filter_call_name(number, name, sizeof name);
	for (const struct assay_profile *at = subject->profile; at != NULL; at = at->base) {
		for (size_t i = 0; i < at->count; i++) {
			if (strcmp(at->rules[i].call, name) == 0)
				compare_row(subject, &at->rules[i], data);
		}
	}
}

static void make(struct subject *subject, size_t profile, unsigned kind)
{
	struct assay_error err = {0};
	subject->profile = assay_profiles[profile];
	subject->notify = (kind & 1) != 0;
	subject->pid_namespace = (kind & 2) != 0;
	if (assay_filter_compile(subject->profile, subject->notify, subject->pid_namespace,
		    &subject->filter, &err) != 0)
		fail_msg("%s: %s", subject->profile->name, err.text);
}

static void test_code_says_what_tables_say(void **state)
{
	static struct subject subject;
	(void)state;
	for (size_t profile = 0; assay_profiles[profile] != NULL; profile++) {
		for (unsigned kind = 0; kind < 4; kind++) {
			make(&subject, profile, kind);
			for (int number = 0; number < NUMBERS; number++) {
				compare_number(&subject, number);
				compare_number(&subject, X32_START + number);
			}
			compare_number(&subject, -1);
			compare_number(&subject, X32_START - 1);
		}
	}
}

/* Another architecture's numbers mean other calls: whatever the number, the process dies. */
static void test_architecture_comes_first(void **state)
{
	static const uint32_t others[] = {AUDIT_ARCH_I386, AUDIT_ARCH_AARCH64, 0, UINT32_MAX};
	static struct subject subject;
	(void)state;
	for (size_t profile = 0; assay_profiles[profile] != NULL; profile++) {
		make(&subject, profile, 3);
		assert_int_equal(subject.filter.code[0].k, offsetof(struct seccomp_data, arch));
		for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
			for (int number = -1; number < NUMBERS; number++) {
				struct seccomp_data data = {.nr = number, .arch = others[i]};
				assert_int_equal(
					run(&subject.filter, &data), SECCOMP_RET_KILL_PROCESS);
			}
		}
	}
}

static void test_filters_are_short(void **state)
{
	static struct subject subject;
	(void)state;
	for (size_t profile = 0; assay_profiles[profile] != NULL; profile++) {
		make(&subject, profile, 3);
		print_message(
			"# %s: %u instructions\n", subject.profile->name, subject.filter.length);
		assert_true(subject.filter.length <= LENGTH_MAX);
	}
}

/* Every row says why it is there, and no row of a profile is hidden behind an earlier one. */
static void test_rows_have_reasons(void **state)
{
	(void)state;
	for (size_t profile = 0; assay_profiles[profile] != NULL; profile++) {
		const struct assay_profile *at = assay_profiles[profile];
		for (size_t i = 0; i < at->count; i++) {
			assert_true(at->rules[i].reason != NULL && at->rules[i].reason[0] != '\0');
			for (size_t j = 0; j < i; j++) {
				if (strcmp(at->rules[i].call, at->rules[j].call) == 0 &&
					!at->rules[j].conditions[0].used)
					fail_msg("%s: '%s' stands twice", at->name,
						at->rules[i].call);
			}
		}
	}
}

static uint32_t draw(uint64_t *seed, uint32_t below)
{
	*seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (uint32_t)(*seed >> 33) % below;
}

static void draw_row(uint64_t *seed, struct assay_rule *row)
{
	static const uint64_t masks[] = {UINT64_MAX, UINT32_MAX, 1, 2, 4, 6, 7, UINT64_C(1) << 32,
		UINT64_C(3) << 32, UINT64_C(0x100000006)};
	*row = (struct assay_rule){.call = "drawn"};
	uint32_t count = draw(seed, ASSAY_CONDITIONS_MAX + 1);
	for (uint32_t i = 0; i < count; i++) {
		uint64_t mask = masks[draw(seed, sizeof masks / sizeof masks[0])];
		uint64_t value = draw(seed, 8) | (uint64_t)draw(seed, 4) << 32;
		row->conditions[i] =
			(struct assay_condition){true, draw(seed, 2), mask, value & mask};
	}
}

/* What a drawn table says: the first rule of the call that holds. */
static uint32_t search(const struct assay_tree *tree, const struct seccomp_data *data)
{
	for (size_t i = 0; i < tree->count; i++) {
		if (tree->rules[i].number == (uint32_t)data->nr && holds(tree->rules[i].row, data))
			return tree->rules[i].action;
	}
	return tree->fallback;
}

/* Tables that nobody wrote, for what those of today do not do. */
static void test_drawn_tables(void **state)
{
	enum {
		TABLES = 2000,
		RULES = 24,
		CALLS = 500
	};
	static struct assay_wire_filter filter;
	uint64_t seed = 1;
	(void)state;
	for (int table = 0; table < TABLES; table++) {
		struct assay_rule rows[RULES];
		struct assay_tree_rule rules[RULES];
		uint32_t number = 0;
		for (size_t i = 0; i < RULES; i++) {
			draw_row(&seed, &rows[i]);
			number += draw(&seed, 3);
			rules[i] = (struct assay_tree_rule){
				number, SECCOMP_RET_ERRNO | draw(&seed, 3), &rows[i]};
		}
		const struct assay_tree tree = {
			AUDIT_ARCH_X86_64, SECCOMP_RET_USER_NOTIF, rules, RULES};
		struct assay_error err = {0};
		assert_int_equal(assay_tree_compile(&tree, &filter, &err), 0);
		for (int call = 0; call < CALLS; call++) {
			struct seccomp_data data = {
				.nr = (int)draw(&seed, number + 2), .arch = AUDIT_ARCH_X86_64};
			for (size_t i = 0; i < 2; i++)
				data.args[i] = draw(&seed, 8) | (uint64_t)draw(&seed, 4) << 32;
			if (run(&filter, &data) != search(&tree, &data))
				fail_msg("table %d: call %d (%llx, %llx)", table, data.nr,
					(unsigned long long)data.args[0],
					(unsigned long long)data.args[1]);
		}
	}
}

/* Jumps reach 255 instructions: a table of any size must find its answers all the same. */
static void test_large_tables(void **state)
{
	enum {
		RULES = 1200,
		FIT = 400
	};
	static struct assay_tree_rule rules[RULES];
	static struct assay_rule rows[RULES];
	static struct assay_wire_filter filter;
	struct assay_error err = {0};
	(void)state;
	for (uint32_t i = 0; i < RULES; i++) {
		rows[i] = (struct assay_rule){.conditions = {ASSAY_INT(0, i % 7)}};
		rules[i] = (struct assay_tree_rule){i, SECCOMP_RET_ERRNO | i, &rows[i]};
	}
	struct assay_tree tree = {AUDIT_ARCH_X86_64, SECCOMP_RET_KILL_PROCESS, rules, FIT};
	assert_int_equal(assay_tree_compile(&tree, &filter, &err), 0);
	assert_true(filter.length > 3 * UINT8_MAX);
	for (int number = 0; number <= FIT; number++) {
		for (uint64_t i = 0; i < 8; i++) {
			struct seccomp_data data = {
				.nr = number, .arch = AUDIT_ARCH_X86_64, .args = {i}};
			assert_int_equal(run(&filter, &data), search(&tree, &data));
		}
	}
	tree.count = RULES;
	assert_int_equal(assay_tree_compile(&tree, &filter, &err), ASSAY_ERR_INTERNAL);
	assert_string_equal(err.text, "seccomp: 1200 rules are too many for one filter");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_code_says_what_tables_say),
		cmocka_unit_test(test_architecture_comes_first),
		cmocka_unit_test(test_filters_are_short),
		cmocka_unit_test(test_rows_have_reasons),
		cmocka_unit_test(test_drawn_tables),
		cmocka_unit_test(test_large_tables),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
