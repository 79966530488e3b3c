/*
 * errand.c - owns the reading of `assay sandbox`'s command line: numbers, the program's file, and
 * the files that are named. It runs nothing.
 */
#include "errand.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <assay/cleanup.h>

#include "choice.h"
#include "observation.h"

#define RUNS_MAX      1000000
#define SCRATCH_BYTES (UINT64_C(256) << 20)

/* The options that are numbers. */
static const struct {
	const char *name;
	enum {
		SECONDS,
		SIZE,
		COUNT
	} unit;
	size_t place; /* of an uint64_t in struct assay_errand; processes is put in its own */
	uint64_t minimum, maximum, value;
} numbers[] = {
	{"cpu", SECONDS, offsetof(struct assay_errand, limits.cpu_ns), 1, ASSAY_LIMIT_TIME_MAX_NS,
		10000000000u},
	{"wall", SECONDS, offsetof(struct assay_errand, limits.wall_ns), 1, ASSAY_LIMIT_TIME_MAX_NS,
		30000000000u},
	{"memory", SIZE, offsetof(struct assay_errand, limits.memory_bytes), 1 << 20,
		ASSAY_LIMIT_BYTES_MAX, 256 << 20},
	{"output-limit", SIZE, offsetof(struct assay_errand, output_limit), 0,
		ASSAY_LIMIT_BYTES_MAX, 64 << 20},
	{"runs", COUNT, offsetof(struct assay_errand, runs), 1, RUNS_MAX, 1},
};

static int read_number(const struct assay_arguments *arguments, size_t row, uint64_t *ret_value,
	struct assay_error *err)
{
	char what[32] = "--";
	const char *text = assay_arguments_get(arguments, numbers[row].name);
	uint64_t value = numbers[row].value;
	int status = 0;
	strncat(what, numbers[row].name, sizeof what - 3);
	if (text != NULL) {
		switch (numbers[row].unit) {
		case SECONDS:
			status = assay_parse_seconds(text, what, numbers[row].maximum, &value, err);
			break;
		case SIZE:
			status = assay_parse_size(text, what, numbers[row].maximum, &value, err);
			break;
		case COUNT:
			status = assay_parse_u64(text, what, numbers[row].minimum,
				numbers[row].maximum, &value, err);
			break;
		}
	}
	if (status != 0)
		return status;
	if (value < numbers[row].minimum)
		return assay_error_set(err, ASSAY_ERR_USAGE, "%s: '%s' is too little, expected %s",
			what, text,
			numbers[row].unit == SIZE ? "at least 1M" : "more than 0 seconds");
	*ret_value = value;
	return 0;
}

static int read_numbers(const struct assay_arguments *arguments, struct assay_errand *errand,
	struct assay_error *err)
{
	uint64_t processes = 64;
	const char *text = assay_arguments_get(arguments, "processes");
	int status = text == NULL ? 0
				  : assay_parse_u64(text, "--processes", 1,
					    ASSAY_LIMIT_PROCESSES_MAX, &processes, err);
	for (size_t i = 0; status == 0 && i < sizeof numbers / sizeof numbers[0]; i++) {
		uint64_t value = 0;
		status = read_number(arguments, i, &value, err);
		memcpy((char *)errand + numbers[i].place, &value, sizeof value);
	}
	errand->limits.processes = (uint32_t)processes;
	errand->limits.scratch_bytes = SCRATCH_BYTES;
	return status;
}

static int refuse_profile(const char *profile, struct assay_error *err)
{
	struct assay_bytes names = {0};
	for (const char *const *name = assay_profile_names(); *name != NULL; name++)
		assay_bytes_printf(&names, "%s%s", names.size > 0 ? ", " : "", *name);
	int status = assay_error_set(err, ASSAY_ERR_USAGE, "--profile '%s': expected one of %s",
		profile, assay_bytes_text(&names));
	assay_bytes_release(&names);
	return status;
}

int assay_errand_read(const struct assay_arguments *arguments, struct assay_errand *errand,
	struct assay_error *err)
{
	const char *level = assay_arguments_get(arguments, "isolation");
	errand->profile = assay_arguments_get(arguments, "profile");
	errand->minimum = ASSAY_LEVEL_FULL;
	int status = read_numbers(arguments, errand, err);
	if (status == 0 && level != NULL)
		status = assay_choice_isolation(level, &errand->minimum, err);
	if (status != 0 || errand->profile == NULL)
		return status;
	for (const char *const *name = assay_profile_names(); *name != NULL; name++) {
		if (strcmp(*name, errand->profile) == 0)
			return 0;
	}
	return refuse_profile(errand->profile, err);
}

/* Where execvp(3) would find it. *ret_path stays NULL when it is nowhere. */
static int search(const char *name, char **ret_path, struct assay_error *err)
{
	const char *folders = getenv("PATH");
	struct assay_bytes path = {0};
	if (strchr(name, '/') != NULL)
		assay_bytes_puts(&path, name);
	for (const char *at = folders; path.size == 0 && at != NULL;) {
		size_t size = strcspn(at, ":");
		struct stat status;
		assay_bytes_printf(
			&path, "%.*s/%s", size > 0 ? (int)size : 1, size > 0 ? at : ".", name);
		if (path.failed || stat(assay_bytes_text(&path), &status) != 0 ||
			!S_ISREG(status.st_mode) || access(assay_bytes_text(&path), X_OK) != 0)
			assay_bytes_clear(&path);
		at = at[size] == ':' ? at + size + 1 : NULL;
	}
	int status = assay_bytes_check(&path, err);
	if (status == 0 && path.size > 0)
		*ret_path = assay_bytes_steal(&path);
	assay_bytes_release(&path);
	return status;
}

/* The exit status of a failure to take the program in. */
int assay_errand_load(struct assay_errand *errand, struct assay_error *err)
{
	const char *name = errand->argv[0];
	ASSAY_AUTO_FREE char *path = NULL;
	enum assay_program_kind kind = ASSAY_PROGRAM_STATIC;
	int status = search(name, &path, err);
	if (status == 0 && path == NULL)
		status = assay_error_set(err, ASSAY_ERR_NOT_FOUND,
			"'%s': no such program in the folders of PATH", name);
	if (status == 0)
		status = assay_program_load(path, &errand->program, &kind, err);
	if (status == ASSAY_ERR_USAGE) {
		err->code = ASSAY_ERR_SUBMISSION; /* the command line is well, the file is not */
		return ASSAY_EXIT_NOT_RUNNABLE;
	}
	if (status != 0)
		return status == ASSAY_ERR_NOT_FOUND ? ASSAY_EXIT_NOT_FOUND : ASSAY_EXIT_OURS;
	if (errand->profile == NULL)
		errand->profile = kind == ASSAY_PROGRAM_DYNAMIC ? "dynamic" : "stdio";
	if (kind == ASSAY_PROGRAM_DYNAMIC &&
		assay_profile_root(errand->profile) == ASSAY_ROOT_EMPTY) {
		assay_error_set(err, ASSAY_ERR_SUBMISSION,
			"'%s' is dynamically linked, and the profile '%s' has no libraries: link "
			"it with -static, or leave --profile out",
			name, errand->profile);
		return ASSAY_EXIT_NOT_RUNNABLE;
	}
	return 0;
}

/* Opens the file of an option; *ret_fd stays where it was not given. */
static int open_option(const struct assay_arguments *arguments, const char *option, int flags,
	int *ret_fd, struct assay_error *err)
{
	const char *path = assay_arguments_get(arguments, option);
	if (path == NULL)
		return 0;
	int fd = open(path, flags | O_CLOEXEC | O_NOCTTY, 0666);
	if (fd < 0)
		return assay_error_errno(err, errno, "--%s: open '%s'", option, path);
	struct stat status;
	if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
		close(fd);
		return assay_error_set(
			err, ASSAY_ERR_USAGE, "--%s: '%s' is a folder", option, path);
	}
	*ret_fd = fd;
	return 0;
}

/* One file for the report and for what the program writes: it could write a report of its own. */
static int refuse_forgery(const struct assay_errand *errand, struct assay_error *err)
{
	struct stat report;
	if (errand->report < 0)
		return 0;
	if (fstat(errand->report, &report) != 0)
		return assay_error_errno(err, errno, "--report: stat");
	for (size_t i = 0; i < 2; i++) {
		struct stat output;
		if (fstat(errand->outputs[i], &output) != 0)
			return assay_error_errno(err, errno, "stat an output");
		/* On a terminal a person looks; /dev/null keeps nothing. */
		if (output.st_dev == report.st_dev && output.st_ino == report.st_ino &&
			!S_ISCHR(output.st_mode))
			return assay_error_set(err, ASSAY_ERR_USAGE,
				"--report: the program's standard %s goes there too and could "
				"forge a report; give --%s another FILE, such as /dev/null",
				i == 0 ? "output" : "error", i == 0 ? "stdout" : "stderr");
	}
	return 0;
}

/* Those that we opened: what the shell opened for us is emptied, or not, by the shell. */
static int empty_files(const struct assay_errand *errand, struct assay_error *err)
{
	const int fds[] = {errand->outputs[0], errand->outputs[1], errand->report};
	for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++) {
		struct stat status;
		if (fds[i] <= STDERR_FILENO)
			continue;
		if (fstat(fds[i], &status) != 0 ||
			(S_ISREG(status.st_mode) && ftruncate(fds[i], 0) != 0))
			return assay_error_errno(err, errno, "empty an output");
	}
	return 0;
}

int assay_errand_open(const struct assay_arguments *arguments, struct assay_errand *errand,
	struct assay_error *err)
{
	const char *report = assay_arguments_get(arguments, "report");
	const int writing = O_WRONLY | O_CREAT; /* emptied once nothing is refused any more */
	int status = open_option(arguments, "stdin", O_RDONLY, &errand->input, err);
	if (status == 0 && errand->runs > 1 && errand->input > STDIN_FILENO &&
		lseek(errand->input, 0, SEEK_SET) != 0)
		status = assay_error_set(err, ASSAY_ERR_USAGE,
			"--stdin: '%s' cannot be read twice, as --runs asks for",
			assay_arguments_get(arguments, "stdin"));
	if (status == 0)
		status = open_option(arguments, "stdout", writing, &errand->outputs[0], err);
	if (status == 0)
		status = open_option(arguments, "stderr", writing, &errand->outputs[1], err);
	if (status == 0 && report != NULL && strcmp(report, "-") == 0)
		errand->report = STDOUT_FILENO;
	else if (status == 0)
		status = open_option(arguments, "report", writing, &errand->report, err);
	if (status == 0)
		status = refuse_forgery(errand, err);
	return status != 0 ? status : empty_files(errand, err);
}

void assay_errand_close(const struct assay_errand *errand)
{
	const int fds[] = {errand->program, errand->input, errand->outputs[0], errand->outputs[1],
		errand->report, errand->cancel};
	for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++) {
		if (fds[i] > STDERR_FILENO)
			close(fds[i]);
	}
}
