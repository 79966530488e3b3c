/*
 * loads.c - a dynamic program with many acts, one a run, chosen by its first argument: what the
 * libraries' root and profile let it do, and what they must not.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LOADER "/lib64/ld-linux-x86-64.so.2"

static void *answer(void *context)
{
	return context;
}

/* Maths, stdio, a library by name at run time. */
static int act_work(void)
{
	volatile double two = 2;
	void *library = dlopen("libresolv.so.2", RTLD_NOW);
	if (library == NULL || dlsym(library, "ns_get16") == NULL)
		return 4;
	printf("%.4f\n", sqrt(two));
	return 0;
}

static int act_thread(void)
{
	pthread_t thread;
	return pthread_create(&thread, NULL, answer, NULL) != 0;
}

/* The way to another box that waits on the same page of the same library. */
static int act_wait_shared(void)
{
	const unsigned *page = (const unsigned *)dlsym(RTLD_DEFAULT, "printf");
	return syscall(SYS_futex, page, FUTEX_WAIT, *page, NULL, NULL, 0) != 0;
}

static const char *tell(int fd)
{
	if (fd >= 0)
		close(fd);
	return fd >= 0 ? "open" : "refused";
}

/* One line a path: whether it can be read. */
static int act_look(void)
{
	static const char *const paths[] = {"/etc/passwd", "/etc/hostname", "/usr/bin/env",
		"/usr/include/stdio.h", "/proc/self/maps", "/sys/kernel", "/dev/null", "/root",
		"/home", "/tmp", "/box", "/", "/usr/lib", "/etc"};
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
		printf("%s %s\n", paths[i], tell(open(paths[i], O_RDONLY)));
	printf("loader %s\n", tell(open(LOADER, O_RDONLY)));
	printf("write %s\n", tell(open("/usr/lib/x", O_WRONLY | O_CREAT, 0600)));
	printf("change %s\n", tell(open(LOADER, O_RDWR)));
	return 0;
}

/* What was never in a file with execute rights of its own must not become code. */
static int act_map_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
	       MAP_FAILED;
}

static int act_make_code(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return mprotect(page, 4096, PROT_READ | PROT_EXEC) != 0;
}

static int act_write_code(void)
{
	int fd = open(LOADER, O_RDONLY);
	return mmap(NULL, 4096, PROT_WRITE | PROT_EXEC, MAP_PRIVATE, fd, 0) == MAP_FAILED;
}

static int execute(const char *path)
{
	char *const argv[] = {"again", "--version", NULL};
	syscall(SYS_execveat, 200, path, argv, argv + 2, AT_EMPTY_PATH);
	return errno;
}

/* The scalars of the launcher's own exec, and a path: only the loader can be had so. */
static int act_execute_library(void)
{
	return execute("/lib/x86_64-linux-gnu/libc.so.6") == EACCES ? 7 : 3;
}

static int act_execute_loader(void)
{
	return execute(LOADER);
}

static int act_truncate(void)
{
	return open(LOADER, O_RDONLY | O_TRUNC) < 0 && errno == EROFS ? 7 : 3;
}

static const struct {
	const char *name;
	int (*run)(void);
} acts[] = {
	{"work", act_work},
	{"look", act_look},
	{"thread", act_thread},
	{"wait-shared", act_wait_shared},
	{"map-code", act_map_code},
	{"make-code", act_make_code},
	{"write-code", act_write_code},
	{"execute-library", act_execute_library},
	{"execute-loader", act_execute_loader},
	{"truncate", act_truncate},
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof acts / sizeof acts[0]; i++) {
		if (strcmp(acts[i].name, argv[1]) == 0)
			return acts[i].run();
	}
	return 99;
}
