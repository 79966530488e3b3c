/*
 * main.c - the program: finds the command, parses its options, runs it, prints its failure. What a
 * command does is its own file's affair.
 */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "console.h"
#include "help.h"
#include "options.h"

static void ignore(int number)
{
	(void)number;
}

/*
 * A closed pipe and a file-size limit are write errors like any other, not deaths. A handler that
 * does nothing, unlike SIG_IGN, is back to the default in whatever is executed later (execve(2)).
 */
static void survive_write_signals(void)
{
	const struct sigaction action = {.sa_handler = ignore, .sa_flags = SA_RESTART};
	sigaction(SIGPIPE, &action, NULL);
	sigaction(SIGXFSZ, &action, NULL);
}

/* A descriptor that we open must never become one of the first three. */
static void fill_standard_descriptors(void)
{
	for (int fd = 0; fd <= 2; fd++) {
		if (fcntl(fd, F_GETFD) < 0 &&
			open("/dev/null", fd == 0 ? O_RDONLY : O_WRONLY) != fd)
			_exit(ASSAY_EXIT_FAULT);
	}
}

static int failure_status(const struct assay_command *command, int code)
{
	return command->failure_status != 0 ? command->failure_status
					    : assay_code_exit_status(code);
}

static int run_command(const struct assay_command *command, int argc, char **argv)
{
	struct assay_error err = {0};
	struct assay_arguments arguments;
	int status = assay_options_parse(command, argc, argv, &arguments, &err);
	if (status != 0) {
		assay_console_error(&err, command->name);
		return failure_status(command, status);
	}
	int exit_status = ASSAY_EXIT_OK;
	if (assay_arguments_get(&arguments, assay_option_help.name) != NULL)
		assay_help_print_command(command);
	else
		exit_status = command->run(&arguments, &err);
	if (err.code != 0)
		assay_console_error(&err, command->name);
	if (assay_console_flush(&err) != 0 && exit_status != ASSAY_EXIT_FAULT) {
		assay_console_error(&err, command->name);
		return failure_status(command, ASSAY_ERR_SYSTEM);
	}
	return exit_status;
}

int main(int argc, char **argv)
{
	fill_standard_descriptors();
	survive_write_signals();
	if (argc < 2) {
		assay_help_print(stderr);
		return ASSAY_EXIT_USAGE;
	}
	/* The spellings that every program answers to. */
	const char *name = argv[1];
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		name = "help";
	else if (strcmp(name, "--version") == 0)
		name = "version";
	struct assay_error err = {0};
	const struct assay_command *command;
	int status = assay_help_find(name, &command, &err);
	if (status != 0) {
		assay_console_error(&err, NULL);
		return assay_code_exit_status(status);
	}
	return run_command(command, argc - 2, argv + 2);
}
