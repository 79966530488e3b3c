/*
 * cmd_start.c - `assay start ID [DIR]`: makes a folder to work in, and starts its clock.
 */
#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <assay/cleanup.h>

#include "../challenge/challenge_find.h"
#include "../digest.h"
#include "../store/store.h"
#include "commands.h"
#include "console.h"
#include "kit.h"

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

static void remove_tree(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* The place must be free: nothing there, or an empty folder. */
static int check_free(const char *directory, struct assay_error *err)
{
	DIR *stream = opendir(directory);
	if (stream == NULL && errno == ENOENT)
		return 0;
	if (stream == NULL && errno == ENOTDIR)
		return assay_error_set(
			err, ASSAY_ERR_USAGE, "'%s' is there and is not a folder", directory);
	if (stream == NULL)
		return assay_error_errno(err, errno, "open '%s'", directory);
	bool empty = true;
	struct dirent *entry;
	while (empty && (entry = readdir(stream)) != NULL)
		empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
	closedir(stream);
	if (!empty)
		return assay_error_set(err, ASSAY_ERR_USAGE,
			"the folder '%s' is not empty; name a new one: assay start ID DIR",
			directory);
	return 0;
}

/* Makes the folder whole or not at all: built beside its place, then moved there. */
static int make_folder(
	const struct assay_challenge *challenge, const char *directory, struct assay_error *err)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes built = {0};
	size_t size = strlen(directory);
	while (size > 1 && directory[size - 1] == '/')
		size--;
	assay_bytes_append(&built, directory, size);
	assay_bytes_puts(&built, ".XXXXXX");
	int status = assay_bytes_check(&built, err);
	if (status != 0)
		return status;
	if (mkdtemp(built.data) == NULL)
		return assay_error_errno(err, errno, "make the folder '%s'", directory);
	status = assay_kit_write(challenge, built.data, err);
	if (status == 0 && chmod(built.data, 0755) != 0)
		status = assay_error_errno(err, errno, "chmod '%s'", directory);
	if (status == 0 && rename(built.data, directory) != 0)
		status = assay_error_errno(err, errno, "make the folder '%s'", directory);
	if (status != 0)
		remove_tree(built.data);
	return status;
}

static int store_session(struct assay_store *store, const struct assay_challenge *challenge,
	const char *directory, uint64_t minutes, struct assay_error *err)
{
	struct assay_session session = {.minutes = minutes, .started_ns = assay_wall_ns()};
	memcpy(session.challenge_id, challenge->id, sizeof session.challenge_id);
	memcpy(session.challenge_digest, challenge->digest, sizeof session.challenge_digest);
	assay_random_bytes(&session.seed, sizeof session.seed);
	session.seed >>= 1; /* it must fit a signed SQL integer */
	session.directory = realpath(directory, NULL);
	if (session.directory == NULL)
		return assay_error_errno(err, errno, "find '%s'", directory);
	session.challenge_directory = strdup(challenge->directory);
	int status = session.challenge_directory == NULL
			     ? assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory")
			     : assay_store_add_session(store, &session, err);
	assay_session_release(&session);
	return status;
}

static void print_next_steps(
	const struct assay_challenge *challenge, const char *directory, uint64_t minutes)
{
	printf("%s: %s\n", challenge->title, challenge->summary);
	printf("The task is in %s/statement.md; edit", directory);
	const char *separator = " ";
	for (size_t i = 0; i < challenge->file_count; i++) {
		if (!challenge->files[i].editable)
			continue;
		printf("%s%s", separator, challenge->files[i].path);
		separator = ", ";
	}
	puts(".");
	if (minutes > 0)
		printf("The clock runs: %llu minutes.\n", (unsigned long long)minutes);
	printf("\n  cd %s\n", directory);
	puts("  assay watch     runs the samples on every save\n"
	     "  assay test      runs the samples once\n"
	     "  assay submit    runs the hidden tests");
}

static int start(const struct assay_challenge *challenge, const char *directory, uint64_t minutes,
	struct assay_error *err)
{
	struct assay_store *store = NULL;
	int status = assay_store_open(NULL, &store, err);
	if (status == 0)
		status = make_folder(challenge, directory, err);
	if (status == 0) {
		status = store_session(store, challenge, directory, minutes, err);
		if (status != 0)
			remove_tree(directory);
	}
	assay_store_close(store);
	if (status == 0)
		print_next_steps(challenge, directory, minutes);
	return status;
}

static int run_start(const struct assay_arguments *arguments, struct assay_error *err)
{
	ASSAY_AUTO(assay_challenge_release) struct assay_challenge challenge;
	assay_challenge_init(&challenge);
	const char *told = assay_arguments_get(arguments, "minutes");
	const char *id = arguments->operands[0];
	const char *directory = arguments->operand_count > 1 ? arguments->operands[1] : id;
	uint64_t minutes = 0;
	int status = 0;
	if (told != NULL)
		status = assay_parse_u64(told, "--minutes", 0, 600, &minutes, err);
	if (status == 0)
		status = assay_challenge_find(id, &challenge, err);
	if (status == 0)
		status = check_free(directory, err);
	if (status == 0)
		status = start(
			&challenge, directory, told != NULL ? minutes : challenge.minutes, err);
	return assay_code_exit_status(status);
}

static const struct assay_option options[] = {
	{0, false, "minutes", "N",
		"length of the clock; 0 for none; default: as the challenge says"},
	{0},
};

const struct assay_command assay_command_start = {
	.name = "start",
	.synopsis = "assay start [--minutes N] ID [DIR]",
	.summary = "Make a folder to solve a challenge in, and start its clock.",
	.details = "The folder, called as the challenge unless DIR is given, gets the starter, the "
		   "statement, the samples, the driver and a Makefile: `make test`, gdb and "
		   "valgrind work there without assay. It must not exist, or be empty. The clock "
		   "is stored: `assay test` shows it, and what is submitted later is marked late.",
	.options = options,
	.operands_minimum = 1,
	.operands_maximum = 2,
	.run = run_start,
};
