/*
 * tracer.c - owns what a filter's errno cannot say: a number that the kernel would return, and a
 * user namespace without capabilities.
 */
#include "machine.h"

#include <errno.h>
#include <linux/capability.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define OPTIONS                                                                                    \
	(PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |  \
		PTRACE_O_TRACEEXEC | PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL)
/* Below a function's red zone nothing of the program's lies on its stack. */
#define RED_ZONE 512

/* Whether the process may do as it likes: then nobody restricts its user namespaces. */
static bool is_capable(pid_t pid)
{
	char path[64], line[256];
	unsigned long long effective = 0;
	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	FILE *file = fopen(path, "re");
	while (file != NULL && fgets(line, sizeof line, file) != NULL)
		if (strncmp(line, "CapEff:", 7) == 0)
			effective = strtoull(line + 7, NULL, 16);
	if (file != NULL)
		fclose(file);
	return (effective >> CAP_SYS_ADMIN & 1) != 0;
}

/* Goes on until the next stop at a system call's door. False: the process has ended. */
static bool go_to_door(pid_t pid)
{
	int status;
	return ptrace(PTRACE_SYSCALL, pid, NULL, NULL) == 0 &&
	       waitpid(pid, &status, __WALL) == pid && WIFSTOPPED(status);
}

/* Has the process, which stands at the end of a call, empty its own capabilities. */
static void empty_capabilities(pid_t pid)
{
	struct user_regs_struct saved, regs;
	if (ptrace(PTRACE_GETREGS, pid, NULL, &saved) != 0 || saved.rax != 0)
		return;
	regs = saved;
	unsigned long at = (saved.rsp - RED_ZONE) & ~15ul;
	/* The header, version 3 and oneself, and then six words of nothing. */
	ptrace(PTRACE_POKEDATA, pid, at, (long)_LINUX_CAPABILITY_VERSION_3);
	for (unsigned long word = 1; word <= 3; word++)
		ptrace(PTRACE_POKEDATA, pid, at + 8 * word, 0L);
	regs.rax = SYS_capset;
	regs.orig_rax = (unsigned long)-1;
	regs.rdi = at;
	regs.rsi = at + 8;
	regs.rip -= 2; /* the instruction `syscall`, once more */
	if (ptrace(PTRACE_SETREGS, pid, NULL, &regs) != 0 || !go_to_door(pid) || !go_to_door(pid))
		return;
	saved.orig_rax = (unsigned long)-1;
	ptrace(PTRACE_SETREGS, pid, NULL, &saved);
}

/* The process stands before a call that the filter handed to us. */
static void answer(pid_t pid, const struct machine *machine)
{
	struct user_regs_struct regs;
	if (ptrace(PTRACE_GETREGS, pid, NULL, &regs) != 0)
		return;
	if (regs.orig_rax == SYS_unshare) {
		if (!is_capable(pid) && go_to_door(pid))
			empty_capabilities(pid);
		return;
	}
	regs.orig_rax = (unsigned long)-1; /* skipped */
	regs.rax = (unsigned long)machine->landlock_abi;
	ptrace(PTRACE_SETREGS, pid, NULL, &regs);
}

/* Lets a stopped process go on. */
static void resume(pid_t pid, int status, const struct machine *machine)
{
	int event = status >> 16;
	int number = WSTOPSIG(status);
	if (event == PTRACE_EVENT_SECCOMP)
		answer(pid, machine);
	/* A process that was stopped by a signal stays so until another one lets it go on. */
	if (event == PTRACE_EVENT_STOP && number != SIGTRAP)
		ptrace(PTRACE_LISTEN, pid, NULL, NULL);
	else
		ptrace(PTRACE_CONT, pid, NULL, event == 0 ? (long)number : 0L);
}

int trace(pid_t pid, const struct machine *machine, int gate)
{
	int status, result = CANNOT;
	pid_t stopped;
	if (ptrace(PTRACE_SEIZE, pid, NULL, OPTIONS) != 0 || write(gate, "", 1) != 1)
		return CANNOT;
	close(gate);
	while ((stopped = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR) {
		if (stopped <= 0)
			continue;
		if (WIFSTOPPED(status))
			resume(stopped, status, machine);
		else if (stopped == pid)
			result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	}
	return result;
}
