/*
 * box.c - runs a program that nobody needs to trust, by the sandbox library alone:
 *
 *     cc -o box box.c $(pkg-config --cflags --libs assay-sandbox)
 *     ./box ./program argument <input
 *
 * Without installation: PKG_CONFIG_PATH=build pkg-config ...
 */
#include <assay/sandbox.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int complain(const struct assay_error *err)
{
	fprintf(stderr, "box: %s\n", err->text);
	return 125;
}

/* What the program writes comes here while it runs. */
static int pass_on(void *context, const void *data, size_t size, struct assay_error *err)
{
	const int *fd = context;
	return assay_fd_write_all(*fd, "output", data, size, err);
}

static void print(const struct assay_observation *seen)
{
	printf("%s", assay_status_name(seen->status));
	if (seen->status == ASSAY_STATUS_EXITED)
		printf(" with %d", seen->exit_code);
	if (seen->status == ASSAY_STATUS_SIGNALLED)
		printf(" by %d, %s", seen->signal, strsignal(seen->signal));
	if (seen->status == ASSAY_STATUS_FORBIDDEN_CALL && seen->forbidden.known)
		printf(": %s", seen->forbidden.name);
	if (seen->detail[0] != '\0')
		printf(": %s", seen->detail);
	printf("\n%.3f s of CPU time (%s), %.3f s in all, after %.3f s of launching\n",
		(double)seen->cpu_ns / 1e9, assay_source_name(seen->cpu_source),
		(double)seen->wall_ns / 1e9, (double)seen->launch_ns / 1e9);
	printf("%.1f MiB of memory at most (%s), %llu bytes of output\n",
		(double)seen->peak_bytes / (1 << 20), assay_source_name(seen->peak_source),
		(unsigned long long)seen->output_bytes);
	printf("isolation: %s\n", assay_level_name(seen->level));
}

/* Static programs see an empty root; dynamic ones their libraries. */
static int run(struct assay_sandbox *sandbox, int program, enum assay_program_kind kind,
	const char *const *argv)
{
	static const int out = STDOUT_FILENO;
	static const int err_out = STDERR_FILENO;
	const struct assay_channel channels[] = {
		{.fd = 0, .has_source = true, .source_fd = STDIN_FILENO},
		{.fd = 1, .output_limit = 1 << 20, .take = pass_on, .context = (void *)&out},
		{.fd = 2, .output_limit = 1 << 20, .take = pass_on, .context = (void *)&err_out},
	};
	const struct assay_box box = {
		.profile = kind == ASSAY_PROGRAM_DYNAMIC ? "dynamic" : "stdio",
		.root = kind == ASSAY_PROGRAM_DYNAMIC ? ASSAY_ROOT_LIBRARIES : ASSAY_ROOT_EMPTY,
		.program_fd = program,
		.argv = argv,
		.channels = channels,
		.channel_count = 3,
		.limits = {.cpu_ns = 1000000000,
			.wall_ns = 5000000000,
			.memory_bytes = 64 << 20,
			.processes = 1},
		.cancel_fd = -1,
	};
	struct assay_observation seen;
	struct assay_error err = {0};
	assay_observation_init(&seen);
	if (assay_sandbox_run(sandbox, &box, &seen, &err) != 0)
		return complain(&err);
	print(&seen);
	assay_observation_release(&seen);
	return 0;
}

int main(int argc, char **argv)
{
	struct assay_error err = {0};
	struct assay_sandbox *sandbox = NULL;
	enum assay_program_kind kind;
	int program = -1;
	if (argc < 2) {
		fputs("usage: box PROGRAM [ARG...]\n", stderr);
		return 2;
	}
	/* NULL: the strongest level that this machine has; each observation tells it. */
	if (assay_program_load(argv[1], &program, &kind, &err) != 0 ||
		assay_sandbox_open(NULL, &sandbox, &err) != 0)
		return complain(&err);
	int status = run(sandbox, program, kind, (const char *const *)(argv + 1));
	assay_sandbox_close(sandbox);
	close(program);
	return status;
}
