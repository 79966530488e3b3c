/*
 * test_program.c - taking a program's file in: what is told apart, and that damaged headers are
 * read within their bytes.
 */
#include <elf.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../sandbox/elf.h"
#include <assay/bytes.h>

static const char *folder(void)
{
	const char *path = getenv("TMPDIR");
	return path == NULL ? "/tmp" : path;
}

static void expect_refused(const char *path, int code, const char *text)
{
	struct assay_error err = {0};
	enum assay_program_kind kind;
	int fd = -1;
	int status = assay_program_load(path, &fd, &kind, &err);
	if (status != code || strstr(err.text, text) == NULL)
		fail_msg("%s: %d %s", path, status, err.text);
	assert_int_equal(fd, -1);
}

/* A file of the test's with these bytes. */
static void put_file(char path[4096], const char *text, unsigned mode)
{
	struct assay_error err = {0};
	snprintf(path, 4096, "%s/program-%d", folder(), (int)getpid());
	assert_int_equal(assay_file_replace(path, text, strlen(text), mode, &err), 0);
}

static void test_what_cannot_be_run(void **state)
{
	char path[4096];
	(void)state;
	expect_refused("/nowhere/at-all", ASSAY_ERR_NOT_FOUND, "'/nowhere/at-all': no such");
	expect_refused("/etc/passwd/x", ASSAY_ERR_NOT_FOUND, "no such program");
	expect_refused("/usr", ASSAY_ERR_USAGE, "'/usr': not a regular file");
	expect_refused("/dev/null", ASSAY_ERR_USAGE, "not a regular file");
	put_file(path, "#! /bin/sh -e\necho\n", 0755);
	expect_refused(path, ASSAY_ERR_USAGE, "a script for '/bin/sh', which is not in the box");
	put_file(path, "#!", 0755);
	expect_refused(path, ASSAY_ERR_USAGE, "a script for ''");
	put_file(path, "", 0755);
	expect_refused(path, ASSAY_ERR_USAGE, "no ELF program");
	put_file(path, "#!/bin/sh\n", 0644);
	expect_refused(path, ASSAY_ERR_USAGE, "may not be executed");
	unlink(path);
}

static void test_kinds(void **state)
{
	char path[4096];
	struct assay_error err = {0};
	enum assay_program_kind kind = ASSAY_PROGRAM_DYNAMIC;
	const char *build = getenv("ASSAY_BUILD");
	int fd = -1;
	(void)state;
	snprintf(path, sizeof path, "%s/tests/programs/acts", build == NULL ? "build" : build);
	assert_int_equal(assay_program_load(path, &fd, &kind, &err), 0);
	assert_int_equal(kind, ASSAY_PROGRAM_STATIC);
	assert_int_equal(
		fcntl(fd, F_GET_SEALS), F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL);
	assert_int_equal(lseek(fd, 0, SEEK_CUR), 0);
	close(fd);
	/* This test itself is a dynamic program. */
	assert_int_equal(assay_program_load("/proc/self/exe", &fd, &kind, &err), 0);
	assert_int_equal(kind, ASSAY_PROGRAM_DYNAMIC);
	close(fd);
}

/* The header and segment table of this very program, at the end of a page: one byte too far
 * dies. */
static void test_every_damage_stays_within(void **state)
{
	enum {
		SEGMENTS = 4,
		SIZE = sizeof(Elf64_Ehdr) + SEGMENTS * sizeof(Elf64_Phdr)
	};
	unsigned char good[SIZE] = {0};
	int self = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	(void)state;
	assert_int_equal(read(self, good, sizeof(Elf64_Ehdr)), sizeof(Elf64_Ehdr));
	close(self);
	Elf64_Ehdr header;
	memcpy(&header, good, sizeof header);
	header.e_phoff = sizeof header;
	header.e_phnum = SEGMENTS;
	memcpy(good, &header, sizeof header);
	char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_true(pages != MAP_FAILED);
	assert_int_equal(mprotect(pages + 4096, 4096, PROT_NONE), 0);
	size_t taken = 0;
	for (size_t size = 0; size <= SIZE; size++) {
		enum assay_program_kind kind;
		char *at = pages + 4096 - size;
		memcpy(at, good, size);
		taken += assay_elf_kind(at, size, "x", &kind, NULL) == 0;
	}
	assert_int_equal(taken, 1); /* the whole one */
	static const unsigned char values[] = {0, 1, 2, 0x7f, 0x80, 0xff};
	for (size_t i = 0; i < SIZE; i++) {
		for (size_t j = 0; j < sizeof values; j++) {
			enum assay_program_kind kind = 77;
			char *at = pages + 4096 - SIZE;
			memcpy(at, good, SIZE);
			at[i] = (char)values[j];
			int status = assay_elf_kind(at, SIZE, "x", &kind, NULL);
			assert_true(status == 0 ? kind <= ASSAY_PROGRAM_DYNAMIC
						: status == ASSAY_ERR_USAGE && kind == 77);
		}
	}
	munmap(pages, 8192);
}

static void test_interpreter_is_found(void **state)
{
	struct {
		Elf64_Ehdr header;
		Elf64_Phdr segments[3];
	} file = {.segments = {{.p_type = PT_LOAD}, {.p_type = PT_NOTE}, {.p_type = PT_INTERP}}};
	enum assay_program_kind kind;
	struct assay_error err = {0};
	int self = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	(void)state;
	assert_int_equal(read(self, &file.header, sizeof file.header), sizeof file.header);
	close(self);
	file.header.e_phoff = sizeof file.header;
	file.header.e_phnum = 3;
	assert_int_equal(assay_elf_kind(&file, sizeof file, "x", &kind, &err), 0);
	assert_int_equal(kind, ASSAY_PROGRAM_DYNAMIC);
	file.header.e_phnum = 2;
	assert_int_equal(assay_elf_kind(&file, sizeof file, "x", &kind, &err), 0);
	assert_int_equal(kind, ASSAY_PROGRAM_STATIC);
	file.header.e_machine ^= 1;
	assert_int_equal(assay_elf_kind(&file, sizeof file, "x", &kind, &err), ASSAY_ERR_USAGE);
	assert_string_equal(err.text, "'x': an ELF file, but no 64-bit program for this machine");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_cannot_be_run),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_every_damage_stays_within),
		cmocka_unit_test(test_interpreter_is_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
