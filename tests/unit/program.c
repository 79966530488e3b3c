/*
 * program.c - owns running a program from a test: memory files in, memory files out, so that
 * nothing can fill a pipe and wait.
 */
#include "program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define FIRST_HIGH 20

static void become(const char *path, char *const argv[], const struct program_file *files,
	const int *fds, size_t count)
{
	int null = open("/dev/null", O_RDWR);
	for (int fd = 0; fd < 10; fd++)
		fd < 3 ? dup2(null, fd) : close(fd);
	for (size_t i = 0; i < count; i++)
		dup2(fds[i], files[i].fd);
	execvp(path, argv);
	_exit(127);
}

int program_run(
	const char *path, char *const argv[], const struct program_file *files, size_t count)
{
	int fds[10];
	assert_true(count <= 10);
	for (size_t i = 0; i < count; i++) {
		const char *input = files[i].input == NULL ? "" : files[i].input;
		size_t size = files[i].input_size == 0 ? strlen(input) : files[i].input_size;
		int fd = memfd_create("test", MFD_CLOEXEC);
		fds[i] = fcntl(fd, F_DUPFD_CLOEXEC, FIRST_HIGH);
		assert_true(fds[i] >= FIRST_HIGH);
		close(fd);
		assert_int_equal(assay_fd_write_all(fds[i], "test", input, size, NULL), 0);
		lseek(fds[i], 0, SEEK_SET);
	}
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0)
		become(path, argv, files, fds, count);
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	for (size_t i = 0; i < count; i++) {
		lseek(fds[i], 0, SEEK_SET);
		if (files[i].output != NULL)
			assert_int_equal(
				assay_fd_read_all(fds[i], "test", 64 << 20, files[i].output, NULL),
				0);
		close(fds[i]);
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
