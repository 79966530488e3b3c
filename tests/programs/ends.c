/*
 * ends.c - a static program that ends in many ways, one a run, chosen by its first argument. The
 * tests run each in a box and outside, and compare. Every act is bounded.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LONG_SECONDS 20
#define MEBIBYTE     ((size_t)1 << 20)

/* Takes address space from the start; only `touch-bss` makes memory of it. */
static char bss[(size_t)40 << 20];

static long number(const char *argument)
{
	return argument == NULL ? 0 : strtol(argument, NULL, 10);
}

static int64_t clock_ms(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void spin_ms(clockid_t clock, int64_t duration)
{
	int64_t end = clock_ms(clock) + duration;
	while (clock_ms(clock) < end)
		;
}

static void sleep_long(void)
{
	int64_t end = clock_ms(CLOCK_MONOTONIC) + LONG_SECONDS * 1000;
	while (clock_ms(CLOCK_MONOTONIC) < end) {
		struct timespec pause_time = {.tv_nsec = 20000000};
		nanosleep(&pause_time, NULL);
	}
}

static int end_exit(const char *argument)
{
	puts("leaving");
	return (int)number(argument);
}

/* What is still in libc's buffer is lost, as it is outside. */
static int end_quick(const char *argument)
{
	fputs("lost", stdout);
	_exit((int)number(argument));
}

static int end_raise(const char *argument)
{
	raise((int)number(argument));
	puts("went on");
	return 3;
}

static int end_abort(const char *argument)
{
	(void)argument;
	abort();
}

static void stay(int signal_number)
{
	(void)signal_number;
}

/* A handler that returns does not save a program from its abort. */
static int end_abort_caught(const char *argument)
{
	signal(SIGABRT, stay);
	return end_abort(argument);
}

static sigjmp_buf way_out;

static void jump(int signal_number)
{
	siglongjmp(way_out, signal_number);
}

static volatile int *volatile nowhere;

static int end_survive(const char *argument)
{
	(void)argument;
	signal(SIGSEGV, jump);
	int caught = sigsetjmp(way_out, 1);
	if (caught == 0)
		return *nowhere;
	puts("survived");
	return caught;
}

static int end_null(const char *argument)
{
	(void)argument;
	return *nowhere;
}

static int end_divide(const char *argument)
{
	volatile int zero = (int)number(argument);
	return 100 / zero;
}

static int end_trap(const char *argument)
{
	(void)argument;
	__builtin_trap();
}

static int end_alarm(const char *argument)
{
	struct itimerval soon = {.it_value = {.tv_usec = 1000}};
	(void)argument;
	setitimer(ITIMER_REAL, &soon, NULL);
	sleep_long();
	return 3;
}

static int end_profiling_timer(const char *argument)
{
	struct itimerval soon = {.it_value = {.tv_usec = 1000}};
	(void)argument;
	setitimer(ITIMER_PROF, &soon, NULL);
	spin_ms(CLOCK_MONOTONIC, 5000);
	return 3;
}

/* Without a bound the compiler would make a loop of it. */
static __attribute__((noinline)) size_t dig(size_t depth, const volatile char *above)
{
	volatile char frame[4096];
	frame[0] = (char)(above == NULL ? 1 : above[0]);
	if (depth == 0)
		return (size_t)frame[0];
	return dig(depth - 1, frame) + (size_t)frame[0];
}

static int end_stack(const char *argument)
{
	printf("%zu\n", dig((size_t)number(argument) * 256, NULL));
	return 0;
}

static int end_close_all(const char *argument)
{
	for (int fd = 0; fd < 3; fd++)
		close(fd);
	return write(1, "x", 1) == -1 && errno == EBADF ? (int)number(argument) : 3;
}

static int end_ignore_input(const char *argument)
{
	puts("unread");
	return (int)number(argument);
}

static int end_count_input(const char *argument)
{
	size_t total = 0;
	char block[4096];
	(void)argument;
	for (size_t n; (n = fread(block, 1, sizeof block, stdin)) > 0;)
		total += n;
	printf("%zu\n", total);
	return 0;
}

/* That many bytes, one write each. */
static int end_drip(const char *argument)
{
	for (long i = number(argument); i > 0; i--) {
		if (write(1, "x", 1) != 1)
			return 3;
	}
	return 0;
}

/* That many bytes, in as few writes as there are. */
static int end_pour(const char *argument)
{
	static char block[1 << 16];
	for (size_t left = (size_t)number(argument); left > 0;) {
		ssize_t n = write(1, block, left < sizeof block ? left : sizeof block);
		if (n <= 0)
			return 3;
		left -= (size_t)n;
	}
	return 0;
}

static int end_touch(const char *argument)
{
	size_t size = (size_t)number(argument) * MEBIBYTE;
	char *memory = malloc(size);
	if (memory == NULL)
		return 3;
	memset(memory, 1, size);
	printf("%d\n", memory[size / 2]);
	return 0;
}

static int end_touch_bss(const char *argument)
{
	(void)argument;
	memset(bss, 1, sizeof bss);
	printf("%d\n", bss[sizeof bss / 2]);
	return 0;
}

static int end_spin(const char *argument)
{
	spin_ms(CLOCK_PROCESS_CPUTIME_ID, number(argument));
	return 0;
}

static int end_sleep(const char *argument)
{
	(void)argument;
	sleep_long();
	return 3;
}

/* Wakes and sleeps in turns as short as there are: much of it is waiting for a timer. */
static int end_nap(const char *argument)
{
	int64_t end = clock_ms(CLOCK_MONOTONIC) + LONG_SECONDS * 1000;
	(void)argument;
	while (clock_ms(CLOCK_MONOTONIC) < end) {
		struct timespec pause_time = {.tv_nsec = 1000};
		nanosleep(&pause_time, NULL);
	}
	return 3;
}

static int end_stop(const char *argument)
{
	raise((int)number(argument));
	sleep_long();
	return 3;
}

static void *exit_there(void *code)
{
	exit((int)(intptr_t)code);
}

static int end_exit_in_thread(const char *argument)
{
	pthread_t thread;
	if (pthread_create(&thread, NULL, exit_there, (void *)(intptr_t)number(argument)) != 0)
		return 3;
	pthread_join(thread, NULL);
	return 4;
}

static void *outlive(void *main_thread)
{
	pthread_join(*(pthread_t *)main_thread, NULL);
	puts("the other thread");
	return NULL;
}

/* The process lives until its last thread ends, and then it has exited with 0. */
static int end_leave_main_thread(const char *argument)
{
	static pthread_t self;
	pthread_t thread;
	(void)argument;
	self = pthread_self();
	if (pthread_create(&thread, NULL, outlive, &self) != 0)
		return 3;
	pthread_exit(NULL);
}

static void *spin_there(void *milliseconds)
{
	spin_ms(CLOCK_THREAD_CPUTIME_ID, (intptr_t)milliseconds);
	return NULL;
}

static int end_spin_in_threads(const char *argument)
{
	pthread_t threads[2];
	void *milliseconds = (void *)(intptr_t)number(argument);
	for (int i = 0; i < 2; i++) {
		if (pthread_create(&threads[i], NULL, spin_there, milliseconds) != 0)
			return 3;
	}
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return 0;
}

static void *spin_and_tell(void *milliseconds)
{
	spin_there(milliseconds);
	_exit(0);
}

/* The main thread has left; the process goes on, and so does its CPU time. */
static int end_spin_without_main_thread(const char *argument)
{
	pthread_t thread;
	void *milliseconds = (void *)(intptr_t)number(argument);
	if (pthread_create(&thread, NULL, spin_and_tell, milliseconds) != 0)
		return 3;
	pthread_exit(NULL);
}

/* The rest needs a profile with processes. */

static int end_spin_in_child(const char *argument)
{
	pid_t pid = fork();
	if (pid == 0) {
		spin_ms(CLOCK_PROCESS_CPUTIME_ID, number(argument));
		_exit(0);
	}
	return pid > 0 && waitpid(pid, NULL, 0) == pid ? 0 : 3;
}

/* The child's child has done its work before we leave, but nobody but init waits for it. */
static int end_spin_unwaited(const char *argument)
{
	int ends[2];
	char byte;
	if (pipe(ends) != 0)
		return 3;
	pid_t pid = fork();
	if (pid == 0) {
		if (fork() != 0)
			_exit(0);
		close(ends[0]);
		spin_ms(CLOCK_PROCESS_CPUTIME_ID, number(argument));
		if (write(ends[1], "x", 1) != 1)
			_exit(3);
		sleep_long();
		_exit(0);
	}
	close(ends[1]);
	return pid > 0 && waitpid(pid, NULL, 0) == pid && read(ends[0], &byte, 1) == 1 ? 0 : 3;
}

/* Descendants that spin and are never reaped while the program waits. */
static int end_spin_far(const char *argument)
{
	(void)argument;
	if (fork() == 0) {
		if (fork() == 0)
			spin_ms(CLOCK_PROCESS_CPUTIME_ID, LONG_SECONDS * 1000);
		else
			sleep_long();
		_exit(0);
	}
	sleep_long();
	return 3;
}

/* A parent that ignores SIGCHLD is never told what its children used (wait(2)). */
static int end_spin_ignored(const char *argument)
{
	signal(SIGCHLD, SIG_IGN);
	pid_t pid = fork();
	if (pid == 0) {
		spin_ms(CLOCK_PROCESS_CPUTIME_ID, number(argument));
		_exit(0);
	}
	return pid > 0 && waitpid(pid, NULL, 0) == -1 && errno == ECHILD ? 0 : 3;
}

static int end_vfork_hang(const char *argument)
{
	(void)argument;
	pid_t pid = vfork();
	if (pid == 0) {
		sleep_long();
		_exit(0);
	}
	return 3;
}

static int end_broken_pipe(const char *argument)
{
	int ends[2];
	(void)argument;
	if (pipe(ends) != 0 || close(ends[0]) != 0)
		return 3;
	return write(ends[1], "x", 1) == 1 ? 4 : 5;
}

/* More than RLIMIT_FSIZE, which the caller has set. */
static int end_large_file(const char *argument)
{
	char block[4096] = {0};
	int fd = open("large", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	unlink("large");
	for (long i = number(argument); fd >= 0 && i > 0; i--) {
		if (write(fd, block, sizeof block) < 0)
			return 4;
	}
	return 3;
}

static int end_exec(const char *argument)
{
	char name[] = "true";
	char *const argv[] = {name, NULL};
	(void)argument;
	execve("/bin/true", argv, argv + 1);
	return 3;
}

static const struct {
	const char *name;
	int (*run)(const char *argument);
} table[] = {
	{"exit", end_exit},
	{"quick", end_quick},
	{"raise", end_raise},
	{"abort", end_abort},
	{"abort-caught", end_abort_caught},
	{"survive", end_survive},
	{"null", end_null},
	{"divide", end_divide},
	{"trap", end_trap},
	{"alarm", end_alarm},
	{"profiling-timer", end_profiling_timer},
	{"stack", end_stack},
	{"close-all", end_close_all},
	{"ignore-input", end_ignore_input},
	{"count-input", end_count_input},
	{"drip", end_drip},
	{"pour", end_pour},
	{"touch", end_touch},
	{"touch-bss", end_touch_bss},
	{"spin", end_spin},
	{"sleep", end_sleep},
	{"nap", end_nap},
	{"stop", end_stop},
	{"exit-in-thread", end_exit_in_thread},
	{"leave-main-thread", end_leave_main_thread},
	{"spin-in-threads", end_spin_in_threads},
	{"spin-without-main-thread", end_spin_without_main_thread},
	{"spin-in-child", end_spin_in_child},
	{"spin-unwaited", end_spin_unwaited},
	{"spin-far", end_spin_far},
	{"spin-ignored", end_spin_ignored},
	{"vfork-hang", end_vfork_hang},
	{"broken-pipe", end_broken_pipe},
	{"large-file", end_large_file},
	{"exec", end_exec},
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof table / sizeof table[0]; i++) {
		if (strcmp(table[i].name, argv[1]) == 0)
			return table[i].run(argc > 2 ? argv[2] : NULL);
	}
	return 99;
}
