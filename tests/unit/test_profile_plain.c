/*
 * test_profile_plain.c - what the profiles of plain runs refuse: every call that could leave
 * something behind, reach another process, or open another door. Since none of them can be made,
 * runs may share the namespaces of their launcher.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "box_helper.h"

#define CALL(name)                                                                                 \
	{                                                                                          \
#name, SYS_##name                                                                  \
	}

static const struct {
	const char *name;
	int number;
} refused[] = {
	/* State that outlives a process. */
	CALL(shmget),
	CALL(shmat),
	CALL(msgget),
	CALL(msgsnd),
	CALL(semget),
	CALL(semop),
	CALL(mq_open),
	CALL(memfd_create),
	CALL(add_key),
	CALL(request_key),
	CALL(keyctl),
	CALL(sethostname),
	CALL(setdomainname),
	CALL(flock),
	CALL(mkdir),
	CALL(mknod),
	CALL(symlink),
	CALL(link),
	CALL(unlink),
	CALL(rename),
	CALL(creat),
	CALL(truncate),
	/* Other processes. */
	CALL(ptrace),
	CALL(process_vm_readv),
	CALL(process_vm_writev),
	CALL(pidfd_open),
	CALL(pidfd_getfd),
	CALL(pidfd_send_signal),
	CALL(kcmp),
	CALL(kill),
	CALL(tgkill),
	CALL(tkill),
	CALL(rt_sigqueueinfo),
	CALL(setpgid),
	CALL(setsid),
	CALL(setpriority),
	CALL(sched_setscheduler),
	CALL(wait4),
	CALL(waitid),
	CALL(fork),
	CALL(vfork),
	CALL(execve),
	CALL(unshare),
	CALL(setns),
	/* Other doors. */
	CALL(socket),
	CALL(socketpair),
	CALL(connect),
	CALL(bind),
	CALL(pipe2),
	CALL(eventfd2),
	CALL(epoll_create1),
	CALL(timerfd_create),
	CALL(signalfd4),
	CALL(inotify_init1),
	CALL(fanotify_init),
	CALL(userfaultfd),
	CALL(io_uring_setup),
	CALL(bpf),
	CALL(perf_event_open),
	CALL(seccomp),
	CALL(landlock_create_ruleset),
	CALL(open_by_handle_at),
	CALL(name_to_handle_at),
	CALL(openat2),
	CALL(mount),
	CALL(umount2),
	CALL(pivot_root),
	CALL(chroot),
	CALL(fsopen),
	CALL(open_tree),
	CALL(move_mount),
	CALL(mount_setattr),
	CALL(quotactl),
	CALL(swapon),
	CALL(reboot),
	CALL(init_module),
	CALL(kexec_load),
	CALL(iopl),
	CALL(ioperm),
	CALL(modify_ldt),
	CALL(personality),
	CALL(setuid),
	CALL(setgroups),
	CALL(capset),
	CALL(mlockall),
	CALL(remap_file_pages),
	CALL(vmsplice),
	CALL(splice),
	CALL(tee),
	CALL(lookup_dcookie),
	CALL(syslog),
	CALL(settimeofday),
	CALL(clock_settime),
	CALL(adjtimex),
	/* The program cannot load a filter or change its own process further. */
	CALL(execveat),
	CALL(acct),
};

static void test_refused_calls(void **state)
{
	static const char *const profiles[] = {"stdio", "threads", "dynamic"};
	struct assay_sandbox *sandbox = box_of(state);
	int program = box_program();
	for (size_t i = 0; i < 3 * (sizeof refused / sizeof refused[0]); i++) {
		struct box_setup setup;
		struct assay_observation seen;
		char number[16];
		snprintf(number, sizeof number, "%d", refused[i / 3].number);
		box_prepare(&setup, program, "call", number);
		setup.box.profile = profiles[i % 3];
		box_run(sandbox, &setup, &seen);
		if (seen.status != ASSAY_STATUS_FORBIDDEN_CALL)
			fail_msg("%s in %s: %s %d", refused[i / 3].name, profiles[i % 3],
				assay_status_name(seen.status), seen.exit_code);
		assert_string_equal(seen.forbidden.name, refused[i / 3].name);
		assert_int_equal(seen.forbidden.arguments[0], UINT64_MAX);
		assay_observation_release(&seen);
	}
	close(program);
}

/* libc tries these; they are answered and the program goes on. */
static void test_answered_calls(void **state)
{
	static const int answered[] = {SYS_open, SYS_openat, SYS_stat, SYS_access, SYS_readlink,
		SYS_dup, SYS_dup2, SYS_getcwd, SYS_setrlimit};
	struct assay_sandbox *sandbox = box_of(state);
	for (size_t i = 0; i < sizeof answered / sizeof answered[0]; i++) {
		char number[16];
		snprintf(number, sizeof number, "%d", answered[i]);
		struct assay_observation seen = box_act(sandbox, "call", number);
		assert_string_equal(assay_status_name(seen.status), "exited");
		assert_int_equal(seen.exit_code, 101);
	}
}

/* Another architecture's entry kills the process; it is not a call that could be named. */
static void test_other_architectures(void **state)
{
	static const char *const acts[] = {"x32", "int80"};
	struct assay_sandbox *sandbox = box_of(state);
	for (size_t i = 0; i < 2; i++) {
		struct assay_observation seen = box_act(sandbox, acts[i], NULL);
		assert_string_equal(assay_status_name(seen.status), "signalled");
		assert_int_equal(seen.signal, SIGSYS);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_refused_calls, box_open_minimal, box_close),
		cmocka_unit_test_setup_teardown(test_answered_calls, box_open_minimal, box_close),
		cmocka_unit_test_setup_teardown(
			test_other_architectures, box_open_minimal, box_close),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
