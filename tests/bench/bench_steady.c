/*
 * bench_steady.c - what a thousand runs in a row leave behind: memory, descriptors and mounts of this
 * process and of the launcher's, processes, control groups. The goal is none.
 *
 *   bench_steady BUILD
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <assay/bytes.h>

#include "measure.h"

#define RUNS_BEFORE 100 /* until what is made once has been made */
#define RUNS        1000
#define PROC_LIMIT  (1u << 20)

enum figure {
	FIGURE_MEMORY = 0,
	FIGURE_DESCRIPTORS,
	FIGURE_MOUNTS,
	FIGURE_PROCESSES,
	FIGURE_GROUPS,
	FIGURE_COUNT,
};

static const char *const names[FIGURE_COUNT] = {"private memory, KiB", "open descriptors",
	"mounts that they see", "processes", "control groups of the whole system"};

static char *read_text(const char *path)
{
	struct assay_bytes text = {0};
	if (assay_file_read(AT_FDCWD, path, PROC_LIMIT, &text, NULL) != 0)
		return NULL;
	return text.data;
}

static long count_entries(const char *path)
{
	long count = 0;
	DIR *folder = opendir(path);
	if (folder == NULL)
		return 0;
	while (readdir(folder) != NULL)
		count++;
	closedir(folder);
	return count;
}

/* The sum of a file's lines that begin with `prefix`, or their number when `count`. */
static long sum_lines(const char *path, const char *prefix, bool count)
{
	long sum = 0;
	char *text = read_text(path);
	char *rest = text;
	for (char *line; rest != NULL && (line = strsep(&rest, "\n")) != NULL;) {
		size_t length = strlen(prefix);
		if (*line != '\0' && strncmp(line, prefix, length) == 0)
			sum += count ? 1 : strtol(line + length, NULL, 10);
	}
	free(text);
	return sum;
}

/* One process with those that it started. */
static void add_process(long pid, long figures[FIGURE_COUNT])
{
	char path[96];
	snprintf(path, sizeof path, "/proc/%ld/smaps_rollup", pid);
	figures[FIGURE_MEMORY] += sum_lines(path, "Private_Dirty:", false);
	snprintf(path, sizeof path, "/proc/%ld/fd", pid);
	figures[FIGURE_DESCRIPTORS] += count_entries(path);
	snprintf(path, sizeof path, "/proc/%ld/mountinfo", pid);
	figures[FIGURE_MOUNTS] += sum_lines(path, "", true);
	figures[FIGURE_PROCESSES]++;
	snprintf(path, sizeof path, "/proc/%ld/task/%ld/children", pid, pid);
	char *children = read_text(path);
	char *at = children;
	for (char *end; at != NULL; at = end) {
		long child = strtol(at, &end, 10);
		if (end == at)
			break;
		add_process(child, figures);
	}
	free(children);
}

/* The third column of each row: "name hierarchy groups enabled". */
static long count_groups(void)
{
	long most = 0;
	char *text = read_text("/proc/cgroups");
	char *rest = text;
	for (char *line; rest != NULL && (line = strsep(&rest, "\n")) != NULL;) {
		long groups = 0;
		if (line[0] != '#' && sscanf(line, "%*s %*s %ld", &groups) == 1)
			most += groups;
	}
	free(text);
	return most;
}

static void take_stock(long figures[FIGURE_COUNT])
{
	memset(figures, 0, FIGURE_COUNT * sizeof figures[0]);
	add_process(getpid(), figures);
	figures[FIGURE_GROUPS] = count_groups();
}

static bool run(struct assay_sandbox *sandbox, const struct bench_program *program, size_t runs)
{
	const struct bench_job job = {.program = program};
	for (size_t i = 0; i < runs; i++) {
		if (!bench_box_run(sandbox, &job, NULL, 0))
			return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct bench_program program;
	long before[FIGURE_COUNT];
	long after[FIGURE_COUNT];
	if (argc != 2) {
		fprintf(stderr, "usage: bench_steady BUILD\n");
		return 2;
	}
	if (!bench_program_open(&program, argv[1], "true"))
		return 4;
	struct assay_sandbox *sandbox = bench_sandbox_open(ASSAY_LEVEL_FULL);
	bool good = sandbox != NULL && run(sandbox, &program, RUNS_BEFORE);
	if (good)
		take_stock(before);
	good = good && run(sandbox, &program, RUNS);
	if (good) {
		take_stock(after);
		printf("%-50s %10s  %s\n", "1,000 runs in a row: caller and launcher", "growth",
			"goal");
		for (size_t i = 0; i < FIGURE_COUNT; i++)
			printf("%-50s %10ld  none: %s\n", names[i], after[i] - before[i],
				after[i] <= before[i] ? "met" : "missed");
	}
	assay_sandbox_close(sandbox);
	bench_program_close(&program);
	return good ? 0 : 4;
}
