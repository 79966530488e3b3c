/*
 * test_profile_compile.c - the toolchain's root and profile: gcc compiles and links at every level,
 * what comes out runs in an empty root, and nothing of the host is seen.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "box_helper.h"

static const char *const environment[] = {"PATH=/usr/bin", "TMPDIR=.", NULL};

static const struct assay_limits limits = {.cpu_ns = 20000000000u,
	.wall_ns = 60000000000u,
	.memory_bytes = 512 << 20,
	.scratch_bytes = 64 << 20,
	.processes = 32};

/* A toolchain box with the three standard channels. */
struct tool {
	struct assay_box box;
	struct assay_channel channels[3];
};

static void prepare(struct tool *tool, const char *const *argv)
{
	*tool = (struct tool){
		.channels = {{.fd = 0, .input = "", .input_size = 0},
			{.fd = 1, .output_limit = 1 << 20}, {.fd = 2, .output_limit = 1 << 20}},
		.box = {.profile = "compile",
			.root = ASSAY_ROOT_TOOLCHAIN,
			.program_fd = -1,
			.program_path = argv[0],
			.argv = argv,
			.envp = environment,
			.channel_count = 3,
			.output_file_limit = 16 << 20,
			.limits = limits,
			.cancel_fd = -1},
	};
	tool->box.channels = tool->channels;
}

static void run(struct assay_sandbox *sandbox, const struct tool *tool,
	struct assay_observation *ret_observation)
{
	struct assay_error err = {0};
	assay_observation_init(ret_observation);
	if (assay_sandbox_run(sandbox, &tool->box, ret_observation, &err) != 0)
		fail_msg("run: %s", err.text);
	if (ret_observation->status == ASSAY_STATUS_INTERNAL_ERROR)
		fail_msg("a fault of ours: %s", ret_observation->detail);
	if (ret_observation->status == ASSAY_STATUS_FORBIDDEN_CALL)
		fail_msg("refused: %s", ret_observation->forbidden.name);
}

static void expect_run(struct assay_sandbox *sandbox, int program, const char *output)
{
	struct box_setup setup;
	struct assay_observation seen;
	box_prepare(&setup, program, NULL, NULL);
	box_run(sandbox, &setup, &seen);
	assert_string_equal(assay_status_name(seen.status), "exited");
	assert_int_equal(seen.exit_code, 0);
	assert_string_equal(box_output(&seen, 1), output);
	assay_observation_release(&seen);
}

static const char main_source[] =
	"#include <math.h>\n#include <stdio.h>\n#include \"in/part.h\"\n"
	"int main(void)\n{\n\tprintf(\"%d %.2f\\n\", part(), sqrt(2));\n}\n";
static const char part_source[] = "#include \"part.h\"\nint part(void)\n{\n\treturn 42;\n}\n";
static const char part_header[] = "int part(void);\n";

static const struct assay_box_file sources[] = {{"main.c", main_source, sizeof main_source - 1},
	{"in/part.c", part_source, sizeof part_source - 1},
	{"in/part.h", part_header, sizeof part_header - 1}};

static void test_compile_and_run(void **state)
{
	static const char *const argv[] = {"/usr/bin/gcc", "-O2", "-Wall", "-static", "-o", "out",
		"main.c", "in/part.c", "-lm", NULL};
	static const char *const outputs[] = {"out", "missing", "in"};
	struct assay_sandbox *sandbox = box_of(state);
	struct tool tool;
	struct assay_observation seen;
	prepare(&tool, argv);
	tool.box.files = sources;
	tool.box.file_count = 3;
	tool.box.outputs = outputs;
	tool.box.output_count = 3;
	run(sandbox, &tool, &seen);
	assert_string_equal(box_output(&seen, 2), "");
	assert_int_equal(seen.exit_code, 0);
	assert_true(seen.output_fds[0] >= 0);
	assert_int_equal(seen.output_fds[1], -1);
	assert_int_equal(seen.output_fds[2], -1);
	assert_int_equal(fcntl(seen.output_fds[0], F_GET_SEALS),
		F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL);
	expect_run(sandbox, seen.output_fds[0], "42 1.41\n");
	assay_observation_release(&seen);
}

static void test_pipe_and_other_ways(void **state)
{
	static const char *const ways[][7] = {
		{"/usr/bin/gcc", "-pipe", "-O1", "-g", "-c", "main.c", NULL},
		{"/usr/bin/gcc", "-fsyntax-only", "-fdiagnostics-color=always", "main.c", NULL},
		{"/usr/bin/gcc", "-shared", "-fPIC", "-flto", "main.c", "in/part.c", NULL},
		{"/usr/bin/gcc", "-fsanitize=address,undefined", "main.c", "in/part.c", "-lm",
			NULL},
		{"/usr/bin/ld", "--version", NULL},
	};
	struct assay_sandbox *sandbox = box_of(state);
	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		struct tool tool;
		struct assay_observation seen;
		prepare(&tool, ways[i]);
		tool.box.files = sources;
		tool.box.file_count = 3;
		run(sandbox, &tool, &seen);
		assert_string_equal(box_output(&seen, 2), "");
		assert_int_equal(seen.exit_code, 0);
		assay_observation_release(&seen);
	}
}

static void test_error_is_the_compilers(void **state)
{
	static const char *const argv[] = {"/usr/bin/gcc", "-c", "bad.c", NULL};
	static const char source[] = "int main(void) { return x; }\n";
	static const struct assay_box_file file = {"bad.c", source, sizeof source - 1};
	struct tool tool;
	struct assay_observation seen;
	prepare(&tool, argv);
	tool.box.files = &file;
	tool.box.file_count = 1;
	run(box_of(state), &tool, &seen);
	assert_int_equal(seen.exit_code, 1);
	assert_non_null(strstr(box_output(&seen, 2), "bad.c:1:25: error:"));
	assay_observation_release(&seen);
}

/* A shell stands for whatever a hostile source makes of the compiler. */
static struct assay_observation run_shell(struct assay_sandbox *sandbox, const char *script,
	const struct assay_limits *changed, char *ret_text, size_t size)
{
	const char *const argv[] = {"/usr/bin/sh", "-c", script, NULL};
	struct tool tool;
	struct assay_observation seen;
	prepare(&tool, argv);
	if (changed != NULL)
		tool.box.limits = *changed;
	run(sandbox, &tool, &seen);
	snprintf(ret_text, size, "%s%s", box_output(&seen, 1), box_output(&seen, 2));
	for (size_t i = 0; i < ASSAY_CHANNELS_MAX; i++)
		assay_bytes_release(&seen.channel_output[i]);
	return seen;
}

static void test_nothing_of_the_host(void **state)
{
	static const char script[] = "for f in /etc /home /root /tmp /var /dev /sys /usr/local "
				     "/usr/share /proc/self; do\n"
				     "  test -e $f && test -r $f && echo $f\n"
				     "done\n"
				     "(: >/usr/bin/x); (: >/x); (: >here) && echo written\n"
				     "cat /etc/passwd </usr/bin/gcc";
	char text[4096];
	struct assay_sandbox *sandbox = box_of(state);
	run_shell(sandbox, script, NULL, text, sizeof text);
	assert_non_null(strstr(text, "written\n"));
	assert_null(strstr(text, "root:"));

	/* Without a root of our own what exists can be told, but not read. */
	if ((assay_sandbox_layers(sandbox) & ASSAY_LAYER_ROOT) != 0)
		assert_ptr_equal(strstr(text, "written\n"), text);
}

static void test_everything_dies(void **state)
{
	char text[4096];
	struct assay_observation seen = run_shell(box_of(state),
		"(sleep 100 & sleep 100 &) & sleep 100 & exit 3", NULL, text, sizeof text);
	assert_string_equal(assay_status_name(seen.status), "exited");
	assert_int_equal(seen.exit_code, 3);
	assert_true(seen.wall_ns < 50000000000u);
}

/* Two processes that spin are charged to one limit. */
static void test_cpu_of_children(void **state)
{
	struct assay_limits changed = limits;
	char text[4096];
	changed.cpu_ns = 300000000;
	struct assay_observation seen = run_shell(box_of(state),
		"while :; do :; done & while :; do :; done", &changed, text, sizeof text);
	assert_string_equal(assay_status_name(seen.status), "cpu-limit");
	assert_true(seen.cpu_ns >= 300000000);
}

static void test_process_limit(void **state)
{
	struct assay_limits changed = limits;
	char text[4096];
	changed.processes = 3;
	run_shell(box_of(state), "for i in 1 2 3 4 5 6; do sleep 1 & done; echo all", &changed,
		text, sizeof text);
	assert_null(strstr(text, "all"));
	assert_non_null(strstr(text, "fork"));
}

static void test_scratch_is_limited(void **state)
{
	struct assay_limits changed = limits;
	char text[4096];
	changed.scratch_bytes = 1 << 20;
	run_shell(box_of(state), "head -c 3000000 /usr/bin/gcc >big 2>/dev/null; wc -c <big",
		&changed, text, sizeof text);
	assert_true(strtol(text, NULL, 10) <= 1 << 20);
}

/* With a cgroup and, from Linux 5.14 on, without: the limit of processes is met. */
static void test_crowd(void **state)
{
	struct assay_sandbox *sandbox = box_of(state);
	const char *const argv[] = {"crowd", NULL};
	struct tool tool;
	struct assay_observation seen;
	prepare(&tool, argv);
	tool.box.program_path = NULL;
	tool.box.program_fd = box_program_named("crowd");
	run(sandbox, &tool, &seen);
	assert_int_equal(seen.status, ASSAY_STATUS_EXITED);
	long made = strtol(box_output(&seen, 1), NULL, 10);
	/* The program itself counts; the slack is for the launcher's own. */
	assert_in_range(made, limits.processes / 2, limits.processes + 8);
	assay_observation_release(&seen);
	close(tool.box.program_fd);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		BOX_AT_ALL(test_compile_and_run),
		BOX_AT(test_pipe_and_other_ways, full),
		BOX_AT(test_pipe_and_other_ways, minimal),
		BOX_AT_ALL(test_error_is_the_compilers),
		BOX_AT_ALL(test_nothing_of_the_host),
		BOX_AT_ALL(test_everything_dies),
		BOX_AT_ALL(test_cpu_of_children),
		BOX_AT(test_process_limit, full),
		BOX_AT(test_crowd, full),
		BOX_AT(test_crowd, reduced),
		BOX_AT(test_scratch_is_limited, full),
		BOX_AT(test_scratch_is_limited, reduced),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
