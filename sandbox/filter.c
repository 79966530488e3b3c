/*
 * filter.c - owns libseccomp: the only file that includes it. It takes from it the names and
 * numbers of system calls; tree.c makes the code. Loads nothing.
 */
#include "filter.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdio.h>

#include <assay/cleanup.h>

#include "tree.h"

/* More than any profile has, its bases included. */
#define RULES_MAX 512

struct rules {
	struct assay_tree_rule items[RULES_MAX];
	size_t count;
};

/* Keeps them sorted by number, and those of one call in the table's order. */
static void insert(struct rules *rules, const struct assay_tree_rule *rule)
{
	size_t at = rules->count++;
	for (; at > 0 && rules->items[at - 1].number > rule->number; at--)
		rules->items[at] = rules->items[at - 1];
	rules->items[at] = *rule;
}

static int add_rule(struct rules *rules, const struct assay_rule *row, bool pid_namespace,
	struct assay_error *err)
{
	int number = seccomp_syscall_resolve_name(row->call);
	if (number == __NR_SCMP_ERROR)
		return assay_error_set(err, ASSAY_ERR_INTERNAL,
			"seccomp: libseccomp knows no call '%s'", row->call);
	/* Negative: a call that this architecture does not have. */
	if (number < 0)
		return 0;
	if (rules->count == RULES_MAX)
		return assay_error_set(err, ASSAY_ERR_INTERNAL,
			"seccomp: more than %d rules in a profile", RULES_MAX);
	int answer = row->needs_pid_namespace && !pid_namespace ? EPERM : row->answer;
	insert(rules, &(struct assay_tree_rule){.number = (uint32_t)number,
			      .action = answer == 0 ? SECCOMP_RET_ALLOW
						    : SECCOMP_RET_ERRNO | (uint32_t)answer,
			      .row = row});
	return 0;
}

/* A profile's own rows stand before those of its base. */
static int add_profile(struct rules *rules, const struct assay_profile *profile, bool pid_namespace,
	struct assay_error *err)
{
	for (; profile != NULL; profile = profile->base) {
		for (size_t i = 0; i < profile->count; i++) {
			int status = add_rule(rules, &profile->rules[i], pid_namespace, err);
			if (status != 0)
				return status;
		}
	}
	return 0;
}

int assay_filter_compile(const struct assay_profile *profile, bool notify, bool pid_namespace,
	struct assay_wire_filter *ret_filter, struct assay_error *err)
{
	struct rules rules = {.count = 0};
	int status = add_profile(&rules, profile, pid_namespace, err);
	if (status != 0)
		return status;
	const struct assay_tree tree = {.architecture = seccomp_arch_native(),
		.fallback = notify ? SECCOMP_RET_USER_NOTIF : SECCOMP_RET_KILL_PROCESS,
		.rules = rules.items,
		.count = rules.count};
	ret_filter->kind = ASSAY_WIRE_FILTER;
	ret_filter->notify = notify;
	return assay_tree_compile(&tree, ret_filter, err);
}

void assay_filter_call_name(int number, char *ret_name, size_t size)
{
	ASSAY_AUTO_FREE char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);
	int length = name != NULL ? snprintf(ret_name, size, "%s", name)
				  : snprintf(ret_name, size, "syscall %d", number);
	if (length < 0)
		ret_name[0] = '\0';
}
