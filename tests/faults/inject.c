/*
 * inject.c - linked into the launcher of weakened builds, in front of its one way into the kernel
 * (ld(1), --wrap=syscall): counts the calls of all its processes, and fails the one that it is told
 * to, which is not made then. Without the variable in the environment it does nothing.
 *
 * What the launcher runs loses the page in its exec, as it loses everything else.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "page.h"

long __real_syscall(long number, ...);
long __wrap_syscall(long number, long a, long b, long c, long d, long e, long f);

/* What the kernel never refuses. */
static bool cannot_fail(long number)
{
	static const long numbers[] = {SYS_getpid, SYS_getppid, SYS_gettid, SYS_getuid, SYS_geteuid,
		SYS_getgid, SYS_getegid, SYS_umask};
	size_t at = 0;
	while (at < sizeof numbers / sizeof numbers[0] && numbers[at] != number)
		at++;
	return at < sizeof numbers / sizeof numbers[0];
}

/* At the first call of a launcher; its forks have the page from it. */
static struct fault_page *find_page(void)
{
	const char *path = getenv(FAULTS_VARIABLE);
	long fd = path == NULL ? -1
			       : __real_syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
	if (fd < 0)
		return NULL;
	union {
		long number;
		struct fault_page *page;
	} got = {.number = __real_syscall(SYS_mmap, NULL, sizeof *got.page, PROT_READ | PROT_WRITE,
			 MAP_SHARED, fd, 0L)};
	__real_syscall(SYS_close, fd);
	if (got.number < 0 && got.number > -4096)
		return NULL;
	uint32_t at = __atomic_fetch_add(&got.page->launcher_count, 1, __ATOMIC_RELAXED);
	if (at < LAUNCHERS_MAX)
		got.page->launchers[at] = (int32_t)__real_syscall(SYS_getpid);
	return got.page;
}

long __wrap_syscall(long number, long a, long b, long c, long d, long e, long f)
{
	static struct fault_page *page;
	static bool looked, failed_here;
	if (!looked) {
		looked = true;
		page = find_page();
	}
	if (failed_here && number == SYS_execveat)
		page->ran = 1;
	if (page == NULL || cannot_fail(number) ||
		__atomic_add_fetch(&page->count, 1, __ATOMIC_RELAXED) != page->nth)
		return __real_syscall(number, a, b, c, d, e, f);
	failed_here = true;
	page->thread = (int32_t)__real_syscall(SYS_gettid);
	page->failed = (int32_t)number;
	/* Whatever it says, the descriptor is closed (close(2)). */
	if (number == SYS_close)
		__real_syscall(number, a);
	errno = page->error;
	return -1;
}
