/*
 * acts.c - a static program with many acts, one a run, chosen by its first argument; the sandbox's
 * tests watch what comes of each. Every act is bounded, so that a broken box fails a test and not
 * the machine.
 */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LONG_SECONDS  20
#define MEMORY_BLOCKS 2048
#define FLOOD_BLOCKS  2000

static char block[1 << 16];

static int act_exit(const char *argument)
{
	return argument == NULL ? 0 : (int)strtol(argument, NULL, 10);
}

static int act_raise(const char *argument)
{
	raise((int)strtol(argument, NULL, 10));
	return 3;
}

static int act_abort(const char *argument)
{
	(void)argument;
	abort();
}

static int act_alarm(const char *argument)
{
	(void)argument;
	struct itimerval soon = {.it_value = {.tv_usec = 1000}};
	setitimer(ITIMER_REAL, &soon, NULL);
	for (int i = 0; i < 1000; i++)
		pause();
	return 3;
}

/* Writes on descriptor 1 after the reader has gone. */
static int act_broken_pipe(const char *argument)
{
	(void)argument;
	signal(SIGPIPE, SIG_DFL);
	int ends[2];
	if (pipe(ends) != 0)
		return 3;
	close(ends[0]);
	return write(ends[1], "x", 1) == 1 ? 4 : 5;
}

static int act_echo(const char *argument)
{
	(void)argument;
	for (size_t n; (n = fread(block, 1, sizeof block, stdin)) > 0;)
		fwrite(block, 1, n, stdout);
	fputs("done", stderr);
	return 0;
}

/* From 0 to 1, as it comes. */
static int act_repeat(const char *argument)
{
	(void)argument;
	for (ssize_t n; (n = read(0, block, sizeof block)) > 0;) {
		if (write(1, block, (size_t)n) != n)
			return 3;
	}
	return 0;
}

/* From descriptor 3 to descriptor 4. */
static int act_relay(const char *argument)
{
	(void)argument;
	for (ssize_t n; (n = read(3, block, sizeof block)) > 0;) {
		if (write(4, block, (size_t)n) != n)
			return 3;
	}
	return 0;
}

static int act_close_input(const char *argument)
{
	(void)argument;
	close(0);
	puts("closed");
	return 0;
}

static int act_ignore_input(const char *argument)
{
	(void)argument;
	puts("ignored");
	return 0;
}

static double now(clockid_t clock)
{
	struct timespec time;
	clock_gettime(clock, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double end_time(clockid_t clock, const char *seconds)
{
	return now(clock) + (seconds == NULL ? LONG_SECONDS : strtod(seconds, NULL));
}

static int act_spin(const char *argument)
{
	double end = end_time(CLOCK_PROCESS_CPUTIME_ID, argument);
	while (now(CLOCK_PROCESS_CPUTIME_ID) < end)
		;
	puts("spun");
	return 0;
}

static int act_sleep(const char *argument)
{
	double end = end_time(CLOCK_MONOTONIC, argument);
	while (now(CLOCK_MONOTONIC) < end) {
		struct timespec pause_time = {.tv_nsec = 20000000};
		nanosleep(&pause_time, NULL);
	}
	puts("slept");
	return 0;
}

static int act_stop(const char *argument)
{
	raise(SIGSTOP);
	return act_sleep(argument);
}

static int act_memory(const char *argument)
{
	(void)argument;
	for (int i = 0; i < MEMORY_BLOCKS; i++) {
		char *memory = malloc(1 << 20);
		if (memory == NULL)
			return 3;
		memset(memory, 1, 1 << 20);
	}
	return 0;
}

static int act_flood(const char *argument)
{
	(void)argument;
	memset(block, 'x', sizeof block);
	for (int i = 0; i < FLOOD_BLOCKS; i++) {
		if (write(1, block, sizeof block) < 0)
			return 3;
	}
	return 0;
}

static int act_socket(const char *argument)
{
	(void)argument;
	return socket(AF_INET, SOCK_STREAM, 0) < 0 ? 3 : 4;
}

/* What is read is written back; at its end comes the call. */
static int act_echo_socket(const char *argument)
{
	int status = act_repeat(argument);
	return status != 0 ? status : act_socket(argument);
}

static int act_fork(const char *argument)
{
	(void)argument;
	pid_t pid = fork();
	if (pid == 0)
		_exit(0);
	return pid < 0 ? 3 : 4;
}

/* Any system call by number, with harmless arguments. */
static int act_call(const char *argument)
{
	errno = 0;
	syscall(strtol(argument, NULL, 10), -1L, 0L, 0L, 0L, 0L, 0L);
	return errno == 0 ? 100 : 101;
}

/* The doors beside the native one: x32 and the 32-bit gate. */
static int act_x32(const char *argument)
{
	(void)argument;
	syscall(0x40000000L | SYS_getpid);
	return 3;
}

static int act_int80(const char *argument)
{
	(void)argument;
#ifdef __x86_64__
	long result;
	__asm__ volatile("int $0x80" : "=a"(result) : "a"(20) : "memory");
#endif
	return 3;
}

static int act_exec(const char *argument)
{
	char *const argv[] = {block, NULL};
	(void)argument;
	syscall(SYS_execveat, 200, "", argv, argv + 1, AT_EMPTY_PATH);
	return errno == EBADF ? 42 : 3;
}

static int act_kill_init(const char *argument)
{
	(void)argument;
	return kill(1, SIGKILL) == 0 ? 3 : 4;
}

static void *count_up(void *counter)
{
	__atomic_fetch_add((int *)counter, 1, __ATOMIC_RELAXED);
	return NULL;
}

static int act_threads(const char *argument)
{
	enum {
		COUNT = 4
	};
	pthread_t threads[COUNT];
	int counter = 0;
	(void)argument;
	for (int i = 0; i < COUNT; i++) {
		if (pthread_create(&threads[i], NULL, count_up, &counter) != 0)
			return 3;
	}
	for (int i = 0; i < COUNT; i++)
		pthread_join(threads[i], NULL);
	printf("%d\n", counter);
	return 0;
}

/* What a program may see of itself; one word a fact, so that the test can compare a line. */
static int act_look(const char *argument)
{
	struct stat status;
	(void)argument;
	printf("root %s\n", stat("/", &status) == 0 ? "seen" : "hidden");
	printf("passwd %s\n", open("/etc/passwd", O_RDONLY) < 0 ? "hidden" : "seen");
	printf("ids %d %d\n", (int)getuid(), (int)geteuid());
	printf("pid %d parent %d\n", (int)getpid(), (int)getppid());
	printf("environment %s\n", environ[0] == NULL ? "empty" : environ[0]);
	int open_count = 0;
	for (int fd = 0; fd < 1024; fd++)
		open_count += fcntl(fd, F_GETFD) >= 0;
	printf("descriptors %d\n", open_count);
	struct rlimit files;
	getrlimit(RLIMIT_NOFILE, &files);
	printf("files %d\n", (int)files.rlim_max);
	return 0;
}

static int compare(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* libc itself: stdio, time, maths, sorting, memory. None of it may be a refused call. */
static int act_libc(const char *argument)
{
	(void)argument;
	enum {
		COUNT = 200000
	};
	int *numbers = malloc(COUNT * sizeof *numbers);
	if (numbers == NULL)
		return 3;
	srand(1);
	for (int i = 0; i < COUNT; i++)
		numbers[i] = rand();
	qsort(numbers, COUNT, sizeof *numbers, compare);
	numbers = realloc(numbers, 64u << 20);
	time_t when = 0;
	char text[64];
	strftime(text, sizeof text, "%Y-%m-%d %H:%M", localtime(&when));
	printf("%s %.3f %ld\n", text, sin(1.0), sysconf(_SC_NPROCESSORS_ONLN) > 0 ? 1L : 0L);
	errno = ENOENT;
	perror("perror");
	fopen("/etc/hosts", "r");
	setvbuf(stdout, NULL, _IONBF, 0);
	fprintf(stdout, "%zu\n", strlen(text) > 0 ? sizeof text : 0);
	clock();
	free(numbers);
	return 0;
}

static const struct {
	const char *name;
	int (*run)(const char *argument);
} acts[] = {
	{"exit", act_exit},
	{"raise", act_raise},
	{"abort", act_abort},
	{"alarm", act_alarm},
	{"broken-pipe", act_broken_pipe},
	{"echo", act_echo},
	{"repeat", act_repeat},
	{"relay", act_relay},
	{"close-input", act_close_input},
	{"ignore-input", act_ignore_input},
	{"spin", act_spin},
	{"sleep", act_sleep},
	{"stop", act_stop},
	{"memory", act_memory},
	{"flood", act_flood},
	{"socket", act_socket},
	{"echo-socket", act_echo_socket},
	{"fork", act_fork},
	{"call", act_call},
	{"x32", act_x32},
	{"int80", act_int80},
	{"exec", act_exec},
	{"kill-init", act_kill_init},
	{"threads", act_threads},
	{"look", act_look},
	{"libc", act_libc},
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof acts / sizeof acts[0]; i++) {
		if (strcmp(acts[i].name, argv[1]) == 0)
			return acts[i].run(argc > 2 ? argv[2] : NULL);
	}
	return 99;
}
