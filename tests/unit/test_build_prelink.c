/*
 * test_build_prelink.c - programs linked with the library that was linked beforehand do what others
 * do, and what cannot be linked so is linked as ever.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <elf.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../runner/build/build.h"
#include "../../runner/build/prelink.h"
#include "../../runner/build/toolchain.h"
#include "small_challenge.h"

static struct assay_sandbox *sandbox;

static int open_sandbox(void **state)
{
	(void)state;
	struct assay_error err = {0};
	small_challenge_folder();
	if (assay_sandbox_open(NULL, &sandbox, &err) == 0)
		return 0;
	print_error("%s\n", err.text);
	return -1;
}

static int close_sandbox(void **state)
{
	(void)state;
	assay_sandbox_close(sandbox);
	return 0;
}

/* Whether a program has a segment where the jumps of the prelinked library lie. */
static bool is_prelinked(int fd)
{
	Elf64_Ehdr header;
	assert_int_equal(pread(fd, &header, sizeof header, 0), sizeof header);
	for (size_t i = 0; i < header.e_phnum; i++) {
		Elf64_Phdr segment;
		assert_int_equal(pread(fd, &segment, sizeof segment,
					 (off_t)(header.e_phoff + i * sizeof segment)),
			sizeof segment);
		if (segment.p_type == PT_LOAD && segment.p_vaddr == ASSAY_PRELINK_JUMPS)
			return true;
	}
	return false;
}

static const struct program {
	const char *name, *text, *output;
	bool prelinked;
	int exit_code;
} programs[] = {
	{"constructors run before main, destructors after atexit",
		"#include <stdio.h>\n#include <stdlib.h>\n"
		"__attribute__((constructor(200))) static void b(void) { fputs(\"b \", stdout); }\n"
		"__attribute__((constructor(101))) static void a(void) { fputs(\"a \", stdout); }\n"
		"__attribute__((constructor)) static void c(void) { fputs(\"c \", stdout); }\n"
		"__attribute__((destructor)) static void z(void) { puts(\"z\"); }\n"
		"static void y(void) { fputs(\"y \", stdout); }\n"
		"int main(int argc, char **argv) {\n"
		"	atexit(y); printf(\"%d %s \", argc, argv[0]); return 3; }\n",
		"a b c 1 program y z\n", true, 3},
	{"library functions, data and addresses of functions",
		"#include <ctype.h>\n#include <errno.h>\n#include <math.h>\n#include <setjmp.h>\n"
		"#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n"
		"static jmp_buf at;\n"
		"static int up(const void *a, const void *b) { return *(int *)a - *(int *)b; }\n"
		"int common; static int zeros[1 << 18];\n"
		"void *(*volatile copy)(void *, const void *, size_t) = memcpy;\n"
		"int main(void) {\n"
		"	int v[] = {3, 1, 2}; char text[16]; char *p = strdup(\"abc\");\n"
		"	qsort(v, 3, sizeof v[0], up); copy(text, p, 4); free(p);\n"
		"	errno = 0; strtol(\"99999999999999999999\", NULL, 10);\n"
		"	if (setjmp(at) == 0) longjmp(at, 1);\n"
		"	volatile double x = 2; zeros[1000] = isdigit('7') != 0;\n"
		"	fprintf(stdout, \"%d%d%d %s %d %.3f %d %d\", v[0], v[1], v[2], text,\n"
		"		errno == ERANGE, pow(x, 0.5) + sin(0), zeros[1000], common);\n"
		"	unsigned __int128 big = (unsigned __int128)1 << 100; volatile int d = 7;\n"
		"	printf(\" %d\\n\", (int)(big / d % 10)); return 0; }\n",
		"123 abc 1 1.414 1 0 2\n", true, 0},
	{"threads",
		"#include <pthread.h>\n#include <stdio.h>\n#include <stdlib.h>\n"
		"static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; static int sum;\n"
		"static void *work(void *x) { char *p = malloc(100000); p[0] = 1;\n"
		"	pthread_mutex_lock(&lock); sum += *(int *)x; pthread_mutex_unlock(&lock);\n"
		"	free(p); return x; }\n"
		"int main(void) { pthread_t t[3]; int v[] = {1, 2, 3};\n"
		"	for (int i = 0; i < 3; i++) pthread_create(&t[i], 0, work, &v[i]);\n"
		"	for (int i = 0; i < 3; i++) pthread_join(t[i], 0);\n"
		"	printf(\"%d\\n\", sum); return 0; }\n",
		"6\n", true, 0},
	{"nested functions, which need a stack that can be executed",
		"#include <stdio.h>\n#include <stdlib.h>\n"
		"int main(void) { int sign = -1, v[] = {1, 3, 2};\n"
		"	int by(const void *a, const void *b) { return sign * (*(int *)a - *(int "
		"*)b); }\n"
		"	qsort(v, 3, sizeof v[0], by); printf(\"%d\\n\", v[0]); return 0; }\n",
		"3\n", true, 0},
	{"a function of libm of its own",
		"#include <stdio.h>\n__attribute__((noinline)) double round(double x) { return x + "
		"1; }\n"
		"int main(void) { volatile double x = 1; printf(\"%.0f\\n\", round(x)); return 0; "
		"}\n",
		"2\n", true, 0},
	{"sections of its own",
		"#include <stdio.h>\n"
		"__attribute__((section(\"mine\"), used)) static int a = 1, b = 2;\n"
		"extern int __start_mine[], __stop_mine[];\n"
		"int main(void) { int s = 0;\n"
		"	for (int *p = __start_mine; p != __stop_mine; p++) s += *p;\n"
		"	printf(\"%d\\n\", s); return 0; }\n",
		"3\n", true, 0},
	{"thread-local data",
		"#include <errno.h>\n#include <stdio.h>\n#include <stdlib.h>\n"
		"static __thread volatile int mine = 7; static __thread volatile int zero[100];\n"
		"int main(void) { errno = 5; volatile int n = mine + zero[9];\n"
		"	printf(\"%d %d\\n\", n, errno); return 0; }\n",
		"7 5\n", false, 0},
	{"a function that is chosen at the start",
		"#include <stdio.h>\n"
		"static int real(int x) { return 2 * x; }\n"
		"static int (*choose(void))(int) { return real; }\n"
		"int twice(int x) __attribute__((ifunc(\"choose\")));\n"
		"int main(int argc, char **argv) { (void)argv;\n"
		"	printf(\"%d\\n\", twice(argc + 1)); return 0; }\n",
		"4\n", false, 0},
	{"malloc of its own",
		"#include <stdio.h>\n#include <string.h>\n#include <stddef.h>\n"
		"static char room[1 << 16]; static size_t used; static int frees;\n"
		"void *malloc(size_t n) { void *p = room + used; used += (n + 15) & ~15ul; return "
		"p; }\n"
		"void free(void *p) { frees += p != 0; }\n"
		"void *calloc(size_t n, size_t m) { return malloc(n * m); }\n"
		"void *realloc(void *p, size_t n) { return p ? memcpy(malloc(n), p, n) : "
		"malloc(n); }\n"
		"int main(void) { char *p = strdup(\"x\"); int own = p >= room && p < room + "
		"sizeof room;\n"
		"	free(p); printf(\"%d %d\\n\", own, frees > 0); return 0; }\n",
		"1 1\n", false, 0},
	{"a function that the table has not",
		"#include <stdio.h>\n#include <wchar.h>\n"
		"int main(void) { volatile wchar_t t[] = L\"four\";\n"
		"	printf(\"%zu\\n\", wcslen((wchar_t *)t)); return 0; }\n",
		"4\n", false, 0},
	{"more data than there is room before the library's body",
		"#include <stdio.h>\nstatic volatile char big[3 << 20] = {1, [(3 << 20) - 1] = "
		"2};\n"
		"int main(void) { printf(\"%d\\n\", big[0] + big[sizeof big - 1]); return 0; }\n",
		"3\n", false, 0},
};

static void run(const struct program *program, int fd)
{
	const char *const argv[] = {"program", NULL};
	const struct assay_channel channels[] = {
		{.fd = 1, .output_limit = 4096}, {.fd = 2, .output_limit = 4096}};
	const struct assay_box box = {
		.profile = "threads",
		.program_fd = fd,
		.argv = argv,
		.channels = channels,
		.channel_count = 2,
		.limits = {.cpu_ns = 2000000000,
			.wall_ns = 20000000000,
			.memory_bytes = 256u << 20,
			.processes = 8},
		.cancel_fd = -1,
	};
	struct assay_observation seen;
	struct assay_error err = {0};
	assay_observation_init(&seen);
	if (assay_sandbox_run(sandbox, &box, &seen, &err) != 0)
		fail_msg("%s", err.text);
	if (seen.status != ASSAY_STATUS_EXITED || seen.exit_code != program->exit_code)
		fail_msg("%s: %s %d", program->name, assay_status_name(seen.status),
			seen.status == ASSAY_STATUS_EXITED ? seen.exit_code : seen.signal);
	assert_string_equal(assay_bytes_text(&seen.channel_output[0]), program->output);
	assay_observation_release(&seen);
}

static void build_and_run(const struct assay_challenge *challenge, const struct program *program)
{
	struct assay_artefact artefact;
	struct assay_error err = {0};
	assay_artefact_init(&artefact);
	small_challenge_write("sum/generators/own.c", program->text);
	if (assay_build_tool(sandbox, challenge, "generators/own.c", -1, &artefact, &err) != 0)
		fail_msg("%s: %s", program->name, err.text);
	if (is_prelinked(artefact.program_fd) != program->prelinked)
		fail_msg("%s: linked the other way", program->name);
	run(program, artefact.program_fd);
	assay_artefact_release(&artefact);
}

static void programs_behave(void **state)
{
	(void)state;
	struct assay_challenge challenge;
	small_challenge_function(&challenge);
	for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++)
		build_and_run(&challenge, &programs[i]);
}

static size_t damaged;

/* The library's body is among the entries of such a size; the others are programs. */
static int damage(const char *path, const struct stat *status, int type, struct FTW *place)
{
	(void)place;
	if (type == FTW_F && status->st_size > 1000000) {
		assert_int_equal(truncate(path, status->st_size - 1), 0);
		damaged++;
	}
	return 0;
}

/* A build does without the library whose body the cache has lost, and it is made again. */
static void a_lost_body_is_made_again(void **state)
{
	(void)state;
	static const struct program rows[] = {
		{"without", "int main(void) { return 4; }\n", "", false, 4},
		{"with it again", "int main(void) { return 5; }\n", "", true, 5},
	};
	struct assay_challenge challenge;
	small_challenge_function(&challenge);
	assert_int_equal(nftw(getenv("XDG_CACHE_HOME"), damage, 8, FTW_PHYS), 0);
	assert_true(damaged > 0);
	for (size_t i = 0; i < 2; i++)
		build_and_run(&challenge, &rows[i]);
}

/* Without libm in the manifest its functions are as unknown as to gcc. */
static void libm_is_asked_for(void **state)
{
	(void)state;
	struct assay_challenge challenge;
	struct assay_submission submission;
	struct assay_build build;
	small_challenge_function(&challenge);
	small_challenge_submit(&challenge,
		"#include <math.h>\n"
		"int sum(int a, int b) { return (int)pow(a, b); }\n",
		&submission);
	assay_build_init(&build);
	assert_int_equal(
		assay_build_submission(sandbox, &challenge, &submission, -1, &build, NULL), 0);
	assert_false(build.succeeded);
	assert_string_equal(build.message, "sum.c: 'pow' is used but defined nowhere");
	assay_build_release(&build);
	assay_submission_release(&submission);
}

#define CC1 " /usr/lib/gcc/x86_64-linux-gnu/12/cc1 -quiet "
#define AS  " as --64 -o " ASSAY_TOOLCHAIN_OBJECT "\n"

static void reads_only_what_it_knows(void **state)
{
	(void)state;
	static const struct {
		const char *answer;
		bool good;
	} rows[] = {
		{"Using built-in specs.\n" CC1 ASSAY_TOOLCHAIN_SOURCE " \"-std=gnu17\" -o - |\n" AS
		 "COMPILER_PATH=/usr\n",
			true},
		{"", false},
		{"gcc: error\n", false},
		/* no pipe; no assembler; a third command; a word after the pipe */
		{CC1 ASSAY_TOOLCHAIN_SOURCE " -o x.s\n" AS, false},
		{CC1 ASSAY_TOOLCHAIN_SOURCE " -o - |\n", false},
		{CC1 ASSAY_TOOLCHAIN_SOURCE " -o - |\n" AS " /usr/bin/ld x.o\n", false},
		{CC1 ASSAY_TOOLCHAIN_SOURCE " -o - | tee\n" AS, false},
		/* the source is not there, or twice; the object is not there */
		{CC1 "x.c -o - |\n" AS, false},
		{CC1 ASSAY_TOOLCHAIN_SOURCE " " ASSAY_TOOLCHAIN_SOURCE " -o - |\n" AS, false},
		{CC1 ASSAY_TOOLCHAIN_SOURCE " -o - |\n as --64 -o x.o\n", false},
		/* other programs; words that mean something to the maker or to gcc's programs */
		{" /usr/bin/cc2 " ASSAY_TOOLCHAIN_SOURCE " -o - |\n" AS, false},
		{" cc1 " ASSAY_TOOLCHAIN_SOURCE " -o - |\n" AS, false},
		{CC1 ASSAY_TOOLCHAIN_SOURCE " -o - |\n clang -o " ASSAY_TOOLCHAIN_OBJECT "\n",
			false},
		{CC1 "@file " ASSAY_TOOLCHAIN_SOURCE " -o - |\n" AS, false},
		{CC1 "=link " ASSAY_TOOLCHAIN_SOURCE " -o - |\n" AS, false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct assay_bytes text = {0};
		struct assay_toolchain toolchain = {0};
		assay_bytes_puts(&text, rows[i].answer);
		if (assay_toolchain_parse(&text, &toolchain) != rows[i].good)
			fail_msg("row %zu", i);
		if (rows[i].good) {
			assert_int_equal(toolchain.compiler.count, 6);
			assert_null(toolchain.compiler.words[2]);
			assert_string_equal(toolchain.compiler.words[3], "-std=gnu17");
			assert_string_equal(toolchain.assembler.words[0], "/usr/bin/as");
			assert_null(toolchain.assembler.words[3]);
		}
		assay_toolchain_release(&toolchain);
		assay_bytes_release(&text);
	}
}

/* What was cut short, or is no program, is no library. */
static void cuts_only_a_library(void **state)
{
	(void)state;
	struct assay_bytes header = {0};
	struct assay_bytes text = {0};
	struct assay_prelink prelink = {0};
	assert_false(assay_prelink_cut(&header, "x", &text, &prelink));
	Elf64_Ehdr elf = {.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64},
		.e_type = ET_EXEC,
		.e_machine = EM_X86_64,
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = 1,
		.e_phoff = sizeof elf};
	Elf64_Phdr segment = {.p_type = PT_LOAD,
		.p_vaddr = ASSAY_PRELINK_JUMPS,
		.p_offset = UINT64_MAX - 10,
		.p_filesz = 100,
		.p_memsz = 100};
	assay_bytes_append(&header, &elf, sizeof elf);
	assert_false(assay_prelink_cut(&header, "x", &text, &prelink));
	assay_bytes_append(&header, &segment, sizeof segment);
	assert_false(assay_prelink_cut(&header, "x", &text, &prelink));
	assay_prelink_release(&prelink);
	assay_bytes_release(&text);
	assay_bytes_release(&header);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(programs_behave),
		cmocka_unit_test(a_lost_body_is_made_again),
		cmocka_unit_test(libm_is_asked_for),
		cmocka_unit_test(reads_only_what_it_knows),
		cmocka_unit_test(cuts_only_a_library),
	};
	return cmocka_run_group_tests(tests, open_sandbox, close_sandbox);
}
