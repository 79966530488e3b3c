/*
 * test_submission.c - intake: what is taken, what is refused, and in which words.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../runner/build/intake.h"
#include "fixture.h"

static const char *const one_file[] = {"bucket.c", NULL};
static const char *const two_files[] = {"src/b.c", "a.c", NULL};

struct fixture {
	char *folder;
	struct assay_challenge one, two;
	struct assay_error err;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	assert_non_null(fixture);
	fixture->folder = fixture_folder();
	fixture_challenge(&fixture->one, one_file);
	fixture_challenge(&fixture->two, two_files);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	fixture_remove(fixture->folder);
	fixture_challenge_release(&fixture->one);
	fixture_challenge_release(&fixture->two);
	free(fixture);
	return 0;
}

/* Reads `name` in the fixture's folder; wants `code` and, on failure, `words` in the message. */
static void expect(struct fixture *fixture, const char *name, int code, const char *words)
{
	char *path = fixture_path(fixture->folder, name);
	struct assay_submission submission;
	assay_submission_init(&submission);
	fixture->err = (struct assay_error){0};
	int status = assay_submission_read(&fixture->one, path, &submission, &fixture->err);
	if (status != code || (words != NULL && strstr(fixture->err.text, words) == NULL))
		print_error("%s: %d, %s\n", name, status, fixture->err.text);
	assert_int_equal(status, code);
	if (words != NULL)
		assert_non_null(strstr(fixture->err.text, words));
	assay_submission_release(&submission);
	free(path);
}

static void put(struct fixture *fixture, const char *name, const void *data, size_t size)
{
	free(fixture_file(fixture->folder, name, data, size));
}

static void takes_a_folder(void **state)
{
	struct fixture *fixture = *state;
	static const char *const extra[] = {
		"z", "notes.txt", "fixed.h", "b\n.o", "e", "d", "c", "g", "f", "h"};
	char *source = fixture_path(fixture->folder, "src");
	assert_int_equal(mkdir(source, 0700), 0);
	put(fixture, "src/b.c", "int b;\n", 7);
	put(fixture, "src/left.o", "x", 1);
	put(fixture, "a.c", "", 0);
	for (size_t i = 0; i < sizeof extra / sizeof extra[0]; i++)
		put(fixture, extra[i], "x", 1);
	char *tests = fixture_path(fixture->folder, "ab");
	assert_int_equal(mkdir(tests, 0700), 0);
	put(fixture, "ab/inner", "x", 1);

	struct assay_submission submission;
	assert_int_equal(
		assay_submission_read(&fixture->two, fixture->folder, &submission, &fixture->err),
		0);
	assert_int_equal(submission.file_count, 2);
	assert_string_equal(submission.files[0].path, "src/b.c");
	assert_string_equal(submission.files[0].data, "int b;\n");
	assert_int_equal(submission.files[0].size, 7);
	assert_string_equal(submission.files[1].path, "a.c");
	assert_int_equal(submission.files[1].size, 0);
	assert_int_equal(submission.ignored_count, 12);
	static const char *const first[] = {"ab/", "b\\x0a.o", "c", "d", "e", "f", "fixed.h", "g"};
	for (size_t i = 0; i < ASSAY_SUBMISSION_IGNORED_SHOWN; i++)
		assert_string_equal(submission.ignored[i], first[i]);
	assay_submission_release(&submission);
	free(source);
	free(tests);
}

static void takes_a_single_file(void **state)
{
	struct fixture *fixture = *state;
	static const struct {
		const char *file, *name;
	} cases[] = {
		{"heap.c", "heap.c"},
		{"-rf and spaces.c", "-rf and spaces.c"},
		{"new\nline\x1b[31m.c", "new\\x0aline\\x1b[31m.c"},
		{"\xff.c", "\\xff.c"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char *path = fixture_file(fixture->folder, cases[i].file, "int x;\n", 7);
		struct assay_submission submission;
		assert_int_equal(
			assay_submission_read(&fixture->one, path, &submission, &fixture->err), 0);
		const char *slash = strrchr(submission.name, '/');
		assert_non_null(slash);
		assert_string_equal(slash + 1, cases[i].name);
		assert_null(memchr(submission.name, '/', (size_t)(slash - submission.name)));
		assert_string_equal(submission.files[0].path, "bucket.c");
		assay_submission_release(&submission);
		free(path);
	}
	put(fixture, "heap.py", "x", 1);
	expect(fixture, "heap.py", ASSAY_ERR_SUBMISSION,
		"does not end in '.c': expected 'bucket.c'");
}

static void wants_a_folder_for_several_files(void **state)
{
	struct fixture *fixture = *state;
	char *path = fixture_file(fixture->folder, "a.c", "int x;\n", 7);
	struct assay_submission submission;
	assert_int_equal(assay_submission_read(&fixture->two, path, &submission, &fixture->err),
		ASSAY_ERR_SUBMISSION);
	assert_non_null(strstr(fixture->err.text, "takes a folder with 'src/b.c', 'a.c'"));
	assert_int_equal(
		assay_submission_read(&fixture->two, fixture->folder, &submission, &fixture->err),
		ASSAY_ERR_SUBMISSION);
	assert_non_null(strstr(fixture->err.text, "missing: expected 'src/b.c' in '"));
	free(path);
}

/* The digest tells paths and contents apart, and depends on nothing else. */
static void digests_paths_and_contents(void **state)
{
	struct fixture *fixture = *state;
	char path_a[] = "a.c", path_b[] = "src/b.c", text_a[] = "one", text_b[] = "two";
	struct assay_submission_file files[] = {
		{.path = path_a, .data = text_a, .size = 3},
		{.path = path_b, .data = text_b, .size = 3},
	};
	struct assay_submission first, second;
	assert_int_equal(
		assay_submission_from_files(&fixture->two, "x", files, 2, &first, &fixture->err),
		0);
	assert_string_equal(first.files[0].path, "src/b.c");
	struct assay_submission_file swapped[] = {files[1], files[0]};
	assert_int_equal(
		assay_submission_from_files(&fixture->two, "y", swapped, 2, &second, &fixture->err),
		0);
	assert_string_equal(first.digest, second.digest);
	assay_submission_release(&second);
	files[0].data = text_b;
	files[1].data = text_a;
	assert_int_equal(
		assay_submission_from_files(&fixture->two, "x", files, 2, &second, &fixture->err),
		0);
	assert_string_not_equal(first.digest, second.digest);
	assay_submission_release(&second);
	assay_submission_release(&first);

	assert_int_equal(
		assay_submission_from_files(&fixture->two, "x", files, 1, &second, &fixture->err),
		ASSAY_ERR_SUBMISSION);
	assert_string_equal(fixture->err.text, "the submission 'x' has no file 'src/b.c'");
	assert_int_equal(
		assay_submission_from_files(&fixture->one, "x", files, 2, &second, &fixture->err),
		ASSAY_ERR_SUBMISSION);
}

static void refuses_what_is_no_text(void **state)
{
	struct fixture *fixture = *state;
	static const struct {
		const char *data;
		size_t size;
		const char *words;
	} cases[] = {
		{"", 0, "is empty: expected source text"},
		{" \n\t\r\n", 5, "is empty: expected source text"},
		{"int\0x", 5, "byte 0x00 at offset 3, expected UTF-8 text without NUL"},
		{"\x7f"
		 "ELF\x02\xff",
			6, "byte 0xff at offset 5, expected UTF-8 text"},
		{"ab\xc3", 3, "byte 0xc3 at offset 2"},
		{"\xed\xa0\x80", 3, "byte 0xed at offset 0"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		put(fixture, "bucket.c", cases[i].data, cases[i].size);
		expect(fixture, ".", ASSAY_ERR_SUBMISSION, cases[i].words);
		expect(fixture, "bucket.c", ASSAY_ERR_SUBMISSION, cases[i].words);
	}
	put(fixture, "bucket.c", "\xef\xbb\xbfint \xc3\xa9;", 9);
	expect(fixture, ".", 0, NULL);
}

static void refuses_what_is_too_large(void **state)
{
	struct fixture *fixture = *state;
	char *path = fixture_file(fixture->folder, "bucket.c", "int x;\n", 7);
	assert_int_equal(truncate(path, 100 << 20), 0);
	expect(fixture, ".", ASSAY_ERR_SUBMISSION, "has 104857600 bytes: at most 262144 are taken");
	char *text = malloc(ASSAY_SUBMISSION_FILE_MAX + 1);
	assert_non_null(text);
	memset(text, ' ', ASSAY_SUBMISSION_FILE_MAX + 1);
	text[0] = ';';
	put(fixture, "bucket.c", text, ASSAY_SUBMISSION_FILE_MAX);
	expect(fixture, "bucket.c", 0, NULL);
	put(fixture, "bucket.c", text, ASSAY_SUBMISSION_FILE_MAX + 1);
	expect(fixture, "bucket.c", ASSAY_ERR_SUBMISSION, "has 262145 bytes");
	free(text);
	free(path);
}

static void make_socket(const char *folder)
{
	/* The name of a socket is short: bound from within its folder. */
	int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "bucket.c"};
	assert_int_equal(chdir(folder), 0);
	assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(fchdir(here), 0);
	close(fd);
	close(here);
}

/* Each in the place of the file, as a member of the folder and as the path itself. */
static void refuses_what_is_no_file(void **state)
{
	struct fixture *fixture = *state;
	char *path = fixture_path(fixture->folder, "bucket.c");

	assert_int_equal(symlink("/etc/passwd", path), 0);
	expect(fixture, ".", ASSAY_ERR_SUBMISSION, "a symbolic link");
	expect(fixture, "bucket.c", ASSAY_ERR_SUBMISSION, "a symbolic link");
	assert_int_equal(unlink(path), 0);

	assert_int_equal(mkfifo(path, 0600), 0);
	expect(fixture, ".", ASSAY_ERR_SUBMISSION, "is a fifo: expected a regular file");
	expect(fixture, "bucket.c", ASSAY_ERR_SUBMISSION, "is a fifo: expected a folder");
	assert_int_equal(unlink(path), 0);

	make_socket(fixture->folder);
	expect(fixture, ".", ASSAY_ERR_SUBMISSION, "is a socket");
	assert_int_equal(unlink(path), 0);

	assert_int_equal(mkdir(path, 0700), 0);
	expect(fixture, ".", ASSAY_ERR_SUBMISSION, "is a folder: expected a regular file");
	expect(fixture, "bucket.c", ASSAY_ERR_SUBMISSION, "missing: expected 'bucket.c' in '");
	assert_int_equal(rmdir(path), 0);

	char *other = fixture_file(fixture->folder, "other", "int x;\n", 7);
	assert_int_equal(link(other, path), 0);
	expect(fixture, ".", ASSAY_ERR_SUBMISSION, "has 2 names (hard links)");
	assert_int_equal(unlink(other), 0);
	expect(fixture, ".", 0, NULL);
	free(other);
	free(path);
	expect(fixture, "nowhere", ASSAY_ERR_NOT_FOUND, "no such file or folder");

	struct assay_submission submission;
	assert_int_equal(
		assay_submission_read(&fixture->one, "/dev/null", &submission, &fixture->err),
		ASSAY_ERR_SUBMISSION);
	assert_string_equal(
		fixture->err.text, "'/dev/null' is a device: expected a folder or a regular file");
	assert_int_equal(assay_submission_read(&fixture->one, "", &submission, &fixture->err),
		ASSAY_ERR_NOT_FOUND);
}

/* A link to a folder is refused as the path, with a slash at its end too, and as a part of it. */
static void follows_no_folder_link(void **state)
{
	struct fixture *fixture = *state;
	char *real = fixture_path(fixture->folder, "real");
	char *link = fixture_path(fixture->folder, "link");
	char *source = fixture_path(fixture->folder, "src");
	assert_int_equal(mkdir(real, 0700), 0);
	put(fixture, "real/bucket.c", "int x;\n", 7);
	put(fixture, "real/b.c", "int x;\n", 7);
	put(fixture, "a.c", "int x;\n", 7);
	assert_int_equal(symlink("real", link), 0);
	assert_int_equal(symlink("real", source), 0);
	expect(fixture, "real/", 0, NULL);
	expect(fixture, "link", ASSAY_ERR_SUBMISSION, "is a symbolic link");
	expect(fixture, "link//", ASSAY_ERR_SUBMISSION, "is a symbolic link");
	struct assay_submission submission;
	assert_int_equal(
		assay_submission_read(&fixture->two, fixture->folder, &submission, &fixture->err),
		ASSAY_ERR_SUBMISSION);
	assert_non_null(strstr(fixture->err.text, "a part of its path is a symbolic link"));
	free(real);
	free(link);
	free(source);
}

/* A folder of many entries is looked at up to a bound. */
static void counts_up_to_a_bound(void **state)
{
	struct fixture *fixture = *state;
	put(fixture, "bucket.c", "int x;\n", 7);
	int fd = open(fixture->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (int i = 0; i < ASSAY_SUBMISSION_ENTRIES_MAX + 100; i++) {
		char name[16];
		snprintf(name, sizeof name, "%d", i);
		assert_int_equal(mknodat(fd, name, S_IFREG | 0600, 0), 0);
	}
	close(fd);
	struct assay_submission submission;
	assert_int_equal(
		assay_submission_read(&fixture->one, fixture->folder, &submission, &fixture->err),
		0);
	assert_in_range(submission.ignored_count, ASSAY_SUBMISSION_ENTRIES_MAX - 1,
		ASSAY_SUBMISSION_ENTRIES_MAX);
	assay_submission_release(&submission);
}

/* Makes openat2 fail as it does before Linux 5.6, for this process. */
static void forbid_openat2(void)
{
	struct sock_filter rules[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = {sizeof rules / sizeof rules[0], rules};
	assert_int_equal(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
	assert_int_equal(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
	assert_int_equal(syscall(SYS_openat2, AT_FDCWD, ".", NULL, 0), -1);
	assert_int_equal(errno, ENOSYS);
}

/* The last one, since the process stays without openat2. */
static void walks_where_openat2_is_missing(void **state)
{
	struct fixture *fixture = *state;
	static const char *const paths[] = {"../a.c", "src/../a.c", "./a.c", "src//b.c", "/a.c"};
	forbid_openat2();
	char *source = fixture_path(fixture->folder, "src");
	assert_int_equal(mkdir(source, 0700), 0);
	put(fixture, "src/b.c", "int b;\n", 7);
	put(fixture, "a.c", "int a;\n", 7);
	struct assay_submission submission;
	assert_int_equal(
		assay_submission_read(&fixture->two, fixture->folder, &submission, &fixture->err),
		0);
	assert_string_equal(submission.files[0].data, "int b;\n");
	assay_submission_release(&submission);
	free(source);

	int folder = open(fixture->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		struct stat status;
		int fd;
		assert_int_equal(assay_intake_look(folder, paths[i], &fd, &status), -EXDEV);
	}
	close(folder);
	assert_int_equal(tear_down(state), 0);
	assert_int_equal(set_up(state), 0);
	follows_no_folder_link(state);
	assert_int_equal(tear_down(state), 0);
	assert_int_equal(set_up(state), 0);
	refuses_what_is_no_file(state);
}

static void names_the_folder_itself(void **state)
{
	struct fixture *fixture = *state;
	put(fixture, "bucket.c", "int x;\n", 7);
	char *path = fixture_path(fixture->folder, ".");
	struct assay_submission submission;
	assert_int_equal(assay_submission_read(&fixture->one, path, &submission, &fixture->err), 0);
	assert_string_equal(submission.name, strrchr(fixture->folder, '/') + 1);
	assay_submission_release(&submission);
	free(path);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(takes_a_folder),
		TEST(takes_a_single_file),
		TEST(wants_a_folder_for_several_files),
		TEST(digests_paths_and_contents),
		TEST(refuses_what_is_no_text),
		TEST(refuses_what_is_too_large),
		TEST(refuses_what_is_no_file),
		TEST(follows_no_folder_link),
		TEST(counts_up_to_a_bound),
		TEST(names_the_folder_itself),
		TEST(walks_where_openat2_is_missing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
