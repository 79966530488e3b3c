/*
 * cmd_sandbox.c - `assay sandbox`: any program in a box, and what happened.
 */
#include <errno.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <assay/sandbox.h>

#include "cancel.h"
#include "choice.h"
#include "commands.h"
#include "console.h"
#include "errand.h"
#include "observation.h"
#include "relay.h"

/* Only the second of two runs would notice that the first has read it. */
static bool has_input(const struct assay_errand *errand)
{
	return errand->runs == 1 || errand->input != STDIN_FILENO;
}

static int tell(const struct assay_errand *errand, const struct assay_observation *seen,
	uint64_t run, struct assay_error *err)
{
	struct assay_bytes text = {0};
	int status = 0;
	if (errand->report >= 0) {
		status = assay_observation_json(seen, run, &text, err);
		if (status == 0)
			status = assay_fd_write_all(
				errand->report, "the report", text.data, text.size, err);
	} else {
		assay_observation_line(seen, &errand->limits, &text);
		if (text.size > 0)
			assay_console_note("%s: %s", errand->argv[0], assay_bytes_text(&text));
	}
	assay_bytes_release(&text);
	return status;
}

static int run_once(struct assay_errand *errand, struct assay_sandbox *sandbox,
	struct assay_observation *ret_seen, struct assay_error *err)
{
	static const char *const tools[] = {"PATH=/usr/bin:/bin", "TMPDIR=.", NULL};
	struct assay_channel channels[3] = {{.fd = 0, .input = ""}};
	enum assay_root root = assay_profile_root(errand->profile);
	if (has_input(errand))
		channels[0] = (struct assay_channel){
			.fd = 0, .has_source = true, .source_fd = errand->input};
	for (int i = 0; i < 2; i++)
		channels[i + 1] = (struct assay_channel){.fd = i + 1,
			.output_limit = errand->output_limit,
			.take = assay_relay_take,
			.context = &errand->relays[i]};
	const struct assay_box box = {.profile = errand->profile,
		.root = root,
		.program_fd = errand->program,
		.argv = errand->argv,
		.envp = root == ASSAY_ROOT_TOOLCHAIN ? tools : NULL,
		.channels = channels,
		.channel_count = 3,
		.limits = errand->limits,
		.cancel_fd = errand->cancel};
	if (errand->runs > 1 && has_input(errand) && lseek(errand->input, 0, SEEK_SET) != 0)
		return assay_error_errno(err, errno, "--stdin: read again");
	int status = assay_sandbox_run(sandbox, &box, ret_seen, err);
	for (size_t i = 0; status == 0 && i < 2; i++) {
		status = assay_relay_end(&errand->relays[i], err);
		status = status == ASSAY_TAKE_ENOUGH ? 0 : status;
	}
	return status;
}

/* The exit status: that of the first run which was not a plain success. */
static int run_all(struct assay_errand *errand, struct assay_sandbox *sandbox, int *ret_exit,
	struct assay_error *err)
{
	*ret_exit = 0;
	for (uint64_t run = 1; run <= errand->runs; run++) {
		struct assay_observation seen;
		assay_observation_init(&seen);
		int status = run_once(errand, sandbox, &seen, err);
		if (status == 0)
			status = tell(errand, &seen, run, err);
		if (status == 0 && *ret_exit == 0)
			*ret_exit = assay_observation_exit(&seen);
		assay_observation_release(&seen);
		if (status != 0)
			return status;
	}
	return 0;
}

/* As if the signal had ended us, which shells understand. */
static int cancelled_exit(int cancel_fd, struct assay_error *err)
{
	struct signalfd_siginfo info;
	if (read(cancel_fd, &info, sizeof info) != sizeof info)
		return ASSAY_EXIT_OURS;
	assay_error_set(err, ASSAY_ERR_CANCELLED, "stopped by signal %d", (int)info.ssi_signo);
	return ASSAY_EXIT_SIGNAL + (int)info.ssi_signo;
}

static int run_in_box(struct assay_errand *errand, struct assay_error *err)
{
	const struct assay_sandbox_options options = {errand->minimum, ASSAY_LEVEL_FULL};
	struct assay_sandbox *sandbox = NULL;
	int exit_status = ASSAY_EXIT_OURS;
	int status = assay_cancel_open(&errand->cancel, err);
	if (status == 0)
		status = assay_sandbox_open(&options, &sandbox, err);
	if (status != 0)
		return ASSAY_EXIT_OURS;
	assay_relay_init(&errand->relays[0], errand->outputs[0], "standard output", errand->cancel);
	assay_relay_init(&errand->relays[1], errand->outputs[1], "standard error", errand->cancel);
	status = run_all(errand, sandbox, &exit_status, err);
	assay_sandbox_close(sandbox);
	if (status == ASSAY_ERR_CANCELLED)
		return cancelled_exit(errand->cancel, err);
	return status != 0 ? ASSAY_EXIT_OURS : exit_status;
}

static int run_sandbox(const struct assay_arguments *arguments, struct assay_error *err)
{
	const char *argv[ASSAY_ERRAND_ARGUMENTS_MAX + 1] = {NULL};
	struct assay_errand errand = {.argv = argv,
		.program = -1,
		.input = STDIN_FILENO,
		.report = -1,
		.outputs = {STDOUT_FILENO, STDERR_FILENO},
		.cancel = -1};
	memcpy(argv, arguments->operands, arguments->operand_count * sizeof argv[0]);
	if (assay_errand_read(arguments, &errand, err) != 0)
		return ASSAY_EXIT_OURS;
	int exit_status = assay_errand_load(&errand, err);
	if (exit_status == 0)
		exit_status = assay_errand_open(arguments, &errand, err) != 0
				      ? ASSAY_EXIT_OURS
				      : run_in_box(&errand, err);
	assay_errand_close(&errand);
	return exit_status;
}

static const struct assay_option options[] = {
	{0, false, "profile", "P",
		"which system calls there are: stdio, threads, compile, dynamic, net, sanitize; "
		"default: stdio, or dynamic for a dynamically linked program"},
	{0, false, "cpu", "S", "CPU seconds of all its threads and children; default: 10"},
	{0, false, "wall", "S", "seconds until it is ended in any case; default: 30"},
	{0, false, "memory", "SIZE", "bytes, with K, M or G; default: 256M"},
	{0, false, "output-limit", "SIZE",
		"bytes of standard output, and of standard error; default: 64M"},
	{0, false, "processes", "N", "processes and threads at a time; default: 64"},
	{0, false, "stdin", "FILE", "what it reads; default: standard input"},
	{0, false, "stdout", "FILE", "where it writes to; default: standard output"},
	{0, false, "stderr", "FILE", "where its errors go; default: standard error"},
	ASSAY_OPTION_ISOLATION,
	{0, false, "runs", "N", "run it so often, one after the other; default: 1"},
	{0, false, "report", "FILE",
		"write a JSON document a run, one a line; - is standard output"},
	{0},
};

const struct assay_command assay_command_sandbox = {
	.name = "sandbox",
	.synopsis = "assay sandbox [--profile P] [--cpu S] [--wall S] [--memory SIZE] "
		    "[--output-limit SIZE] [--processes N] [--stdin FILE] [--stdout FILE] "
		    "[--stderr FILE] [--isolation LEVEL] [--runs N] [--report FILE] -- PROGRAM "
		    "[ARG...]",
	.summary = "Run a program in a box, and say what happened.",
	.details = "The program finds no file but the libraries that a dynamically linked one "
		   "needs, no network, no other process and an empty environment. Its input and "
		   "output pass while it runs; on a terminal, control characters in its output are "
		   "shown in hexadecimal. With --runs above 1 its input is empty unless --stdin "
		   "names a file. Without --report one line on standard error says what happened, "
		   "where the program did not end by itself. The exit status is the program's own, "
		   "or 128 and its signal's number; 124 at a limit, 159 at a forbidden system "
		   "call, 125 at a fault of ours, 126 when the program cannot be run, 127 when it "
		   "is not there. assay-sandbox(1) says more.",
	.options = options,
	.operands_minimum = 1,
	.operands_maximum = ASSAY_ERRAND_ARGUMENTS_MAX,
	.operand_ends_options = true,
	.failure_status = ASSAY_EXIT_OURS,
	.run = run_sandbox,
};
