/*
 * test_manifest_files.c - the files beside a manifest: which must be there, how they are reached,
 * and which of them the digest covers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <assay/challenge.h>

#include "../../runner/beneath.h"
#include "folder.h"

struct place {
	char *root, *folder;
};

static int make_place(void **state)
{
	struct place *place = calloc(1, sizeof *place);
	place->root = folder_make();
	place->folder = folder_join(place->root, "small");
	folder_write_challenge(place->root, "small");
	*state = place;
	return 0;
}

static int remove_place(void **state)
{
	struct place *place = *state;
	folder_remove(place->root);
	free(place->folder);
	free(place);
	return 0;
}

static void expect(const char *folder, int code, const char *message)
{
	struct assay_challenge challenge;
	struct assay_error err = {0};
	int status = assay_challenge_load(folder, &challenge, &err);
	if (status == 0)
		assay_challenge_release(&challenge);
	if (status != code || strstr(err.text, message) == NULL)
		fail_msg("expected %d %s, got %d %s", code, message, status, err.text);
}

static void expect_digest(const char *folder, char ret_digest[ASSAY_DIGEST_SIZE])
{
	struct assay_challenge challenge;
	struct assay_error err = {0};
	if (assay_challenge_load(folder, &challenge, &err) != 0)
		fail_msg("%s", err.text);
	memcpy(ret_digest, challenge.digest, ASSAY_DIGEST_SIZE);
	assay_challenge_release(&challenge);
}

/* Each file is taken away, made a symbolic link to what it was, a folder or a file of the other
 * kind, and a fifo: whatever it is, the message names it and who wants it. */
static const struct {
	const char *path, *key;
	bool folder;
} wanted[] = {
	{"statement.md", "small: ", false},
	{"solution.md", "small: ", false},
	{"starter", "small: ", true},
	{"starter/add.c", "small/challenge.json: files[0].path: ", false},
	{"starter/add.h", "small/challenge.json: files[1].path: ", false},
	{"driver/driver.c", "small/challenge.json: driver: ", false},
	{"submissions/accepted/add.c", "small/challenge.json: reference: ", false},
	{"generators/add.c", "small/challenge.json: groups[1].generate[0].generator: ", false},
};

static void expect_fault(const char *folder, size_t i, const char *fault)
{
	char *message = NULL;
	assert_true(asprintf(&message, "%s'%s' %s", wanted[i].key, wanted[i].path, fault) > 0);
	expect(folder, ASSAY_ERR_CHALLENGE, message);
	free(message);
}

static void wants_every_file(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
		struct place *place = NULL;
		make_place((void **)&place);
		char *path = folder_join(place->folder, wanted[i].path);
		char *aside = folder_join(place->root, "aside");
		assert_int_equal(rename(path, aside), 0);
		expect_fault(place->folder, i, "is missing; expected");
		assert_int_equal(symlink(aside, path), 0);
		expect_fault(place->folder, i, "is a symbolic link; expected");
		assert_int_equal(unlink(path), 0);
		if (wanted[i].folder)
			folder_write(place->folder, wanted[i].path, "");
		else
			assert_int_equal(mkdir(path, 0755), 0);
		if (strcmp(wanted[i].path, "submissions/accepted/add.c") == 0)
			/* A folder may be a reference; then it holds the editable files. */
			expect(place->folder, ASSAY_ERR_CHALLENGE,
				"reference: 'submissions/accepted/add.c/add.c' is missing");
		else
			expect_fault(place->folder, i, "is not a ");
		assert_int_equal(remove(path), 0);
		assert_int_equal(mkfifo(path, 0644), 0);
		expect_fault(place->folder, i, "is not a ");
		free(path);
		free(aside);
		remove_place((void **)&place);
	}
}

static void follows_no_link_on_the_way(void **state)
{
	struct place *place = *state;
	char *driver = folder_join(place->folder, "driver");
	char *aside = folder_join(place->root, "aside");
	assert_int_equal(rename(driver, aside), 0);
	assert_int_equal(symlink("../aside", driver), 0);
	expect(place->folder, ASSAY_ERR_CHALLENGE, "'driver/driver.c' is a symbolic link");
	free(driver);
	free(aside);
}

/* The folder itself may be reached by a link, for its owner made it; the id is what it was asked
 * by. */
static void names_its_folder(void **state)
{
	struct place *place = *state;
	char digest[ASSAY_DIGEST_SIZE];
	folder_link(place->root, "links/small", "../small");
	folder_link(place->root, "links/other", "../small");
	char *link = folder_join(place->root, "links/small///");
	expect_digest(link, digest);
	free(link);
	link = folder_join(place->root, "links/other");
	expect(link, ASSAY_ERR_CHALLENGE,
		"links/other/challenge.json: id: got \"small\"; expected the folder's name "
		"\"other\"");
	free(link);
	char *dots = folder_join(place->folder, "starter/..");
	expect_digest(dots, digest);
	free(dots);
}

static void tells_no_challenge_from_a_broken_one(void **state)
{
	struct place *place = *state;
	expect(place->root, ASSAY_ERR_NOT_FOUND,
		"challenge.json' is missing: there is no challenge");
	char *none = folder_join(place->root, "none");
	expect(none, ASSAY_ERR_NOT_FOUND, "none' is not a folder");
	free(none);
	folder_delete(place->folder, "challenge.json");
	folder_link(place->folder, "challenge.json", "/etc/passwd");
	expect(place->folder, ASSAY_ERR_CHALLENGE, "small/challenge.json' is a symbolic link");
	folder_delete(place->folder, "challenge.json");
	folder_write(place->folder, "challenge.json", "{\n  \"id\": small\n}");
	expect(place->folder, ASSAY_ERR_CHALLENGE,
		"small/challenge.json:2:9: 's'; expected a value");
	char *large = calloc(1, ASSAY_MANIFEST_BYTES_MAX + 2);
	memset(large, '[', ASSAY_MANIFEST_BYTES_MAX + 1);
	folder_write(place->folder, "challenge.json", large);
	free(large);
	expect(place->folder, ASSAY_ERR_CHALLENGE,
		"has 1048577 bytes, at most 1048576 are allowed");
}

static void wants_a_folder_for_many_files(void **state)
{
	struct place *place = *state;
	char *manifest = folder_replace(folder_manifest, "{\"path\": \"add.h\"}",
		"{\"path\": \"add.h\", \"editable\": true}");
	folder_write(place->folder, "challenge.json", manifest);
	free(manifest);
	expect(place->folder, ASSAY_ERR_CHALLENGE,
		"reference: got the file \"submissions/accepted/add.c\"; expected a folder, for "
		"there "
		"are 2 editable files");
}

/* The digest */

static void changes_with_what_decides(void **state)
{
	struct place *place = *state;
	static const char *const deciding[] = {"driver/driver.c", "driver/more.h",
		"generators/add.c", "generators/deep/er/x.h", "judge/notes.txt", "data/sample/1.in",
		"data/secret/sums/zero.ans", "data/schema.sql", "starter/add.h",
		"submissions/accepted/add.c"};
	char last[ASSAY_DIGEST_SIZE], now[ASSAY_DIGEST_SIZE];
	expect_digest(place->folder, last);
	for (size_t i = 0; i < sizeof deciding / sizeof deciding[0]; i++) {
		folder_write(place->folder, deciding[i], "changed\n");
		expect_digest(place->folder, now);
		assert_string_not_equal(now, last);
		memcpy(last, now, sizeof last);
	}
	char *manifest = folder_replace(folder_manifest, "\"minutes\": 10", "\"minutes\": 11");
	folder_write(place->folder, "challenge.json", manifest);
	free(manifest);
	expect_digest(place->folder, now);
	assert_string_not_equal(now, last);
	/* A byte that moves from one file to the next is a change too. */
	folder_write(place->folder, "data/a", "12");
	folder_write(place->folder, "data/b", "3");
	expect_digest(place->folder, last);
	folder_write(place->folder, "data/a", "1");
	folder_write(place->folder, "data/b", "23");
	expect_digest(place->folder, now);
	assert_string_not_equal(now, last);
}

static void stays_with_what_does_not(void **state)
{
	struct place *place = *state;
	static const char *const others[] = {"statement.md", "solution.md", "starter/add.c",
		"starter/extra.log", "submissions/wrong_answer/a.c", "README.md"};
	char first[ASSAY_DIGEST_SIZE], now[ASSAY_DIGEST_SIZE];
	expect_digest(place->folder, first);
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		folder_write(place->folder, others[i], "changed\n");
		expect_digest(place->folder, now);
		assert_string_equal(now, first);
	}
	/* Another place, later, in another order. */
	char *second = folder_make();
	folder_write(second, "small/data/secret/sums/zero.ans", "");
	folder_write_challenge(second, "small");
	char *folder = folder_join(second, "small");
	char *driver = folder_join(folder, "driver/driver.c");
	struct timespec times[2] = {{.tv_sec = 1}, {.tv_sec = 1}};
	assert_int_equal(utimensat(AT_FDCWD, driver, times, 0), 0);
	assert_int_equal(chmod(driver, 0600), 0);
	expect_digest(folder, now);
	assert_string_equal(now, first);
	free(driver);
	free(folder);
	folder_remove(second);
}

static void digests_plain_files_only(void **state)
{
	struct place *place = *state;
	folder_link(place->folder, "data/link", "sample/1.in");
	expect(place->folder, ASSAY_ERR_CHALLENGE,
		"small: 'data/link' is a symbolic link; expected a plain file or a folder");
	folder_delete(place->folder, "data/link");
	char *fifo = folder_join(place->folder, "generators/pipe");
	assert_int_equal(mkfifo(fifo, 0644), 0);
	expect(place->folder, ASSAY_ERR_CHALLENGE, "'generators/pipe' is not a plain file");
	assert_int_equal(unlink(fifo), 0);
	free(fifo);
	folder_write(place->folder, "judge/.hidden", "");
	expect(place->folder, ASSAY_ERR_CHALLENGE, "'judge/.hidden': expected a name of");
	folder_delete(place->folder, "judge/.hidden");
	folder_write(place->folder, "data/1/2/3/4/5/6/x", "");
	expect(place->folder, ASSAY_ERR_CHALLENGE, "'data/1/2/3/4/5/6': folders more than 6 deep");
	folder_delete(place->folder, "data/1");
	folder_delete(place->folder, "data");
	folder_link(place->folder, "data", "driver");
	expect(place->folder, ASSAY_ERR_CHALLENGE, "'data' is a symbolic link");
}

/* Reaching beneath a folder, by openat2(2) and part by part alike. */

static void reaches_beneath(void **state)
{
	struct place *place = *state;
	folder_link(place->folder, "out", "..");
	folder_link(place->folder, "to-file", "statement.md");
	static const struct {
		const char *path;
		int fault;
	} cases[] = {
		{"statement.md", 0},
		{"starter/add.c", 0},
		{"data/secret/sums/zero.in", 0},
		{"none", ENOENT},
		{"none/none", ENOENT},
		{"statement.md/x", ENOTDIR},
		{"to-file", ELOOP},
		{"out/small/statement.md", ELOOP},
		{"..", EXDEV},
		{"../small/statement.md", EXDEV},
		{"/etc/passwd", EXDEV},
	};
	int dirfd = open(place->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(dirfd >= 0);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int fds[] = {assay_beneath_open(dirfd, cases[i].path, O_RDONLY),
			assay_beneath_walk(dirfd, cases[i].path, O_RDONLY)};
		for (size_t j = 0; j < 2; j++) {
			if (cases[i].fault == 0)
				assert_true(fds[j] >= 0);
			else
				assert_int_equal(fds[j], -cases[i].fault);
			if (fds[j] >= 0) {
				assert_int_equal(fcntl(fds[j], F_GETFD), FD_CLOEXEC);
				close(fds[j]);
			}
		}
	}
	/* What stays inside by a detour is refused part by part, and so it is never relied on. */
	assert_int_equal(assay_beneath_walk(dirfd, "starter/../statement.md", O_RDONLY), -EXDEV);
	close(dirfd);
}

static void knows_paths(void **state)
{
	(void)state;
	static const char *const valid[] = {"a", "a.c", "_a", "9", "a/b/c.h", "A-b_c.d/e", "a..b"};
	static const char *const invalid[] = {"", "/", "/a", "a/", "a//b", ".", "..", "./a", "a/..",
		"a/../b", ".a", "-a", "a/-b", "a/.b", "a b", "a\n", "a\\b", "a\x7f", "\xc3\xa9",
		"a:b"};
	for (size_t i = 0; i < sizeof valid / sizeof valid[0]; i++)
		assert_true(assay_path_valid(valid[i]));
	for (size_t i = 0; i < sizeof invalid / sizeof invalid[0]; i++)
		assert_false(assay_path_valid(invalid[i]));
	char path[202];
	memset(path, 'a', sizeof path);
	path[200] = '\0';
	assert_true(assay_path_valid(path));
	path[200] = 'a';
	path[201] = '\0';
	assert_false(assay_path_valid(path));
}

#define WITH_PLACE(test) cmocka_unit_test_setup_teardown(test, make_place, remove_place)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wants_every_file),
		WITH_PLACE(follows_no_link_on_the_way),
		WITH_PLACE(names_its_folder),
		WITH_PLACE(tells_no_challenge_from_a_broken_one),
		WITH_PLACE(wants_a_folder_for_many_files),
		WITH_PLACE(changes_with_what_decides),
		WITH_PLACE(stays_with_what_does_not),
		WITH_PLACE(digests_plain_files_only),
		WITH_PLACE(reaches_beneath),
		cmocka_unit_test(knows_paths),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
