/*
 * box_status.c - runs one act of tests/programs/acts.c in a box and prints how it ended, for the
 * scenes of a virtual machine:
 *
 *   box_status LIMIT_MIB ACT [ARGUMENT]     status, level, source of the peak, detail
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include <assay/bytes.h>
#include <assay/cleanup.h>
#include <assay/sandbox.h>

#define ACTS "tests/programs/acts"

int main(int argc, char **argv)
{
	struct assay_error err = {0};
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes file = {0};
	ASSAY_AUTO_FD int program = -1;
	struct assay_sandbox *sandbox = NULL;
	struct assay_observation seen;
	char path[512];
	const char *build = getenv("ASSAY_BUILD");
	if (argc < 3 || build == NULL || snprintf(path, sizeof path, "%s/" ACTS, build) < 0) {
		fputs("usage: ASSAY_BUILD=FOLDER box_status LIMIT_MIB ACT [ARGUMENT]\n", stderr);
		return 2;
	}
	const char *const acts[] = {"acts", argv[2], argv[3], NULL};
	struct assay_box box = {.profile = "threads",
		.argv = acts,
		.cancel_fd = -1,
		.limits = {.cpu_ns = 20000000000u,
			.wall_ns = 60000000000u,
			.memory_bytes = strtoull(argv[1], NULL, 10) << 20,
			.processes = 8}};
	if (assay_file_read(AT_FDCWD, path, 64u << 20, &file, &err) != 0 ||
		assay_memory_file("acts", file.data, file.size, &program, &err) != 0 ||
		assay_sandbox_open(NULL, &sandbox, &err) != 0) {
		printf("error none none %s\n", err.text);
		return 4;
	}
	box.program_fd = program;
	if (assay_sandbox_run(sandbox, &box, &seen, &err) != 0)
		printf("error none none %s\n", err.text);
	else
		printf("%s %s %s %s\n", assay_status_name(seen.status),
			assay_level_name(assay_sandbox_level(sandbox)),
			assay_source_name(seen.peak_source), seen.detail);
	assay_observation_release(&seen);
	assay_sandbox_close(sandbox);
	return 0;
}
