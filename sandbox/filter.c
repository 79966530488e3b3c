/*
 * filter.c - owns libseccomp: the only file that includes it. Makes a profile's table into BPF, and
 * numbers of system calls into names. Loads nothing.
 */
#include "filter.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <assay/bytes.h>
#include <assay/cleanup.h>

static void release_context(scmp_filter_ctx *context)
{
	if (*context != NULL)
		seccomp_release(*context);
}

static int add_rule(scmp_filter_ctx context, const struct assay_rule *rule, bool pid_namespace,
	struct assay_error *err)
{
	struct scmp_arg_cmp comparisons[2];
	unsigned count = 0;
	int number = seccomp_syscall_resolve_name(rule->call);
	if (number == __NR_SCMP_ERROR)
		return assay_error_set(err, ASSAY_ERR_INTERNAL,
			"seccomp: libseccomp knows no call '%s'", rule->call);
	for (size_t i = 0; i < 2 && rule->conditions[i].used; i++) {
		const struct assay_condition *condition = &rule->conditions[i];
		comparisons[count++] = SCMP_CMP64(
			condition->argument, SCMP_CMP_MASKED_EQ, condition->mask, condition->value);
	}
	int answer = rule->needs_pid_namespace && !pid_namespace ? EPERM : rule->answer;
	uint32_t action = answer == 0 ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO((uint32_t)answer);
	int status = seccomp_rule_add_array(context, action, number, count, comparisons);
	if (status != 0)
		return assay_error_errno(err, -status, "seccomp: rule for '%s'", rule->call);
	return 0;
}

static int add_profile(scmp_filter_ctx context, const struct assay_profile *profile,
	bool pid_namespace, struct assay_error *err)
{
	for (; profile != NULL; profile = profile->base) {
		for (size_t i = 0; i < profile->count; i++) {
			int status = add_rule(context, &profile->rules[i], pid_namespace, err);
			if (status != 0)
				return status;
		}
	}
	return 0;
}

/* libseccomp 2.5 exports to a descriptor only. */
static int export(
	scmp_filter_ctx context, struct assay_wire_filter *ret_filter, struct assay_error *err)
{
	ASSAY_AUTO_FD int fd = memfd_create("filter", MFD_CLOEXEC);
	if (fd < 0)
		return assay_error_errno(err, errno, "memfd_create 'filter'");
	int status = seccomp_export_bpf(context, fd);
	if (status != 0)
		return assay_error_errno(err, -status, "seccomp_export_bpf");
	if (lseek(fd, 0, SEEK_SET) != 0)
		return assay_error_errno(err, errno, "seek 'filter'");
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes code = {0};
	status = assay_fd_read_all(fd, "filter", sizeof ret_filter->code, &code, err);
	if (status != 0)
		return status;
	memcpy(ret_filter->code, code.data, code.size);
	ret_filter->length = (uint32_t)(code.size / sizeof ret_filter->code[0]);
	return 0;
}

int assay_filter_compile(const struct assay_profile *profile, bool notify, bool pid_namespace,
	struct assay_wire_filter *ret_filter, struct assay_error *err)
{
	ASSAY_AUTO(release_context)
	scmp_filter_ctx context = seccomp_init(notify ? SCMP_ACT_NOTIFY : SCMP_ACT_KILL_PROCESS);
	if (context == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "seccomp_init: refused");
	/* A wrong architecture, x32 too, kills the process (the default would be one thread). */
	int status = seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	if (status == 0)
		status = seccomp_attr_set(context, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	if (status != 0)
		return assay_error_errno(err, -status, "seccomp_attr_set");
	status = add_profile(context, profile, pid_namespace, err);
	if (status != 0)
		return status;
	ret_filter->kind = ASSAY_WIRE_FILTER;
	ret_filter->notify = notify;
	return export(context, ret_filter, err);
}

void assay_filter_call_name(int number, char *ret_name, size_t size)
{
	ASSAY_AUTO_FREE char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);
	int length = name != NULL ? snprintf(ret_name, size, "%s", name)
				  : snprintf(ret_name, size, "syscall %d", number);
	if (length < 0)
		ret_name[0] = '\0';
}
